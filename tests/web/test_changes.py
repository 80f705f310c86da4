"""The history over HTTP: feeds, a term at a version, its revisions, and taking a change back."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient
from playwright.sync_api import Page
from werkzeug.test import TestResponse

from miliary.composition import Service
from miliary.curation.accounts import Role
from miliary.curation.audit import Origin
from miliary.curation.change import Change, Line
from miliary.curation.office import Office
from miliary.curation.press import Press
from miliary.curation.proposals import Proposals
from miliary.curation.publication import Publication
from miliary.curation.tokens import Scope
from miliary.knowledge.publish import current
from miliary.settings import Settings
from miliary.web import create_app
from miliary.web.opened import opened
from tests.curation.folders import STATEMENT, replacing, write_folder
from tests.web.editors import BROWSER, NAMES, PASSWORD, Editor, settle
from tests.web.serving import serving
from tests.web.test_accessible import violations

NAME = STATEMENT.removeprefix("mil:")
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(scope="module")
def changed_once(service: Service, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small knowledge folder with its data, which has been changed once, to be copied."""
    whole = tmp_path_factory.mktemp("changed")
    office = Office.open(whole)
    settle(office)
    settings = replace(service.settings, data=whole, knowledge=write_folder(whole / "knowledge"), editable=True)
    publication, proposals = Publication(settings, office.database), Proposals(office.database)
    publication.follow()
    author, reviewer = (office.accounts.find(NAMES[role]) for role in (Role.EDITOR, Role.REVIEWER))
    change = replacing(publication.workspace(), STATEMENT, "mil:percent", "34.0", current(whole) or "")
    draft = proposals.draft(author, change, "Smith <2024>")
    found = proposals.submit(draft.id, author, draft.revision)
    publication.publish(found.id, reviewer, found.revision)
    return whole


@pytest.fixture
def office(changed_once: Path, tmp_path: Path) -> Office:
    shutil.copytree(changed_once, tmp_path / "whole", symlinks=True)
    return Office.open(tmp_path / "whole")


@pytest.fixture
def changed(service: Service, office: Office) -> APIFlask:
    """A service whose small knowledge has been changed once."""
    data = office.database.path.parent
    return create_app(replace(service.settings, data=data, knowledge=data / "knowledge", editable=True), service)


def opened_settings(app: APIFlask) -> Settings:
    with app.app_context():
        return opened().settings


@pytest.fixture
def client(changed: APIFlask) -> FlaskClient:
    return changed.test_client()


def test_the_history_is_read_by_feeds_pages_and_programs(client: FlaskClient, office: Office) -> None:
    feed = ET.fromstring(client.get("/changes.atom").data)
    (entry, beginning) = feed.findall(f"{ATOM}entry")
    assert entry.findtext(f"{ATOM}summary") == "Smith <2024>"
    assert entry.findtext(f"{ATOM}author/{ATOM}name") == NAMES[Role.EDITOR]
    assert f"- {STATEMENT} mil:percent 33.0 ." in (entry.findtext(f"{ATOM}content") or "")
    items = client.get("/changes.json").get_json()["items"]
    assert [each["id"].rpartition("/")[2] for each in items] == ["1", "0"]
    assert len(client.get("/changes.json?before=1").get_json()["items"]) == 1
    for number in ("x", "9" * 30):
        assert client.get(f"/changes.json?before={number}").status_code == 400
    assert client.get(f"/changes/{'9' * 30}").status_code == 404

    name, first = STATEMENT.removeprefix("mil:"), client.get("/changes/0").get_json()["version"]
    then = client.get(f"/term/{name}?at={first}", headers={"Accept": "text/turtle"}).text
    assert "33.0" in then
    assert "33.0" in client.get(f"/term/{name}?at={first}", headers={"Accept": "text/html"}).text
    assert client.get(f"/term/{name}?at=0.0").status_code == 404
    (revision,) = client.get(f"/history/{name}").get_json()["revisions"]
    assert (revision["author"], revision["reviewer"]) == (NAMES[Role.EDITOR], NAMES[Role.REVIEWER])
    assert "prov:wasGeneratedBy" in client.get(f"/history/{name}", headers={"Accept": "text/turtle"}).text
    assert client.get("/history/Nothing").status_code == 404
    assert beginning.findtext(f"{ATOM}title")

    account = office.accounts.find(NAMES[Role.EDITOR])
    _, secret = office.tokens.issue(account.id, "x", {Scope.PROPOSE, Scope.READ}, 1, Origin(account.id))
    headers = {"Authorization": f"Bearer {secret}"}
    assert client.post("/changes/1/undo").status_code == 401
    back = client.post("/changes/1/undo", headers=headers)
    assert (back.status_code, back.get_json()["additions"]) == (202, [f"{STATEMENT} mil:percent 33.0 ."])
    assert client.get(back.headers["Location"], headers=headers).get_json()["reason"] == "Takes back change 1."


