"""Knowledge that stays in arrays: terms and statements become objects when they are asked for."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any, TypeVar, overload

import numpy as np
from numpy.typing import NDArray

from miliary.differential.terms import (
    DiseaseTerm,
    FindingTerm,
    Frequency,
    Knowledge,
    Role,
    Statement,
)

_Made = TypeVar("_Made")
_MADE = 20_000
"""How many objects a mapping keeps."""

Names = Sequence[str]


@dataclass(frozen=True)
class Lists:
    """Lists of whole numbers end to end: the n-th runs from ``starts[n]`` to ``starts[n + 1]``."""

    starts: NDArray[np.int64]
    members: NDArray[np.int32]

    def at(self, place: int) -> list[int]:
        """The n-th list."""
        members: list[int] = self.members[self.starts[place] : self.starts[place + 1]].tolist()
        return members


class Texts(Sequence[str]):
    """Strings end to end in UTF-8, decoded one by one."""

    def __init__(self, starts: NDArray[np.int64], text: NDArray[np.uint8]) -> None:
        self._starts, self._text = starts, text

    def __len__(self) -> int:
        return len(self._starts) - 1

    @overload
    def __getitem__(self, place: int) -> str: ...
    @overload
    def __getitem__(self, place: slice) -> list[str]: ...
    def __getitem__(self, place: int | slice) -> str | list[str]:
        if isinstance(place, slice):
            starts = self._starts[place.start : place.stop + 1].tolist()
            first = starts[0]
            text = self._text[first : starts[-1]].tobytes()
            return [text[start - first : end - first].decode() for start, end in pairwise(starts)]
        return self._text[self._starts[place] : self._starts[place + 1]].tobytes().decode()


class Made(Mapping[str, _Made]):
    """A mapping in the order of ``names`` whose values are made from their place when they are asked for."""

    def __init__(self, names: Names, make: Callable[[int], _Made]) -> None:
        self._place = {name: place for place, name in enumerate(names)}
        self._make = make
        self._made: dict[str, _Made] = {}

    def __len__(self) -> int:
        return len(self._place)

    def __iter__(self) -> Iterator[str]:
        return iter(self._place)

    def __contains__(self, name: object) -> bool:
        return name in self._place

    def __getitem__(self, name: str) -> _Made:
        found = self._made.get(name)
        if found is None:
            found = self._make(self._place[name])
            if len(self._made) >= _MADE:
                self._made.clear()
            self._made[name] = found
        return found

    def get(self, name: str, default: Any = None) -> Any:
        """The value of ``name``, or ``default``; without the exception that the inherited one costs."""
        return self[name] if name in self._place else default


@dataclass(frozen=True)
class FindingTable:
    """The findings in order, each column one of their fields."""

    names: Names
    labels: Names
    kinds: tuple[Names, NDArray[np.int32]]
    blocks: Names
    ancestors: Lists
    descendants: Lists
    tests: tuple[Names, Lists]
    excludes: Lists
    demographic: NDArray[np.bool_]

    def term(self, place: int) -> FindingTerm:
        """The finding at ``place``."""
        return FindingTerm(
            id=self.names[place],
            label=self.labels[place],
            kind=self.kinds[0][self.kinds[1][place]],
            block=self.blocks[place],
            ancestors=self._named(self.ancestors, place),
            descendants=self._named(self.descendants, place),
            tests=frozenset(self.tests[0][each] for each in self.tests[1].at(place)),
            excludes=self._named(self.excludes, place),
            demographic=bool(self.demographic[place]),
        )

    def _named(self, lists: Lists, place: int) -> frozenset[str]:
        return frozenset([self.names[each] for each in lists.at(place)])


@dataclass(frozen=True)
class DiseaseTable:
    """The diseases that are answered for, then the groups; ``of`` is -1 where there is no broader diagnosis."""

    names: Names
    labels: Names
    parents: Lists
    of: NDArray[np.int32]
    answered: int

    def term(self, place: int) -> DiseaseTerm:
        """The disease at ``place``."""
        of = int(self.of[place])
        parents = tuple(self.names[each] for each in self.parents.at(place))
        return DiseaseTerm(self.names[place], self.labels[place], parents, self.names[of] if of >= 0 else None)


@dataclass(frozen=True)
class StatementTable(Sequence[Statement]):
    """The statements by disease, those of the n-th from ``starts[n]``, in the order of their identifiers.

    ``says`` are the places of their word, frequency and role in the tables below, -1 for none, and of their contexts.
    """

    diseases: Names
    findings: Names
    starts: NDArray[np.int64]
    ids: Texts
    finding: NDArray[np.int32]
    says: NDArray[np.int32]
    disputed: NDArray[np.bool_]
    words: Names
    frequencies: Sequence[Frequency]
    contexts: Sequence[frozenset[str]]

    def __len__(self) -> int:
        return len(self.finding)

    @overload
    def __getitem__(self, place: int) -> Statement: ...
    @overload
    def __getitem__(self, place: slice) -> list[Statement]: ...
    def __getitem__(self, place: int | slice) -> Statement | list[Statement]:
        if isinstance(place, slice):
            return [self[each] for each in range(*place.indices(len(self)))]
        if not 0 <= place < len(self):
            raise IndexError(place)
        disease = self.diseases[int(np.searchsorted(self.starts, place, side="right")) - 1]
        finding, says = self.findings[int(self.finding[place])], self.says[place].tolist()
        return self._statement(self.ids[place], disease, finding, says, bool(self.disputed[place]))

    def of(self, place: int) -> dict[str, list[Statement]]:
        """The statements of the disease at ``place`` by finding."""
        part = slice(int(self.starts[place]), int(self.starts[place + 1]))
        rows = zip(self.ids[part], self.finding[part].tolist(), self.says[part].tolist(), strict=True)
        grouped: dict[str, list[Statement]] = {}
        for (name, finding, says), disputed in zip(rows, self.disputed[part].tolist(), strict=True):
            each = self._statement(name, self.diseases[place], self.findings[finding], says, disputed)
            grouped.setdefault(each.finding, []).append(each)
        return grouped

    def _statement(self, name: str, disease: str, finding: str, says: list[int], disputed: bool) -> Statement:
        word, frequency, role, contexts = says
        return Statement(
            name,
            disease,
            finding,
            self.words[word] if word >= 0 else None,
            self.frequencies[frequency] if frequency >= 0 else None,
            _ROLES[role] if role >= 0 else None,
            self.contexts[contexts],
            disputed,
        )


_ROLES = tuple(Role)


@dataclass(frozen=True)
class StoredKnowledge(Knowledge):
    """Knowledge whose diseases and statements lie in tables."""

    tables: tuple[DiseaseTable, StatementTable] | None = None

    @cached_property
    def by_disease(self) -> Mapping[str, Mapping[str, list[Statement]]]:
        """The statements of each disease by their finding, in the order of their identifiers."""
        assert self.tables
        return Made(self.tables[0].names, self.tables[1].of)

    @cached_property
    def top_diseases(self) -> tuple[str, ...]:
        """The differential diagnoses themselves, without their subtypes."""
        assert self.tables
        table = self.tables[0]
        return tuple(table.names[each] for each in np.flatnonzero(table.of[: table.answered] < 0).tolist())

    @cached_property
    def subtypes(self) -> Mapping[str, list[str]]:
        """The subtypes of each differential diagnosis that has some."""
        assert self.tables
        table, grouped = self.tables[0], dict[str, list[str]]()
        for place in np.flatnonzero(table.of[: table.answered] >= 0).tolist():
            grouped.setdefault(table.names[int(table.of[place])], []).append(table.names[place])
        return grouped
