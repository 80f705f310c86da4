"""The W3C's 34 protocol, 3 service description and 9 indirect graph store tests, over HTTP on this machine."""

from collections.abc import Iterator
from threading import Thread

import pytest
from pyoxigraph import Literal, NamedNode, Quad, parse
from werkzeug.serving import make_server

from miliary.settings import Settings
from miliary.vocabulary import RDF
from miliary.web import create_app
from miliary.web.representations import GRAPHS
from tests.conformance.protocol import Answered, Conversation
from tests.conformance.suite import Case, cases
from tests.conftest import REPOSITORY

PROTOCOL = cases("protocol")
GRAPH_STORE = cases("graph-store-protocol", "manifest-indirect.ttl")
DIRECT = cases("graph-store-protocol", "manifest-direct.ttl")
SD = "http://www.w3.org/ns/sparql-service-description#"
# The terms of the vocabulary that a service, its datasets and its graphs may have, with what their values are: the
# tests of service descriptions are prose, "conforms to schema" one of them, and this is the schema.
TERMS = {
    "endpoint": None,
    "feature": "Feature",
    "defaultEntailmentRegime": "EntailmentRegime",
    "defaultSupportedEntailmentProfile": "EntailmentProfile",
    "entailmentRegime": "EntailmentRegime",
    "supportedEntailmentProfile": "EntailmentProfile",
    "extensionFunction": "Function",
    "extensionAggregate": "Aggregate",
    "languageExtension": "Feature",
    "supportedLanguage": "Language",
    "propertyFeature": "Feature",
    "defaultDataset": "Dataset",
    "availableGraphs": "GraphCollection",
    "resultFormat": None,
    "inputFormat": None,
    "defaultGraph": "Graph",
    "namedGraph": "NamedGraph",
    "name": None,
    "graph": "Graph",
}
LANGUAGES = {SD + name for name in ("SPARQL10Query", "SPARQL11Query", "SPARQL11Update")}


@pytest.fixture
def host() -> Iterator[str]:
    """A scratch application of its own for each test, listening on this machine."""
    app = create_app(Settings(knowledge=REPOSITORY, data=REPOSITORY / "nowhere"), scratch=True)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_the_numbers_are_those_of_the_w3c() -> None:
    assert (len(PROTOCOL), len(cases("service-description")), len(GRAPH_STORE)) == (34, 3, 9)


@pytest.mark.parametrize("case", PROTOCOL, ids=lambda case: case.name)
def test_the_protocol(host: str, case: Case) -> None:
    Conversation(host).run(case)


@pytest.mark.parametrize("case", GRAPH_STORE, ids=lambda case: case.name)
def test_the_graph_store_protocol(host: str, case: Case) -> None:
    Conversation(host).run(case)


@pytest.mark.parametrize("case", DIRECT, ids=lambda case: case.name)
def test_the_graph_store_protocol_by_address(host: str, case: Case) -> None:
    Conversation(host, {"$HOST$": host, "$GRAPHSTORE$": "/graph"}).run(case)


def described(host: str, accept: str | None = None) -> Answered:
    return Conversation(host).send("GET", "/sparql", headers={"Accept": accept} if accept else {})


def triples(answered: Answered) -> list[Quad]:
    return list(parse(answered.body, format=GRAPHS[answered.media_type]))


@pytest.mark.parametrize("accept", [None, "*/*", *(each for each in GRAPHS if each != "text/plain")])
def test_get_on_the_endpoint_returns_rdf(host: str, accept: str | None) -> None:
    answered = described(host, accept)
    assert answered.status == 200
    assert triples(answered)


def test_the_description_has_a_matching_endpoint(host: str) -> None:
    endpoint = NamedNode(f"http://{host}/sparql")
    found = [each for each in triples(described(host)) if each.predicate.value == SD + "endpoint"]
    assert [each.object for each in found] == [endpoint]


def test_the_description_conforms_to_the_schema(host: str) -> None:
    Conversation(host).send("PUT", "/graph?graph=urn:x:g", b"<a:s> <a:p> 1 .", {"Content-Type": "text/turtle"})
    stated = triples(described(host))
    types = {(each.subject, each.object) for each in stated if each.predicate.value == RDF + "type"}
    services = [subject for subject, kind in types if kind == NamedNode(SD + "Service")]
    assert len(services) == 1
    own = [each for each in stated if each.predicate.value.startswith(SD)]
    assert {each.predicate.value.removeprefix(SD) for each in own} <= TERMS.keys()
    for each in own:
        assert not isinstance(each.object, Literal), each
        if each.predicate.value == SD + "supportedLanguage":
            assert each.object.value in LANGUAGES  # type: ignore[union-attr]
        elif each.predicate.value not in (SD + "defaultEntailmentRegime",):
            kind = TERMS[each.predicate.value.removeprefix(SD)]
            assert kind is None or (each.object, NamedNode(SD + kind)) in types, each
    assert [each.object.value for each in own if each.predicate.value == SD + "name"] == ["urn:x:g"]  # type: ignore[union-attr]
