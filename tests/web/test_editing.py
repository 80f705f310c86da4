"""The editor's pages: forms filled in and sent, drafts, what is refused, and what two editors see of each other."""

import re
from typing import Any

import pytest
from werkzeug.test import TestResponse

from miliary.curation.accounts import Role
from tests.web.editors import Editor, LogIn, save, send, token_of
from tests.web.filled import controls_of

SUSAC = "/edit/SusacSyndrome-LeptomeningealEnhancement-Section"
NEW = "/edit/assertion/new"
STATEMENT = {
    "aboutDisease": "neurosarcoidosis",
    "hasSubject": "leptomeningeal enhancement",
    "count": "12",
    "outOf": "40",
    "curationStatus": "unreviewed",
    "evidence.sourceDocument": "new",
    "evidence.locator": "Table 2",
    "evidence.anchorStart": "Leptomeningeal enhancement",
    "evidence.evidenceType": "case series",
    "document.label": "Smith et al. 2024",
    "document.title": "A series of forty patients",
    "document.creator": "Smith A",
    "document.year": "2024",
    "reason": "A new series.",
}

pytestmark = [pytest.mark.early, pytest.mark.usefixtures("one_room")]


def added(editor: Editor, **changed: str) -> str:
    """Add the statement; the address of the draft."""
    response = save(editor, NEW, **STATEMENT | changed)
    assert response.status_code == 303, response.text
    return response.headers["Location"]


def test_an_editor_adds_a_statement_from_a_new_document_and_reads_what_it_changes(editor: Editor) -> None:
    page = editor.get(added(editor))
    assert "Neurosarcoidosis: leptomeningeal enhancement" in page.text
    assert "12 of 40 (Smith et al. 2024, Table 2)" in page.text
    assert "ontology/diseases/Neurosarcoidosis.ttl" in page.text
    assert "+    mil:count 12 ;" in page.text
    assert 'class="status draft"' in page.text


@pytest.mark.parametrize(
    ("control", "text", "told"),
    [
        ("hasSubject", "leptomeningal enhancment", "Did you mean"),
        ("outOf", "8", "not above the total"),
        ("percentFrom", "30", "A range of percentages has two ends"),
        ("document.doi", "https://doi.org/10.1/x", "from its “10.” on"),
        ("hasSubject", "pons", "is not of the kind asked for"),
    ],
)
def test_what_is_wrong_is_told_at_its_field_and_what_was_written_is_kept(
    editor: Editor, control: str, text: str, told: str
) -> None:
    response = save(editor, NEW, **STATEMENT | {control: text})
    assert response.status_code == 422
    faulty = re.findall(r'<(?:input|select|textarea) id="([^"]+)"[^>]*aria-invalid="true"', response.text)
    assert faulty
    assert told in response.text
    assert "A series of forty patients" in response.text
    assert "None." in editor.get("/edit").text, "no draft was kept"


def test_an_unknown_word_is_replaced_by_one_of_the_nearest_without_a_script(editor: Editor) -> None:
    refused = save(editor, NEW, **STATEMENT | {"hasSubject": "leptomeningal enhancment"})
    fields = controls_of(refused.text)
    fields["hasSubject.instead.0"] = "leptomeningeal enhancement"
    assert send(editor, NEW, fields).status_code == 303


def test_a_draft_takes_a_second_statement_that_points_at_its_own_new_document(editor: Editor) -> None:
    address = added(editor)
    number = address.rpartition("/")[2]
    second = STATEMENT | {"hasSubject": "haemorrhage", "evidence.sourceDocument": "Smith et al. 2024"}
    response = save(editor, f"{NEW}?proposal={number}", **second)
    assert response.headers["Location"] == address
    page = editor.get(address).text
    assert "Neurosarcoidosis: haemorrhage" in page
    assert "Neurosarcoidosis: leptomeningeal enhancement" in page


def test_a_change_is_one_value_and_what_was_not_touched_stays(editor: Editor) -> None:
    response = save(editor, SUSAC, percent="25")
    assert response.status_code == 303, response.text
    page = editor.get(response.headers["Location"]).text
    assert "<td>33.0</td><td>25.0</td>" in page
    assert re.findall(r'class="(?:plus|minus)">([^<]*)<', page) == [
        "+    dcterms:modified &#34;" + re.findall(r"dcterms:modified &#34;([^&]*)", page)[0] + "&#34;^^xsd:dateTime ;",
        "-    mil:percent 33.0 ;",
        "+    mil:percent 25.0 ;",
    ]


def test_saving_without_a_change_keeps_no_draft(editor: Editor) -> None:
    response = save(editor, SUSAC)
    assert response.status_code == 422
    assert "Nothing was changed." in response.text


