"""Tags: an answer is known by version, address and form; who has it is told so, and no query runs."""

from dataclasses import replace

import pytest
from flask.testing import FlaskClient

from miliary.composition import Service
from miliary.store import Asked, Watch, Written
from miliary.web import create_app

ASK = "ASK { ?disease ?property ?value }"
PATHS = [
    *("/", "/sparql", "/term/SusacSyndrome", "/knowledge", "/openapi.json", "/graph?default", "/graph/inferred"),
    *("/api/v1/findings?q=pons", "/api/v1/differential?present=pons+lesion", f"/sparql?query={ASK}"),
]


class Counting:
    """Counts what it is asked, and answers nothing."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def ask(self, asked: Asked, watch: Watch | None = None) -> Written:
        self.asked.append(asked.text)
        return Written(is_graph=False, body=b"{}")

    def state(self) -> dict[str, int]:
        return {}

    def close(self) -> None:
        """Nothing is open."""


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_who_has_it_is_told_so(client: FlaskClient, path: str, method: str) -> None:
    first = client.get(path)
    tag = first.headers["ETag"]
    assert (first.status_code, tag.startswith('"')) == (200, True)
    again = client.open(path, method=method, headers={"If-None-Match": tag})
    assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", tag)
    assert again.headers["Cache-Control"] == first.headers["Cache-Control"]
    assert set(first.headers["Vary"].split(", ")) >= {"Accept"}
    several = client.open(path, method=method, headers={"If-None-Match": f'"other", W/{tag}'})
    assert several.status_code == 304
    assert client.open(path, method=method, headers={"If-None-Match": '"other"'}).status_code == 200


def test_no_query_runs_for_who_has_its_answer(service: Service) -> None:
    asking = Counting()
    client = create_app(service=replace(service, strangers=asking)).test_client()
    tag = client.get("/sparql", query_string={"query": ASK}).headers["ETag"]
    assert asking.asked == [ASK]
    client.get("/sparql", query_string={"query": ASK}, headers={"If-None-Match": tag})
    assert asking.asked == [ASK]


def test_another_version_query_form_or_host_has_another_tag(client: FlaskClient, service: Service) -> None:
    other = create_app(service=replace(service, version="other")).test_client()
    tags = [
        client.get("/sparql", query_string={"query": ASK}).headers["ETag"],
        client.get("/sparql", query_string={"query": ASK + " "}).headers["ETag"],
        client.get("/sparql", query_string={"query": ASK}, headers={"Accept": "text/csv"}).headers["ETag"],
        client.get("/sparql", query_string={"query": ASK}, headers={"Host": "a.example"}).headers["ETag"],
        other.get("/sparql", query_string={"query": ASK}).headers["ETag"],
    ]
    assert len(set(tags)) == len(tags)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT (NOW() AS ?x) {}",
        "SELECT (rand() AS ?x) {}",
        "SELECT (struuid\n() AS ?x) {}",
        "CONSTRUCT { ?s ?p [] } { ?s ?p ?o } LIMIT 1",
        "CONSTRUCT { _:x ?p ?o } { ?s ?p ?o } LIMIT 1",
    ],
)
def test_what_is_never_the_same_twice_has_no_tag(client: FlaskClient, query: str) -> None:
    response = client.get("/sparql", query_string={"query": query})
    assert (response.status_code, response.headers.get("ETag")) == (200, None)


@pytest.mark.parametrize("path", ["/health/ready", "/sparql?query=ASK", "/term/Nothing"])
def test_what_tells_of_now_and_errors_have_no_tag(client: FlaskClient, path: str) -> None:
    response = client.get(path)
    assert "ETag" not in response.headers
    assert response.headers["Cache-Control"] == "no-store"


def test_what_may_be_somebodys_own_is_not_kept(client: FlaskClient) -> None:
    tag = client.get("/term/SusacSyndrome").headers["ETag"]
    signed = client.get("/term/SusacSyndrome", headers={"Authorization": "Bearer x", "If-None-Match": tag})
    client.set_cookie("session", "x")
    known = client.get("/term/SusacSyndrome", headers={"If-None-Match": tag})
    for response in (signed, known):
        assert (response.status_code, response.headers.get("ETag")) == (200, None)
        assert response.headers["Cache-Control"] == "no-store"


def test_what_may_hold_a_case_is_not_kept_on_the_way(client: FlaskClient) -> None:
    for path in ("/", "/term/SusacSyndrome", "/sparql", "/openapi.json", "/graph/inferred"):
        assert client.get(path).headers["Cache-Control"] == "no-cache"
    for path in ("/?present=mil:PonsLesion", "/api/v1/differential?present=pons+lesion", f"/sparql?query={ASK}"):
        assert client.get(path).headers["Cache-Control"] == "no-store"


def test_any_tag_at_all_does_not_hide_an_error(client: FlaskClient) -> None:
    assert client.get("/sparql?query=ASK", headers={"If-None-Match": "*"}).status_code == 400


def test_a_post_has_no_tag(client: FlaskClient) -> None:
    assert "ETag" not in client.post("/sparql", data={"query": ASK}).headers
