"""Proposals of programs: by JSON, by SPARQL Update, by whole graphs; a token opens them all, and a cookie none."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from miliary.composition import Service
from miliary.curation.accounts import Role
from miliary.curation.audit import Origin
from miliary.curation.office import Office
from miliary.curation.proposal import Status
from miliary.curation.proposals import Proposals
from miliary.curation.tokens import Scope
from miliary.web import create_app
from tests.curation.folders import STATEMENT, write_folder
from tests.pieces import PREFIX_TABLE
from tests.web.editors import NAMES, Editor

PATH = "/api/v1/proposals"
ALT = 'mil:Finding3 skos:altLabel "third finding"@en .'
Headers = Mapping[str, str]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_folder(tmp_path_factory.mktemp("knowledge"))


@pytest.fixture
def small(service: Service, office: Office, folder: Path, tmp_path: Path) -> APIFlask:
    """The service with curation on, of a small knowledge folder."""
    return create_app(replace(service.settings, data=tmp_path, knowledge=folder, editable=True), service)


@pytest.fixture
def client(small: APIFlask) -> FlaskClient:
    return small.test_client()


@pytest.fixture
def token(office: Office) -> Callable[..., dict[str, str]]:
    def issue(role: Role = Role.EDITOR, *scopes: Scope) -> dict[str, str]:
        account = office.accounts.find(NAMES[role])
        wanted = set(scopes) or {Scope.READ, Scope.PROPOSE}
        _, secret = office.tokens.issue(account.id, "x", wanted, 1, Origin(account.id))
        return {"Authorization": f"Bearer {secret}"}

    return issue


def tagged(headers: Headers, answer: TestResponse) -> dict[str, str]:
    return {**headers, "If-Match": answer.headers["ETag"]}


def propose(client: FlaskClient, headers: Headers, **fields: Any) -> TestResponse:
    return client.post(PATH, json={"additions": ALT, "reason": "Smith 2024", **fields}, headers=headers)


def test_a_script_drafts_saves_and_submits(client: FlaskClient, token: Callable[..., Headers]) -> None:
    headers = token()
    made = propose(client, headers)
    assert (made.status_code, made.get_json()["status"]) == (201, "draft")
    address = made.headers["Location"]
    other = {"additions": ALT.replace("third", "3rd")}
    saved = client.put(address, json=other, headers=tagged(headers, made))
    assert saved.get_json()["additions"] == ['mil:Finding3 skos:altLabel "3rd finding"@en .']
    sent = client.post(f"{address}/submission", headers=tagged(headers, saved))
    assert sent.get_json()["status"] == "submitted"
    said = client.post(f"{address}/comments", json={"text": "See Table 2."}, headers=headers)
    assert said.get_json()["notes"][-1]["text"] == "See Table 2."
    gone = client.post(f"{address}/withdrawal", headers=tagged(headers, sent))
    assert gone.get_json()["status"] == "withdrawn"


def test_what_has_changed_meanwhile_is_not_written_over(client: FlaskClient, token: Callable[..., Headers]) -> None:
    headers = token()
    made = propose(client, headers)
    address, first = made.headers["Location"], tagged(headers, made)
    assert client.put(address, json={"additions": ALT}, headers=first).status_code == 200
    late = client.put(address, json={"additions": ALT}, headers=first)
    assert (late.status_code, late.get_json()["current"]) == (412, 2)
    assert client.put(address, json={"additions": ALT}, headers=headers).status_code == 428


def test_the_verdict_tells_at_the_field(client: FlaskClient, token: Callable[..., Headers]) -> None:
    headers = token()
    made = propose(client, headers, additions=f"{STATEMENT} mil:percent 340.0 .")
    found = client.get(made.headers["Location"] + "/verdict", headers=headers).get_json()
    assert not found["acceptable"]
    assert (STATEMENT, "mil:percent") in {(each["term"], each["field"]) for each in found["findings"]}


def test_the_drafts_of_others_are_not_shown(client: FlaskClient, token: Callable[..., Headers]) -> None:
    made = propose(client, token())
    other = token(Role.REVIEWER)
    assert client.get(made.headers["Location"], headers=other).status_code == 403
    assert client.get(PATH, headers=other).get_json() == {"proposals": []}
    assert len(client.get(f"{PATH}?mine=yes", headers=token()).get_json()["proposals"]) == 1


def test_a_script_does_not_review(client: FlaskClient, token: Callable[..., Headers]) -> None:
    made = propose(client, token(), submit=True)
    for act in ("approval", "rejection"):
        answer = client.post(f"{made.headers['Location']}/{act}", headers=tagged(token(Role.ADMINISTRATOR), made))
        assert answer.status_code == 404


def test_an_update_becomes_a_proposal(client: FlaskClient, token: Callable[..., Headers], office: Office) -> None:
    where = f"{STATEMENT} mil:percent ?old"
    update = f"{PREFIX_TABLE} DELETE {{ {where} }} INSERT {{ {STATEMENT} mil:percent 34.0 }} WHERE {{ {where} }}"
    answer = client.post("/sparql?reason=Smith", data={"update": update}, headers=token())
    assert answer.status_code == 202
    found = client.get(answer.headers["Location"], headers=token()).get_json()
    assert (found["status"], found["reason"]) == ("submitted", "Smith")
    assert (found["additions"], found["deletions"]) == (
        [f"{STATEMENT} mil:percent 34.0 ."],
        [f"{STATEMENT} mil:percent 33.0 ."],
    )


def test_an_update_that_would_leave_the_knowledge_invalid_is_not_even_proposed(
    client: FlaskClient, token: Callable[..., Headers], office: Office
) -> None:
    update = f"{PREFIX_TABLE} INSERT DATA {{ {STATEMENT} mil:percent 340.0 }}"
    answer = client.post("/sparql", data=update, content_type="application/sparql-update", headers=token())
    assert (answer.status_code, answer.get_json()["type"].rpartition("/")[2]) == (422, "invalid-change")
    assert Proposals(office.database).list() == ()


def test_a_graph_becomes_a_proposal(client: FlaskClient, token: Callable[..., Headers], office: Office) -> None:
    body = PREFIX_TABLE + ALT
    answer = client.post("/graph?default", data=body, content_type="text/turtle", headers=token())
    assert answer.status_code == 202
    (found,) = Proposals(office.database).list()
    assert (found.status, set(found.change.subjects)) == (Status.SUBMITTED, {"mil:Finding3"})


def test_a_graph_is_taken_away_by_a_proposal_where_nothing_rests_on_it(
    client: FlaskClient, token: Callable[..., Headers], office: Office, folder: Path
) -> None:
    spare = "https://w3id.org/miliary/ontology/spare"
    text = f"{PREFIX_TABLE}<{spare}> a owl:Ontology . " + ALT.replace("Finding3", "Finding4")
    file = folder / "ontology" / "spare.ttl"
    file.write_text(text, encoding="utf-8")
    try:
        answer = client.delete(f"/graph?graph={spare}&reason=Not+needed", headers=token())
        assert answer.status_code == 202, answer.text
        (found,) = Proposals(office.database).list()
        assert {str(each) for each in found.change.deletions} == {ALT.replace("Finding3", "Finding4")}
        assert found.reason == "Not needed"
        for path, status in (("?graph=https://w3id.org/miliary/ontology", 422), ("?default", 422), ("?graph=x", 404)):
            assert client.delete(f"/graph{path}", headers=token()).status_code == status, path
    finally:
        file.unlink()


@pytest.mark.parametrize(
    ("method", "path", "options"),
    [
        ("post", PATH, {"json": {"additions": ALT}}),
        ("get", PATH, {}),
        ("put", f"{PATH}/1", {"json": {"additions": ALT}}),
        ("post", f"{PATH}/1/submission", {}),
        ("post", "/sparql", {"data": {"update": "INSERT DATA { <a:a> <a:b> 1 }"}}),
        ("post", "/graph?default", {"data": ALT, "content_type": "text/turtle"}),
        ("put", "/graph?graph=https://w3id.org/miliary/ontology", {"data": ALT, "content_type": "text/turtle"}),
        ("delete", "/graph?graph=https://w3id.org/miliary/ontology", {}),
    ],
)
def test_no_cookie_writes_and_no_token_for_reading(
    small: APIFlask, token: Callable[..., Headers], method: str, path: str, options: dict[str, Any]
) -> None:
    editor = Editor(small.test_client())
    assert editor.log_in(NAMES[Role.ADMINISTRATOR]).status_code == 303
    assert editor.client.open(path, method=method.upper(), **options).status_code == 401
    if method != "get":
        reading = token(Role.EDITOR, Scope.READ)
        assert small.test_client().open(path, method=method.upper(), headers=reading, **options).status_code == 403


def test_a_merger_is_drafted_with_a_list_of_what_moves(client: FlaskClient, token: Callable[..., Headers]) -> None:
    made = client.post(f"{PATH}/merge", json={"old": "mil:Finding11", "into": "mil:Finding12"}, headers=token())
    assert (made.status_code, made.get_json()["status"]) == (201, "draft")
    assert f"{STATEMENT} → mil:Disease0-Finding12-Table1" in made.get_json()["notes"][0]["text"]


def test_a_split_gives_each_statement_to_its_part(client: FlaskClient, token: Callable[..., Headers]) -> None:
    split = {"old": "mil:Finding11", "parts": {STATEMENT: "mil:Finding13"}, "otherwise": "mil:Finding12"}
    made = client.post(f"{PATH}/split", json=split, headers=token())
    assert (made.status_code, made.get_json()["status"]) == (201, "draft")
    assert f"{STATEMENT} → mil:Disease0-Finding13-Table1" in made.get_json()["notes"][0]["text"]
    assert "mil:Finding11 mil:replacedBy mil:Finding13 ." in made.get_json()["additions"]
    wrong = split | {"parts": {"mil:Disease0": "mil:Finding13"}}
    assert client.post(f"{PATH}/split", json=wrong, headers=token()).status_code == 422


def test_what_is_not_turtle_is_refused(client: FlaskClient, token: Callable[..., Headers]) -> None:
    answer = propose(client, token(), additions="mil:Finding3 skos:altLabel .")
    assert answer.status_code == 400
    assert "is not Turtle" in answer.get_json()["detail"]
