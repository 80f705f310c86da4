"""Tables, SSSOM files and candidates, uploaded as an editor does."""

import io
from typing import Any

import pytest
from werkzeug.test import TestResponse

from miliary.curation.accounts import Role
from tests.web.editors import BROWSER, Editor, LogIn, token_of
from tests.web.filled import controls_of

pytestmark = pytest.mark.usefixtures("one_room")
PROPERTIES = (
    "ID",
    "mil:aboutDisease",
    "mil:hasSubject",
    "mil:count",
    "mil:outOf",
    "mil:evidence/mil:sourceDocument",
    "mil:evidence/mil:locator",
    "mil:evidence/mil:anchorStart",
    "mil:evidence/mil:evidenceType",
)
ROW = (
    "",
    "neurosarcoidosis",
    "leptomeningeal enhancement",
    "12",
    "40",
    "Bot et al. 2020",
    "Table 2",
    "Dots",
    "review table",
)
SSSOM = "subject_id\tpredicate_id\tobject_id\tmapping_justification"


def upload(editor: Editor, path: str, on: str, content: str, **fields: str) -> TestResponse:
    file = (io.BytesIO(content.encode()), "table.tsv")
    data: dict[str, Any] = {"csrf_token": token_of(editor.get(on)), "file": file, **fields}
    return editor.client.post(path, data=data, headers=BROWSER, content_type="multipart/form-data")


def table(*rows: tuple[str, ...]) -> str:
    return "\n".join("\t".join(row) for row in (PROPERTIES, PROPERTIES, *rows))


def test_a_template_is_downloaded(editor: Editor) -> None:
    response = editor.get("/edit/bulk/finding.tsv")
    labels, properties = (line.split("\t") for line in response.text.splitlines())
    assert (labels[0], properties[0]) == ("name", "ID")
    assert "skos:altLabel SPLIT=|" in properties
    assert "attachment" in response.headers["Content-Disposition"]


def test_a_table_becomes_one_draft(editor: Editor) -> None:
    response = upload(editor, "/edit/bulk/assertion", "/edit/bulk", table(ROW, ROW))
    assert response.status_code == 303, response.text
    page = editor.get(response.headers["Location"]).text
    assert page.count("</strong>: 12 of 40 (Bot et al. 2020, Table 2)") == 2


def test_what_is_wrong_with_a_table_is_told_by_row_and_column_and_nothing_is_kept(editor: Editor) -> None:
    wrong = (*ROW[:3], "50", *ROW[4:])
    unknown = (*ROW[:2], "leptomeningal", *ROW[3:])
    response = upload(editor, "/edit/bulk/assertion", "/edit/bulk", table(ROW, unknown))
    assert response.status_code == 422
    assert "Row 4, finding or other subject:" in response.text
    response = upload(editor, "/edit/bulk/assertion", "/edit/bulk", table(ROW, wrong))
    assert "Row 4, count:" in response.text
    assert "None." in editor.get("/edit").text


def test_an_sssom_file_becomes_one_draft_of_its_new_rows(editor: Editor) -> None:
    row = "mil:Haemorrhage\tskos:closeMatch\tHP:9999999\tsemapv:ManualMappingCuration"
    response = upload(editor, "/edit/bulk/mappings", "/edit/bulk", f"{SSSOM}\n{row}\n", set="hpo")
    assert response.status_code == 303, response.text
    page = editor.get(response.headers["Location"]).text
    assert "ontology/mappings/hpo.sssom.tsv" in page
    assert "HP:9999999" in page


@pytest.mark.parametrize(
    ("content", "told"), [("x", "There is no column"), (f"{SSSOM}\nmil:No\t\t\t", "Row 2, subject_id")]
)
def test_what_is_wrong_with_an_sssom_file_is_told(editor: Editor, content: str, told: str) -> None:
    response = upload(editor, "/edit/bulk/mappings", "/edit/bulk", content, set="hpo")
    assert response.status_code == 422
    assert told in response.text


def test_candidates_are_confirmed_one_by_one_and_none_by_itself(editor: Editor) -> None:
    where = "/edit/mapping/candidates"
    found = upload(
        editor, where, where, "DOID:9999999\tPML-IRIS\nDOID:9999998\tnothing\n", set="chebi", source_seen="x"
    )
    assert found.status_code == 422, "codes of another vocabulary are refused"
    found = upload(
        editor, where, where, "CHEBI:9999999\tleptomeningeal enhancement\n", set="chebi", source_seen="a list"
    )
    assert "CHEBI:9999999" in found.text
    assert controls_of(found.text).get("predicate_id") is None
    fields = {"set": "chebi", "subject_id": "mil:LeptomeningealEnhancement", "object_id": "CHEBI:9999999"}
    fields |= {"object_label": "leptomeningeal enhancement", "source_seen": "a list, version 1"}
    assert editor.send("/edit/mapping/confirmed", where, **fields, predicate_id="").status_code == 422
    confirmed = editor.send("/edit/mapping/confirmed", where, **fields, predicate_id="skos:closeMatch")
    assert confirmed.status_code == 303, confirmed.text


@pytest.mark.parametrize(
    "path", ["/edit/bulk", "/edit/bulk/finding.tsv", "/edit/mapping/new", "/edit/mapping/candidates"]
)
def test_readers_have_no_part_in_it(logged_in: LogIn, path: str) -> None:
    assert logged_in(Role.READER).get(path).status_code == 403


def test_there_is_no_table_of_anything_else(editor: Editor) -> None:
    assert editor.get("/edit/bulk/nothing.tsv").status_code == 404