def entered(app: APIFlask, role: Role) -> Editor:
    found = Editor(app.test_client())
    assert found.log_in(NAMES[role]).status_code == 303
    return found


def test_a_change_is_read_in_words_and_line_by_line(changed: APIFlask, office: Office) -> None:
    reader = Editor(changed.test_client())
    listed = reader.get("/changes").text
    assert "Smith &lt;2024&gt;" in listed
    assert "proposed by edith, agreed to by victor" in listed
    assert 'href="/changes.atom"' in listed
    page = reader.get("/changes/1").text
    assert "<td>33.0</td><td>34.0</td>" in page
    assert f'<span class="minus">- {STATEMENT} mil:percent 33.0 .</span>' in page
    assert "Undo this change" not in page, "a reader proposes nothing"
    history = reader.get(f"/history/{NAME}").text
    assert "/changes/1" in history
    assert "As it was then" in history


ASKED = {
    "term=Disease0": [1],
    "term=mil:Finding11": [1],
    f"term={NAME}": [1],
    "term=Disease1": [],
    "term=Disease": [],
    "person=victor": [1],
    "person=nobody": [],
    "kind=beginning": [0],
    "before=1": [0],
}


def test_changes_are_found_by_what_they_are_about(client: FlaskClient) -> None:
    for asked, found in ASKED.items():
        items = client.get(f"/changes.json?{asked}").get_json()["items"]
        assert [int(each["id"].rpartition("/")[2]) for each in items] == found, asked
        page = client.get(f"/changes?{asked}", headers=BROWSER).text
        assert [f'"/changes/{number}"' in page for number in (0, 1)] == [number in found for number in (0, 1)], asked
    assert client.get("/changes?kind=rumour").status_code == 400


def test_an_editor_takes_a_change_back_by_a_form_and_a_second_person_agrees(changed: APIFlask) -> None:
    editor = entered(changed, Role.EDITOR)
    answer = editor.send("/proposals/undo", "/changes/1", change="1", reason="It was 33 after all.")
    assert answer.status_code == 303, answer.text
    draft = editor.get(answer.headers["Location"]).text
    assert "<td>34.0</td><td>33.0</td>" in draft
    assert "It was 33 after all." in draft


def test_what_stands_no_more_is_not_taken_back(changed: APIFlask) -> None:
    editor, reviewer = entered(changed, Role.EDITOR), entered(changed, Role.REVIEWER)
    address = editor.send("/proposals/undo", "/changes/1", change="1").headers["Location"]
    assert editor.send(f"{address}/submit", address, revision="1").status_code == 303
    assert reviewer.send(f"{address}/approve", address, revision="2").status_code == 303
    again = editor.send("/proposals/undo", "/changes/1", change="1")
    assert again.status_code == 409
    assert "mil:percent 34.0" in again.text
    assert reviewer.send("/proposals/undo", "/changes/1", change="0").status_code == 404


def test_nobody_takes_a_change_back_without_being_an_editor(changed: APIFlask) -> None:
    form = {"change": "1"}
    assert changed.test_client().post("/proposals/undo", data=form, headers=BROWSER).status_code == 400
    assert entered(changed, Role.READER).send("/proposals/undo", "/account", change="1").status_code == 403


def act(who: Editor, address: str, what: str, revision: int, text: str = "") -> TestResponse:
    return who.send(f"{address}/{what}", address, revision=str(revision), text=text)


