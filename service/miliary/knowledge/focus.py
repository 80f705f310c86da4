"""The terms that each shape is aimed at."""

import re
from collections.abc import Collection, Iterator, Mapping

from pyoxigraph import BlankNode, DefaultGraph, NamedNode

from miliary.knowledge.load import Node
from miliary.knowledge.shapes import Shapes, Target
from miliary.store import EmbeddedStore, Solutions
from miliary.vocabulary import RDF, RDFS

WHERE = re.compile(r"\bWHERE\s*\{")
INSTANCES = f"?this <{RDF}type>/<{RDFS}subClassOf>* {{}} ."
"""SHACL's own definition of a class target."""

_TYPE, _SUBCLASS_OF = NamedNode(RDF + "type"), NamedNode(RDFS + "subClassOf")


def focus_nodes(store: EmbeddedStore, shapes: Shapes) -> Mapping[NamedNode, frozenset[Node]]:
    """Return, for each node shape, the terms of the default graph that it is aimed at."""
    found = {target: frozenset(_aimed_at(store, target)) for target in {node.target for node in shapes.nodes}}
    return {node.name: found[node.target] for node in shapes.nodes}


def aimed_among(store: EmbeddedStore, target: Target, terms: Collection[Node]) -> frozenset[Node]:
    """Return those of ``terms`` that a target is aimed at."""
    if not terms:
        return frozenset()
    if any(isinstance(term, BlankNode) for term in terms):  # which no query can name
        return frozenset(_aimed_at(store, target)) & frozenset(terms)
    among = f"VALUES ?this {{ {' '.join(sorted(map(str, terms)))} }}"
    found: set[Node] = set()
    for select in selections(target):
        answer = store.query(WHERE.sub(lambda opening: f"{opening[0]} {among}", select, count=1))
        assert isinstance(answer, Solutions), "a target is a SELECT"
        found.update(term for row in answer.records() if isinstance(term := row["this"], NamedNode | BlankNode))
    return frozenset(found)


def selections(target: Target) -> tuple[str, ...]:
    """Return the queries for what a target is aimed at, each of which finds some of it."""
    instances = (f"SELECT DISTINCT ?this WHERE {{ {INSTANCES.format(each)} }}" for each in target.classes)
    return (*instances, *target.selects)


def _aimed_at(store: EmbeddedStore, target: Target) -> Iterator[Node]:
    for named in target.classes:
        for kind in _with_subclasses(store, named):
            yield from _subjects(store, _TYPE, kind)
    for select in target.selects:
        answer = store.query(select)
        assert isinstance(answer, Solutions), "a target is a SELECT"
        yield from (term for row in answer.records() if isinstance(term := row["this"], NamedNode | BlankNode))


def _with_subclasses(store: EmbeddedStore, named: NamedNode) -> set[Node]:
    """``named`` and every class that SHACL counts as a subclass of it."""
    known: set[Node] = set()
    pending: list[Node] = [named]
    while pending:
        kind = pending.pop()
        if kind not in known:
            known.add(kind)
            pending.extend(_subjects(store, _SUBCLASS_OF, kind))
    return known


def _subjects(store: EmbeddedStore, predicate: NamedNode, value: Node) -> Iterator[Node]:
    for quad in store.quads(None, predicate, value, DefaultGraph()):
        if isinstance(quad.subject, NamedNode | BlankNode):
            yield quad.subject
