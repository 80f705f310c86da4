"""The concepts of the published ontology as a FHIR code system sees them: codes, names and one hierarchy."""

from dataclasses import dataclass

from miliary.queries import Catalogue
from miliary.queries.records import records
from miliary.store import Store
from miliary.terms.hierarchy import Hierarchy
from miliary.vocabulary import MIL, ONTOLOGY

SYSTEM = ONTOLOGY
"""What a Coding of one of our terms gives as ``system``; its code is the term's local name."""


@dataclass(frozen=True, slots=True)
class Concept:
    """A term of the ontology.

    :param code: its local name
    :param kind: the code of its narrowest kind; None for a kind itself
    :param above: the codes of everything above it
    :param parents: those directly above it
    :param children: those directly below it
    :param abstract: whether it is a kind, which sorts terms and is nothing that a patient has
    :param inactive: whether it is no longer to be used
    """

    code: str
    display: str
    definition: str
    synonyms: tuple[str, ...]
    kind: str | None
    above: frozenset[str]
    parents: tuple[str, ...]
    children: tuple[str, ...]
    abstract: bool
    inactive: bool


@dataclass(frozen=True, slots=True)
class Ontology:
    """What is said of the ontology as a whole; ``date`` is when a statement was last added or changed."""

    title: str
    description: str
    creator: str
    licence: str
    date: str


def read_ontology(store: Store, catalogue: Catalogue) -> Ontology:
    """Read what the published graph says of itself."""
    (row,) = records(store, catalogue, "fhir/ontology")
    return Ontology(**row)


def read_concepts(store: Store, catalogue: Catalogue) -> dict[str, Concept]:
    """Read every term of the published graph that is of a kind, and the kinds, by code in the order of the codes."""
    hierarchy = Hierarchy.read(store, catalogue)
    kinds = frozenset[str]().union(*(each.kinds for each in hierarchy))
    members = {each.id for each in hierarchy if each.kind} | kinds
    found = (
        Concept(
            code=_code(each.id),
            display=each.label,
            definition=" ".join(each.definitions),
            synonyms=each.synonyms,
            kind=None if each.id in kinds else _code(each.kind),
            above=frozenset(_code(above.id) for above in hierarchy.ancestors(each.id)),
            parents=tuple(_code(parent) for parent in each.parents if parent in members),
            children=tuple(_code(child) for child in each.children if child in members),
            abstract=each.id in kinds,
            inactive=each.obsolete,
        )
        for each in hierarchy
        if each.id in members
    )
    return {each.code: each for each in sorted(found, key=lambda each: each.code)}


def _code(iri: str) -> str:
    return iri.removeprefix(MIL)
