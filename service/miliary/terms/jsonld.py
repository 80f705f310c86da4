"""Triples as compact JSON-LD: short names instead of IRIs, and the context that says what they stand for.

The engine writes expanded JSON-LD only, and rdflib rewrites literals as it reads them.
"""

from collections import defaultdict
from collections.abc import Iterable

from pyoxigraph import Literal, NamedNode, Triple

from miliary.vocabulary import PREFIXES, RDF, XSD, curie

_PLAIN = XSD + "string"


def compacted(triples: Iterable[Triple]) -> dict[str, object]:
    """Return ``triples`` as a document of JSON-LD 1.1, in an order of its own.

    Blank nodes are left out, so that the same triples always give the same document.
    """
    subjects: dict[str, dict[str, list[object]]] = defaultdict(lambda: defaultdict(list))
    for triple in sorted(triples, key=str):
        named, value = triple.subject, triple.object
        if isinstance(named, NamedNode) and isinstance(value, NamedNode | Literal):
            is_type = triple.predicate.value == RDF + "type" and isinstance(value, NamedNode)
            name = "@type" if is_type else _short(triple.predicate.value)
            subjects[_short(named.value)][name].append(_short(value.value) if is_type else _value(value))
    nodes: list[dict[str, object]] = [{"@id": named, **said} for named, said in subjects.items()]
    content = nodes[0] if len(nodes) == 1 else {"@graph": nodes}
    return {"@context": dict(PREFIXES), **content}


def _value(value: NamedNode | Literal) -> object:
    if isinstance(value, NamedNode):
        return {"@id": _short(value.value)}
    if value.language:
        return {"@value": value.value, "@language": value.language}
    datatype = value.datatype.value
    return value.value if datatype == _PLAIN else {"@value": value.value, "@type": _short(datatype)}


def _short(term: str) -> str:
    """The CURIE, if its prefix is one of the context; other IRIs as they are."""
    short = curie(term)
    return short if short.partition(":")[0] in PREFIXES else term
