"""Priors, chosen by name, are rows of their own."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from miliary.differential.board import board
from miliary.differential.case import Case, read
from miliary.differential.compatibility import Differential, differentiate
from miliary.differential.compiled import Compiled
from miliary.differential.draws import Draws
from miliary.differential.grounds import GroundIndex
from miliary.differential.terms import Prior, PriorSet
from miliary.differential.weights import weigh
from tests.differential.small import SCALE, knowledge, said


def index(**shares: float) -> Compiled:
    priors = {each: Prior(share, (f"share of {each}",)) for each, share in shares.items()}
    known = knowledge(said("Lyme", "haemorrhage"), subtypes={"late Lyme": "Lyme"})
    known = replace(known, priors={"clinic": PriorSet("clinic", "a clinic", priors)})
    return Compiled("test", known, SCALE, weigh(known, SCALE))


def asked(compiled: Compiled, chosen: str | None = "clinic") -> Differential:
    return differentiate(read(Case(frozenset({"haemorrhage"}), priors=chosen), compiled.knowledge), compiled)


def test_a_prior_counts_against_the_average_share() -> None:
    compiled = index(Lyme=0.1, Susac=0.9)
    rows = {each.disease: each.tally.prior for each in asked(compiled).candidates}
    assert rows["CLIPPERS"] is None
    assert rows["Lyme"] is not None
    assert (rows["Lyme"].share, rows["Lyme"].statements) == (-5, ("share of Lyme",))  # 10·log10(.1 · 3)
    assert rows["Susac"] is not None
    assert rows["Susac"].share == 4


def test_without_a_chosen_set_no_prior_counts() -> None:
    compiled = index(Lyme=0.1)
    assert [each.tally.prior for each in asked(compiled, None).candidates] == [None, None, None]


def test_a_subtype_starts_from_its_own_share_else_from_that_of_its_disease() -> None:
    for shares, expected in (({"Lyme": 0.1}, -5), ({"Lyme": 0.1, "late Lyme": 0.9}, 4)):
        (lyme,) = [each for each in asked(index(**shares)).candidates if each.disease == "Lyme"]
        prior = lyme.subtypes[0].tally.prior
        assert prior is not None
        assert prior.share == expected


@settings(max_examples=30)
@given(st.floats(0.001, 1))
def test_every_way_to_the_score_has_the_prior(share: float) -> None:
    compiled = index(Lyme=share)
    found = asked(compiled)
    side_by_side = board(found.reading, compiled)
    totals = dict(zip(side_by_side.diseases, side_by_side.totals, strict=True))
    assert totals == {each.disease: each.tally.score for each in found.candidates}
    draws = Draws(GroundIndex(compiled.knowledge, compiled.scale), 0)
    silent = next(each for each in found.candidates if each.disease == "Susac")
    assert set(draws.totals(silent, found.reading)) == {silent.tally.score}
