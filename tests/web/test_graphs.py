"""Whole graphs over the Graph Store Protocol: reading only."""

import pytest
from flask.testing import FlaskClient
from pyoxigraph import DefaultGraph, NamedNode, parse

from miliary.composition import Service
from miliary.store import EmbeddedStore
from miliary.web.representations import GRAPHS

INFERRED = "https://w3id.org/miliary/graph/inferred"


def size(service: Service, graph: str | None) -> int:
    store = service.store
    assert isinstance(store, EmbeddedStore)
    return sum(1 for _ in store.quads(graph=NamedNode(graph) if graph else DefaultGraph()))


@pytest.mark.parametrize(
    ("address", "graph"),
    [("/graph?default", None), (f"/graph?graph={INFERRED}", INFERRED), ("/graph/inferred", INFERRED)],
)
def test_a_graph_comes_whole(client: FlaskClient, service: Service, address: str, graph: str | None) -> None:
    response = client.get(address, headers={"Accept": "application/n-triples"})
    assert response.status_code == 200
    assert sum(1 for _ in parse(response.data, format=GRAPHS["application/n-triples"])) == size(service, graph)


@pytest.mark.parametrize("accept", GRAPHS)
def test_a_graph_comes_in_every_form(client: FlaskClient, accept: str) -> None:
    response = client.get("/graph/inferred", headers={"Accept": accept})
    assert (response.status_code, response.mimetype) == (200, accept)
    assert len(list(parse(response.data, format=GRAPHS[accept]))) > 1_000


@pytest.mark.parametrize(
    "graph",
    ["http://a.example/", "file:///etc/passwd", "no iri", "", "inferred", f"{INFERRED}%3E%20%7D", "%00", "%ED%A0%80"],
)
def test_a_graph_that_is_not_there_is_not_found(client: FlaskClient, service: Service, graph: str) -> None:
    for address in (f"/graph?graph={graph}", f"/graph/x/{graph}"):
        for response in (client.get(address), client.head(address)):
            assert (response.status_code, response.mimetype) == (404, "application/problem+json")
    assert client.get(f"/graph?graph={graph}").get_json()["available"] == sorted(service.store.graphs())


@pytest.mark.parametrize("query", ["", "?graph=a:b&graph=a:c", f"?default&graph={INFERRED}", "?other"])
def test_one_graph_has_to_be_named(client: FlaskClient, query: str) -> None:
    assert client.get(f"/graph{query}").status_code == 400


def test_a_form_that_cannot_be_made_is_refused(client: FlaskClient) -> None:
    response = client.get("/graph?default", headers={"Accept": "text/csv"})
    assert (response.status_code, response.mimetype) == (406, "application/problem+json")


@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE", "PATCH"])
@pytest.mark.parametrize("address", ["/graph", "/graph?default", f"/graph?graph={INFERRED}", "/graph/inferred"])
def test_nothing_is_written(client: FlaskClient, method: str, address: str) -> None:
    response = client.open(address, method=method, data="<a:b> <a:c> 1 .", content_type="text/turtle")
    assert (response.status_code, response.mimetype) == (405, "application/problem+json")
    assert set(response.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}
