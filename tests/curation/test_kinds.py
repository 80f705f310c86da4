"""What has a form besides statements: parts of a document, disagreements, sites, tests, treatments, organisms."""

from collections.abc import Callable

import pytest

from miliary.composition import Service
from miliary.curation.change import Line
from miliary.curation.entry import Texts
from miliary.curation.fields import Field
from miliary.curation.filling import fill
from miliary.curation.forms import Forms
from miliary.curation.kinds import CONFLICT, DOCUMENT, DOCUMENT_PART, KINDS, STRUCTURE, TEST, TREATMENT
from tests.curation.editing import BY, about, changed, fault_at, forms, stated

SECTION = "mil:SusacSyndrome-LeptomeningealEnhancement-Section"
TABLE = "mil:SusacSyndrome-LeptomeningealEnhancement-Table3"
PART: Texts = {
    "sourceDocument": ["Bot et al. 2020"],
    "label": ["Table 9"],
    "partKind": ["table"],
    "heading": ["Table 9"],
    "firstWords": ["Signs"],
    "lastWords": ["None of them"],
}


@pytest.fixture(scope="module")
def found(published: Service) -> Forms:
    return forms(published)


def members(kind: str) -> list[str]:
    return sorted(each for each, lines in stated().items() if Line(each, "rdf:type", kind) in lines)


# Looked for when they are asked for: each process of the tests collects this file.
EXAMPLES: dict[str, Callable[[], list[str]]] = {
    "conflict": lambda: members("mil:Conflict")[::40],
    "document-part": lambda: members("mil:DocumentPart")[::5],
    "site": lambda: ["mil:Pons", "mil:RedNucleus", "mil:BasalGanglia"],
    "test": lambda: ["mil:BrainBiopsy", "mil:LumbarPuncture"],
    "treatment": lambda: ["mil:Corticosteroid"],
}


@pytest.mark.parametrize("name", EXAMPLES)
def test_what_is_saved_as_it_was_opened_changes_nothing(found: Forms, name: str) -> None:
    known = [each for each in EXAMPLES[name]() if about(each)]
    assert known
    for term in known:
        filled = changed(found, KINDS[name], term)
        assert (filled.sheet.faults, filled.before, filled.after) == ((), about(term), about(term)), term


def test_a_part_of_a_document_is_called_after_it(found: Forms) -> None:
    filled = fill(found, DOCUMENT_PART, "", PART, BY)
    name = "mil:BrainMiliaryEnhancement2020-Table9"
    assert {each.subject for each in filled.after} == {name}
    assert Line(name, "rdfs:label", '"Table 9"@en') in filled.after
    assert Line(name, "mil:partKind", "mil:TablePart") in filled.after


def test_a_part_of_a_document_that_is_new_too(found: Forms) -> None:
    texts: Texts = {"label": ["Lee 2025"], "title": ["Dots"], "creator": ["Lee B"], "year": ["2025"]}
    document = fill(found, DOCUMENT, "", texts, BY)
    filled = fill(found.beside(document.after), DOCUMENT_PART, "", {**PART, "sourceDocument": ["Lee 2025"]}, BY)
    assert {each.subject for each in filled.after} == {"mil:Lee2025-Table9"}


@pytest.mark.parametrize(("label", "told"), [("Table 3", "There is one already"), ("—", "makes no name")])
def test_a_part_without_a_name_of_its_own_is_told(found: Forms, label: str, told: str) -> None:
    assert told in fault_at(fill(found, DOCUMENT_PART, "", {**PART, "label": [label]}, BY), "label").message


def test_a_disagreement_names_its_statements_by_what_they_say(found: Forms) -> None:
    shown = [
        next(each.shown for each in found.choices.of(concerns(found)) if each.id == name) for name in (SECTION, TABLE)
    ]
    assert shown[0].startswith("Susac's syndrome: leptomeningeal enhancement (Bot et al. 2020, section Susac")
    texts: Texts = {"concerns": shown, "conflictKind": ["graded"], "comment": ["Less in the section."]}
    filled = fill(found, CONFLICT, "", texts, BY)
    assert {each.value for each in filled.after if each.predicate == "mil:concerns"} == {SECTION, TABLE}
    assert {each.subject.partition("-conflict")[0] for each in filled.after} == {SECTION}
    assert Line(next(iter(filled.after)).subject, "rdfs:comment", '"Less in the section."@en') in filled.after


def test_every_statement_can_be_named_and_none_by_the_name_of_another(found: Forms) -> None:
    choices = found.choices.of(concerns(found))
    assert len(choices) > 1_400
    assert len({each.shown for each in choices}) == len(choices)


def concerns(found: Forms) -> Field:
    return next(each for group in found.groups(CONFLICT) for each in group.fields if each.name == "concerns")


def test_a_site_is_part_of_others_by_restrictions_and_moves_by_one_line(found: Forms) -> None:
    texts: Texts = {"label": ["pontine base"], "definition": ["The base."], "subClassOf": ["anatomical structure"]}
    filled = fill(found, STRUCTURE, "", {**texts, "partOf": ["pons"]}, BY)
    (whole,) = [each for each in filled.after if each.value.startswith("[")]
    assert (whole.subject, whole.predicate) == ("mil:PontineBase", "rdfs:subClassOf")
    assert "owl:onProperty mil:partOf" in whole.value
    assert "owl:someValuesFrom mil:Pons" in whole.value
    moved = changed(found, STRUCTURE, "mil:RedNucleus", partOf="pons")
    assert [each.predicate for each in (*moved.additions, *moved.deletions)] == ["rdfs:subClassOf"] * 2


def test_a_site_within_what_is_none_is_told(found: Forms) -> None:
    filled = changed(found, STRUCTURE, "mil:RedNucleus", partOf="headache")
    assert "is not of the kind asked for" in fault_at(filled, "partOf").message


@pytest.mark.parametrize(("rung", "told"), [("", "from 0 (history"), ("high", "no whole number")])
def test_a_test_says_how_far_it_reaches(found: Forms, rung: str, told: str) -> None:
    texts: Texts = {"label": ["tear test"], "definition": ["It."], "subClassOf": ["test"], "rung": [rung]}
    assert told in fault_at(fill(found, TEST, "", texts, BY), "rung").message
    filled = fill(found, TEST, "", {**texts, "rung": ["1"]}, BY)
    assert Line("mil:TearTest", "mil:rung", "1") in filled.after


def test_a_treatment_is_a_kind_of_treatment(found: Forms) -> None:
    texts: Texts = {"label": ["new drug"], "definition": ["It."], "subClassOf": ["treatment"]}
    filled = fill(found, TREATMENT, "", texts, BY)
    assert Line("mil:NewDrug", "rdfs:subClassOf", "mil:Treatment") in filled.after
