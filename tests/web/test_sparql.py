"""The SPARQL endpoint: the protocol's ways of asking, the forms of an answer, and what is refused."""

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from miliary.web.representations import GRAPHS, RESULTS

MIL = "https://w3id.org/miliary/"
SELECT = f"SELECT ?disease WHERE {{ ?disease <{MIL}differentialOf> <{MIL}MiliaryEnhancement> }}"
ASK = f"ASK {{ ?disease <{MIL}differentialOf> ?finding }}"
CONSTRUCT = f"CONSTRUCT WHERE {{ ?disease <{MIL}differentialOf> ?finding }}"
DESCRIBE = f"DESCRIBE <{MIL}SusacSyndrome>"
QUERY = "application/sparql-query"


def test_the_three_ways_of_asking_give_one_answer(client: FlaskClient) -> None:
    ways = [
        client.get("/sparql", query_string={"query": SELECT}),
        client.post("/sparql", data={"query": SELECT}),
        client.post("/sparql", data=SELECT, content_type=f"{QUERY}; charset=utf-8"),
    ]
    assert {len(way.get_json()["results"]["bindings"]) for way in ways} == {17}


@pytest.mark.parametrize("accept", RESULTS)
@pytest.mark.parametrize("query", [SELECT, ASK])
def test_results_come_in_every_form(client: FlaskClient, query: str, accept: str) -> None:
    response = client.get("/sparql", query_string={"query": query}, headers={"Accept": accept})
    assert (response.status_code, response.mimetype) == (200, accept)
    assert response.data


@pytest.mark.parametrize("accept", GRAPHS)
@pytest.mark.parametrize("query", [CONSTRUCT, DESCRIBE])
def test_graphs_come_in_every_form(client: FlaskClient, query: str, accept: str) -> None:
    response = client.get("/sparql", query_string={"query": query}, headers={"Accept": accept})
    assert (response.status_code, response.mimetype) == (200, accept)
    assert b"SusacSyndrome" in response.data


def test_what_is_liked_best_is_sent(client: FlaskClient) -> None:
    accept = "text/csv;q=0.5, application/sparql-results+xml, */*;q=0.1"
    response = client.get("/sparql", query_string={"query": SELECT}, headers={"Accept": accept})
    assert response.mimetype == "application/sparql-results+xml"


@pytest.mark.parametrize(
    ("query", "accept"), [(SELECT, "text/turtle"), (CONSTRUCT, "text/csv"), (ASK, "image/png"), (ASK, "json")]
)
def test_a_form_that_cannot_be_made_is_refused(client: FlaskClient, query: str, accept: str) -> None:
    response = client.get("/sparql", query_string={"query": query}, headers={"Accept": accept})
    assert (response.status_code, response.mimetype) == (406, "application/problem+json")
    assert response.get_json()["accept"] == accept
    assert len(response.get_json()["available"]) >= 4


def test_a_query_that_is_none_is_refused_with_its_position(client: FlaskClient) -> None:
    response = client.get("/sparql", query_string={"query": "SELECT *\nWHERE { ?a }"})
    assert (response.status_code, response.get_json()["line"]) == (400, 2)


@pytest.mark.parametrize(
    "query", ["SELECT * { SERVICE <http://a.example/> { ?a ?b ?c } }", "INSERT DATA { <a:b> <a:c> 1 }", "CLEAR ALL"]
)
def test_a_query_that_reaches_out_or_changes_something_is_refused(client: FlaskClient, query: str) -> None:
    response = client.post("/sparql", data={"query": query})
    assert (response.status_code, response.get_json()["title"]) == (400, "The query is refused")


@pytest.mark.parametrize(
    "sent",
    [
        {"query_string": {"update": "CLEAR ALL"}, "method": "GET"},
        {"data": {"update": "CLEAR ALL"}, "method": "POST"},
        {"data": "CLEAR ALL", "content_type": "application/sparql-update", "method": "POST"},
    ],
)
def test_an_update_is_refused_however_it_is_sent(client: FlaskClient, sent: dict[str, Any]) -> None:
    response = client.open("/sparql", **sent)
    assert (response.status_code, response.get_json()["refused"]) == (400, "An update")


