"""Validation after a small change: of the terms that the change can concern, and no others.

Which these are is derived from the shapes. A Core constraint is decided by a term's own triples, what points at it and
the types of its values; for a constraint in SPARQL, and for the targets, :mod:`miliary.knowledge.reach` follows the
query's own patterns. What is found is part of what a full run finds, and all that it did not find before the change.
"""

from collections.abc import Iterator

from pyoxigraph import BlankNode, DefaultGraph, NamedNode, Triple

from miliary.knowledge.checks import run_check, whole_graph_query
from miliary.knowledge.core import followed_backwards, run_core
from miliary.knowledge.focus import aimed_among, focus_nodes, selections
from miliary.knowledge.infer import INFERRED
from miliary.knowledge.load import Node
from miliary.knowledge.pattern import pattern_of
from miliary.knowledge.reach import Around, Delta, TooFar, touched
from miliary.knowledge.report import Defect
from miliary.knowledge.shapes import Check, Shapes
from miliary.knowledge.validate import at_their_source, defects, is_inferred
from miliary.store import EmbeddedStore
from miliary.vocabulary import RDF, RDFS

_TYPE, _SUBCLASS_OF = NamedNode(RDF + "type"), NamedNode(RDFS + "subClassOf")


def defects_near(store: EmbeddedStore, shapes: Shapes, delta: Delta) -> set[Defect]:
    """Return the defects of the terms that a change concerns.

    :param store: the graph after the change, with what the rules derive
    :param delta: what has come and gone, as :func:`miliary.knowledge.reinfer.revise` tells it
    """
    around = Around(store, delta)
    found = set(_core_defects(store, shapes, around))
    for check in shapes.checks:
        found.update(_check_defects(store, check, around))
    return at_their_source(store, found | _at_the_sources_of(store, shapes, found)) & found


def warm(shapes: Shapes) -> None:
    """Read every query of the shapes, and import what validation needs, so that the first change need not wait."""
    for check in shapes.checks:
        pattern_of(whole_graph_query(check))
    for node in shapes.nodes:
        for select in selections(node.target):
            pattern_of(select)


def _core_defects(store: EmbeddedStore, shapes: Shapes, around: Around) -> Iterator[Defect]:
    try:
        concerned = frozenset(_decided_by(shapes, around))
    except TooFar:
        yield from run_core(store, shapes, focus_nodes(store, shapes))
        return
    found = {target: aimed_among(store, target, concerned) for target in {node.target for node in shapes.nodes}}
    yield from run_core(store, shapes, {node.name: found[node.target] for node in shapes.nodes})


def _decided_by(shapes: Shapes, around: Around) -> Iterator[Node]:
    """The terms whose Core constraints, or targets, the change concerns."""
    yield from _described_otherwise(shapes, around)
    retyped = {triple.subject for triple in around.changed.get(_TYPE, ())}
    for triple in around.changed.get(_SUBCLASS_OF, ()):
        retyped |= _instances(triple.subject, around)
    for term in retyped:
        if not isinstance(term, Triple):
            yield from (each.subject for each in around.arriving(term, None) if not isinstance(each.subject, Triple))
    for select in {select for node in shapes.nodes for select in selections(node.target)}:
        yield from touched(pattern_of(select), around)


def _described_otherwise(shapes: Shapes, around: Around) -> Iterator[Node]:
    backwards = followed_backwards(shapes)
    for predicate, triples in around.changed.items():
        for triple in triples:
            if not isinstance(triple.subject, Triple):
                yield triple.subject
            if predicate in backwards and isinstance(triple.object, NamedNode | BlankNode):
                yield triple.object


def _instances(kind: NamedNode | BlankNode | Triple, around: Around) -> set[NamedNode | BlankNode | Triple]:
    """What is of a class or of any below it."""
    known, pending, found = {kind}, [kind], set[NamedNode | BlankNode | Triple]()
    while pending:
        named = pending.pop()
        if isinstance(named, NamedNode | BlankNode):
            found |= {triple.subject for triple in around.arriving(named, (_TYPE,))}
            below = {triple.subject for triple in around.arriving(named, (_SUBCLASS_OF,))} - known
            known |= below
            pending += below
    return found


def _check_defects(store: EmbeddedStore, check: Check, around: Around) -> Iterator[Defect]:
    try:
        concerned = touched(pattern_of(whole_graph_query(check)), around)
    except TooFar:
        yield from run_check(store, check)
        return
    among = aimed_among(store, check.target, concerned)
    if among:
        yield from run_check(store, check, among)


def _at_the_sources_of(store: EmbeddedStore, shapes: Shapes, found: set[Defect]) -> set[Defect]:
    """The same defects at the terms that state what others inherit: for those, a full run reports only the source."""
    sources: set[Node] = set()
    for defect in found:
        if is_inferred(store, defect) and defect.path is not None:
            for quad in store.quads(None, NamedNode(defect.path), defect.value, DefaultGraph()):
                stated = not any(store.quads(quad.subject, quad.predicate, quad.object, INFERRED))
                if stated and isinstance(quad.subject, NamedNode | BlankNode):
                    sources.add(quad.subject)
    return defects(store, shapes, sources) if sources else set()
