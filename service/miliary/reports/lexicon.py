"""What the words of a report may stand for, by the names of the vocabulary: findings, signs, places, measurements."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from miliary.reports.matching import Phrases
from miliary.reports.tables import rows
from miliary.reports.tokens import stems
from miliary.terms import FINDINGS, SITES, Name, TermIndex
from miliary.vocabulary import iri

_UNSAID = frozenset({iri("DemographicFactor")})
# Words that a bag leaves out: "miliary enhancement at the grey–white matter junction".
_LINKS = frozenset(stem for word in ("in", "at", "along", "within", "on", "to", "by", "and") for stem in stems(word))
_TOO_GENERAL = frozenset({iri("Lesion")})
_WHOLE = frozenset(map(iri, ("Brain", "BrainParenchyma", "IntracranialSpace", "CentralNervousSystem")))
Bag = frozenset[str]


class Fluid(StrEnum):
    """Where a laboratory measures."""

    CSF = "csf"
    SERUM = "serum"


@dataclass(frozen=True, slots=True)
class Direct:
    """A name of a finding; ``short`` is an abbreviation, that must be written in capitals."""

    finding: str
    short: bool = False


@dataclass(frozen=True, slots=True)
class Sign:
    """A sign that has a place: the finding that it is alone, and the words that name it together with a place.

    ``heads`` are sought in their order; ``also`` hold besides where the sign is present, but are not denied with it.
    """

    finding: str | None
    heads: tuple[Bag, ...]
    also: tuple[Bag, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """An anatomical structure by one of its names."""

    site: str
    short: bool = False


@dataclass(frozen=True, slots=True)
class Measured:
    """What a laboratory measures: the finding, the fluid, and the direction that makes the finding present."""

    finding: str
    fluid: Fluid
    direction: str


Meaning = Direct | Sign | Place | Measured


class Lexicon:
    """The vocabulary as reports speak of it. Immutable once made.

    :raises MissingExtra: spaCy is not installed
    :raises UnknownTerm: a table of this room names a term that the vocabulary does not have
    """

    def __init__(self, terms: TermIndex) -> None:
        self._terms = terms
        names = [each for each in terms.names(FINDINGS) if each.kinds.isdisjoint(_UNSAID)]
        places = list(terms.names(SITES))
        self.phrases: Phrases[Meaning] = Phrases(
            [
                *self._signs(),
                *self._measured(),
                *_of_places(places),
                *self._places(),
                *self._others(),
                *_direct(names),
            ]
        )
        self.directions: Phrases[str] = Phrases((stems(row["words"]), row["direction"]) for row in rows("directions"))
        self.common = frozenset(stem for row in rows("common") for stem in stems(row["words"]))
        self._bags = _bags(names)
        self._bags_of_places = self._calls(places)

    def lasting(self, finding: str) -> bool:
        """Tell whether ``finding`` is a factor of the patient, such as a known disease, which the past does not end."""
        return self._terms.is_of(finding, frozenset({iri("PatientFactor")}))

    def is_whole(self, site: str) -> bool:
        """Tell whether what is denied at a site is denied altogether: "no haemorrhage in the brain"."""
        return site in _WHOLE

    def located(self, heads: Iterable[Bag], site: str) -> str | None:
        """Return the finding that one of ``heads`` names at a site; None if the vocabulary has none."""
        for head in heads:
            for place in self._bags_of_places.get(site, ()):
                if found := self._bags.get(head | place):
                    return found
        return None

    def site(self, name: str) -> str | None:
        """Return the site of that name."""
        return self._terms.resolve(name, SITES) if name and name not in set(Fluid) else None

    def _finding(self, name: str) -> str:
        return self._terms.resolve(name, FINDINGS)

    def _signs(self) -> Iterator[tuple[tuple[str, ...], Meaning]]:
        for row in rows("signs"):
            heads, _, also = row["heads"].partition("|")
            finding = _resolved(row["finding"], self._finding)
            yield stems(row["phrase"]), Sign(finding, _bags_of(heads), _bags_of(also))

    def _measured(self) -> Iterator[tuple[tuple[str, ...], Meaning]]:
        for row in rows("measured"):
            yield (
                stems(row["phrase"]),
                Measured(self._finding(row["finding"]), Fluid(row["where"]), row["direction"]),
            )

    def _others(self) -> Iterator[tuple[tuple[str, ...], Meaning]]:
        for row in rows("phrases"):
            yield stems(row["phrase"]), Direct(self._finding(row["finding"]), _is_short(row["phrase"]))

    def _places(self) -> Iterator[tuple[tuple[str, ...], Meaning]]:
        for row in rows("places"):
            yield stems(row["words"]), Place(self._terms.resolve(row["place"], SITES))

    def _calls(self, names: Iterable[Name]) -> dict[str, tuple[Bag, ...]]:
        found: dict[str, dict[Bag, None]] = defaultdict(dict)
        for name in names:
            found[name.term][_bag(name.text)] = None
        for row in rows("places"):
            found[self._terms.resolve(row["place"], SITES)][_bag(row["words"])] = None
        return {site: tuple(bags) for site, bags in found.items()}


def _direct(names: Iterable[Name]) -> Iterator[tuple[tuple[str, ...], Meaning]]:
    """Names of findings; a label outranks a synonym, and names that deny ("no pleocytosis") are read as denials."""
    best: dict[tuple[str, ...], Name] = {}
    for name in names:
        phrase = stems(name.text)
        denies = name.text.casefold().startswith("no ")
        if phrase and not denies and (phrase not in best or (name.preferred and not best[phrase].preferred)):
            best[phrase] = name
    for phrase, name in best.items():
        if name.term not in _TOO_GENERAL:
            yield phrase, Direct(name.term, _is_short(name.text))


def _of_places(names: Iterable[Name]) -> Iterator[tuple[tuple[str, ...], Meaning]]:
    for name in names:
        yield stems(name.text), Place(name.term, _is_short(name.text))


def _is_short(text: str) -> bool:
    return text.isupper() and len(text) <= 4


def _resolved(name: str, resolve: Callable[[str], str]) -> str | None:
    return resolve(name) if name else None


def _bags_of(heads: str) -> tuple[Bag, ...]:
    return tuple(_bag(each) for each in heads.split(",") if each.strip())


def _bag(text: str) -> Bag:
    return frozenset(stems(text)) - _LINKS


def _bags(names: Iterable[Name]) -> dict[Bag, str]:
    found: dict[Bag, str] = {}
    for name in sorted(names, key=lambda each: not each.preferred):
        found.setdefault(_bag(name.text), name.term)
    return found
