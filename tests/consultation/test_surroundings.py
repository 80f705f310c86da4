"""The graph around a disease."""

from miliary.consultation.surroundings import surroundings
from miliary.vocabulary import iri
from tests.consultation.small import opened
from tests.worlds import conflict, said

FEVER, DENIED = "Lyme-Fever-Table1", "Lyme-Fever-Section"
SMALL = opened(
    said(FEVER, "mil:occurrence mil:Reported"),
    said(DENIED, "mil:occurrence mil:NotExpected"),
    conflict(FEVER, DENIED, "Contradiction"),
    said("Lyme-PonsLesion-Table1", "mil:occurrence mil:Frequent"),
    said("Susac-Headache-Table1", "mil:occurrence mil:Frequent"),
)


def test_findings_stand_around_their_disease_in_the_order_of_box_1() -> None:
    found = surroundings(SMALL, iri("Lyme"))
    assert [each["label"] for each in found["nodes"]] == ["fever", "pons lesion"]
    assert [each["to"] for each in found["edges"]] == [each["id"] for each in found["nodes"]]


def test_an_edge_holds_all_statements_and_says_when_they_disagree() -> None:
    fever, pons = surroundings(SMALL, iri("Lyme"))["edges"]
    assert {each["id"] for each in fever["statements"]} == {f"mil:{FEVER}", f"mil:{DENIED}"}
    assert (fever["conflicting"], pons["conflicting"]) == (True, False)
    assert fever["words"] == ["not expected", "reported"] or fever["words"] == ["reported", "not expected"]
    assert pons["decibans"] > 0
