"""Compact JSON-LD says what the triples say."""

import json

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, parse

from miliary.composition import Service
from miliary.store import Triples
from miliary.terms.jsonld import compacted
from miliary.vocabulary import RDF, RDFS, SKOS, XSD, iri


def read(document: dict[str, object]) -> set[Triple]:
    """What another reader of JSON-LD makes of it."""
    return {each.triple for each in parse(json.dumps(document), format=RdfFormat.JSON_LD)}


TERM = NamedNode(iri("Pons"))
TRIPLES = [
    Triple(TERM, NamedNode(RDF + "type"), NamedNode("http://www.w3.org/2002/07/owl#Class")),
    Triple(TERM, NamedNode(RDFS + "label"), Literal("pons", language="en")),
    Triple(TERM, NamedNode(RDFS + "comment"), Literal("mil:Pons")),
    Triple(TERM, NamedNode(SKOS + "exactMatch"), NamedNode("http://purl.obolibrary.org/obo/UBERON_0000988")),
    Triple(TERM, NamedNode(RDFS + "seeAlso"), NamedNode("https://example.org/?q=1&x=mil:Pons")),
    Triple(TERM, NamedNode(iri("number")), Literal("007", datatype=NamedNode(XSD + "integer"))),
    Triple(TERM, NamedNode("https://example.org/holds"), Literal("true", datatype=NamedNode(XSD + "boolean"))),
]


def test_it_reads_back_to_the_same_triples_to_the_letter() -> None:
    assert read(compacted(TRIPLES)) == set(TRIPLES)


def test_names_are_short_and_the_context_explains_them() -> None:
    document = compacted(TRIPLES)
    assert document["@id"] == "mil:Pons"
    assert document["@type"] == ["owl:Class"]
    assert document["rdfs:label"] == [{"@value": "pons", "@language": "en"}]
    context = document["@context"]
    assert isinstance(context, dict)
    assert context["mil"] == "https://w3id.org/miliary/"


def test_several_subjects_make_a_graph() -> None:
    other = Triple(NamedNode(iri("Brain")), NamedNode(RDFS + "label"), Literal("brain", language="en"))
    document = compacted([*TRIPLES, other])
    assert read(document) == {*TRIPLES, other}
    assert "@graph" in document


def test_the_order_of_the_triples_does_not_matter_and_blank_nodes_are_left_out() -> None:
    blank = Triple(TERM, NamedNode(RDFS + "subClassOf"), BlankNode())
    assert json.dumps(compacted([blank, *reversed(TRIPLES)])) == json.dumps(compacted(TRIPLES))
    assert compacted([]) == {"@context": compacted(TRIPLES)["@context"], "@graph": []}


@pytest.mark.parametrize("name", ["SusacSyndrome", "Reference76", "SusacSyndrome-LeptomeningealEnhancement-Table3"])
def test_published_terms_read_back(published: Service, name: str) -> None:
    query = published.catalogue.load("pages/term-triples").bind(term=iri(name))
    answers = [published.store.query(query) for _ in range(2)]
    document, triples = (each for each in answers if isinstance(each, Triples))
    assert read(compacted(document)) == set(triples)
