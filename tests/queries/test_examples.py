"""Stored queries as triples: what SIB's tools look for is there, and the text comes back as it was."""

import pytest
from pyoxigraph import Literal, NamedNode, Triple
from rdflib import Graph, URIRef
from rdflib.namespace import SH

from miliary.errors import KnowledgeError
from miliary.queries import StoredQuery, examples
from miliary.store import GRAPH_FORMATS, Triples
from tests.queries.conftest import Write

BASE = "https://example.org/"
SCHEMA = "https://schema.org/"
ONE = NamedNode(f"{BASE}queries/some-query")


def described(query: StoredQuery) -> set[tuple[str, str]]:
    """What is said of the query itself, as property and value."""
    found = [each for each in examples([query], BASE) if each.subject == ONE]
    return {(each.predicate.value, getattr(each.object, "value", "")) for each in found}


def test_a_query_is_an_executable_with_its_question_text_and_endpoint(write: Write) -> None:
    query = write("# keywords: CSF, cells\n# audience: editor\nPREFIX a: <b:c>\nSELECT ?x { ?x a:d '\"' }")
    assert described(query) >= {
        ("http://www.w3.org/1999/02/22-rdf-syntax-ns#type", f"{SH}SPARQLSelectExecutable"),
        (f"{SH}select", query.text),
        ("http://www.w3.org/2000/01/rdf-schema#comment", "What is asked?"),
        (f"{SCHEMA}target", f"{BASE}sparql"),
        (f"{SCHEMA}keywords", "CSF"),
        (f"{SCHEMA}keywords", "cells"),
        (f"{SCHEMA}keywords", "editor"),
    }


@pytest.mark.parametrize(("text", "kind"), [("ASK { }", "Ask"), ("construct { ?a a ?b } { ?a a ?b }", "Construct")])
def test_other_forms_have_their_own_class(write: Write, text: str, kind: str) -> None:
    query = write(text)
    assert {
        ("http://www.w3.org/1999/02/22-rdf-syntax-ns#type", f"{SH}SPARQL{kind}Executable"),
        (f"{SH}{kind.lower()}", query.text),
    } <= described(query)


@pytest.mark.parametrize(("text", "said"), [("DESCRIBE <a:b>", "is a DESCRIBE"), ("# SELECT", "asks nothing")])
def test_what_cannot_be_an_example_is_named(write: Write, text: str, said: str) -> None:
    with pytest.raises(KnowledgeError, match=said):
        list(examples([write(text)], BASE))


def test_the_servers_that_a_query_asks_are_named(write: Write) -> None:
    asked = "SERVICE <a:b> { ?x ?y ?z } service silent <c:d> { }"
    query = write(f"SELECT * {{ {asked} # SERVICE <e:f>\n FILTER(?x = 'SERVICE <g:h>') }}")
    assert query.servers() == ("a:b", "c:d")
    assert {value for name, value in described(query) if name.endswith("federatesWith")} == {"a:b", "c:d"}


def test_the_prefixes_of_all_queries_are_declared_once(write: Write) -> None:
    triples = list(examples([write("PREFIX a: <b:c>\nprefix : <d:e> ASK { }")], BASE))
    declared = [each.object for each in triples if each.predicate.value == f"{SH}prefix"]
    assert declared == [Literal(""), Literal("a")]
    assert Triple(ONE, NamedNode(f"{SH}prefixes"), triples[0].object) in triples


def test_other_tools_read_the_text_as_it_was(write: Write) -> None:
    query = write('SELECT ?x { VALUES ?x { "\\"\\\\" \'ü\' } } # “end”\n')
    turtle = Triples(examples([query], BASE)).serialise(GRAPH_FORMATS[0])
    text = Graph().parse(data=turtle, format="turtle").value(URIRef(ONE.value), SH.select)
    assert str(text) == query.text
