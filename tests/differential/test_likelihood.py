"""From words and numbers to intervals and points."""

import pytest

from miliary.differential.likelihood import Interval, combine, interval_of
from miliary.differential.terms import Frequency, Role
from tests.differential.small import SCALE, said


def rounded(interval: Interval | None) -> tuple[float, float, float]:
    assert interval is not None
    return round(interval.lower, 3), round(interval.upper, 3), round(interval.point, 3)


@pytest.mark.parametrize(
    ("frequency", "expected"),
    [
        # Clopper-Pearson limits as printed in tables of the exact binomial interval
        (Frequency(count=5, out_of=10), (0.187, 0.813, 0.5)),
        (Frequency(count=0, out_of=10), (0.0, 0.308, 0.045)),
        (Frequency(count=10, out_of=10), (0.692, 1.0, 0.955)),
        # 33 % of 27 patients can only be 9 of 27
        (Frequency(percent=33.0, out_of=27), (0.165, 0.540, 0.339)),
        # without a count: the frequency class or ±10 points, whichever is wider
        (Frequency(percent=50.0), (0.30, 0.80, 0.5)),
        (Frequency(percent=5.0), (0.05, 0.30, 0.05)),
        (Frequency(percent=100.0), (0.90, 1.0, 0.995)),
        (Frequency(percent_from=10.0, percent_to=15.0), (0.10, 0.15, 0.122)),
        (Frequency(percent_from=0.0, percent_to=13.0), (0.005, 0.13, 0.025)),
        (Frequency(percent_at_most=40.0), (0.005, 0.40, 0.045)),
        (Frequency(percent_below=50.0), (0.005, 0.50, 0.05)),
    ],
)
def test_a_frequency_is_read_as_the_article_gives_it(
    frequency: Frequency, expected: tuple[float, float, float]
) -> None:
    assert rounded(interval_of(said("Susac", "haemorrhage", frequency=frequency), SCALE)) == expected


def test_a_percentage_that_several_counts_would_print_as_stays_a_percentage() -> None:
    statement = said("Susac", "haemorrhage", frequency=Frequency(percent=50.0, out_of=400))
    assert rounded(interval_of(statement, SCALE)) == (0.30, 0.80, 0.5)


def test_a_criterion_outranks_its_word() -> None:
    statement = said("Susac", "haemorrhage", "reported", role=Role.EXCLUDING)
    assert rounded(interval_of(statement, SCALE)) == (0.0, 0.01, 0.001)


def test_a_role_that_only_suggests_leaves_the_word() -> None:
    statement = said("Susac", "haemorrhage", "frequent", role=Role.SUGGESTIVE)
    assert rounded(interval_of(statement, SCALE)) == (0.30, 0.80, 0.5)


def test_a_statement_without_word_or_number_weighs_nothing() -> None:
    assert combine([said("Susac", "haemorrhage", None, role=Role.SUGGESTIVE)], SCALE) is None


def test_words_and_numbers_outrank_a_bare_plus_which_is_still_shown() -> None:
    plus, frequent = said("Susac", "haemorrhage"), said("Susac", "haemorrhage", "frequent")
    judgement = combine([plus, frequent], SCALE)
    assert judgement is not None
    assert rounded(judgement.interval) == (0.30, 0.80, 0.5)
    assert judgement.statements == (plus.id, frequent.id)
    assert not judgement.conflicting


def test_several_words_give_the_geometric_mean_and_the_overlap() -> None:
    judgement = combine([said("A", "x", "frequent"), said("A", "x", "variable")], SCALE)
    assert judgement is not None
    assert rounded(judgement.interval) == (0.30, 0.80, round((0.5 * 0.2) ** 0.5, 3))
    assert not judgement.conflicting


@pytest.mark.parametrize("denial", ["rare", "not reported", "not expected"])
def test_a_plus_against_a_denial_is_a_conflict_that_keeps_both(denial: str) -> None:
    statements = [said("A", "x"), said("A", "x", denial)]
    judgement = combine(statements, SCALE)
    assert judgement is not None
    assert judgement.conflicting
    assert set(judgement.statements) == {statement.id for statement in statements}
    assert judgement.interval.upper == pytest.approx(0.95)
    assert judgement.interval.lower < 0.10


def test_intervals_that_do_not_meet_are_a_conflict() -> None:
    judgement = combine([said("A", "x", "very frequent"), said("A", "x", "rare")], SCALE)
    assert judgement is not None
    assert judgement.conflicting
    assert rounded(judgement.interval) == (0.005, 0.99, round((0.9 * 0.02) ** 0.5, 3))
