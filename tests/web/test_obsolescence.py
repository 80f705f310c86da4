"""A term gives its place to others, by a form: each statement is assigned, moved and reported."""

import re

import pytest
from werkzeug.datastructures import MultiDict

from miliary.curation.accounts import Role
from miliary.curation.change import Line
from miliary.curation.office import Office
from miliary.curation.proposal import Proposal
from miliary.curation.proposals import Proposals
from tests.web.editors import BROWSER, Editor, LogIn, token_of

pytestmark = pytest.mark.usefixtures("one_room")
PAGE = "/edit/BrainAbscess/obsolete"
INTO = ["mil:Haemorrhage", "mil:Oedema"]


def statements_on(page: str) -> list[str]:
    return re.findall(r'name="statement" value="([^"]+)"', page)


def send(editor: Editor, into: list[str], to: dict[str, str], rest: str = "", path: str = PAGE) -> tuple[int, str]:
    """Send the form; its status, and the page or the number of the draft."""
    fields = MultiDict([("into", each) for each in into])
    fields.add("csrf_token", token_of(editor.get(f"{path}?into={into[0]}" if into else "/account")))
    for statement, chosen in to.items():
        fields.add("statement", statement)
        fields.add("to", chosen)
    fields.add("rest", rest)
    answer = editor.client.post(path, data=fields, headers=BROWSER)
    return answer.status_code, answer.headers.get("Location", answer.text).removeprefix("/proposals/")


def drafted(office: Office, number: str) -> Proposal:
    return Proposals(office.database).get(int(number))


def test_each_statement_is_assigned_by_the_form_moved_and_reported(editor: Editor, office: Office) -> None:
    page = editor.get(f"{PAGE}?into={INTO[0]}&into=oedema").text
    statements = statements_on(page)
    assert len(statements) > 1
    assert page.count('<select id="to-') == len(statements)
    to = dict.fromkeys(statements, INTO[0]) | {statements[0]: INTO[1]}
    status, number = send(editor, INTO, to, INTO[0])
    assert status == 303, number
    found = drafted(office, number)
    told = "\n".join(note.text for note in found.notes)
    moved = dict(re.findall(r"^(\S+) → (\S+)$", told, re.MULTILINE))
    assert moved.keys() == to.keys()
    new = {line.subject: line.value for line in found.change.additions if line.predicate == "mil:hasSubject"}
    assert {name: to[old] for old, name in moved.items()}.items() <= new.items()
    assert all(f"-{to[old].removeprefix('mil:')}-" in name for old, name in moved.items())
    assert {Line("mil:BrainAbscess", "mil:replacedBy", each) for each in INTO} <= found.change.additions


def test_what_is_not_assigned_is_asked_for_and_nothing_is_kept(editor: Editor, office: Office) -> None:
    statements = statements_on(editor.get(f"{PAGE}?into={INTO[0]}&into={INTO[1]}").text)
    status, page = send(editor, INTO, {statements[0]: INTO[1], statements[1]: "mil:SusacSyndrome"})
    assert (status, "are still without" in page) == (422, True)
    assert f'<option value="{INTO[1]}" selected>' in page, "what was chosen is kept"
    assert Proposals(office.database).list() == ()


def test_one_successor_is_a_merger_and_there_is_nothing_to_choose(editor: Editor, office: Office) -> None:
    status, number = send(editor, INTO[:1], {})
    assert status == 303, number
    added = drafted(office, number).change.additions
    assert Line("mil:Haemorrhage", "skos:altLabel", '"brain abscess"@en') in added
    assert not [line for line in added if line.value == "mil:BrainAbscess"]


@pytest.mark.parametrize(
    ("into", "told"),
    [
        ([], "Say what takes its place"),
        (["brain abscess"], "cannot take its own place"),
        (["haemorage"], "haemorrhage"),
    ],
)
def test_what_cannot_take_its_place_is_told(editor: Editor, into: list[str], told: str) -> None:
    status, page = send(editor, into, {})
    assert (status, told in page) == (422, True)


def test_only_terms_give_their_place_and_only_editors_ask_for_it(
    editor: Editor, visitor: Editor, logged_in: LogIn
) -> None:
    for name in ("Nowhere", "SusacSyndrome-LeptomeningealEnhancement-Section", "Reference1"):
        assert editor.get(f"/edit/{name}/obsolete").status_code == 404
    assert visitor.get(PAGE).status_code == 302
    assert logged_in(Role.READER).get(PAGE).status_code == 403
    assert editor.client.post(PAGE, data={"into": INTO}, headers=BROWSER).status_code == 400
