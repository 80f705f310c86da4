"""How far the terms are linked to other vocabularies: by kind and vocabulary, each term by its closest link."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from miliary.queries import Catalogue
from miliary.queries.records import records
from miliary.store import Store
from miliary.terms.codes import Match
from miliary.terms.names import read_names
from miliary.vocabulary import iri

KINDS = tuple(
    iri(name)
    for name in (
        "Disease",
        "ImagingFinding",
        "ClinicalFinding",
        "LaboratoryFinding",
        "PatientFactor",
        "TreatmentResponse",
        "AnatomicalStructure",
        "Organism",
        "Test",
        "Treatment",
    )
)
_CLOSEST_FIRST = (Match.EXACT, Match.CLOSE, Match.BROAD, Match.NARROW)


@dataclass(frozen=True, slots=True)
class Coverage:
    """How the terms of one kind are linked to one vocabulary, each counted once.

    ``broader`` are those for which only a broader code is known, ``narrower`` those with a narrower one at most.
    """

    vocabulary: str
    kind: str
    terms: int
    exact: int
    close: int
    broader: int
    narrower: int

    @property
    def none(self) -> int:
        """The terms without such a link."""
        return self.terms - self.exact - self.close - self.broader - self.narrower


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """A vocabulary, the address of its licence, its notice, and how many of its codes are linked."""

    title: str
    licence: str
    notice: str
    codes: int


def read_vocabularies(store: Store, catalogue: Catalogue) -> tuple[Vocabulary, ...]:
    """Read the vocabularies that the published terms are linked to, the most linked first."""
    return tuple(
        Vocabulary(row["vocabulary"], row["licence"], row["notice"], int(row["codes"]))
        for row in records(store, catalogue, "terms/vocabularies")
    )


def read_coverage(store: Store, catalogue: Catalogue) -> Iterator[Coverage]:
    """Yield the links of every vocabulary by kind of term; a kind without any link to it is left out."""
    names = [name for name in read_names(store, catalogue) if name.preferred and name.kind]
    members = {kind: {name.term for name in names if kind in name.kinds} for kind in KINDS}
    labels = {name.term: name.text for name in read_names(store, catalogue) if name.preferred}
    links: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for row in records(store, catalogue, "terms/links"):
        links[row["vocabulary"]][row["term"]].add(row["match"])
    for vocabulary in read_vocabularies(store, catalogue):
        of_term = links[vocabulary.title]
        for kind, terms in members.items():
            closest = Counter(_closest(of_term[term]) for term in terms if term in of_term)
            if closest:
                counts = (closest[match] for match in _CLOSEST_FIRST)
                yield Coverage(vocabulary.title, labels[kind], len(terms), *counts)


def _closest(matches: set[str]) -> Match | None:
    return next((match for match in _CLOSEST_FIRST if match in matches), None)
