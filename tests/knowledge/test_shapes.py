"""The shapes speak to editors, are written canonically, and name only what there is."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, Triple

from miliary.errors import KnowledgeError
from miliary.knowledge.checks import whole_graph_query
from miliary.knowledge.load import read, read_bytes
from miliary.knowledge.report import Severity
from miliary.knowledge.shapes import load_shapes, parse_shapes
from miliary.knowledge.turtle import canonical
from miliary.vocabulary import MIL, RDF, SH, iri
from tests.conftest import REPOSITORY

FOLDER = REPOSITORY / "shapes"
FILES = sorted(FOLDER.glob("*.ttl"))
TRIPLES = [triple for path in FILES for triple in read(path)]
TYPE = NamedNode(RDF + "type")
HEAD = "PREFIX mil: <https://w3id.org/miliary/>\nPREFIX sh: <http://www.w3.org/ns/shacl#>\n"


def of_type(kind: str) -> Iterator[NamedNode]:
    for triple in TRIPLES:
        if triple.predicate == TYPE and triple.object == NamedNode(SH + kind):
            assert isinstance(triple.subject, NamedNode), f"a {kind} without a name in shapes/"
            yield triple.subject


def says(name: NamedNode, predicate: str) -> list[str]:
    return [
        str(triple.object.value)  # type: ignore[union-attr]
        for triple in TRIPLES
        if triple.subject == name and triple.predicate == NamedNode(SH + predicate)
    ]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_file_of_shapes_is_canonical(path: Path) -> None:
    assert path.read_text(encoding="utf-8") == canonical(read(path))


def test_every_property_shape_helps_the_editor() -> None:
    for name in of_type("PropertyShape"):
        assert name.value.endswith("-shape")
        for predicate in ("name", "message", "description", "severity"):
            assert len(says(name, predicate)) == 1, f"{name} needs one sh:{predicate}"
        assert says(name, "message")[0].endswith(".")


def test_every_node_shape_says_what_it_is_for() -> None:
    for name in of_type("NodeShape"):
        assert len(says(name, "name")) == len(says(name, "description")) == len(says(name, "severity")) == 1
        if says(name, "nodeKind") or says(name, "pattern"):
            assert len(says(name, "message")) == 1


def test_every_check_has_a_name_and_a_message() -> None:
    for name in of_type("SPARQLConstraint"):
        assert name.value.endswith("-check")
        assert len(says(name, "message")) == len(says(name, "select")) == 1


def test_only_declared_terms_are_named() -> None:
    declared = {triple.subject for triple in read(REPOSITORY / "ontology" / "miliary.ttl") + tuple(TRIPLES)}
    declared.add(NamedNode(iri("rootClass")))  # declared as the parameter of a component
    named = {node for triple in TRIPLES for node in mentioned(triple) if node.value.startswith(MIL)}
    assert {node.value for node in named - declared} == set()


def mentioned(triple: Triple) -> Iterator[NamedNode]:
    yield from (node for node in (triple.predicate, triple.object) if isinstance(node, NamedNode))
    if triple.predicate == NamedNode(SH + "select"):
        names = re.findall(r"\bmil:(\w+)", triple.object.value)  # type: ignore[union-attr]
        yield from (NamedNode(iri(name)) for name in names)


def test_a_check_becomes_one_query_with_the_target_in_front() -> None:
    (check,) = parse_shapes(
        read_bytes(
            (
                HEAD
                + """
                mil:X-shape a sh:NodeShape ; sh:targetClass mil:X ; sh:severity sh:Warning ; sh:sparql mil:X-check .
                mil:X-check a sh:SPARQLConstraint ; sh:select "SELECT $this WHERE { $this mil:y ?value }" ;
                    sh:message "Do it." ; sh:prefixes mil:shapes .
                mil:shapes sh:declare mil:prefix .
                mil:prefix sh:prefix "mil" ; sh:namespace "https://w3id.org/miliary/" .
                """
            ).encode(),
            "x.ttl",
        )
    ).checks
    query = whole_graph_query(check)
    assert query.startswith("PREFIX mil: <https://w3id.org/miliary/>\nSELECT $this WHERE {\n  { ?this <")
    assert query.endswith(" $this mil:y ?value }")
    assert check.severity is Severity.WARNING
    assert "VALUES ?this { <https://w3id.org/miliary/A> }" in whole_graph_query(check, [NamedNode(iri("A"))])


@pytest.mark.parametrize(
    "constraint", ["sh:node mil:Y-shape", "sh:closed true", "sh:qualifiedMinCount 1", "sh:not mil:Y-shape"]
)
def test_a_constraint_that_looks_further_than_the_neighbourhood_is_refused(constraint: str) -> None:
    text = f"{HEAD} mil:X-shape a sh:NodeShape ; sh:targetClass mil:X ; {constraint} ."
    with pytest.raises(KnowledgeError, match="not understood"):
        parse_shapes(read_bytes(text.encode(), "x.ttl"))


def test_the_folder_is_read_whole() -> None:
    shapes = load_shapes(FOLDER)
    assert {node.name for node in shapes.nodes} == set(of_type("NodeShape"))
    assert {shape.name for node in shapes.nodes for shape in node.properties} == set(of_type("PropertyShape"))
    assert {check.name for check in shapes.checks} >= set(of_type("SPARQLConstraint"))
