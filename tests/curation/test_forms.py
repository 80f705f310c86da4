"""Forms: opened on what is there, filled in, and read back as the smallest change, or as what is wrong."""

import pytest

from miliary.composition import Service
from miliary.curation.change import Line
from miliary.curation.filling import fill
from miliary.curation.forms import Forms
from miliary.curation.kinds import ASSERTION, DISEASE, DOCUMENT, FINDING, KINDS, REFERENCE
from tests.curation.editing import BY, STATEMENT, about, changed, fault_at, forms, stated

SUSAC = "mil:SusacSyndrome-LeptomeningealEnhancement-Section"
ADDED = "mil:Neurosarcoidosis-LeptomeningealEnhancement-Table2"


@pytest.fixture(scope="module")
def found(published: Service) -> Forms:
    return forms(published)


def subjects_of(kind: str) -> list[str]:
    """Every twentieth of them: a form is opened and filled in for each."""
    members = [each for each, lines in stated().items() if Line(each, "rdf:type", kind) in lines]
    return sorted(members)[::20]


@pytest.mark.parametrize("name", ["assertion", "source-document", "reference"])
def test_what_is_saved_as_it_was_opened_changes_nothing(found: Forms, name: str) -> None:
    kind = KINDS[name]
    for subject in subjects_of(kind.type):
        filled = changed(found, kind, subject)
        assert (filled.sheet.faults, filled.additions, filled.deletions) == ((), frozenset(), frozenset()), subject


@pytest.mark.parametrize(
    ("name", "term"), [("finding", "mil:RedNucleusLesion"), ("finding", "mil:Haemorrhage"), ("disease", "mil:PmlIris")]
)
def test_a_class_too_stays_as_it_was(found: Forms, name: str, term: str) -> None:
    filled = changed(found, KINDS[name], term)
    assert filled.before == filled.after == about(term)


def test_one_changed_value_is_one_line_and_the_moment(found: Forms) -> None:
    filled = changed(found, ASSERTION, SUSAC, percent="25")
    assert filled.deletions == {Line(SUSAC, "mil:percent", "33.0")}
    assert filled.additions == {
        Line(SUSAC, "mil:percent", "25.0"),
        Line(SUSAC, "dcterms:modified", '"2026-11-28T09:30:00Z"^^xsd:dateTime'),
    }


def test_what_no_field_shows_survives(found: Forms) -> None:
    unshown = {Line(SUSAC, "mil:inPriorSet", "mil:SomeSet"), Line(SUSAC, "rdfs:seeAlso", "<https://example.org/>")}
    filled = changed(found.beside(unshown), ASSERTION, SUSAC, comment="Seen early.")
    assert unshown <= filled.after
    assert not filled.deletions


def test_a_statement_from_a_new_document_is_written_whole(found: Forms) -> None:
    filled = fill(found, ASSERTION, "", STATEMENT, BY)
    assert filled.sheet.faults == ()
    assert {each.subject for each in filled.after} == {ADDED, f"{ADDED}-evidence", "mil:Smith2024"}
    assert Line(ADDED, "mil:count", "12") in filled.additions
    assert Line(ADDED, "mil:curationStatus", "mil:Unreviewed") in filled.additions
    assert Line(ADDED, "dcterms:creator", '"Ada Reader"') in filled.additions
    assert Line(ADDED, "mil:evidence", f"{ADDED}-evidence") in filled.additions
    assert Line(f"{ADDED}-evidence", "mil:sourceDocument", "mil:Smith2024") in filled.additions
    assert Line("mil:Smith2024", "rdfs:label", '"Smith et al. 2024"@en') in filled.additions


def test_a_second_statement_of_one_place_gets_a_number(found: Forms) -> None:
    first = fill(found, ASSERTION, "", STATEMENT, BY)
    again = {**STATEMENT, "evidence.sourceDocument": ["Smith et al. 2024"]}
    second = fill(found.beside(first.after), ASSERTION, "", again, BY)
    assert {each.subject for each in second.after} == {f"{ADDED}-2", f"{ADDED}-2-evidence"}


@pytest.mark.parametrize(
    ("control", "text", "told"),
    [
        ("hasSubject", "leptomeningal enhancment", "leptomeningeal enhancement"),
        ("count", "twelve", "whole number"),
        ("evidence.evidenceType", "guess", "Nothing is known"),
        ("evidence.locator", "", "where the passage stands"),
        ("document.year", "", "four digits"),
        ("evidence.cites", "999", "Nothing is known"),
    ],
)
def test_what_cannot_be_read_is_told_at_its_field(found: Forms, control: str, text: str, told: str) -> None:
    filled = fill(found, ASSERTION, "", {**STATEMENT, control: [text]}, BY)
    assert told in fault_at(filled, control).message


def test_a_reference_is_given_by_its_number(found: Forms) -> None:
    document = {**STATEMENT, "evidence.sourceDocument": ["Bot et al. 2020"], "evidence.cites": ["76", "14"]}
    filled = fill(found, ASSERTION, "", document, BY)
    cited = {each.value for each in filled.after if each.predicate == "mil:cites"}
    assert cited == {"mil:Reference14", "mil:Reference76"}


def test_a_located_finding_is_defined_by_what_it_is_and_where(found: Forms) -> None:
    texts = {"label": ["red nucleus bleed"], "definition": ["A bleed there."], "genus": ["lesion"], "site": ["pons"]}
    filled = fill(found, FINDING, "", texts, BY)
    (line,) = [each for each in filled.after if each.predicate == "owl:equivalentClass"]
    assert line.subject == "mil:RedNucleusBleed"
    assert "mil:Lesion" in line.value
    assert "owl:someValuesFrom mil:Pons" in line.value


def test_a_finding_moves_to_another_site_by_one_line(found: Forms) -> None:
    filled = changed(found, FINDING, "mil:RedNucleusLesion", site="pons")
    assert [each.predicate for each in (*filled.additions, *filled.deletions)] == ["owl:equivalentClass"] * 2


def test_a_site_without_what_is_seen_there_is_told(found: Forms) -> None:
    texts = {"label": ["spot"], "definition": ["A spot."], "site": ["pons"]}
    assert "go together" in fault_at(fill(found, FINDING, "", texts, BY), "genus").message


def test_a_term_of_a_name_that_is_taken_is_told(found: Forms) -> None:
    texts = {"label": ["CNS lymphoma"], "definition": ["Lymphoma."], "subClassOf": ["neoplastic disease"]}
    assert fault_at(fill(found, DISEASE, "", texts, BY), "label").nearest == ("mil:CnsLymphoma",)


def test_a_reference_is_called_after_its_document_and_number(found: Forms) -> None:
    document = fill(
        found, DOCUMENT, "", {"label": ["Lee 2025"], "title": ["Dots"], "creator": ["Lee B"], "year": ["2025"]}, BY
    )
    texts = {
        "sourceDocument": ["Lee 2025"],
        "referenceNumber": ["7"],
        "label": ["reference 7"],
        "referenceStatus": ["unidentified"],
    }
    filled = fill(found.beside(document.after), REFERENCE, "", texts, BY)
    assert {each.subject for each in filled.after} == {"mil:Lee2025-Reference7"}
