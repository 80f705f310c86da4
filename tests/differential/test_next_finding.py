"""What is offered next, on which rung, and when it is time to stop."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from miliary.differential.case import Case, read
from miliary.differential.compatibility import Status, differentiate
from miliary.differential.compiled import Compiled
from miliary.differential.next_finding import MOST, Next, StopReason, next_findings, observed_by
from miliary.differential.prospects import with_answer
from miliary.differential.terms import Role, Statement
from miliary.differential.weights import Polarity
from miliary.errors import ContradictoryCase
from tests.differential.looking import RUNGS, Given, looked_for, sample
from tests.differential.small import said
from tests.differential.test_compatibility import findings_given
from tests.differential.test_weights import WEIGHABLE, statements

NOTHING = Case()
some_statements = st.lists(statements, max_size=10, unique_by=lambda each: each.id)
some_tests = st.dictionaries(st.sampled_from(WEIGHABLE), st.sampled_from(sorted(RUNGS)))
TELLING = (
    said("Lyme", "haemorrhage", "very frequent"),
    said("Susac", "haemorrhage", "not expected"),
    said("CLIPPERS", "haemorrhage", "not expected"),
)


def asked(index: Compiled, case: Case = NOTHING, seed: int = 0, undone: frozenset[str] = frozenset()) -> Next:
    differential = differentiate(read(case, index.knowledge), index)
    return next_findings(differential, sample(index, differential, seed), undone)


def offered(found: Next) -> list[str]:
    return [each.finding for each in found.findings]


@settings(max_examples=150)
@given(some_statements, some_tests, findings_given, findings_given)
def test_what_holds_for_every_case(
    stated: list[Statement], tests: dict[str, str], present: frozenset[str], absent: frozenset[str]
) -> None:
    index = looked_for(*stated, *TELLING, tests=tests, responses={"meningeal enhancement"})
    try:
        found = asked(index, Case(present, absent))
    except ContradictoryCase:
        return
    again = asked(index, Case(frozenset(sorted(present)), frozenset(sorted(absent, reverse=True))))
    assert again == found
    reading = read(Case(present, absent), index.knowledge)
    threshold = index.scale.constants.next_gain
    assert len(found.findings) <= MOST
    for each in found.findings:
        assert each.gain >= threshold
        assert each.rung == RUNGS[each.test]
        assert each.test in index.knowledge.findings[each.finding].tests
        assert each.finding not in reading.holds | reading.fails | {"meningeal enhancement", "dots", "female"}
    assert all(each.gain >= 0 for each in found.stop.reaches)
    _holds_on_rungs(found, threshold)


def _holds_on_rungs(found: Next, threshold: float) -> None:
    rungs = [each.rung for each in found.findings]
    assert rungs == sorted(rungs)
    for each in found.findings:
        assert each.rung < 3 or all(each.gain > other.gain for other in found.findings if other.rung < each.rung)
    if 5 in rungs:
        assert set(rungs) == {5}
        assert all(each.gain < threshold for each in found.stop.reaches)
        assert [each.fall_short for each in found.findings] == [found.stop.reaches] * len(rungs)
    if found.stop.reason is StopReason.NOTHING_NARROWS:
        assert all(rung > 3 for rung in rungs)


@settings(max_examples=60)
@given(some_statements, findings_given)
def test_each_outcome_is_the_differential_of_the_case_with_that_finding(
    stated: list[Statement], present: frozenset[str]
) -> None:
    index = looked_for(*stated, *TELLING)
    case = Case(present)
    try:
        found = asked(index, case)
    except ContradictoryCase:
        return
    for each in found.findings:
        for polarity, outcome in ((Polarity.PRESENT, each.if_present), (Polarity.ABSENT, each.if_absent)):
            after = differentiate(read(with_answer(case, each.finding, polarity), index.knowledge), index)
            left = [one.disease for one in after.candidates if one.status is Status.COMPATIBLE]
            assert (outcome.compatible, list(outcome.leaders)) == (len(left), left[:3])


@pytest.mark.parametrize("test", ["history", "blood test", "MRI", "lumbar puncture", "angiography"])
def test_brain_biopsy_is_not_offered_while_a_lower_rung_helps(test: str) -> None:
    tissue = [replace(each, id=f"tissue {each.id}", finding="erythema migrans") for each in TELLING]
    index = looked_for(*TELLING, *tissue, tests={"haemorrhage": test, "erythema migrans": "brain biopsy"})
    assert offered(asked(index)) == ["haemorrhage"]


def test_brain_biopsy_is_offered_where_all_else_falls_short_and_says_so() -> None:
    index = looked_for(*TELLING, said("Lyme", "pons lesion"), tests={"haemorrhage": "brain biopsy"})
    found = asked(index)
    assert offered(found) == ["haemorrhage"]
    assert [each.rung for each in found.findings[0].fall_short] == [0, 1, 2, 3, 4]
    assert found.stop.reason is StopReason.NOTHING_NARROWS


@pytest.mark.parametrize(("test", "both"), [("blood test", True), ("MRI", True), ("lumbar puncture", False)])
def test_what_punctures_is_offered_only_if_it_tells_more_than_what_does_not(test: str, both: bool) -> None:
    # As telling as the other; one goes no further than the history.
    alike = [replace(each, id=f"skin {each.id}", finding="erythema migrans") for each in TELLING]
    index = looked_for(*TELLING, *alike, tests={"haemorrhage": test, "erythema migrans": "history"})
    differential = differentiate(read(NOTHING, index.knowledge), index)
    drawn = sample(index, differential)
    drawn.frequencies[:] = drawn.frequencies[:1]
    found = offered(next_findings(differential, drawn))
    assert found == (["erythema migrans", "haemorrhage"] if both else ["erythema migrans"])


def test_a_response_to_treatment_is_not_offered_however_telling() -> None:
    found = asked(looked_for(*TELLING, responses={"haemorrhage"}))
    assert offered(found) == []
    assert found.stop.reached


def observed_by_related_findings_the_best_alone_is_offered() -> None:
    words = {"Lyme": "very frequent", "Susac": "not expected", "CLIPPERS": "not expected"}
    stated = [
        said(disease, each, word) for disease, word in words.items() for each in ("brainstem lesion", "haemorrhage")
    ]
    assert len(offered(asked(looked_for(*stated)))) == 2
    assert (
        len(offered(asked(looked_for(*stated, blocks=dict.fromkeys(("infratentorial lesion", "haemorrhage"), "one")))))
        == 1
    )
    assert not {"infratentorial lesion", "pons lesion"} & set(offered(asked(looked_for(*stated))))


def test_a_finding_that_could_not_be_assessed_is_offered_only_if_its_test_was_not_done() -> None:
    index, case = looked_for(*TELLING), Case(not_assessed=frozenset({"haemorrhage"}))
    assert offered(asked(index, case)) == []
    assert offered(asked(index, case, undone=frozenset({"haemorrhage"}))) == ["haemorrhage"]


def test_the_same_draws_give_the_same_answer() -> None:
    index = looked_for(*TELLING, said("Lyme", "pons lesion"))
    assert asked(index, seed=3) == asked(index, seed=3)


def test_one_draw_that_promises_much_is_not_enough() -> None:
    index = looked_for(*TELLING)
    differential = differentiate(read(NOTHING, index.knowledge), index)
    # The finding is certain in Lyme disease, which only one draw of eight thinks likely.
    totals = np.full((3, 8), -40, dtype=np.float32)
    totals[1] = 0
    totals[:, 0] = 0
    frequencies = np.full((1, 3, 8), 0.01, dtype=np.float32)
    assert next_findings(differential, Given(totals, frequencies)).findings == ()


@pytest.mark.parametrize(
    ("case", "reason"),
    [
        (Case(absent=frozenset({"dots"})), StopReason.INDEX_DENIED),
        (Case(present=frozenset({"haemorrhage"})), StopReason.ONE_LEFT),
        (Case(present=frozenset({"pons lesion"})), StopReason.NONE_LEFT),
        (Case(), StopReason.OPEN),
    ],
)
def test_the_stop_signal_says_why(case: Case, reason: StopReason) -> None:
    excluding = [said(each, "pons lesion", role=Role.EXCLUDING) for each in ("Lyme", "Susac", "CLIPPERS")]
    stop = asked(looked_for(*TELLING, *excluding), case).stop
    assert (stop.reason, stop.reached) == (reason, reason is not StopReason.OPEN)


def test_the_observed_by_a_finding_is_the_most_special_on_its_lowest_rung() -> None:
    known = looked_for(*TELLING).knowledge
    term = replace(known.findings["haemorrhage"], tests=frozenset({"MRI", "SWI", "brain biopsy"}))
    known = replace(
        known,
        findings={**known.findings, "haemorrhage": term},
        rungs={**RUNGS, "SWI": 2},
        tests_below={"MRI": frozenset({"SWI"})},
    )
    assert observed_by("haemorrhage", known) == "SWI"
