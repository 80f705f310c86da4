"""The examples: a graph that conforms and one that does not for each file of ``shapes/``, and what is found in them."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TypeAlias

from pyoxigraph import BlankNode, Quad, Triple

from miliary.knowledge.infer import infer
from miliary.knowledge.load import Node, read
from miliary.knowledge.report import Defect, short, short_path
from miliary.knowledge.shapes import Shapes, load_shapes
from miliary.knowledge.validate import defects
from miliary.store import EmbeddedStore
from tests.conftest import REPOSITORY

FOLDER = Path(__file__).parent
SHAPES = REPOSITORY / "shapes"
RULES = REPOSITORY / "queries" / "rules"
NAMES = sorted(folder.name for folder in FOLDER.iterdir() if (folder / "violates.ttl").is_file())

Finding: TypeAlias = tuple[str, str, str, str]
"""Focus (``_`` for a node without a name), shape, path and severity."""


@dataclass(frozen=True, slots=True)
class Example:
    """One file, read with the schema and the small world around it."""

    name: str
    own: tuple[Triple, ...]
    around: tuple[Triple, ...]

    @property
    def subjects(self) -> frozenset[Node]:
        """What the file itself describes."""
        return frozenset(triple.subject for triple in self.own if not isinstance(triple.subject, Triple))

    def store(self, *, inferred: bool = False) -> EmbeddedStore:
        """All the triples, before or after the rules."""
        store = EmbeddedStore.memory()
        store.extend(Quad(*triple) for triple in self.own + self.around)
        if inferred:
            infer(store, RULES)
        return store


@cache
def shapes() -> Shapes:
    return load_shapes(SHAPES)


@cache
def surroundings() -> tuple[Triple, ...]:
    return read(REPOSITORY / "ontology" / "miliary.ttl") + read(FOLDER / "world.ttl")


@cache
def example(shape: str, kind: str) -> Example:
    """The example ``kind`` ("conforms" or "violates") of the shapes in ``shapes/<shape>.ttl``."""
    return Example(f"{shape}/{kind}", read(FOLDER / shape / f"{kind}.ttl"), surroundings())


def expected(shape: str) -> set[Finding]:
    """The results that ``<shape>/expected.tsv`` lists."""
    rows = [line.split("\t") for line in (FOLDER / shape / "expected.tsv").read_text(encoding="utf-8").splitlines()[1:]]
    return {(focus, name, path, severity) for focus, name, path, severity in rows}


def found(sample: Example, *, inferred: bool = False) -> set[Finding]:
    """What our own validation finds in the terms of the example."""
    return named(defects(sample.store(inferred=inferred), shapes(), sample.subjects))


def named(results: Iterable[Defect]) -> set[Finding]:
    """The results with local names or CURIEs, without values and messages."""
    return {
        (
            focus_name(defect.focus),
            short(defect.shape.value),
            "" if defect.path is None else short_path(defect.path),
            defect.severity.value,
        )
        for defect in results
    }


def focus_name(node: Node) -> str:
    return "_" if isinstance(node, BlankNode) else short(node.value)
