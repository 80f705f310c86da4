"""How firm an answer is: the draws follow the rules of the weights, and nothing but the seed and the statements."""

from collections.abc import Sequence
from dataclasses import replace
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from miliary.differential.case import Case, read
from miliary.differential.compatibility import Differential
from miliary.differential.compiled import Compiled
from miliary.differential.draws import Draws
from miliary.differential.grounds import GroundIndex, worths
from miliary.differential.likelihood import Interval, Scale
from miliary.differential.terms import Role, Statement
from miliary.differential.weights import Polarity
from miliary.errors import ContradictoryCase
from tests.differential.small import SCALE, asked_of, compiled, said
from tests.differential.test_compatibility import findings_given
from tests.differential.test_weights import DISEASES, WEIGHABLE

contexts = st.sampled_from((None, "immunocompetent", "HIV infection", "immunocompromised"))


@st.composite
def one_statement(draw: st.DrawFn) -> Statement:
    """A statement in a context or in none."""
    disease, finding = draw(st.sampled_from((*DISEASES, "infections"))), draw(st.sampled_from(WEIGHABLE))
    word, context = draw(st.sampled_from(sorted(SCALE.occurrences))), draw(contexts)
    return said(disease, finding, word, **({"context": context} if context else {}))


several = st.lists(one_statement(), max_size=10, unique_by=lambda each: (each.disease, each.finding))


def certain(scale: Scale) -> Scale:
    """The scale without doubt: every interval is its point."""
    words = {word: Interval(band.point, band.point, band.point) for word, band in scale.occurrences.items()}
    return replace(scale, occurrences=words, constants=replace(scale.constants, draw_margin=1e-9, draws=3))


def drawn(index: Compiled, seed: int = 0) -> Draws:
    return Draws(GroundIndex(index.knowledge, index.scale), seed)


def totals(index: Compiled, differential: Differential, seed: int = 0) -> dict[str, bytes]:
    draws = drawn(index, seed)
    return {each.disease: draws.totals(each, differential.reading).tobytes() for each in differential.candidates}


@settings(max_examples=200)
@given(several, findings_given, findings_given)
def test_without_doubt_a_draw_is_the_published_weight(
    stated: Sequence[Statement], present: frozenset[str], absent: frozenset[str]
) -> None:
    index = compiled(*stated, scale=certain(SCALE))
    draws, grounds = drawn(index), GroundIndex(index.knowledge, index.scale)
    try:
        reading = read(Case(present, absent), index.knowledge)
    except ContradictoryCase:
        return
    for disease in index.knowledge.diseases:
        for finding in WEIGHABLE:
            found = worths(grounds.grounds(disease, finding, reading), draws, 0.04, whole=True)
            for polarity in Polarity:
                weight = index.weight(disease, finding, polarity, reading)
                assert set(np.ravel(found[polarity])) == {weight.decibans if weight else 0}


@settings(max_examples=50)
@given(several, findings_given, findings_given, st.randoms())
def test_the_same_seed_gives_the_same_bytes_in_any_order(
    stated: list[Statement], present: frozenset[str], absent: frozenset[str], chance: Random
) -> None:
    shuffled = list(stated)
    chance.shuffle(shuffled)
    one, other = compiled(*stated), compiled(*shuffled, diseases=tuple(reversed(DISEASES)))
    first, second = asked_of(one, sorted(present), absent), asked_of(other, sorted(present, reverse=True), absent)
    if first and second:
        assert totals(one, first) == totals(other, second)
        assert drawn(one).firmness(first) == drawn(other).firmness(second)


def test_another_seed_draws_other_numbers() -> None:
    index = compiled(said("Lyme", "haemorrhage"))
    case = asked_of(index, ["haemorrhage"])
    assert case is not None
    assert totals(index, case, 1)["Lyme"] != totals(index, case, 2)["Lyme"]
    assert totals(index, case, 1)["Susac"] == totals(index, case, 2)["Susac"]


@settings(max_examples=100)
@given(several, findings_given, findings_given)
def test_the_shares_add_up_to_the_places(
    stated: list[Statement], present: frozenset[str], absent: frozenset[str]
) -> None:
    index = compiled(*stated, diseases=(*DISEASES, "sarcoidosis", "lymphoma"))
    if case := asked_of(index, present, absent):
        found = drawn(index).firmness(case).values()
        assert sum(each.first for each in found) == pytest.approx(1)
        assert sum(each.top3 for each in found) == pytest.approx(3)
        assert all(0 <= each.first <= each.top3 <= 1 + 1e-9 for each in found)


@settings(max_examples=100)
@given(several, findings_given, st.sampled_from(WEIGHABLE))
def test_a_finding_that_a_disease_does_not_state_leaves_its_draws_as_they_were(
    stated: list[Statement], present: frozenset[str], extra: str
) -> None:
    index = compiled(*(each for each in stated if not each.contexts))
    before, after = asked_of(index, present), asked_of(index, present | {extra})
    if before and after:
        was, now = totals(index, before), totals(index, after)
        grounds = GroundIndex(index.knowledge, index.scale)
        ancestors = index.knowledge.findings[extra].ancestors & present
        for disease in DISEASES:
            if not ancestors and not grounds.grounds(disease, extra, after.reading).all:
                assert was[disease] == now[disease]


def test_an_excluded_disease_comes_nowhere() -> None:
    index = compiled(
        said("Lyme", "haemorrhage", "very frequent"),
        said("Lyme", "pons lesion", None, role=Role.EXCLUDING),
    )
    case = asked_of(index, ["haemorrhage", "pons lesion"])
    assert case is not None
    found = drawn(index).firmness(case)
    assert (found["Lyme"].first, found["Lyme"].top3) == (0, 0)
    assert (found["Susac"].first, found["Susac"].top3) == (0.5, 1)


def test_what_is_drawn_stays_within_the_interval_and_off_its_impossible_ends() -> None:
    index = compiled(said("Lyme", "haemorrhage", None, role=Role.EXCLUDING), said("Susac", "haemorrhage"))
    grounds, draws = GroundIndex(index.knowledge, index.scale), drawn(index)
    reading = read(Case(), index.knowledge)
    for disease, lower, upper in (("Lyme", 0.0005, 0.01), ("Susac", 0.10, 0.95)):
        ground = grounds.grounds(disease, "haemorrhage", reading).own
        assert ground is not None
        drawn_here = draws.frequency(ground)
        assert lower <= drawn_here.min() < drawn_here.max() <= upper
        middle = np.log(drawn_here / (1 - drawn_here)).mean()
        assert middle == pytest.approx((np.log(lower / (1 - lower)) + np.log(upper / (1 - upper))) / 2, abs=0.35)


def test_what_may_be_rare_counts_in_the_background_of_some_draws() -> None:
    index = compiled(said("Lyme", "haemorrhage", "not reported"), said("Susac", "haemorrhage"))
    found = set(np.round(drawn(index).background("haemorrhage"), 12))
    assert found == {round(0.30 * (n + 1) / 5, 12) for n in (1, 2)}