@pytest.mark.parametrize("name", ["default-graph-uri", "named-graph-uri"])
def test_a_dataset_is_refused_and_not_passed_over(client: FlaskClient, name: str) -> None:
    fields = {"query": ASK, name: "http://a.example/"}
    assert client.get("/sparql", query_string=fields).get_json()["refused"] == name
    assert client.post("/sparql", data=fields).get_json()["refused"] == name


def test_parameters_that_change_nothing_are_ignored(client: FlaskClient) -> None:
    assert client.get("/sparql", query_string={"query": ASK, "format": "json", "timeout": "5"}).status_code == 200


@pytest.mark.parametrize(
    "sent", [{"data": {}}, {"data": {"query": [ASK, ASK]}}, {"data": b"ASK {} # \xff", "content_type": QUERY}]
)
def test_no_query_two_queries_or_no_text_are_refused(client: FlaskClient, sent: dict[str, Any]) -> None:
    options = {"content_type": "application/x-www-form-urlencoded", **sent}
    response = client.post("/sparql", **options)
    assert (response.status_code, response.mimetype) == (400, "application/problem+json")


def test_another_content_type_is_refused(client: FlaskClient) -> None:
    response = client.post("/sparql", json={"query": ASK})
    assert response.status_code == 415
    assert QUERY in response.get_json()["detail"]


@pytest.mark.parametrize("accept", ["application/json", "application/xml", "text/csv", "text/tab-separated-values"])
def test_an_answer_of_too_many_rows_is_refused_and_never_cut(
    client_with: Callable[..., FlaskClient], accept: str
) -> None:
    headers = {"Accept": accept}
    assert client_with(max_rows=17).get("/sparql", query_string={"query": SELECT}, headers=headers).status_code == 200
    response = client_with(max_rows=16).get("/sparql", query_string={"query": SELECT}, headers=headers)
    assert (response.status_code, response.get_json()["limit"], response.get_json()["unit"]) == (413, 16, "rows")


def test_line_ends_in_a_value_are_no_rows(client_with: Callable[..., FlaskClient]) -> None:
    query = 'SELECT ("a\\n\\nb,\\"c\\"\\r\\n" AS ?text) {}'
    for accept in ("text/csv", "text/tab-separated-values"):
        assert (
            client_with(max_rows=1)
            .get("/sparql", query_string={"query": query}, headers={"Accept": accept})
            .status_code
            == 200
        )


def test_a_graph_of_too_many_triples_is_refused(client_with: Callable[..., FlaskClient]) -> None:
    assert client_with(max_rows=17).post("/sparql", data={"query": CONSTRUCT}).status_code == 200
    response = client_with(max_rows=16).post("/sparql", data={"query": CONSTRUCT})
    assert (response.status_code, response.get_json()["unit"]) == (413, "triples")


def test_an_answer_of_too_many_bytes_is_refused(client_with: Callable[..., FlaskClient]) -> None:
    response = client_with(max_bytes=1_000).get("/sparql", query_string={"query": SELECT})
    assert (response.status_code, response.get_json()["unit"]) == (413, "bytes")


@pytest.mark.parametrize(
    ("accept", "sent"),
    [("text/html,*/*;q=0.8", "text/html"), ("text/plain", "text/plain"), ("*/*", "text/html")],
)
def test_without_a_query_the_endpoint_tells_about_itself(client: FlaskClient, accept: str, sent: str) -> None:
    response = client.get("/sparql", headers={"Accept": accept})
    assert (response.status_code, response.mimetype) == (200, sent)
    assert "100,000" in response.text or "100000" in response.text


def test_the_example_on_the_page_can_be_asked(client: FlaskClient) -> None:
    page = client.get("/sparql").text
    query = page.partition("<textarea")[2].partition(">")[2].partition("</textarea>")[0]
    assert len(client.post("/sparql", data={"query": query}).get_json()["results"]["bindings"]) == 17
