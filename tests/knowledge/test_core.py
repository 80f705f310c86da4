"""The part that is checked gives what the whole would give, whatever an edit does to it."""

from collections.abc import Iterator
from functools import cache

import pytest
import rdflib
from hypothesis import given, settings
from hypothesis import strategies as some
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, Triple
from rdflib.namespace import SH

from miliary.knowledge.core import neighbourhood, read_report, run_core
from miliary.knowledge.focus import focus_nodes
from miliary.knowledge.load import Node, read
from miliary.knowledge.rdflib_terms import to_rdflib
from miliary.knowledge.report import Defect
from miliary.knowledge.validate import defects
from miliary.store import EmbeddedStore
from miliary.vocabulary import RDF, RDFS, iri
from tests.shapes.examples import SHAPES, example, shapes, surroundings
from tests.shapes.peer import validated

PARTS = ("assertion", "evidence", "conflict", "likelihood", "test")
CLASSES = {NamedNode(RDF + "type"), NamedNode(RDFS + "subClassOf")}


@cache
def base() -> tuple[Triple, ...]:
    """Valid examples with as little of the schema as decides the classes of their values."""
    own = [triple for part in PARTS for triple in example(part, "conforms").own]
    return tuple(own) + tuple(triple for triple in surroundings() if triple.predicate in CLASSES)


@cache
def subjects() -> tuple[Node, ...]:
    return tuple(sorted({node for part in PARTS for node in example(part, "conforms").subjects}, key=str))


@cache
def values() -> tuple[NamedNode | Literal, ...]:
    """What an edit may put in the place of another value."""
    used = {triple.object for triple in base() if isinstance(triple.object, NamedNode | Literal)}
    odd: set[NamedNode | Literal] = {
        Literal(""),
        Literal(-5),
        Literal("five", datatype=Literal(5).datatype),
        NamedNode(iri("Nowhere")),
    }
    return tuple(sorted(used | odd, key=str))


@some.composite
def edited(draw: some.DrawFn, edits: int = 12) -> frozenset[Triple]:
    """The valid examples after some triples were left out, moved to another value, or doubled with one."""
    triples = set(base())
    owned = sorted((triple for triple in base() if triple.subject in subjects()), key=str)
    for triple in draw(some.lists(some.sampled_from(owned), min_size=edits // 12, max_size=edits)):
        if draw(some.booleans()):
            triples.discard(triple)
        if draw(some.booleans()):
            triples.add(Triple(triple.subject, triple.predicate, draw(some.sampled_from(values()))))
    return frozenset(triples)


def store_of(triples: frozenset[Triple]) -> EmbeddedStore:
    store = EmbeddedStore.memory()
    store.extend(Quad(*triple) for triple in triples)
    return store


@cache
def core_shapes() -> rdflib.Graph:
    """The shapes as they stand, their own targets included, without the constraints in SPARQL."""
    graph = to_rdflib(triple for path in sorted(SHAPES.glob("*.ttl")) for triple in read(path))
    graph.remove((None, SH.sparql, None))
    graph.remove((None, SH.parameter, None))
    graph.remove((None, None, SH.ConstraintComponent))
    return graph


def whole(store: EmbeddedStore) -> Iterator[Defect]:
    """What pySHACL finds when it is given everything."""
    report = validated((quad.triple for quad in store.quads(None, None, None, DefaultGraph())), core_shapes())
    return read_report(report, shapes().messages)


def few_or(number: int, few: int) -> pytest.MarkDecorator:
    """Run a test on ``few`` graphs that are edited much, and in `make test-long` on ``number`` that are edited less."""
    return pytest.mark.parametrize(
        ("number", "edits"),
        [pytest.param(few, 48, id="few"), pytest.param(number, 12, id="many", marks=pytest.mark.long)],
    )


@few_or(30, few=4)
def test_the_neighbourhood_decides_what_the_whole_graph_decides(number: int, edits: int) -> None:
    @settings(max_examples=number)
    @given(edited(edits))
    def alike(triples: frozenset[Triple]) -> None:
        store = store_of(triples)
        focus = {shape: terms & frozenset(subjects()) for shape, terms in focus_nodes(store, shapes()).items()}
        assert set(run_core(store, shapes(), focus)) == {found for found in whole(store) if found.focus in subjects()}

    alike()


@few_or(100, few=8)
def test_a_part_of_the_terms_has_the_defects_that_it_has_in_the_whole(number: int, edits: int) -> None:
    @settings(max_examples=number)
    @given(edited(edits), some.sets(some.sampled_from(subjects()), min_size=1, max_size=8))
    def alike(triples: frozenset[Triple], chosen: set[Node]) -> None:
        store = store_of(triples)
        everything = defects(store, shapes())
        assert defects(store, shapes(), chosen) == {found for found in everything if found.focus in chosen}

    alike()


def test_the_superclasses_of_a_values_types_are_handed_over_to_the_last() -> None:
    term, value, narrow, broad, broadest = (NamedNode(iri(name)) for name in ("a", "b", "Narrow", "Broad", "Broadest"))
    kind, below = NamedNode(RDF + "type"), NamedNode(RDFS + "subClassOf")
    whole = {Triple(term, NamedNode(iri("p")), value), Triple(value, kind, narrow)}
    whole |= {Triple(narrow, below, broad), Triple(broad, below, broadest)}
    beside = Triple(broadest, kind, NamedNode(iri("Elsewhere")))
    assert neighbourhood(store_of(frozenset(whole | {beside})), [term], []) == whole