def test_the_second_of_two_on_one_statement_is_shown_both_and_rebased(changed: APIFlask, office: Office) -> None:
    edith, victor, root = (entered(changed, each) for each in (Role.EDITOR, Role.REVIEWER, Role.ADMINISTRATOR))
    first = edith.send("/proposals/undo", "/changes/1", change="1").headers["Location"]
    press = Press.of(opened_settings(changed), office.database)
    seen = press.publication.log.head()
    assert seen is not None
    other = replacing(press.graphs.current().workspace, STATEMENT, "mil:percent", "35.0", seen.version)
    draft = press.proposals.draft(office.accounts.find(NAMES[Role.REVIEWER]), other, "Jones 2025")
    second = f"/proposals/{draft.id}"
    assert [act(*each, "submit", 1).status_code for each in ((edith, first), (victor, second))] == [303, 303]
    page = victor.get(second).text
    assert "Others want to change the same" in page
    assert "Proposal 2 by edith" in page

    assert act(root, first, "approve", 2).status_code == 303
    refused = act(root, second, "approve", 2)
    assert (refused.status_code, "rebase" in refused.text) == (409, True)
    page = victor.get(second).text
    assert "Published on the same terms meanwhile" in page
    assert "Change 2 by edith" in page
    assert act(victor, second, "rebase", 1).status_code == 412, "on a revision that is not the last"
    assert act(victor, second, "rebase", 2).status_code == 303
    assert "<td>33.0</td><td>35.0</td>" in victor.get(second).text
    assert act(root, second, "approve", 2).status_code == 412, "what the reviewer had read is not what it is now"
    assert act(root, second, "approve", 3).status_code == 303
    stated = press.publication.workspace().about(STATEMENT)
    assert [line.value for line in stated if line.predicate == "mil:percent"] == ["35.0"]


def test_a_script_rebases_by_the_tag_and_decides_anew_what_is_gone(changed: APIFlask, office: Office) -> None:
    press = Press.of(opened_settings(changed), office.database)
    workspace, author = press.graphs.current().workspace, office.accounts.find(NAMES[Role.EDITOR])
    first = press.publication.log.entry(0)
    assert first is not None
    late = replacing(workspace, STATEMENT, "mil:percent", "35.0", first.version)
    gone = Change(late.base, late.additions, frozenset({Line(STATEMENT, "mil:percent", "33.0")}))
    fits, misfit = (f"/api/v1/proposals/{press.proposals.draft(author, each, 'x').id}" for each in (late, gone))
    _, secret = office.tokens.issue(author.id, "x", {Scope.PROPOSE, Scope.READ}, 1, Origin(author.id))
    headers = {"Authorization": f"Bearer {secret}"}
    client = changed.test_client()
    assert client.post(f"{fits}/rebase", headers=headers).status_code == 428
    assert client.post(f"{fits}/rebase", headers={**headers, "If-Match": '"9"'}).status_code == 412
    answer = client.post(f"{fits}/rebase", headers={**headers, "If-Match": '"1"'})
    head = press.publication.log.head()
    assert (answer.status_code, answer.get_json()["base"]) == (200, head and head.version)
    refused = client.post(f"{misfit}/rebase", headers={**headers, "If-Match": '"1"'})
    assert (refused.status_code, refused.get_json()["gone"]) == (409, [f"{STATEMENT} mil:percent 33.0 ."])


def test_where_nothing_is_edited_there_is_no_history(client_with: Callable[..., FlaskClient]) -> None:
    assert client_with().get("/changes.atom").status_code == 404


@pytest.fixture
def served(changed: APIFlask) -> Iterator[str]:
    with serving(changed) as found:
        yield found


def test_the_pages_of_the_history_violate_nothing_of_wcag(page: Page, served: str) -> None:
    page.set_viewport_size({"width": 360, "height": 640})
    page.goto(f"{served}/login")
    page.get_by_label("Name").fill(NAMES[Role.EDITOR])
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    for path in ("/changes", "/changes/1", f"/history/{NAME}"):
        assert violations(page, served + path) == [], path
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, path
