"""The SPARQL endpoint: the protocol's ways of asking, the forms of an answer, and what is refused."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from pyoxigraph import Literal

from miliary.composition import Service
from miliary.store import Solutions
from miliary.web.representations import GRAPHS, RESULTS

MIL = "https://w3id.org/miliary/"
SELECT = f"SELECT ?disease WHERE {{ ?disease <{MIL}differentialOf> <{MIL}MiliaryEnhancement> }}"
ASK = f"ASK {{ ?disease <{MIL}differentialOf> ?finding }}"
CONSTRUCT = f"CONSTRUCT WHERE {{ ?disease <{MIL}differentialOf> ?finding }}"
DESCRIBE = f"DESCRIBE <{MIL}SusacSyndrome>"
QUERY = "application/sparql-query"
INFERRED = MIL + "graph/inferred"


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
@pytest.mark.parametrize("graph", ["http://a.example/", "file:///etc/passwd", "no iri", ""])
def test_a_graph_that_is_not_there_is_refused_and_named(client: FlaskClient, name: str, graph: str) -> None:
    fields = {"query": ASK, name: graph}
    for response in (client.get("/sparql", query_string=fields), client.post("/sparql", data=fields)):
        assert (response.status_code, response.get_json()["refused"]) == (400, f"The graph <{graph}>")
        assert INFERRED in response.get_json()["detail"]


@pytest.mark.parametrize("clause", ["FROM <{}>", "FROM NAMED <{}>", f"FROM <{INFERRED}> FROM NAMED<{{}}>"])
def test_from_of_a_graph_that_is_not_there_is_refused(client: FlaskClient, clause: str) -> None:
    query = f"SELECT * {clause.format('http://a.example/')} {{ ?s ?p ?o }}"
    response = client.post("/sparql", data=query, content_type=QUERY)
    assert (response.status_code, response.get_json()["refused"]) == (400, "The graph <http://a.example/>")


def test_a_graph_of_the_store_can_be_chosen(client: FlaskClient) -> None:
    count = "SELECT (COUNT(*) AS ?n) {} {{ ?s ?p ?o }}"
    chosen = {
        client.get("/sparql", query_string=fields, headers={"Accept": "text/csv"}).text
        for fields in (
            {"query": count.format(f"FROM <{INFERRED}>")},
            {"query": count.format("FROM <graph/inferred>")},
            {"query": count.format(""), "default-graph-uri": INFERRED},
            {"query": f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{INFERRED}> {{ ?s ?p ?o }} }}", "named-graph-uri": INFERRED},
        )
    }
    everything = client.get("/sparql", query_string={"query": count.format("")}, headers={"Accept": "text/csv"}).text
    assert len(chosen) == 1
    assert chosen != {everything}


def test_a_dataset_beside_the_query_replaces_its_own(client: FlaskClient) -> None:
    fields = {"query": f"ASK FROM <{INFERRED}> {{ ?s ?p ?o }}", "named-graph-uri": INFERRED}
    assert client.get("/sparql", query_string=fields).get_json()["boolean"] is False


@pytest.mark.parametrize("name", ["using-graph-uri", "using-named-graph-uri"])
def test_graphs_for_an_update_are_refused_beside_a_query(client: FlaskClient, name: str) -> None:
    response = client.get("/sparql", query_string={"query": ASK, name: INFERRED})
    assert (response.status_code, name in response.get_json()["refused"]) == (400, True)


def test_relative_iris_are_our_own(client: FlaskClient) -> None:
    assert client.get("/sparql", query_string={"query": "ASK { <SusacSyndrome> ?p ?o }"}).get_json()["boolean"] is True


@pytest.mark.parametrize("charset", ["utf-16", "latin-1"])
def test_another_charset_is_refused(client: FlaskClient, charset: str) -> None:
    response = client.post("/sparql", data=ASK.encode(charset), content_type=f"{QUERY}; charset={charset}")
    assert (response.status_code, charset in response.get_json()["detail"]) == (415, True)


def test_a_query_and_an_update_together_are_refused(client: FlaskClient) -> None:
    response = client.post("/sparql", data={"query": ASK, "update": "CLEAR ALL"})
    assert response.status_code == 400


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_another_method_is_refused(client: FlaskClient, method: str) -> None:
    response = client.open("/sparql", method=method, data=ASK, content_type=QUERY)
    assert (response.status_code, response.mimetype) == (405, "application/problem+json")
    assert set(response.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS", "POST"}


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
    [
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "text/html"),
        ("text/plain", "text/plain"),
        ("*/*", "text/turtle"),
        ("application/ld+json", "application/ld+json"),
        ("application/rdf+xml, text/html;q=0.9", "application/rdf+xml"),
    ],
)
def test_without_a_query_the_endpoint_tells_about_itself(client: FlaskClient, accept: str, sent: str) -> None:
    response = client.get("/sparql", headers={"Accept": accept})
    assert (response.status_code, response.mimetype) == (200, sent)
    assert "100,000" in response.text or "100000" in response.text


def test_the_description_counts_what_is_there(client: FlaskClient, service: Service) -> None:
    text = client.get("/sparql", headers={"Accept": "application/n-triples"}).text
    counted = service.store.query("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
    assert isinstance(counted, Solutions)
    size = next(record["n"].value for record in counted.records() if isinstance(record["n"], Literal))
    assert f'void#triples> "{size}"' in text
    assert f"service-description#name> <{INFERRED}>" in text
    assert "queries/compatible-diseases" in text


def test_the_description_names_exactly_the_forms_that_there_are(client: FlaskClient) -> None:
    names = {
        *("SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV"),
        *("Turtle", "N-Triples", "RDF_XML", "JSON-LD"),
    }
    text = client.get("/sparql", headers={"Accept": "application/n-triples"}).text
    assert set(re.findall(r"#resultFormat> <http://www.w3.org/ns/formats/([\w-]+)>", text)) == names
    assert len({each.media_type for each in RESULTS.values()} | {each.media_type for each in GRAPHS.values()}) == len(
        names
    )


def test_the_endpoint_describes_itself_under_the_name_that_it_was_called_by(client: FlaskClient) -> None:
    for host in ("one.example", "two.example:8080", "one.example"):
        assert f"<http://{host}/sparql>" in client.get("/sparql", headers={"Host": host}).text


def test_a_host_that_is_none_is_refused(client: FlaskClient) -> None:
    for host in ("a b", "<x>", '"', "a>b"):
        response = client.get("/sparql", headers={"Host": host})
        assert (response.status_code, response.mimetype) == (400, "application/problem+json")


@pytest.mark.parametrize("path", ["/sparql", "/graph", "/graph/inferred"])
def test_options_tell_what_may_be_asked_from_elsewhere(client: FlaskClient, path: str) -> None:
    response = client.options(path, headers={"Origin": "https://a.example", "Access-Control-Request-Method": "GET"})
    assert {"GET", "HEAD", "OPTIONS"} <= set(response.headers["Allow"].split(", "))
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in response.headers
    assert not {"PUT", "DELETE", "PATCH"} & set(response.headers["Access-Control-Allow-Methods"].split(", "))


@pytest.mark.parametrize(
    ("query", "accept", "status"), [(ASK, "*/*", 200), ("ASK {", "*/*", 400), (ASK, "image/png", 406)]
)
def test_head_answers_as_get_without_the_body(client: FlaskClient, query: str, accept: str, status: int) -> None:
    sent: dict[str, Any] = {"query_string": {"query": query}, "headers": {"Accept": accept}}
    head, get = client.head("/sparql", **sent), client.get("/sparql", **sent)
    assert (head.status_code, head.data) == (status, b"")
    assert (head.mimetype, head.content_length) == (get.mimetype, get.content_length)


def test_the_example_on_the_page_can_be_asked(client: FlaskClient) -> None:
    page = client.get("/sparql", headers={"Accept": "text/html"}).text
    query = page.partition("<textarea")[2].partition(">")[2].partition("</textarea>")[0]
    assert len(client.post("/sparql", data={"query": query}).get_json()["results"]["bindings"]) == 17
