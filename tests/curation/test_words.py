"""A change in words, and as the diff of its files."""

import pytest

from miliary.composition import Service
from miliary.curation.change import Change, Line
from miliary.curation.desk import then
from miliary.curation.differences import file_diffs
from miliary.curation.filling import fill
from miliary.curation.forms import Forms
from miliary.curation.kinds import ASSERTION, FINDING
from miliary.curation.sheet import Filled
from miliary.curation.words import Words, in_words
from miliary.curation.workspace import Workspace
from tests.conftest import REPOSITORY
from tests.curation.editing import BY, STATEMENT, about, changed, forms

NONE = frozenset[Line]()
SUSAC = "mil:SusacSyndrome-LeptomeningealEnhancement-Section"
PROPERTIES = {"mil:percent": "percent", "rdfs:label": "label"}


@pytest.fixture(scope="module")
def found(published: Service) -> Forms:
    return forms(published)


def change_of(filled: Filled) -> Change:
    return Change("1", filled.additions, filled.deletions)


def told(found: Forms, change: Change) -> tuple[Words, ...]:
    return in_words(change, about, found.choices.label, PROPERTIES)


def test_an_added_statement_is_told_in_one_sentence_and_its_document_in_another(found: Forms) -> None:
    words = told(found, change_of(fill(found, ASSERTION, "", STATEMENT, BY)))
    assert [str(each) for each in words] == [
        "Neurosarcoidosis: leptomeningeal enhancement — added: 12 of 40 (Smith et al. 2024, Table 2)",
        "Smith et al. 2024 — added: source document “A series of forty patients”",
    ]


def test_a_changed_value_is_told_before_and_after(found: Forms) -> None:
    (words,) = told(found, change_of(changed(found, ASSERTION, SUSAC, percent="25")))
    assert str(words) == "Susac's syndrome: leptomeningeal enhancement — changed"
    assert [(each.label, each.before, each.after) for each in words.details] == [("percent", "33.0", "25.0")]


def test_a_removed_statement_says_what_it_said(found: Forms) -> None:
    (words,) = told(found, Change("1", NONE, about(SUSAC) | about(f"{SUSAC}-evidence")))
    assert words.what == "removed"
    assert words.summary == "33 % (Bot et al. 2020, section Susac’s syndrome)"


def test_a_site_is_told_by_its_name(found: Forms) -> None:
    (words,) = told(found, change_of(changed(found, FINDING, "mil:RedNucleusLesion", site="pons")))
    assert [(each.before, each.after) for each in words.details] == [
        ("lesion, site: red nucleus", "lesion, site: pons")
    ]


def test_the_diff_of_an_edit_is_one_file_and_short(found: Forms) -> None:
    (diff,) = file_diffs(Workspace.open(REPOSITORY), change_of(changed(found, ASSERTION, SUSAC, percent="25")))
    assert diff.name == "ontology/diseases/SusacSyndrome.ttl"
    assert "+    mil:percent 25.0 ;" in diff.lines
    assert diff.changed == 3


def test_what_a_later_step_takes_back_is_in_no_change() -> None:
    one, other = Line("mil:A", "rdfs:label", '"a"@en'), Line("mil:A", "rdfs:label", '"b"@en')
    first = Change("1", frozenset({one}), NONE)
    assert then(first, frozenset({other}), frozenset({one})) == Change("1", frozenset({other}), NONE)
    assert then(Change("1", frozenset({other}), frozenset({one})), frozenset({one}), frozenset({other})) == Change(
        "1", NONE, NONE
    )
