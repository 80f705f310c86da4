"""Nothing goes out: whatever a stranger sends, through whichever door, another server hears nothing of it.

The listener stands on this machine, where nothing would keep a request from it; a form that is refused and one that is
taken as a mere name both pass, a single hit fails.
"""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import quote

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from miliary.composition import Service, strangers
from miliary.settings import Settings
from miliary.vocabulary import RDF
from miliary.web import create_app
from tests.conftest import REPOSITORY
from tests.listener import Listener, listener, listening
from tests.store.test_guard import CALLS, ESCAPED

__all__ = ["listener", "listening"]

QUERY, UPDATE = "application/sparql-query", "application/sparql-update"
# {0} is the listener's address. Datasets, LOAD and a few places more in which SERVICE may be put.
QUERIES = {
    **{f"SERVICE, {name}": query for name, query in (CALLS | ESCAPED).items()},
    "FROM": "SELECT * FROM <{0}> { ?s ?p ?o }",
    "FROM NAMED": "SELECT * FROM NAMED <{0}> { GRAPH ?g { ?s ?p ?o } }",
    "FROM by prefix": "PREFIX x: <{0}> ASK FROM x:data.ttl { ?s ?p ?o }",
    "FROM by base": "BASE <{0}> ASK FROM <data.ttl> { ?s ?p ?o }",
    "GRAPH": "SELECT * { GRAPH <{0}> { ?s ?p ?o } }",
    "DESCRIBE": "DESCRIBE <{0}>",
    "a name": "SELECT * { <{0}> ?p ?o . ?s <{0}>* ?o . BIND(IRI('{0}') AS ?x) }",
    "a function": "SELECT (<{0}>(1) AS ?x) {}",
    "in a path": "SELECT * { ?s <x:a>/<x:service>|^<{0}> ?o . SERVICE <{0}> { ?s ?p ?o } }",
    "in MINUS": "SELECT * { ?s ?p ?o MINUS { SERVICE SILENT <{0}> { ?s ?p ?o } } } LIMIT 1",
    "a file": "SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }",
}
UPDATES = {
    "LOAD": "LOAD <{0}>",
    "LOAD SILENT INTO": "LOAD SILENT <{0}> INTO GRAPH <x:g>",
    "LOAD in a row": "CLEAR ALL ; # LOAD\n load<{0}>",
    "LOAD a file": "LOAD <file:///etc/passwd>",
    "USING": "INSERT { ?s ?p ?o } USING <{0}> WHERE { ?s ?p ?o }",
    "WITH": "WITH <{0}> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
    "SERVICE in WHERE": "INSERT { ?s ?p ?o } WHERE { SERVICE SILENT <{0}> { ?s ?p ?o } }",
    "SERVICE after data": "INSERT DATA { <a:b> <a:c> 1 } ; DELETE { ?s ?p ?o } WHERE { SERVICE<{0}>{?s ?p ?o} }",
    "ADD": "ADD <{0}> TO <x:g>",
}
_VALUE = "<rdf:Description><rdf:value>&x;</rdf:value></rdf:Description>"
# Documents whose readers are known to fetch what they name.
DOCUMENTS = {
    "application/ld+json": [
        '{"@context": "{0}context.jsonld", "@id": "a:b", "x": 1}',
        '{"@context": ["{0}context.jsonld", {"@import": "{0}more.jsonld"}], "@id": "a:b"}',
    ],
    "application/rdf+xml": [
        f'<?xml version="1.0"?><!DOCTYPE r SYSTEM "{{0}}r.dtd"><rdf:RDF xmlns:rdf="{RDF}"/>',
        f'<!DOCTYPE r [<!ENTITY x SYSTEM "{{0}}entity">]><rdf:RDF xmlns:rdf="{RDF}">{_VALUE}</rdf:RDF>',
        f'<!DOCTYPE r [<!ENTITY % x SYSTEM "{{0}}entity"> %x;]><rdf:RDF xmlns:rdf="{RDF}"/>',
    ],
    "text/turtle": ["@base <{0}> . <> <http://www.w3.org/2002/07/owl#imports> <{0}> ."],
    "application/xml": ['<!DOCTYPE r [<!ENTITY x SYSTEM "{0}entity">]><r>&x;</r>'],
    "application/json": ['{{"$ref": "{0}schema.json", "present": ["{0}"], "absent": ["{0}x"]}}'],
}
# Names that some route reads; each is given the listener's address.
FIELDS = [
    *("query", "q", "present", "absent", "not_assessed", "context", "priors", "add", "as", "kind", "term", "disease"),
    *("graph", "default-graph-uri", "named-graph-uri", "using-graph-uri", "using-named-graph-uri"),
    *("url", "uri", "iri", "system", "code", "source", "target", "targetsystem", "codeA", "codeB", "context", "filter"),
]
PACKET = {
    "id": "{0}",
    "phenotypicFeatures": [{"type": {"id": "{0}", "label": "{0}"}}],
    "metaData": {"resources": [{"url": "{0}", "iriPrefix": "{0}"}], "externalReferences": [{"reference": "{0}"}]},
    "files": [{"uri": "{0}genome.vcf"}, {"uri": "file:///etc/passwd"}],
}
PARAMETERS = {
    "resourceType": "Parameters",
    "parameter": [
        *({"name": name, "valueUri": "{0}"} for name in ("url", "system", "source", "target", "targetsystem")),
        {"name": "coding", "valueCoding": {"system": "{0}", "code": "{0}"}},
        {
            "name": "valueSet",
            "resource": {"resourceType": "ValueSet", "url": "{0}", "compose": {"include": [{"system": "{0}"}]}},
        },
    ],
}

