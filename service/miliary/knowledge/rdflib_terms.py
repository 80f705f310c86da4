"""Terms and triples, from pyoxigraph to rdflib and back. Imported only where rdflib is needed: it takes its time."""

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import rdflib
import rdflib.plugins.sparql
from pyoxigraph import BlankNode, Literal, NamedNode, Triple
from rdflib.term import Node as RdflibNode

from miliary.knowledge.load import Term

# rdflib would read the file, or fetch the page, that a query's FROM names: whoever uses rdflib here has come this way.
rdflib.plugins.sparql.SPARQL_LOAD_GRAPHS = False

_LOGGER = logging.getLogger("rdflib.term")


@contextmanager
def quiet() -> Iterator[None]:
    """Keep rdflib from logging a traceback for each literal that is not of its datatype: the shapes report it."""
    before = _LOGGER.disabled
    _LOGGER.disabled = True
    try:
        yield
    finally:
        _LOGGER.disabled = before


def to_rdflib(triples: Iterable[Triple]) -> rdflib.Graph:
    """Return the same triples as an rdflib graph; literals keep their spelling."""
    known: dict[Term | Triple, RdflibNode] = {}

    def converted(term: Term | Triple) -> RdflibNode:
        if term not in known:
            known[term] = _to_rdflib(term)
        return known[term]

    graph = rdflib.Graph()
    for triple in triples:
        graph.add((converted(triple.subject), converted(triple.predicate), converted(triple.object)))
    return graph


def _to_rdflib(term: Term | Triple) -> RdflibNode:
    if isinstance(term, NamedNode):
        return rdflib.URIRef(term.value)
    if isinstance(term, BlankNode):
        return rdflib.BNode(term.value)
    assert isinstance(term, Literal), "rdflib has no triple terms"
    if term.language:
        return rdflib.Literal(term.value, lang=term.language)
    return rdflib.Literal(term.value, datatype=rdflib.URIRef(term.datatype.value), normalize=False)


def from_rdflib(node: RdflibNode) -> Term:
    """Return the pyoxigraph term for an rdflib term."""
    if isinstance(node, rdflib.URIRef):
        return NamedNode(str(node))
    if isinstance(node, rdflib.BNode):
        return BlankNode(str(node))
    assert isinstance(node, rdflib.Literal), "a graph holds IRIs, blank nodes and literals"
    if node.language:
        return Literal(str(node), language=node.language)
    return Literal(str(node), datatype=NamedNode(str(node.datatype))) if node.datatype else Literal(str(node))
