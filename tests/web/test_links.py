"""Links to other vocabularies by their form: added, corrected, taken away, and begun from a candidate."""

import re

import pytest

from tests.web.editors import Editor, save
from tests.web.filled import controls_of

NEW = "/edit/mapping/new"
ABSCESS = "/edit/mapping/hpo/Abscess-0025615"
LINK = {
    "isDefinedBy": "Human Phenotype Ontology",
    "annotatedSource": "haemorrhage",
    "annotatedProperty": "close",
    "annotatedTarget": "HP:9999999",
    "mapping_justification": "compared by a person",
    "source_seen": "a list, version 1",
}

pytestmark = pytest.mark.usefixtures("one_room")


def test_one_link_is_added_by_its_form(editor: Editor) -> None:
    page = editor.get(NEW).text
    assert "theirs is broader" in page
    assert "never from memory" in page
    taken = save(editor, NEW, **LINK, reason="Seen there.")
    assert taken.status_code == 303, taken.text
    draft = editor.get(taken.headers["Location"]).text
    assert "ontology/mappings/hpo.sssom.tsv" in draft
    assert re.search(r"(?m)\+mil:Haemorrhage\thaemorrhage\tskos:closeMatch\tHP:9999999", draft)


@pytest.mark.parametrize(
    ("control", "text", "told"),
    [
        ("annotatedTarget", "9999999", "is no code"),
        ("annotatedTarget", "MONDO:1", "write HP:"),
        ("source_seen", "", "where the code was seen"),
        ("annotatedProperty", "", "how the two stand to each other"),
        ("comment", "two\nlines", "one line"),
        ("isDefinedBy", "../../etc", "Nothing is known"),
        ("annotatedSource", "<script>", "Nothing is known"),
    ],
)
def test_what_is_wrong_is_told_at_its_field(editor: Editor, control: str, text: str, told: str) -> None:
    response = save(editor, NEW, **LINK | {control: text})
    assert response.status_code == 422
    assert re.search(rf'id="{control}"[^>]*aria-invalid="true"', response.text)
    assert told in response.text
    assert "<script>" not in re.sub(r"<script (type|nonce|src)[^>]*>", "", response.text)
    assert "None." in editor.get("/edit").text, "no draft was kept"


def test_a_link_is_found_beside_its_term_corrected_and_taken_away(editor: Editor) -> None:
    assert f'href="{ABSCESS}"' in editor.get("/edit?q=abscess").text
    page = editor.get(ABSCESS)
    assert controls_of(page.text)["annotatedProperty"] == "exact"
    assert "abscess – HP:0025615" in page.text
    corrected = save(editor, ABSCESS, annotatedProperty="close")
    assert corrected.status_code == 303, corrected.text
    draft = editor.get(corrected.headers["Location"]).text
    assert len(re.findall(r'class="(?:plus|minus)"', draft)) == 2, "one row before, one row after"
    gone = save(editor, ABSCESS, remove="yes")
    assert len(re.findall(r'class="(?:plus|minus)"', editor.get(gone.headers["Location"]).text)) == 1


def test_saving_it_as_it_was_keeps_no_draft_and_another_revision_is_told(editor: Editor) -> None:
    assert "Nothing was changed." in save(editor, ABSCESS).text
    assert save(editor, ABSCESS, annotatedProperty="close", revision="0" * 16).status_code == 412


def test_a_candidate_opens_the_form_with_what_is_known_of_it(editor: Editor) -> None:
    given = "set=hpo&subject_id=haemorrhage&object_id=HP:9999999&object_label=Bleeding&source_seen=a+list"
    fields = controls_of(editor.get(f"{NEW}?{given}").text)
    assert {name: fields[name] for name in ("isDefinedBy", "annotatedSource", "annotatedTarget", "object_label")} == {
        "isDefinedBy": "Human Phenotype Ontology",
        "annotatedSource": "haemorrhage",
        "annotatedTarget": "HP:9999999",
        "object_label": "Bleeding",
    }
    assert not fields.get("annotatedProperty"), "what the link is, nobody guesses"


@pytest.mark.parametrize(
    "path",
    ["hpo/Nothing-1", "nothing/Abscess-0025615", "hpo/%3E%20.", "hpo/%00", "hpo/..", "radlex/Abscess-NoTermFound"],
)
def test_what_is_no_link_is_not_found(editor: Editor, path: str) -> None:
    assert editor.get(f"/edit/mapping/{path}").status_code == 404
    assert editor.send(f"/edit/mapping/{path}", NEW, **LINK).status_code == 404
