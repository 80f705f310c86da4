"""The Turtle in the documents, held against the ontology. Both are canonical: equal statements are equal texts."""

from functools import cache

from tests.conftest import REPOSITORY
from tests.documents.markdown import blocks, read


def missing(text: str) -> list[str]:
    """The nodes and prefixes in the ``turtle`` blocks of a document that do not stand so in the ontology."""
    nodes = [node for block in blocks(text, "turtle") for node in _nodes(block.text)]
    return [node for node in nodes if node not in _ontology()]


def _nodes(turtle: str) -> list[str]:
    """Each description, without the line that ends it, and each prefix."""
    parts = [part.strip() for part in turtle.split("\n.\n")]
    prefixes = [line for part in parts if part.startswith("PREFIX ") for line in part.splitlines()]
    return prefixes + [part for part in parts if part and not part.startswith("PREFIX ")]


@cache
def _ontology() -> frozenset[str]:
    """Everything that the files describe."""
    files = sorted((REPOSITORY / "ontology").rglob("*.ttl"))
    texts = [part.strip() for file in files for part in read(file).split("\n.\n")]
    return frozenset([*texts, *(line for text in texts for line in text.splitlines() if line.startswith("PREFIX "))])
