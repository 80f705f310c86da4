"""The classes of the vocabulary: what each is called and how it is defined, and which lie above and below it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from miliary.queries import Catalogue
from miliary.queries.records import records
from miliary.store import Store
from miliary.terms.names import Name, read_names


@dataclass(frozen=True, slots=True)
class Entry:
    """What the vocabulary says of one of its classes; terms are given by their IRIs, lists by label.

    :param id: its IRI
    :param label: its label
    :param definitions: its definitions, mostly one
    :param synonyms: its other names
    :param kind: its narrowest kind; empty for what is a kind itself or stands above all kinds
    :param kinds: that kind and all kinds above it
    :param obsolete: whether it is no longer to be used
    :param replaced_by: what to use instead of an obsolete term, where there is such a term
    :param parents: the terms directly above it
    :param children: the terms directly below it
    """

    id: str
    label: str
    definitions: tuple[str, ...] = ()
    synonyms: tuple[str, ...] = ()
    kind: str = ""
    kinds: frozenset[str] = frozenset()
    obsolete: bool = False
    replaced_by: str | None = None
    parents: tuple[str, ...] = ()
    children: tuple[str, ...] = ()


class Hierarchy:
    """The classes of one published version, and what lies above what. Immutable.

    :param entries: the classes, without parents and children, in the order of all answers
    :param broader: term -> all terms above it, at any distance
    """

    def __init__(self, entries: Iterable[Entry], broader: Mapping[str, Iterable[str]]) -> None:
        alone = {each.id: each for each in entries}
        self._place = {term: place for place, term in enumerate(alone)}
        self._above = {term: self._ordered(set(broader.get(term, ())) - {term}) for term in alone}
        self._below = self._turned(self._above)
        parents = {term: tuple(self._direct(term)) for term in alone}
        children = self._turned(parents)
        self._entries = {
            term: replace(each, parents=parents[term], children=children[term]) for term, each in alone.items()
        }

    @classmethod
    def read(cls, store: Store, catalogue: Catalogue) -> "Hierarchy":
        """Read the classes of the published graph, by label."""
        names: dict[str, list[Name]] = defaultdict(list)
        for name in read_names(store, catalogue):
            names[name.term].append(name)
        above: dict[str, set[str]] = defaultdict(set)
        for row in records(store, catalogue, "terms/broader"):
            above[row["term"]].add(row["broader"])
        rows: dict[str, list[Mapping[str, str]]] = defaultdict(list)
        for row in records(store, catalogue, "terms/classes"):
            rows[row["term"]].append(row)
        return cls((_entry(term, each, names[term]) for term, each in rows.items()), above)

    def __iter__(self) -> Iterator[Entry]:
        """Yield every class."""
        return iter(self._entries.values())

    def __contains__(self, term: object) -> bool:
        """Tell whether the IRI ``term`` is a class of the vocabulary."""
        return term in self._entries

    def __getitem__(self, term: str) -> Entry:
        """Return the class with this IRI.

        :raises KeyError: there is none
        """
        return self._entries[term]

    def parents(self, term: str) -> list[Entry]:
        """Return the classes directly above ``term``."""
        return [self[each] for each in self[term].parents]

    def children(self, term: str) -> list[Entry]:
        """Return the classes directly below ``term``."""
        return [self[each] for each in self[term].children]

    def ancestors(self, term: str) -> list[Entry]:
        """Return all classes above ``term``."""
        return [self[each] for each in self._above[term]]

    def descendants(self, term: str) -> list[Entry]:
        """Return all classes below ``term``."""
        return [self[each] for each in self._below[term]]

    def _ordered(self, terms: Iterable[str]) -> tuple[str, ...]:
        return tuple(sorted((each for each in terms if each in self._place), key=self._place.__getitem__))

    def _turned(self, pairs: Mapping[str, Iterable[str]]) -> dict[str, tuple[str, ...]]:
        """What lies below, of what lies above."""
        below: dict[str, set[str]] = defaultdict(set)
        for term, above in pairs.items():
            for each in above:
                below[each].add(term)
        return {term: self._ordered(below[term]) for term in self._place}

    def _direct(self, term: str) -> Iterator[str]:
        """Those above ``term`` with nothing in between; of two that lie above each other, both."""
        strictly = [each for each in self._above[term] if term not in self._above[each]]
        for broader in self._above[term]:
            if not any(broader in self._above[each] and each not in self._above[broader] for each in strictly):
                yield broader


def _entry(term: str, rows: list[Mapping[str, str]], names: list[Name]) -> Entry:
    first = rows[0]
    return Entry(
        id=term,
        label=first["label"],
        definitions=tuple(dict.fromkeys(row["definition"] for row in rows if "definition" in row)),
        synonyms=tuple(name.text for name in names if not name.preferred),
        kind=names[0].kind,
        kinds=names[0].kinds,
        obsolete=first.get("deprecated") == "true",
        replaced_by=first.get("replacedBy"),
    )
