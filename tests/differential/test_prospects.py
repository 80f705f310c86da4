"""What every open finding would do is what the case with that finding is."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from miliary.differential.case import Case, read
from miliary.differential.compatibility import Status, differentiate
from miliary.differential.compiled import Compiled
from miliary.differential.prospects import with_answer
from miliary.differential.terms import Role, Statement
from miliary.differential.weights import Polarity
from miliary.errors import ContradictoryCase
from tests.differential.looking import looked_for
from tests.differential.small import said
from tests.differential.test_compatibility import findings_given
from tests.differential.test_weights import statements

BLOCKS = dict.fromkeys(("haemorrhage", "infratentorial lesion"), "one measurement")
# Contexts, criteria and a criterion that another factor decides.
FIXED = (
    said("Lyme", "haemorrhage", "rare", context="HIV infection"),
    said("Susac", "pons lesion", "very frequent", context="immunocompetent"),
    said("CLIPPERS", "erythema migrans", role=Role.EXCLUDING),
    said("Susac", "meningeal enhancement", role=Role.OBLIGATE, context="immunocompromised"),
    said("Lyme", "infratentorial lesion", role=Role.OBLIGATE),
)


def states_of(case: Case, index: Compiled) -> dict[str, tuple[int, bool, bool]]:
    differential = differentiate(read(case, index.knowledge), index)
    return {
        each.disease: (each.tally.score, each.status is Status.EXCLUDED, each.status is Status.COMPATIBLE)
        for each in differential.candidates
    }


@settings(max_examples=200)
@given(st.lists(statements, max_size=8, unique_by=lambda each: each.id), findings_given, findings_given)
def test_the_outcomes_are_the_differentials_of_the_case_with_the_finding(
    stated: list[Statement], present: frozenset[str], absent: frozenset[str]
) -> None:
    index = looked_for(*stated, *FIXED, blocks=BLOCKS)
    case = Case(present, absent, frozenset({"cerebellar lesion"} - present - absent))
    try:
        reading = read(case, index.knowledge)
    except ContradictoryCase:
        return
    outcomes = index.prospects.outcomes(reading)
    for line, finding in enumerate(index.prospects.findings):
        if finding in reading.holds | reading.fails:
            continue
        for polarity, outcome in outcomes.items():
            try:
                expected = states_of(with_answer(case, finding, polarity), index)
            except ContradictoryCase:
                assert not outcome.possible[line]
                continue
            arrays = (outcome.totals[line], outcome.excluded[line], outcome.compatible[line])
            found = zip(*(each.tolist() for each in arrays), strict=True)
            assert dict(zip(index.knowledge.top_diseases, found, strict=True)) == expected


def test_a_finding_that_nobody_states_is_never_looked_for() -> None:
    index = looked_for(said("Lyme", "infratentorial lesion"))
    assert index.prospects.findings == ("infratentorial lesion",)


def test_what_a_narrower_finding_states_may_be_looked_for() -> None:
    index = looked_for(said("Lyme", "pons lesion"))
    assert index.prospects.findings == ("brainstem lesion", "infratentorial lesion", "pons lesion")


def test_neither_the_index_finding_nor_a_sex_nor_a_response_is_ever_looked_for() -> None:
    stated = (said("Lyme", each) for each in ("dots", "enhancement", "female", "haemorrhage", "erythema migrans"))
    index = looked_for(*stated, responses={"haemorrhage"})
    assert index.prospects.findings == ("erythema migrans",)


def test_a_finding_without_a_test_on_a_rung_is_never_looked_for() -> None:
    index = looked_for(said("Lyme", "haemorrhage"), said("Lyme", "pons lesion"), tests={"haemorrhage": "autopsy"})
    assert "haemorrhage" not in index.prospects.findings


def test_knowledge_without_rungs_has_nothing_to_look_for() -> None:
    from tests.differential.small import compiled

    index = compiled(said("Lyme", "haemorrhage"))
    assert index.prospects.findings == ()
    reading = read(Case(frozenset({"pons lesion"})), index.knowledge)
    assert np.shape(index.prospects.outcomes(reading)[Polarity.PRESENT].totals) == (0, 3)
