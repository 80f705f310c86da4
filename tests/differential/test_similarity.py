"""An order in which like stands beside like."""

from hypothesis import given
from hypothesis import strategies as st

from miliary.differential.similarity import side_by_side

ROWS = {"a": [9.0, 0.0, 0.0], "b": [0.0, 0.0, 9.0], "c": [8.0, 1.0, 0.0], "d": [0.0, 1.0, 8.0]}


def test_like_rows_stand_beside_each_other() -> None:
    order = side_by_side(ROWS)
    assert abs(order.index("a") - order.index("c")) == 1
    assert abs(order.index("b") - order.index("d")) == 1


def test_the_order_does_not_depend_on_that_of_the_input() -> None:
    assert side_by_side(dict(reversed(ROWS.items()))) == side_by_side(ROWS)


@given(st.dictionaries(st.text("abcdef", min_size=1), st.lists(st.integers(-20, 20), min_size=3, max_size=3)))
def test_nobody_is_lost_even_among_equal_and_empty_rows(rows: dict[str, list[float]]) -> None:
    assert sorted(side_by_side(rows)) == sorted(rows)