def test_a_form_that_was_opened_on_something_else_is_told_with_both_texts(editor: Editor) -> None:
    response = save(editor, SUSAC, percent="25", revision="0" * 16)
    assert response.status_code == 412
    assert "There now:</" not in response.text
    assert re.search(r"There now: <strong>33\.0</strong>", response.text)
    assert 'value="25"' in response.text
    assert save(editor, SUSAC, percent="25").status_code == 303


def test_what_is_written_is_never_markup(editor: Editor) -> None:
    address = added(editor, **{"document.title": "<script>alert(1)</script>", "reason": "<b>bold</b>"})
    page = editor.get(address).text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert "<b>bold" not in page


def test_the_index_finds_terms_and_their_statements(editor: Editor) -> None:
    page = editor.get("/edit?q=CNS+sarcoidosis").text
    assert '<a href="/edit/Neurosarcoidosis">neurosarcoidosis</a>' in page
    assert "/edit/Neurosarcoidosis-Age-Section" in page


def test_what_has_no_form_says_so(editor: Editor) -> None:
    assert editor.get("/edit/Nowhere").status_code == 404
    assert "has no form" in editor.get("/edit/OccurrenceScheme").text
    assert editor.get("/edit/nothing/new").status_code == 404


@pytest.mark.parametrize("path", ["/edit", NEW, SUSAC, "/proposals", "/proposals/1"])
def test_nobody_enters_without_an_account_nor_a_reader(visitor: Editor, logged_in: LogIn, path: str) -> None:
    assert visitor.get(path).status_code == 302
    assert logged_in(Role.READER).get(path).status_code == 403


def test_a_form_without_its_token_does_nothing(editor: Editor) -> None:
    fields = STATEMENT | {"csrf_token": "x"}
    assert send(editor, NEW, fields).status_code == 400


def test_a_draft_is_its_authors_alone(editor: Editor, logged_in: LogIn) -> None:
    address = added(editor)
    assert logged_in(Role.REVIEWER).get(address).status_code == 403
    number = address.rpartition("/")[2]
    assert logged_in(Role.REVIEWER).get(f"{NEW}?proposal={number}").status_code == 403


def act(somebody: Editor, address: str, what: str, **fields: str) -> TestResponse:
    page = somebody.get(address)
    revision = re.search(r'name="revision" value="(\d+)"', page.text)
    assert revision is not None
    given = {"csrf_token": token_of(page), "revision": revision[1], **fields}
    return send(somebody, f"{address}/{what}", given)


def test_the_author_cannot_approve_and_a_reviewer_asks_refuses_and_comments(editor: Editor, logged_in: LogIn) -> None:
    address = added(editor)
    assert act(editor, address, "submit", text="A new series.").status_code == 303
    assert act(editor, address, "approve").status_code == 403
    reviewer = logged_in(Role.REVIEWER)
    assert act(reviewer, address, "comment", text="Which table?").status_code == 303
    assert act(reviewer, address, "ask", text="").status_code == 422
    assert act(reviewer, address, "ask", text="Name the table.").status_code == 303
    assert act(editor, address, "submit", text="Table 2 it is.").status_code == 303
    assert act(reviewer, address, "reject", text="Not in the paper.").status_code == 303
    page = editor.get(address).text
    assert 'class="status rejected"' in page
    assert "Which table?" in page
    assert "Not in the paper." in page


def test_a_submission_without_a_reason_is_told(editor: Editor) -> None:
    address = added(editor, reason="")
    response = act(editor, address, "submit", text="")
    assert response.status_code == 422
    assert "Say why" in response.text


def test_what_was_changed_meanwhile_is_not_written_over(editor: Editor) -> None:
    address = added(editor)
    page = editor.get(address)
    assert act(editor, address, "submit", text="Why.").status_code == 303
    stale = {"csrf_token": token_of(page), "revision": "1", "text": "Once more."}
    assert send(editor, f"{address}/withdraw", stale).status_code == 412


def test_the_second_on_one_statement_is_told_of_the_first_and_shown_both(
    editor: Editor, logged_in: LogIn, office: Any
) -> None:
    first = save(editor, SUSAC, percent="25", reason="Misread.").headers["Location"]
    assert act(editor, first, "submit", text="Misread.").status_code == 303
    other = logged_in(Role.REVIEWER)
    assert "Others want to change this too" in other.get(SUSAC).text
    second = save(other, SUSAC, percent="30").headers["Location"]
    page = other.get(second).text
    assert "Others want to change the same" in page
    assert "Proposal 1 by edith" in page


def test_proposals_are_listed_by_their_status_in_words(editor: Editor) -> None:
    address = added(editor)
    assert "12 of 40" not in editor.get("/proposals").text, "a draft is listed by its number alone"
    act(editor, address, "submit", text="A new series.")
    assert "12 of 40 (Smith et al. 2024, Table 2)" in editor.get("/proposals").text
    assert "12 of 40" not in editor.get("/proposals?status=rejected").text
