"""SHACL Core, run by pySHACL on the neighbourhood of the terms in question.

The Core constraints that :mod:`miliary.knowledge.shapes` lets through are decided by a term's own triples, the triples
that point at it, and the types of its values. Only these are handed over, so that one file among many is checked
in the time that one file takes. rdflib and pySHACL are slow to import and are imported when they are first needed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from pyoxigraph import BlankNode, DefaultGraph, NamedNode, Triple

from miliary.knowledge.load import Node, Term
from miliary.knowledge.report import Defect, Severity
from miliary.knowledge.shapes import PropertyShape, Shapes
from miliary.store import EmbeddedStore
from miliary.vocabulary import RDF, RDFS, SH

if TYPE_CHECKING:
    import rdflib

_TYPE, _SUBCLASS_OF = NamedNode(RDF + "type"), NamedNode(RDFS + "subClassOf")
_TARGET_NODE = NamedNode(SH + "targetNode")


def run_core(store: EmbeddedStore, shapes: Shapes, focus: Mapping[NamedNode, Iterable[Node]]) -> Iterator[Defect]:
    """Yield the defects that the Core constraints find in the terms that ``focus`` gives for each node shape."""
    import pyshacl

    from miliary.knowledge.rdflib_terms import quiet, to_rdflib

    aimed = {Triple(shape, _TARGET_NODE, term) for shape, term in _aims(store, shapes, focus)}
    if not aimed:
        return
    terms = {triple.object for triple in aimed if isinstance(triple.object, NamedNode | BlankNode)}
    with quiet():
        data = to_rdflib(neighbourhood(store, terms, followed_backwards(shapes)))
        asked = to_rdflib([*_descriptions(shapes, {triple.subject for triple in aimed}), *aimed])
        _, report, _ = pyshacl.validate(data, shacl_graph=asked, inplace=True)
    yield from read_report(report, shapes.messages)


def _descriptions(shapes: Shapes, names: Collection[object]) -> Iterator[Triple]:
    """Yield what is said of the shapes ``names``: reading the others would take longer than all else."""
    pending, seen = list(names), set(names)
    about = shapes.described
    while pending:
        for triple in about.get(pending.pop(), ()):
            yield triple
            if isinstance(triple.object, BlankNode) and triple.object not in seen:
                seen.add(triple.object)
                pending.append(triple.object)


def _aims(
    store: EmbeddedStore, shapes: Shapes, focus: Mapping[NamedNode, Iterable[Node]]
) -> Iterator[tuple[NamedNode, Node]]:
    """Yield each shape with each term that it might find at fault.

    Property shapes are aimed one by one, most of them only at the terms that have a value: of forty properties a term
    has ten.
    """
    for node in shapes.nodes:
        for term in focus[node.name]:
            yield node.name, term
            for shape in node.properties:
                if shape.demanding or _has_value(store, term, shape):
                    yield shape.name, term


def _has_value(store: EmbeddedStore, term: Node, shape: PropertyShape) -> bool:
    if shape.inverse:
        return any(store.quads(None, shape.path, term, DefaultGraph()))
    return any(store.quads(term, shape.path, None, DefaultGraph()))


def followed_backwards(shapes: Shapes) -> frozenset[NamedNode]:
    """Return the properties that a path of the shapes follows from a term to what points at it."""
    return frozenset(shape.path for node in shapes.nodes for shape in node.properties if shape.inverse)


def neighbourhood(store: EmbeddedStore, terms: Iterable[Node], inverse: Iterable[NamedNode]) -> set[Triple]:
    """Return all that decides the Core constraints on ``terms``.

    :param inverse: the properties that a path follows backwards, from the term to what points at it
    """
    found = {triple for term in terms for triple in _touching(store, term, inverse)}
    values = {triple.object for triple in found if isinstance(triple.object, NamedNode | BlankNode)}
    types = {triple for value in values for triple in _triples(store, value, _TYPE)}
    return found | types | _superclasses(store, {triple.object for triple in types})


def _touching(store: EmbeddedStore, term: Node, inverse: Iterable[NamedNode]) -> Iterator[Triple]:
    yield from _triples(store, term)
    for predicate in inverse:
        yield from _triples(store, None, predicate, term)


def _superclasses(store: EmbeddedStore, classes: Iterable[object]) -> set[Triple]:
    found: set[Triple] = set()
    pending = [named for named in classes if isinstance(named, NamedNode | BlankNode)]
    seen = set(pending)
    while pending:
        for triple in _triples(store, pending.pop(), _SUBCLASS_OF):
            found.add(triple)
            if isinstance(triple.object, NamedNode | BlankNode) and triple.object not in seen:
                seen.add(triple.object)
                pending.append(triple.object)
    return found


def _triples(
    store: EmbeddedStore, subject: Node | None = None, predicate: NamedNode | None = None, value: Node | None = None
) -> Iterator[Triple]:
    for quad in store.quads(subject, predicate, value, DefaultGraph()):
        yield quad.triple


def read_report(report: rdflib.Graph, messages: Mapping[NamedNode, str]) -> Iterator[Defect]:
    """Yield the results of a SHACL validation report.

    A constraint in SPARQL is named by itself, a Core constraint by its shape. A value that is the focus node, which
    SHACL fills in where a node shape or a query names none, is left out.

    :param messages: what to tell an editor, by shape; the report's own message where a shape is not in it
    """
    from rdflib.namespace import SH as SHACL

    from miliary.knowledge.rdflib_terms import from_rdflib

    for result in report.objects(None, SHACL.result):
        found = {
            str(predicate).removeprefix(SH): from_rdflib(value) for predicate, value in report.predicate_objects(result)
        }
        shape, focus = found.get("sourceConstraint", found["sourceShape"]), found["focusNode"]
        severity, value, path = found["resultSeverity"], found.get("value"), found.get("resultPath")
        assert isinstance(shape, NamedNode), "every property shape and every check has a name"
        assert isinstance(focus, NamedNode | BlankNode), "no shape is aimed at literals"
        yield Defect(
            shape=shape,
            focus=focus,
            path=_path(report, path),
            value=None if value == focus else value,
            severity=Severity(severity.value.removeprefix(SH)),
            message=messages.get(shape) or found["resultMessage"].value,
        )


def _path(report: rdflib.Graph, path: Term | None) -> str | None:
    """The property's IRI, with ``^`` before it for an inverse path."""
    if not isinstance(path, BlankNode):
        return None if path is None else path.value
    from rdflib import BNode
    from rdflib.namespace import SH as SHACL

    return f"^{report.value(BNode(path.value), SHACL.inversePath)}"