Send = Callable[[FlaskClient, str], TestResponse]
QUERY_DOORS: dict[str, Send] = {
    "address": lambda client, text: client.get("/sparql", query_string={"query": text}),
    "form": lambda client, text: client.post("/sparql", data={"query": text}),
    "body": lambda client, text: client.post("/sparql", data=text, content_type=QUERY),
}
UPDATE_DOORS: dict[str, Send] = {
    "address": lambda client, text: client.get("/sparql", query_string={"update": text}),
    "form": lambda client, text: client.post("/sparql", data={"update": text}),
    "body": lambda client, text: client.post("/sparql", data=text, content_type=UPDATE),
    "a query's body": lambda client, text: client.post("/sparql", data=text, content_type=QUERY),
}


def told(text: str, listener: Listener) -> str:
    """The text with the listener's address."""
    return text.replace("{0}", listener.url)


@pytest.fixture
def scratch() -> FlaskClient:
    settings = Settings(knowledge=REPOSITORY, data=REPOSITORY / "nowhere")
    return create_app(settings, scratch=True).test_client()


@pytest.mark.parametrize("door", QUERY_DOORS)
@pytest.mark.parametrize("form", QUERIES)
def test_no_query_reaches_out(client: FlaskClient, listener: Listener, form: str, door: str) -> None:
    response = QUERY_DOORS[door](client, told(QUERIES[form], listener))
    assert listener.asked == []
    if "SERVICE" in form or "FROM" in form or "file" in form:
        assert response.status_code == 400


@pytest.mark.parametrize("name", ["default-graph-uri", "named-graph-uri"])
@pytest.mark.parametrize("graph", ["{0}", "{0}data.ttl", "file:///etc/passwd"])
def test_no_graph_beside_a_query_is_fetched(client: FlaskClient, listener: Listener, name: str, graph: str) -> None:
    fields = {"query": "ASK { ?s ?p ?o }", name: told(graph, listener)}
    assert client.get("/sparql", query_string=fields).status_code == 400
    assert client.post("/sparql", data=fields).status_code == 400
    assert listener.asked == []


