"""Our own evaluation against pySHACL's: the same results, and every constraint can fail."""

from functools import cache

import pytest
import rdflib
from pyoxigraph import Triple
from rdflib.namespace import RDF, SH

from miliary.knowledge.core import read_report
from miliary.knowledge.load import read
from miliary.knowledge.rdflib_terms import to_rdflib
from miliary.knowledge.report import Defect
from miliary.knowledge.shapes import CORE, parse_shapes
from miliary.knowledge.validate import defects
from tests.shapes.examples import NAMES, SHAPES, example
from tests.shapes.peer import validated

Constraint = tuple[str, str]
"""A shape, and the component or the SPARQL constraint that it uses."""

# SHACL names the component after its parameter; the flags of a pattern are no constraint of their own.
PARAMETERS = {
    parameter.value: f"{SH}{name[0].upper()}{name[1:]}ConstraintComponent"
    for parameter in CORE
    if (name := parameter.value.removeprefix(str(SH))) != "flags"
}


@cache
def triples(shape: str) -> tuple[Triple, ...]:
    """One file of shapes, as it stands, and the component that they share."""
    return read(SHAPES / f"{shape}.ttl") + read(SHAPES / "component.ttl")


@cache
def report(shape: str) -> rdflib.Graph:
    """What pySHACL finds in the violating example with the shapes of its file, SPARQL and targets included."""
    store = example(shape, "violates").store()
    return validated((quad.triple for quad in store.quads()), to_rdflib(triples(shape)))


@pytest.mark.parametrize("shape", NAMES)
def test_our_evaluation_gives_the_results_of_pyshacl(shape: str) -> None:
    store = example(shape, "violates").store()
    theirs = {_without_message(defect) for defect in read_report(report(shape), {})}
    ours = {_without_message(defect) for defect in defects(store, parse_shapes(triples(shape)))}
    assert ours == theirs


def test_every_constraint_is_broken_by_some_example() -> None:
    broken = {constraint for shape in NAMES for constraint in _broken(report(shape))}
    declared = {constraint for shape in NAMES for constraint in _declared(to_rdflib(triples(shape)))}
    assert declared - broken == set()


def _without_message(defect: Defect) -> tuple[object, ...]:
    return defect.shape, defect.focus, defect.path, defect.value, defect.severity


def _broken(results: rdflib.Graph) -> set[Constraint]:
    return {
        (str(results.value(result, SH.sourceShape)), str(_source(results, result)))
        for result in results.subjects(RDF.type, SH.ValidationResult)
    }


def _source(results: rdflib.Graph, result: rdflib.term.Node) -> rdflib.term.Node | None:
    return results.value(result, SH.sourceConstraint) or results.value(result, SH.sourceConstraintComponent)


def _declared(graph: rdflib.Graph) -> set[Constraint]:
    """Every constraint of every node shape and property shape, but not those inside a logical one."""
    components = {**PARAMETERS, **_own_components(graph)}
    named = {name for kind in (SH.NodeShape, SH.PropertyShape) for name in graph.subjects(RDF.type, kind)}
    return {
        (str(name), str(value) if predicate == SH.sparql else components[str(predicate)])
        for name in named
        for predicate, value in graph.predicate_objects(name)
        if predicate == SH.sparql or str(predicate) in components
    }


def _own_components(graph: rdflib.Graph) -> dict[str, str]:
    return {
        str(graph.value(parameter, SH.path)): str(component)
        for component, parameter in graph.subject_objects(SH.parameter)
    }
