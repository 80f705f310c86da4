"""Verdicts, badges and scope."""

import pytest

from miliary.differential.case import Case, read
from miliary.differential.compatibility import differentiate
from miliary.differential.compiled import Compiled
from miliary.differential.explanation import Badge, Reason, Verdict, badges, costliest, coverage, reasons, unexplained
from miliary.differential.scope import Note, scope
from miliary.differential.terms import Role
from tests.differential.small import compiled, said


def why(index: Compiled, disease: str, *present: str, absent: tuple[str, ...] = ()) -> dict[str, Reason]:
    differential = differentiate(read(Case(frozenset(present), frozenset(absent)), index.knowledge), index)
    candidate = next(each for each in differential.candidates if each.disease == disease)
    return {each.finding: each for each in reasons(candidate, index)}


@pytest.mark.parametrize(
    ("word", "present", "absent"),
    [
        ("very frequent", Verdict.TYPICAL, Verdict.ATYPICAL_ABSENCE),
        ("reported", Verdict.TYPICAL, Verdict.TOLERATED),
        ("variable", Verdict.EXPLAINED, Verdict.TOLERATED),
        ("not reported", Verdict.ATYPICAL, Verdict.EXPECTED_ABSENCE),
        ("rare", Verdict.ATYPICAL, Verdict.EXPECTED_ABSENCE),
    ],
)
def test_the_verdict_follows_the_point(word: str, present: Verdict, absent: Verdict) -> None:
    index = compiled(said("Lyme", "haemorrhage", word))
    assert why(index, "Lyme", "haemorrhage")["haemorrhage"].verdict is present
    assert why(index, "Lyme", absent=("haemorrhage",))["haemorrhage"].verdict is absent


def test_what_is_not_stated_is_called_so() -> None:
    reason = why(compiled(), "Lyme", "haemorrhage")["haemorrhage"]
    assert (reason.verdict, reason.share, reason.statements) == (Verdict.UNSTATED, 0, ())


def test_an_argument_against_is_shown_as_atypical_and_carries_no_weight() -> None:
    index = compiled(said("Susac", "haemorrhage", None, role=Role.AGAINST, id="the argument"))
    reason = why(index, "Susac", "haemorrhage")["haemorrhage"]
    assert (reason.verdict, reason.share, reason.statements) == (Verdict.ATYPICAL, 0, ("the argument",))
    assert why(index, "Susac", absent=("haemorrhage",))["haemorrhage"].verdict is Verdict.TOLERATED


def test_what_excludes_contradicts_and_shows_its_criterion() -> None:
    index = compiled(said("Lyme", "haemorrhage", role=Role.EXCLUDING, id="the criterion"))
    reason = why(index, "Lyme", "haemorrhage")["haemorrhage"]
    assert reason.verdict is Verdict.CONTRADICTS
    assert reason.statements == ("the criterion",)


def test_the_way_through_the_hierarchy_is_shown() -> None:
    index = compiled(said("Susac", "infratentorial lesion"), said("CLIPPERS", "pons lesion"))
    up = why(index, "Susac", "pons lesion")["pons lesion"]
    down = why(index, "CLIPPERS", "infratentorial lesion")["infratentorial lesion"]
    assert up.by == ("pons lesion", "brainstem lesion", "infratentorial lesion")
    assert down.by == ("infratentorial lesion", "brainstem lesion", "pons lesion")


def test_badges_are_shown_and_carry_no_weight() -> None:
    index = compiled(
        said("Lyme", "erythema migrans", "very frequent", role=Role.SUGGESTIVE),
        said("Susac", "haemorrhage", None, role=Role.PATHOGNOMONIC),
    )
    reading = read(Case(frozenset({"erythema migrans", "haemorrhage"})), index.knowledge)
    shown = {
        each.disease: (badges(each, reading, index), each.tally.score)
        for each in differentiate(reading, index).candidates
    }
    assert shown["Lyme"] == ((Badge.SUPPORTED, Badge.SUGGESTIVE), 9)
    assert shown["Susac"] == ((Badge.PATHOGNOMONIC,), 0)
    assert shown["CLIPPERS"] == ((), 0)


def test_coverage_is_the_share_of_findings_that_are_stated() -> None:
    index = compiled(said("Lyme", "haemorrhage"))
    differential = differentiate(read(Case(frozenset({"haemorrhage", "pons lesion"})), index.knowledge), index)
    assert {each.disease: coverage(each, index) for each in differential.candidates} == {
        "Lyme": 0.5,
        "Susac": 0.0,
        "CLIPPERS": 0.0,
    }


def test_what_cost_a_less_likely_disease_most_is_named() -> None:
    index = compiled(said("Lyme", "haemorrhage", "very frequent"), said("Susac", "haemorrhage", "not expected"))
    ranked = differentiate(read(Case(frozenset({"haemorrhage"})), index.knowledge), index).candidates
    named = {each.disease: costliest(each) for each in ranked}
    assert named["Lyme"] is None
    assert named["Susac"] is not None
    assert named["Susac"].finding == "haemorrhage"


def test_findings_that_nobody_or_not_the_leader_explains_are_named() -> None:
    index = compiled(said("Lyme", "haemorrhage", "frequent"), said("Susac", "pons lesion", "variable"))
    reading = read(Case(frozenset({"haemorrhage", "pons lesion", "meningeal enhancement"})), index.knowledge)
    by_any, by_leader = unexplained(differentiate(reading, index), reading, index)
    assert by_any == ("meningeal enhancement",)
    assert by_leader == ("meningeal enhancement", "pons lesion")


def limits(index: Compiled, case: Case, unmapped: int = 0) -> tuple[bool, set[Note]]:
    reading = read(case, index.knowledge)
    found = scope(differentiate(reading, index), reading, index, unmapped)
    return found.inside, set(found.notes)


def test_every_answer_says_what_it_cannot_tell() -> None:
    inside, notes = limits(compiled(), Case(frozenset({"dots"})))
    assert inside
    assert notes == {Note.NOT_COVERED, Note.TOO_LITTLE}


def test_the_assumed_index_finding_is_said() -> None:
    assert Note.INDEX_ASSUMED in limits(compiled(), Case(frozenset({"haemorrhage"})))[1]


def test_a_case_without_dots_lies_outside() -> None:
    inside, notes = limits(compiled(), Case(absent=frozenset({"dots"})))
    assert not inside
    assert Note.INDEX_DENIED in notes


def test_a_case_mostly_outside_the_vocabulary_lies_outside() -> None:
    case = Case(frozenset({"haemorrhage"}))
    assert limits(compiled(), case, unmapped=1)[0]
    inside, notes = limits(compiled(), case, unmapped=2)
    assert not inside
    assert Note.OUTSIDE_VOCABULARY in notes
