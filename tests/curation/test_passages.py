"""Further passages of a statement: added, corrected and taken away in its form, each by its own lines alone."""

import pytest

from miliary.composition import Service
from miliary.curation.change import Line
from miliary.curation.entry import Texts
from miliary.curation.filling import fill
from miliary.curation.forms import MOST_FURTHER, Forms
from miliary.curation.kinds import ASSERTION
from miliary.curation.sheet import Filled
from tests.curation.editing import BY, STATEMENT, changed, fault_at, forms

SUSAC = "mil:SusacSyndrome-LeptomeningealEnhancement-Section"
SECOND = f"{SUSAC}-evidence-2"
ADDED = "mil:Neurosarcoidosis-LeptomeningealEnhancement-Table2"
FURTHER = {
    "sourceDocument": "Bot et al. 2020",
    "locator": "Table 3, Leptomeningeal enhancement",
    "anchorStart": "Leptomeningeal enhancement",
    "evidenceType": "review table",
}


@pytest.fixture(scope="module")
def found(published: Service) -> Forms:
    return forms(published)


def further(number: int = 1) -> dict[str, str]:
    return {f"further{number}.{name}": text for name, text in FURTHER.items()}


def listed(texts: dict[str, str]) -> Texts:
    return {name: [text] for name, text in texts.items()}


def with_two(found: Forms) -> Forms:
    """The forms where the statement rests on a second passage already; the knowledge has none that does."""
    return found.beside(changed(found, ASSERTION, SUSAC, **further()).additions)


def passages(filled: Filled, subject: str) -> set[str]:
    return {each.value for each in filled.after if (each.subject, each.predicate) == (subject, "mil:evidence")}


def test_a_second_passage_of_what_there_is_adds_its_lines_alone(found: Forms) -> None:
    filled = changed(found, ASSERTION, SUSAC, **further())
    assert filled.sheet.faults == ()
    assert passages(filled, SUSAC) == {f"{SUSAC}-evidence", SECOND}
    assert {each.subject for each in filled.additions} == {SUSAC, SECOND}
    assert Line(SECOND, "rdf:type", "mil:Evidence") in filled.additions
    assert not filled.deletions


def test_a_new_statement_comes_with_three_passages(found: Forms) -> None:
    filled = fill(found, ASSERTION, "", {**STATEMENT, **listed(further(1) | further(2))}, BY)
    assert passages(filled, ADDED) == {f"{ADDED}-evidence", f"{ADDED}-evidence-2", f"{ADDED}-evidence-3"}


def test_a_further_passage_can_be_from_the_document_that_is_described_besides(found: Forms) -> None:
    filled = fill(found, ASSERTION, "", {**STATEMENT, **listed(further() | {"further1.sourceDocument": "new"})}, BY)
    assert Line(f"{ADDED}-evidence-2", "mil:sourceDocument", "mil:Smith2024") in filled.after


def test_a_passage_is_taken_away_with_what_leads_to_it(found: Forms) -> None:
    both = with_two(found)
    filled = changed(both, ASSERTION, SUSAC, **{"evidence2.remove": "yes"})
    gone = both.about(SECOND) | {Line(SUSAC, "mil:evidence", SECOND)}
    assert {each for each in filled.deletions if each.predicate != "dcterms:modified"} == gone
    assert {each.predicate for each in filled.additions} <= {"dcterms:modified"}
    assert passages(filled, SUSAC) == {f"{SUSAC}-evidence"}


def test_the_second_passage_is_corrected_where_it_stands(found: Forms) -> None:
    filled = changed(with_two(found), ASSERTION, SUSAC, **{"evidence2.study": "Smith 2024"})
    (line,) = [each for each in filled.additions if each.predicate != "dcterms:modified"]
    assert line == Line(SECOND, "mil:study", '"Smith 2024"')


def test_the_first_passage_gone_leaves_the_second_its_name(found: Forms) -> None:
    both = with_two(found)
    filled = changed(both, ASSERTION, SUSAC, **{"evidence.remove": "yes"})
    assert passages(filled, SUSAC) == {SECOND}
    left = both.beside(()).about
    alone = Forms(both.reader, lambda name: left(name) - filled.deletions, both.choices)
    assert [part.prefix for part in alone.open(ASSERTION, SUSAC).parts] == ["", "evidence2", "document", "further1"]


def test_what_is_empty_is_no_passage_and_what_is_begun_is_asked_for_whole(found: Forms) -> None:
    empty = changed(found, ASSERTION, SUSAC, **{"further1.locator": "  "})
    assert empty.additions == frozenset()
    begun = changed(found, ASSERTION, SUSAC, **{"further1.locator": "Table 3, Leptomeningeal enhancement"})
    assert "Name exactly one source document" in fault_at(begun, "further1.sourceDocument").message


def test_there_is_always_room_for_one_more_and_an_end(found: Forms) -> None:
    def rooms(*begun: int) -> int:
        sheet = found.again(ASSERTION, SUSAC, {f"further{number}.locator": ["x"] for number in begun})
        return sum(part.prefix.startswith("further") for part in sheet.parts)

    assert [rooms(), rooms(1), rooms(1, 2), rooms(MOST_FURTHER), rooms(10**6)] == [1, 2, 3, MOST_FURTHER, 1]
