"""The links to other vocabularies as FHIR ConceptMaps, one there and one back for each, and ``$translate``.

The way back is a map of its own, so that ``equivalence`` always says how the target relates to the source, whatever
way somebody translates; ``reverse`` is answered by the map of the other direction.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from miliary.errors import InvalidParameter, NotFound
from miliary.queries import Catalogue
from miliary.queries.records import records
from miliary.store import Store
from miliary.terms.codes import Match
from miliary.terms.fhir.code_system import WHOLE
from miliary.terms.fhir.concepts import SYSTEM, Concept
from miliary.terms.fhir.heading import Edition, canonical
from miliary.terms.fhir.parameters import Coding, Given, parameters
from miliary.terms.fhir.resource import Resource
from miliary.terms.fhir.systems import System, system_of
from miliary.vocabulary import MIL, SSSOM

_UNMATCHED = "unmatched"
# A match as SKOS says it of our term -> how FHIR R4 says it of the target. A related match is none of these: R4 wants
# "some overlap in meaning" even of its loosest code, and a drug has none with the state of having taken it.
_EQUIVALENCE = {
    Match.EXACT: "equivalent",
    Match.CLOSE: "inexact",
    Match.BROAD: "wider",
    Match.NARROW: "narrower",
    SSSOM + "NoTermFound": _UNMATCHED,
}
_TURNED = {"wider": "narrower", "narrower": "wider"}
# R4 wants a comment with what is narrower or inexact (its rule cmd-1); a rule of the other codes it is not.
_SENSE = {
    "inexact": "The target is nearly the same, or the same as another kind of thing.",
    "narrower": "The target is narrower: it says more than the source does.",
    "wider": "The target is wider: it says less than the source does.",
    _UNMATCHED: "None of the codes that were at hand fits; the whole vocabulary was not searched.",
}


@dataclass(frozen=True, slots=True)
class Target:
    """What a code is translated to; no code where nothing was found."""

    code: str
    display: str
    equivalence: str
    comment: str

    def resource(self) -> Resource:
        """Return the target of an element of a ConceptMap."""
        values = {"code": self.code, "display": self.display, "equivalence": self.equivalence, "comment": self.comment}
        return {name: value for name, value in values.items() if value}


@dataclass(frozen=True, slots=True)
class Side:
    """One end of a map: the code system, every name it goes by, and its value set where there is one."""

    system: str
    names: frozenset[str]
    values: str


_OURS = Side(SYSTEM, frozenset({SYSTEM, canonical("ValueSet", WHOLE)}), canonical("ValueSet", WHOLE))


@dataclass(frozen=True, slots=True)
class ConceptMap:
    """A map in one direction; ``back`` is the id of the other one, ``elements`` are codes with their targets."""

    id: str
    back: str
    title: str
    notice: str
    source: Side
    target: Side
    displays: Mapping[str, str]
    elements: Mapping[str, tuple[Target, ...]]

    @property
    def url(self) -> str:
        """Its canonical address."""
        return canonical("ConceptMap", self.id)

    def resource(self, edition: Edition) -> Resource:
        """Return the ConceptMap."""
        ends = {"sourceUri": self.source.values, "targetUri": self.target.values}
        group = {"source": self.source.system, "target": self.target.system, "element": list(self._elements())}
        return {
            **edition.heading(
                "ConceptMap", self.id, self.title, f"{self.title}: links that no clinician has reviewed."
            ),
            "copyright": self.notice,
            **{name: value for name, value in ends.items() if value},
            "group": [group],
        }

    def _elements(self) -> Iterator[Resource]:
        for code, targets in self.elements.items():
            display = {"display": self.displays[code]} if self.displays.get(code) else {}
            yield {"code": code, **display, "target": [each.resource() for each in targets]}


class ConceptMaps:
    """The maps of one published version."""

    def __init__(self, edition: Edition, maps: Iterable[ConceptMap]) -> None:
        self._edition = edition
        self._maps = {each.id: each for each in maps}

    @classmethod
    def read(
        cls, store: Store, catalogue: Catalogue, edition: Edition, concepts: Mapping[str, Concept]
    ) -> "ConceptMaps":
        """Read the links of the published graph."""
        links: dict[str, list[Mapping[str, str]]] = defaultdict(list)
        for row in records(store, catalogue, "fhir/links"):
            links[row["vocabulary"]].append(row)
        maps: list[ConceptMap] = []
        for row in records(store, catalogue, "fhir/vocabularies"):
            maps += _both(row, links[row["vocabulary"]], concepts)
        return cls(edition, maps)

    def resources(self) -> list[Resource]:
        """Return every ConceptMap."""
        return [each.resource(self._edition) for each in self._maps.values()]

    def translate(self, given: Given, name: str | None) -> Resource:
        """Answer ``$translate``; what is known not to be there is an ``unmatched`` match, and no result.

        :param name: the id of the map, if the address holds it
        :raises NotFound: there is no such map, or not in that version
        :raises InvalidParameter: it is not asked properly
        """
        codings = given.coding()
        maps = self._asked(given, name)
        matches = [
            (each, target)
            for coding in codings
            for each in maps
            if coding.system in each.source.names or (not coding.system and len(maps) == 1)
            for target in each.elements.get(coding.code, ())
        ]
        found = any(target.equivalence != _UNMATCHED for _, target in matches)
        said = [] if found else [("message", "string", _why_not(codings, matches))]
        return parameters(
            [
                ("result", "boolean", found),
                *said,
                *(("match", "part", list(_match(each, target))) for each, target in matches),
            ]
        )

    def _asked(self, given: Given, name: str | None) -> list[ConceptMap]:
        """The maps to look into, each in the direction in which it is wanted."""
        reverse = bool(given.flag("reverse"))
        one = self._named(given, name)
        maps = [self._maps[one.back] if reverse else one] if one else list(self._maps.values())
        ends = (given.text("source"), given.text("target") or given.text("targetsystem"))
        source, target = reversed(ends) if reverse else ends
        if not one and any(not each.system for each in given.coding()):
            raise InvalidParameter("A code needs its system.", parameter="system")
        return [
            each
            for each in maps
            if (not source or source in each.source.names) and (not target or target in each.target.names)
        ]

    def _named(self, given: Given, name: str | None) -> ConceptMap | None:
        """The one map that is asked, by the id in the address or by ``url``; None if neither is given."""
        url, _, version = given.text("url").partition("|")
        self._edition.require(version, "The map")
        self._edition.require(given.text("conceptMapVersion"), "The map")
        if name is None and not url:
            return None
        for each in self._maps.values():
            if name in (None, each.id) and url in ("", each.url):
                return each
        raise NotFound(f"There is no ConceptMap “{url or name}” here.", url=url, id=name)


def _both(
    vocabulary: Mapping[str, str], links: Iterable[Mapping[str, str]], concepts: Mapping[str, Concept]
) -> Iterator[ConceptMap]:
    """The map to one vocabulary, and the map back."""
    name = vocabulary["vocabulary"].rpartition("/")[2]
    there: dict[str, list[Target]] = defaultdict(list)
    back: dict[str, list[Target]] = defaultdict(list)
    displays: dict[str, str] = {}
    theirs: System | None = None
    for link in links:
        found = link["code"] != SSSOM + "NoTermFound"
        equivalence = _EQUIVALENCE.get(link["match"] if found else link["code"])
        if equivalence is None:
            continue
        ours = concepts[link["concept"].removeprefix(MIL)]
        comment = link.get("comment", "")
        if not found:
            there[ours.code].append(_target("", "", equivalence, comment))
            continue
        theirs = theirs or system_of(link["code"])
        code, label = theirs.code(link["code"]), link.get("label", "")
        displays[code] = label
        there[ours.code].append(_target(code, label, equivalence, comment))
        back[code].append(_target(ours.code, ours.display, _TURNED.get(equivalence, equivalence), comment))
    if theirs is None:
        return
    to, back_again = f"{WHOLE}-to-{name}", f"{name}-to-{WHOLE}"
    side = Side(theirs.uri, theirs.names, theirs.values)
    labels = {code: each.display for code, each in concepts.items()}
    title, notice = vocabulary["title"], vocabulary["notice"]
    yield ConceptMap(to, back_again, f"Miliary to {title}", notice, _OURS, side, labels, _sorted(there))
    yield ConceptMap(back_again, to, f"{title} to Miliary", notice, side, _OURS, displays, _sorted(back))


def _target(code: str, display: str, equivalence: str, comment: str) -> Target:
    said = " ".join(filter(None, [_SENSE.get(equivalence), comment and f"Note: {comment}"]))
    return Target(code, display, equivalence, said)


def _sorted(elements: Mapping[str, list[Target]]) -> dict[str, tuple[Target, ...]]:
    """By code; of several targets the closest first."""
    order = list(_EQUIVALENCE.values())
    return {
        code: tuple(sorted(targets, key=lambda each: (order.index(each.equivalence), each.code)))
        for code, targets in sorted(elements.items())
    }


def _match(each: ConceptMap, target: Target) -> Iterator[tuple[str, str, object]]:
    yield "equivalence", "code", target.equivalence
    if target.code:
        display = {"display": target.display} if target.display else {}
        yield "concept", "Coding", {"system": each.target.system, "code": target.code, **display}
    yield "source", "uri", each.url


def _why_not(codings: Iterable[Coding], matches: list[tuple[ConceptMap, Target]]) -> str:
    asked = ", ".join(f"{each.system}|{each.code}" if each.system else each.code for each in codings)
    return f"{_SENSE[_UNMATCHED]} ({asked})" if matches else f"No map has {asked} in this direction."
