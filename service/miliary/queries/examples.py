"""Stored queries as triples: SHACL's SPARQL executables, in the shape of SIB's SPARQL examples.

Whoever collects examples of endpoints finds question, query, prefixes, keywords and endpoint where they do elsewhere.
"""

from collections.abc import Iterable, Iterator

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from miliary.errors import KnowledgeError
from miliary.queries.catalogue import StoredQuery
from miliary.queries.tokens import tokens
from miliary.vocabulary import DCTERMS, OWL, RDF, RDFS, SH, XSD

SCHEMA = "https://schema.org/"
SPEX = "https://purl.expasy.org/sparql-examples/ontology#"

_TYPE = NamedNode(RDF + "type")
# SHACL names no executable that describes.
_EXECUTABLES = {"SELECT": "Select", "ASK": "Ask", "CONSTRUCT": "Construct"}


def examples(queries: Iterable[StoredQuery], base: str) -> Iterator[Triple]:
    """Yield what describes ``queries`` as examples of an endpoint.

    :param base: what public addresses begin with; the queries are under its ``queries/``, the endpoint is ``sparql``
    :raises KnowledgeError: one of them is a DESCRIBE, for which SHACL has no name
    """
    prefixes = BlankNode("prefixes")
    declared: dict[str, str] = {}
    for query in queries:
        declared |= dict(_prefixes(query))
        subject = NamedNode(f"{base}queries/{query.name}")
        yield Triple(subject, NamedNode(SH + "prefixes"), prefixes)
        for predicate, value in _description(query, base):
            yield Triple(subject, NamedNode(predicate), value)
    for prefix, namespace in sorted(declared.items()):
        declaration = BlankNode(f"prefix-{prefix}")
        yield Triple(prefixes, NamedNode(SH + "declare"), declaration)
        yield Triple(declaration, NamedNode(SH + "prefix"), Literal(prefix))
        yield Triple(declaration, NamedNode(SH + "namespace"), _address(namespace))
    if declared:
        yield Triple(prefixes, _TYPE, NamedNode(OWL + "Ontology"))


def _description(query: StoredQuery, base: str) -> Iterator[tuple[str, NamedNode | Literal]]:
    kind = _EXECUTABLES.get(query.form)
    if kind is None:
        raise KnowledgeError(f"The query “{query.name}” is a {query.form}, which no example can be.")
    yield _TYPE.value, NamedNode(SH + "SPARQLExecutable")
    yield _TYPE.value, NamedNode(f"{SH}SPARQL{kind}Executable")
    yield SH + query.form.lower(), Literal(query.text)
    yield RDFS + "label", Literal(query.title, language="en")
    yield RDFS + "comment", Literal(query.question, language="en")
    yield DCTERMS + "identifier", Literal(query.name)
    yield SCHEMA + "target", NamedNode(f"{base}sparql")
    for keyword in (*query.header.keywords, *query.header.audience):
        yield SCHEMA + "keywords", Literal(keyword)
    for server in query.servers():
        yield SPEX + "federatesWith", NamedNode(server)


def _prefixes(query: StoredQuery) -> Iterator[tuple[str, str]]:
    words = list(tokens(query.text))
    for keyword, prefix, namespace in zip(words, words[1:], words[2:], strict=False):
        if keyword.text.upper() == "PREFIX" and namespace.kind == "iri":
            yield prefix.text.removesuffix(":"), namespace.text[1:-1]


def _address(text: str) -> Literal:
    return Literal(text, datatype=NamedNode(XSD + "anyURI"))
