"""The forms of whatever is not a plain statement: further passages, parts of documents, disagreements, terms."""

import re

import pytest

from tests.web.editors import Editor, save
from tests.web.filled import controls_of

SUSAC = "/edit/SusacSyndrome-LeptomeningealEnhancement-Section"

pytestmark = pytest.mark.usefixtures("one_room")


def test_a_second_passage_is_added_in_the_form_and_taken_away_again(editor: Editor) -> None:
    second = {
        "further1.sourceDocument": "Bot et al. 2020",
        "further1.locator": "Table 3, Leptomeningeal enhancement",
        "further1.anchorStart": "Leptomeningeal enhancement",
        "further1.evidenceType": "review table",
    }
    address = save(editor, SUSAC, **second).headers["Location"]
    page = editor.get(address).text
    assert "SusacSyndrome-LeptomeningealEnhancement-Section-evidence-2" in page
    number = address.rpartition("/")[2]
    gone = save(editor, f"{SUSAC}?proposal={number}", **{"evidence2.remove": "yes"})
    assert gone.headers["Location"] == address
    assert "evidence-2" not in editor.get(address).text


def test_room_for_one_more_passage_saves_nothing_and_keeps_what_was_written(editor: Editor) -> None:
    asked = save(editor, SUSAC, **{"further1.locator": "Table 3", "revision": "0" * 16, "more": "yes"})
    assert (asked.status_code, 'name="further2.locator"' in asked.text) == (200, True)
    fields = controls_of(asked.text)
    assert (fields["further1.locator"], fields["revision"]) == ("Table 3", "0" * 16), "what was opened is not forgotten"
    assert "None." in editor.get("/edit").text


def test_what_is_broken_is_told_by_labels(editor: Editor) -> None:
    response = save(editor, "/edit/Pons", partOf="pons")
    assert response.status_code == 422
    assert "part of itself" in response.text
    assert "mil:" not in "".join(re.findall(r'<div class="problem".*?</div>', response.text, re.DOTALL))


@pytest.mark.parametrize(
    ("kind", "fields", "told"),
    [
        ("document-part", {"label": "Table 9"}, "Name exactly one source document"),
        ("conflict", {"comment": "They differ."}, "Name at least two assertions"),
        ("test", {"label": "tear test", "definition": "It.", "subClassOf": "test", "rung": "6"}, "whole number from 0"),
        ("site", {"label": "new place", "definition": "It.", "subClassOf": "headache"}, "not of the kind"),
        ("treatment", {"label": "new drug", "definition": "", "subClassOf": "treatment"}, "exactly one definition"),
        ("organism", {"label": "\x00", "definition": "It."}, "none of them invisible"),
    ],
)
def test_each_kind_has_a_form_that_says_what_is_wrong(
    editor: Editor, kind: str, fields: dict[str, str], told: str
) -> None:
    response = save(editor, f"/edit/{kind}/new", **fields)
    assert (response.status_code, told in response.text) == (422, True)


def test_a_disagreement_is_explained_from_two_statements(editor: Editor) -> None:
    section, table = (f"SusacSyndrome-LeptomeningealEnhancement-{place}" for place in ("Section", "Table3"))
    path = f"/edit/conflict/new?concerns={section}&concerns={table}"
    page = editor.get(path)
    assert "Susac&#39;s syndrome: leptomeningeal enhancement (Bot et al. 2020, section Susac" in page.text
    response = save(editor, path, conflictKind="graded", comment="Less in the section.")
    assert response.status_code == 303, response.text
    assert "Less in the section." in editor.get(response.headers["Location"]).text


def test_a_draft_leads_on_to_what_an_article_brings_besides(editor: Editor) -> None:
    statement = {
        "aboutDisease": "neurosarcoidosis",
        "hasSubject": "leptomeningeal enhancement",
        "count": "12",
        "outOf": "40",
        "evidence.sourceDocument": "new",
        "evidence.locator": "Table 2",
        "evidence.anchorStart": "Leptomeningeal enhancement",
        "evidence.evidenceType": "case series",
        "document.label": "Smith et al. 2024",
        "document.title": "A series of forty patients",
        "document.creator": "Smith A",
        "document.year": "2024",
    }
    address = save(editor, "/edit/assertion/new", **statement).headers["Location"]
    page = editor.get(address).text
    assert ">12 of 40 (Smith et al. 2024, Table 2)</textarea>" in page, "the reason is begun"
    assert "<td>Smith A</td>" in page, "the authors of a document are no signature"
    (onward,) = re.findall(r'href="(/edit/assertion/new[?][^"]*locator[^"]*)"', page)
    fields = controls_of(editor.get(onward.replace("&amp;", "&")).text)
    assert (fields["aboutDisease"], fields["evidence.sourceDocument"]) == ("neurosarcoidosis", "Smith et al. 2024")
    number = address.rpartition("/")[2]
    part = {"sourceDocument": "Smith et al. 2024", "label": "Table 2", "partKind": "table", "heading": "Table 2"}
    words = {"firstWords": "Findings on MRI", "lastWords": "of forty patients"}
    added = save(editor, f"/edit/document-part/new?proposal={number}", **part | words)
    assert added.headers["Location"] == address, added.text
    assert "mil:Smith2024-Table2" in editor.get(address).text
