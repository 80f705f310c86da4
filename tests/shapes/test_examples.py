"""Each shape lets its conforming example pass and reports exactly the defects of its violating one."""

import pytest
from pyoxigraph import NamedNode

from miliary.vocabulary import expand
from tests.shapes.examples import NAMES, SHAPES, example, expected, focus_name, found

BOTH = pytest.mark.parametrize("inferred", [False, True], ids=["as stated", "after the rules"])


def test_every_file_of_shapes_has_its_examples() -> None:
    # component.ttl and group.ttl hold no shapes, only what the others share.
    assert {path.stem for path in SHAPES.glob("*.ttl")} - {"component", "group"} == set(NAMES)


@BOTH
@pytest.mark.parametrize("shape", NAMES)
def test_the_conforming_example_passes(shape: str, inferred: bool) -> None:
    assert found(example(shape, "conforms"), inferred=inferred) == set()


@BOTH
@pytest.mark.parametrize("shape", NAMES)
def test_the_violating_example_gives_exactly_these_results(shape: str, inferred: bool) -> None:
    assert found(example(shape, "violates"), inferred=inferred) == expected(shape)


@pytest.mark.parametrize("shape", NAMES)
def test_every_broken_node_says_why_it_is_broken(shape: str) -> None:
    # skos:scopeNote stands in where rdfs:comment is itself what the shape looks at.
    reasons = {NamedNode(expand("rdfs:comment")), NamedNode(expand("skos:scopeNote"))}
    sample = example(shape, "violates")
    explained = {triple.subject for triple in sample.own if triple.predicate in reasons}
    blamed = {focus for focus, *_ in expected(shape)}
    assert {node for node in sample.subjects - explained if focus_name(node) in blamed} == set()
