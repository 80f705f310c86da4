"""Numbers as a page shows them."""

import pytest

from miliary.web.wording import bar, bar_extent, bar_zero, behind, frequency, percent, signed

FOR = {
    "findings": [{"share": 10, "label": "a"}, {"share": -2, "label": "b"}, {"share": 0, "label": "c"}],
    "demographics": [],
}
AGAINST = {"findings": [{"share": -8, "label": "a"}], "demographics": [{"share": -2, "factor": "age"}]}


@pytest.mark.parametrize(("number", "printed"), [(3, "+3"), (-2, "−2"), (0, "0"), (12, "+12")])
def test_a_share_is_printed_with_its_sign(number: int, printed: str) -> None:
    assert signed(number) == printed


@pytest.mark.parametrize(
    ("decibans", "fraction"), [(1, "4/5"), (3, "1/2"), (9, "1/8"), (13, "1/20"), (17, "1/50"), (30, "1/1,000")]
)
def test_the_distance_to_the_leader_is_a_ratio(decibans: int, fraction: str) -> None:
    assert behind(decibans) == f"about {fraction} as expected as in the leader"


def test_no_distance_is_said_in_words() -> None:
    assert behind(0) == "as expected as in the leader"
    assert behind(-3) == "more expected than in the leader"


def test_bars_share_one_scale_and_one_zero() -> None:
    extent = bar_extent([FOR, AGAINST])
    assert extent == (10, 10)
    assert bar_zero(extent) == 50
    assert [(each.x, each.width) for each in bar(FOR, extent)] == [(50, 50), (40, 10)]
    assert [(each.x, each.width) for each in bar(AGAINST, extent)] == [(10, 40), (0, 10)]


def test_without_any_share_there_is_no_bar() -> None:
    assert bar({"findings": [], "demographics": []}, bar_extent([])) == []


@pytest.mark.parametrize(("share", "said"), [(0.0, "under 1 %"), (0.44, "44 %"), (1.0, "over 99 %"), (0.01, "1 %")])
def test_a_share_of_draws_is_never_all_or_nothing(share: float, said: str) -> None:
    assert percent(share) == said


@pytest.mark.parametrize(
    ("share", "said"),
    [(0.0, "0 %"), (0.0005, "0.05 %"), (0.029, "2.9 %"), (0.45, "45 %"), (0.995, "99.5 %"), (1.0, "100 %")],
)
def test_a_frequency_has_two_figures(share: float, said: str) -> None:
    assert frequency(share) == said


def test_a_prior_is_part_of_the_bar() -> None:
    assert [each.label for each in bar({"findings": [], "demographics": [], "prior": {"share": 3}}, (0, 3))] == [
        "prior"
    ]
