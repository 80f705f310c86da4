"""What the disease files state, as plain rows."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pyoxigraph import Literal, NamedNode

from miliary.knowledge.load import load
from miliary.vocabulary import MIL, RDF, iri
from tests.conftest import REPOSITORY

ARTICLE = "BrainMiliaryEnhancement2020"
ASSERTION, CONFLICT, EVIDENCE = (NamedNode(iri(name)) for name in ("Assertion", "Conflict", "Evidence"))
CASE, STEP = (NamedNode(iri(name)) for name in ("Case", "PathwayStep"))
TYPE = NamedNode(RDF + "type")


@dataclass(frozen=True)
class Stated:
    """One assertion, by local names."""

    name: str
    disease: str
    subject: str
    occurrence: str
    source: str
    locator: str
    evidence: str
    file: str


@cache
def knowledge() -> tuple[dict[NamedNode, dict[str, list[str]]], dict[str, str]]:
    """Every named subject with its values by property, all as local names or texts; and each one's file."""
    loaded = load(REPOSITORY)
    values: dict[NamedNode, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for triple in loaded.triples:
        if isinstance(triple.subject, NamedNode) and isinstance(triple.object, NamedNode | Literal):
            value = triple.object.value.removeprefix(MIL)
            values[triple.subject][triple.predicate.value.removeprefix(MIL)].append(value)
    files = {
        node.value.removeprefix(MIL): names[0] for node, names in loaded.files.items() if isinstance(node, NamedNode)
    }
    return values, files


def of_type(kind: NamedNode) -> Iterator[tuple[str, dict[str, list[str]]]]:
    """The local names and the values of everything of one class."""
    values, _ = knowledge()
    for node, found in values.items():
        if kind.value.removeprefix(MIL) in found[TYPE.value]:
            yield node.value.removeprefix(MIL), found


@cache
def assertions() -> tuple[Stated, ...]:
    """Every assertion of the checkout."""
    values, files = knowledge()
    found = []
    for name, own in of_type(ASSERTION):
        evidence = own["evidence"][0]
        passage = values[NamedNode(iri(evidence))]
        found.append(
            Stated(
                name=name,
                disease=own["aboutDisease"][0],
                subject=own["hasSubject"][0],
                occurrence=own["occurrence"][0] if own["occurrence"] else "",
                source=passage["sourceDocument"][0],
                locator=passage["locator"][0],
                evidence=evidence,
                file=files[name],
            )
        )
    return tuple(found)


def disease_files() -> list[Path]:
    """The files of ``ontology/diseases``."""
    return sorted((REPOSITORY / "ontology" / "diseases").glob("*.ttl"))
