"""Places with ties, and the interval of Wilson against published values."""

import pytest

from miliary.differential.measures import mid_rank, wilson


@pytest.mark.parametrize(
    ("scores", "rank"),
    [
        ({"true": 3, "b": 2, "c": 1}, 1),
        ({"true": 1, "b": 2, "c": 3}, 3),
        ({"true": 3, "b": 3, "c": 1}, 1.5),
        ({"true": 2, "b": 3, "c": 2, "d": 2}, 3),
        ({"true": 0, **{str(number): 0 for number in range(16)}}, 9),
        ({"true": 5}, 1),
    ],
)
def test_those_that_tie_share_the_mean_of_their_places(scores: dict[str, int], rank: float) -> None:
    assert mid_rank({name: (float(score),) for name, score in scores.items()}, "true") == rank


def test_the_first_part_of_a_key_comes_first() -> None:
    assert mid_rank({"true": (0, 9), "b": (1, 0)}, "true") == 2


@pytest.mark.parametrize(
    ("count", "out_of", "lower", "upper"),
    # Newcombe, Statistics in Medicine 17 (1998), Table I, method 3: the score interval without continuity correction.
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0000, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_the_interval_is_wilsons(count: int, out_of: int, lower: float, upper: float) -> None:
    assert wilson(count, out_of) == pytest.approx((lower, upper), abs=5e-5)


def test_the_interval_of_all_mirrors_that_of_none() -> None:
    none, all_ = wilson(0, 13), wilson(13, 13)
    assert all_ == pytest.approx((1 - none[1], 1 - none[0]))


def test_without_cases_nothing_is_known() -> None:
    assert wilson(0, 0) == (0, 1)
