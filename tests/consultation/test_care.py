"""Treatments and work-up of a disease: all that is stated, with its caution, and that of the groups above it."""

from typing import Any

from miliary.composition import Service
from miliary.consultation import Question, ask
from tests.consultation.small import opened
from tests.worlds import said

Json = dict[str, Any]
CONTRAINDICATED = said(
    "Infection-Steroid-Box1", 'mil:therapeuticRelation mil:ContraindicatedIn ; mil:caution "Read the conflicts."'
)
FIRST_LINE = said(
    "Lyme-Steroid-Section", 'mil:therapeuticRelation mil:TreatedBy ; mil:treatmentLine 2 ; mil:purpose "oedema"'
)
SPINE = said("Lyme-SpineMri-Table3", "mil:diagnosticRelation mil:RecommendedTest")
FEVER = said("Lyme-Fever-Table1", "mil:occurrence mil:Reported")


def disease(label: str, *statements: str) -> Json:
    answer = ask(opened(*statements), Question(present=("fever",)))
    return next(each for each in answer["diseases"] if each["label"] == label)


def test_a_treatment_is_listed_with_its_line_its_purpose_and_the_caution_of_the_group_above() -> None:
    (steroid,) = disease("Lyme", FEVER, FIRST_LINE, CONTRAINDICATED)["treatments"]
    assert steroid["label"] == "steroid"
    above, own = steroid["assertions"]
    assert (above["about"]["label"], above["relation"], above["caution"]) == (
        "infection",
        "contraindicated in",
        "Read the conflicts.",
    )
    assert (own["relation"], own["line"], own["purpose"]) == ("treated by", 2, "oedema")


def test_a_disease_without_a_word_on_treatment_has_none() -> None:
    susac = disease("Susac", FEVER, FIRST_LINE, CONTRAINDICATED, SPINE)
    assert (susac["treatments"], susac["work_up"]) == ([], [])


def test_a_test_stands_in_the_work_up_and_a_finding_does_not() -> None:
    lyme = disease("Lyme", FEVER, SPINE)
    assert [each["label"] for each in lyme["work_up"]] == ["MRI of the spine"]
    assert lyme["work_up"][0]["assertions"][0]["relation"] == "recommended test"


def test_a_kind_of_a_disease_has_only_what_is_said_of_the_kind() -> None:
    own = said("LateLyme-Mri-Table3", "mil:diagnosticRelation mil:LastResort")
    (late,) = disease("Lyme", FEVER, SPINE, own)["subtypes"]
    assert [each["label"] for each in late["work_up"]] == ["MRI"]


def test_what_is_said_of_all_diseases_alike_is_not_repeated_in_each() -> None:
    everywhere = said("MiliaryEnhancementDisease-Mri-Box1", "mil:diagnosticRelation mil:RecommendedTest")
    assert disease("Susac", FEVER, everywhere)["work_up"] == []


def test_every_statement_on_a_treatment_or_a_test_reaches_the_answer(published: Service) -> None:
    answer = ask(published, Question(present=("fever",)))
    diseases = [one for each in answer["diseases"] for one in (each, *each["subtypes"])]
    shown = {row["id"] for each in diseases for term in each["treatments"] for row in term["assertions"]}
    known = {f"mil:{each.id.rpartition('/')[2]}" for each in published.citations.values() if each.aspect == "treatment"}
    assert shown
    assert {each.partition("-")[0] for each in known - shown} <= {"mil:MiliaryEnhancementDisease"}
