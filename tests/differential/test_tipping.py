"""Which number tips the order: put in, it does."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from miliary.differential.compatibility import Differential, Status
from miliary.differential.compiled import Compiled
from miliary.differential.grounds import GroundIndex
from miliary.differential.likelihood import Interval
from miliary.differential.terms import Statement
from miliary.differential.tipping import Tipper, Tipping
from tests.differential.small import EAGER, SCALE, asked_of, compiled, said
from tests.differential.test_compatibility import findings_given
from tests.differential.test_draws import several

BLOCKS = dict.fromkeys(("haemorrhage", "infratentorial lesion"), "one measurement")


def tipping(index: Compiled, differential: Differential, most: int = 1000) -> tuple[Tipping, ...]:
    return Tipper(GroundIndex(index.knowledge, index.scale), index.weights.background).tipping(differential, most)


def put_in(stated: list[Statement], tip: Tipping) -> Compiled:
    """The knowledge in which the statements stand for the tipping value."""
    moved = Interval(tip.interval.lower, tip.interval.upper, tip.frequency)
    scale = replace(EAGER, occurrences={**EAGER.occurrences, "moved": moved})
    changed = [replace(each, occurrence="moved") if each.id in tip.statements else each for each in stated]
    return compiled(*changed, scale=scale, blocks=BLOCKS)


@settings(max_examples=300)
@given(several, findings_given, findings_given)
def test_the_tipping_value_swaps_the_leader_and_the_rival(
    stated: list[Statement], present: frozenset[str], absent: frozenset[str]
) -> None:
    index = compiled(*stated, scale=EAGER, blocks=BLOCKS)
    case = asked_of(index, present, absent)
    for tip in tipping(index, case) if case else ():
        assert case is not None
        assert case.candidates[0].disease == tip.leader
        assert next(each for each in case.candidates if each.disease == tip.rival).status is Status.COMPATIBLE
        assert tip.interval.lower <= tip.frequency <= tip.interval.upper
        swapped = asked_of(put_in(stated, tip), present, absent)
        assert swapped is not None
        scores = {each.disease: each.tally.score for each in swapped.candidates}
        assert scores[tip.rival] > scores[tip.leader]


@settings(max_examples=100)
@given(several, findings_given, st.permutations(range(10)))
def test_the_order_of_statements_and_findings_does_not_matter(
    stated: list[Statement], present: frozenset[str], order: list[int]
) -> None:
    shuffled = [stated[place] for place in order if place < len(stated)]
    one, other = compiled(*stated, scale=EAGER), compiled(*shuffled, scale=EAGER)
    first, second = asked_of(one, sorted(present)), asked_of(other, sorted(present, reverse=True))
    assert (tipping(one, first) if first else None) == (tipping(other, second) if second else None)


def test_the_smallest_moves_come_first_and_are_no_more_than_asked_for() -> None:
    index = compiled(
        said("Lyme", "haemorrhage", "frequent"),
        said("Susac", "haemorrhage"),
        said("Susac", "erythema migrans"),
        scale=EAGER,
    )
    case = asked_of(index, ["haemorrhage", "erythema migrans"], [])
    assert case is not None
    found = tipping(index, case)
    assert [each.move for each in found] == sorted(each.move for each in found)
    assert tipping(index, case, most=1) == found[:1]


def test_a_number_that_crosses_rare_moves_the_background_too() -> None:
    """What is said to be "not reported" would make the finding commoner everywhere."""
    stated = [
        said("Lyme", "haemorrhage"),
        said("CLIPPERS", "haemorrhage", "not reported"),
        said("Susac", "erythema migrans", "variable"),
    ]
    index = compiled(*stated, scale=EAGER)
    case = asked_of(index, ["haemorrhage", "erythema migrans"])
    assert case is not None
    for tip in tipping(index, case):
        swapped = asked_of(put_in(stated, tip), ["haemorrhage", "erythema migrans"])
        assert swapped is not None
        assert swapped.candidates[0].disease != tip.leader


def test_nothing_tips_while_there_is_too_little_to_tell() -> None:
    index = compiled(said("Lyme", "haemorrhage"), said("Susac", "haemorrhage", "variable"), scale=SCALE)
    case = asked_of(index, ["haemorrhage"])
    assert case is not None
    assert not case.enough
    assert tipping(index, case) == ()