@pytest.mark.parametrize("door", UPDATE_DOORS)
@pytest.mark.parametrize("form", UPDATES)
def test_no_update_reaches_out(client: FlaskClient, listener: Listener, form: str, door: str) -> None:
    assert UPDATE_DOORS[door](client, told(UPDATES[form], listener)).status_code == 400
    assert listener.asked == []


@pytest.mark.parametrize("form", UPDATES | QUERIES)
def test_not_even_a_scratch_store_reaches_out(scratch: FlaskClient, listener: Listener, form: str) -> None:
    text = told((UPDATES | QUERIES)[form], listener)
    for doors in (UPDATE_DOORS, QUERY_DOORS):
        for send in doors.values():
            send(scratch, text)
    assert listener.asked == []


@pytest.mark.parametrize("media_type", DOCUMENTS)
def test_no_document_that_is_sent_has_others_fetched(scratch: FlaskClient, listener: Listener, media_type: str) -> None:
    for document in DOCUMENTS[media_type]:
        for method in ("PUT", "POST"):
            scratch.open("/graph?graph=x:g", method=method, data=told(document, listener), content_type=media_type)
    assert listener.asked == []


def routes(app: APIFlask) -> Iterator[tuple[str, str, list[str]]]:
    """Method, address and the parameters that are described, of every route that answers a stranger."""
    document: Any = app.spec
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            described = [each["name"] for each in operation.get("parameters", []) if each.get("in") == "query"]
            yield method.upper(), path, described


def test_no_route_reaches_out_whatever_it_is_told(app: APIFlask, listener: Listener) -> None:
    client, told_in_all = FlaskClient(app), 0
    for method, path, described in routes(app):
        address = re.sub(r"\{[^}]*\}", quote(listener.url, safe=""), path)
        for names in ([*FIELDS, *described], *([name] for name in described)):
            told_in_all += 1
            client.open(address, method=method, query_string=dict.fromkeys(names, listener.url))
        for media_type, body in bodies(listener) if method == "POST" else ():
            client.open(address, method=method, data=body, content_type=media_type)
        assert listener.asked == [], f"{method} {path}"
    assert told_in_all > 50


def bodies(listener: Listener) -> Iterator[tuple[str, str]]:
    for media_type, documents in DOCUMENTS.items():
        for document in documents:
            yield media_type, told(document, listener)
    for value in (PACKET, PARAMETERS):
        for media_type in ("application/json", "application/fhir+json"):
            yield media_type, json.dumps(value).replace("{0}", listener.url)
    yield "application/x-www-form-urlencoded", "&".join(f"{name}={listener.url}" for name in FIELDS)


def test_no_parameter_of_a_stored_query_reaches_out(client: FlaskClient, listener: Listener) -> None:
    listed = client.get("/queries", headers={"Accept": "application/json"}).get_json()["queries"]
    assert len(listed) > 10
    for query in listed:
        names = [each["name"] for each in query["parameters"]]
        for value in (listener.url, f"<{listener.url}>", f"x }} SERVICE <{listener.url}> {{ ?s ?p ?o }} #"):
            client.get(f"/queries/{query['name']}.csv", query_string=dict.fromkeys(names, value))
    assert listener.asked == []


def test_a_server_that_the_settings_name_is_asked_and_no_other(published: Service, listener: Listener) -> None:
    settings = replace(published.settings, services=(listener.url,))
    pool = strangers(settings, published.version)
    client = create_app(service=replace(published, settings=settings, strangers=pool)).test_client()
    elsewhere = listener.url.replace("127.0.0.1", "localhost")
    refused = client.get("/sparql", query_string={"query": f"ASK {{ SERVICE <{elsewhere}> {{ ?s ?p ?o }} }}"})
    assert (refused.status_code, listener.asked) == (400, [])
    client.get("/sparql", query_string={"query": f"ASK {{ SERVICE SILENT <{listener.url}> {{ ?s ?p ?o }} }}"})
    pool.close()
    assert len(listener.asked) == 1
