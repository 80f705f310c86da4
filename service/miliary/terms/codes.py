"""Codes of other vocabularies: which of our terms a code stands for, and by which step."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from miliary.queries import Catalogue
from miliary.queries.records import records
from miliary.store import Store
from miliary.vocabulary import SKOS, curie


class Match(StrEnum):
    """How one of our terms is linked to a code, seen from the term, the closest first."""

    EXACT = SKOS + "exactMatch"
    CLOSE = SKOS + "closeMatch"
    NARROW = SKOS + "narrowMatch"
    """The code is narrower than the term."""
    BROAD = SKOS + "broadMatch"
    """The code is broader than the term."""


_CLOSENESS = {match: place for place, match in enumerate(Match)}


@dataclass(frozen=True, slots=True)
class Link:
    """A term, a code, and how they are linked; all IRIs."""

    term: str
    match: Match
    code: str


class Codes:
    """The links of one published version. Immutable.

    :param broader: term -> the terms above it, as far as both are linked to one code in the same way
    """

    def __init__(self, links: Iterable[Link] = (), broader: Mapping[str, Collection[str]] | None = None) -> None:
        self._links: dict[str, list[Link]] = defaultdict(list)
        for link in links:
            self._links[link.code.casefold()].append(link)
        self._broader = broader or {}

    @cached_property
    def _by_number(self) -> Mapping[str, list[Link]]:
        found: dict[str, list[Link]] = {}
        for link in (each for many in self._links.values() for each in many):
            found.setdefault(_number(link.code), []).append(link)
        return found

    @cached_property
    def vocabularies(self) -> list[str]:
        """The prefixes of the vocabularies whose codes are known."""
        return sorted({curie(each.code).partition(":")[0] for many in self._links.values() for each in many})

    def of(self, code: str) -> list[Link]:
        """Return the links of a code, the closest first.

        :param code: its IRI, or the number alone (``RID34300``), which several vocabularies may have; in any case
        """
        folded = code.casefold()
        links = self._links.get(folded) or self._by_number.get(folded, [])
        return sorted(links, key=lambda link: (_CLOSENESS[link.match], link.term, link.code))

    def closest(self, code: str, fits: Callable[[str], bool]) -> tuple[Match, list[str]] | None:
        """Return how closely a code is linked to terms that ``fits`` lets through, and these terms.

        Of several terms that are broader than the code only the lowest are given, of several narrower ones the highest.
        """
        links = [link for link in self._links.get(code.casefold(), ()) if fits(link.term)]
        for match in Match:
            terms = {link.term for link in links if link.match is match}
            if match is Match.NARROW:
                terms -= {above for each in terms for above in self._broader.get(each, ())}
            elif match is Match.BROAD:
                terms = {each for each in terms if terms.isdisjoint(self._broader.get(each, ()))}
            if terms:
                return match, sorted(terms)
        return None


def _number(code: str) -> str:
    """The code without its vocabulary; the IRI itself where the vocabulary is not known."""
    return curie(code).rpartition(":")[2].casefold()


def read_links(store: Store, catalogue: Catalogue) -> tuple[Link, ...]:
    """Read the links of the published graph."""
    found = records(store, catalogue, "terms/mappings")
    return tuple(Link(row["term"], Match(row["match"]), row["code"]) for row in found)


def read_broader(store: Store, catalogue: Catalogue) -> dict[str, set[str]]:
    """Read which terms are above which, as far as both are linked to one code in the same way."""
    broader: dict[str, set[str]] = defaultdict(set)
    for row in records(store, catalogue, "terms/broader-of-a-code"):
        broader[row["term"]].add(row["broader"])
    return broader
