"""The history over HTTP: feeds, a term at a version, its revisions, and taking a change back."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient

from miliary.composition import Service
from miliary.curation.accounts import Role
from miliary.curation.audit import Origin
from miliary.curation.office import Office
from miliary.curation.proposals import Proposals
from miliary.curation.publication import Publication
from miliary.curation.tokens import Scope
from miliary.knowledge.publish import current
from miliary.web import create_app
from tests.curation.folders import STATEMENT, replacing, write_folder
from tests.web.editors import NAMES

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def changed(service: Service, office: Office, tmp_path: Path) -> APIFlask:
    """A service whose small knowledge has been changed once."""
    folder = write_folder(tmp_path / "knowledge")
    settings = replace(service.settings, data=tmp_path, knowledge=folder, editable=True)
    publication, proposals = Publication(settings, office.database), Proposals(office.database)
    publication.follow()
    author, reviewer = (office.accounts.find(NAMES[role]) for role in (Role.EDITOR, Role.REVIEWER))
    change = replacing(publication.workspace(), STATEMENT, "mil:percent", "34.0", current(tmp_path) or "")
    draft = proposals.draft(author, change, "Smith <2024>")
    found = proposals.submit(draft.id, author, draft.revision)
    publication.publish(found.id, reviewer, found.revision)
    return create_app(settings, service)


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
    assert client.get("/changes.json?before=x").status_code == 400

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


def test_where_nothing_is_edited_there_is_no_history(client_with: Callable[..., FlaskClient]) -> None:
    assert client_with().get("/changes.atom").status_code == 404
