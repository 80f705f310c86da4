"""What the diseases state of exactly each finding, as columns: the part of the knowledge that scores are made from.

One entry for each disease, finding and state of the contexts on which the judgement depends; of the entries of a pair
at most one holds in a case.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from functools import cached_property, partial

import numpy as np
from numpy.typing import NDArray

from miliary.differential.likelihood import Scale
from miliary.differential.profile import ContextState, own, worlds
from miliary.differential.terms import Knowledge

Condition = tuple[tuple[str, ContextState], ...]
Rows = NDArray[np.int32]
Points = NDArray[np.float64]


@dataclass(frozen=True)
class Stated:
    """Entries sorted by finding, then disease.

    ``findings`` are the findings that have entries, those of the n-th at ``starts[n]`` up to ``starts[n + 1]``;
    ``rows`` are places in the order of the knowledge's diseases, ``when`` places in ``conditions``, of which the first
    is "always". ``by_label`` is each disease's place in the order of labels and identifiers.
    """

    findings: tuple[str, ...]
    starts: NDArray[np.int64]
    rows: Rows
    points: Points
    when: NDArray[np.int32]
    conditions: tuple[Condition, ...]
    by_label: NDArray[np.int64]

    @cached_property
    def place(self) -> Mapping[str, int]:
        """Where each finding with entries stands."""
        return {finding: place for place, finding in enumerate(self.findings)}

    @cached_property
    def contexts_of(self) -> Mapping[str, frozenset[str]]:
        """The contexts on which the entries of a finding depend; findings whose entries always hold are left out."""
        found: dict[str, set[str]] = defaultdict(set)
        for entry in np.flatnonzero(self.when):
            finding = self.findings[int(np.searchsorted(self.starts, entry, side="right")) - 1]
            found[finding].update(context for context, _ in self.conditions[self.when[entry]])
        return {finding: frozenset(contexts) for finding, contexts in found.items()}

    def entries(self, findings: Iterable[str], holding: NDArray[np.bool_] | None) -> tuple[Rows, Points]:
        """The entries of several findings together; ``holding`` says which conditions hold, None that all count."""
        spans = [(self.starts[place], self.starts[place + 1]) for place in self._places(findings)]
        if len(spans) == 1:
            chosen: slice | NDArray[np.int64] = slice(*spans[0])
        elif spans:
            chosen = np.concatenate([np.arange(*span) for span in spans])
        else:
            chosen = slice(0, 0)
        rows, points = self.rows[chosen], self.points[chosen]
        if holding is None or len(self.conditions) == 1:
            return rows, points
        held = holding[self.when[chosen]]
        return rows[held], points[held]

    def depending(self, findings: Set[str]) -> Rows:
        """The diseases that have an entry on one of the findings that some context decides on, each once."""
        found = []
        for place in self._places(self.contexts_of.keys() & findings):
            span = slice(self.starts[place], self.starts[place + 1])
            found.append(self.rows[span][self.when[span] != 0])
        return np.unique(np.concatenate(found)) if found else np.empty(0, dtype=np.int32)

    def _places(self, findings: Iterable[str]) -> list[int]:
        return [place for each in findings if (place := self.place.get(each)) is not None]


def read_stated(knowledge: Knowledge, scale: Scale) -> Stated:
    """Judge every pair of disease and finding on which there is a statement, the broader diseases' included."""
    conditions: dict[Condition, int] = {(): 0}
    columns: dict[str, list[tuple[int, float, int]]] = defaultdict(list)
    for row, disease in enumerate(knowledge.diseases):
        for finding in knowledge.stated_findings(disease):
            for world, judgement in worlds(partial(own, knowledge, scale, disease, finding)):
                if judgement:
                    condition = conditions.setdefault(tuple(sorted(world.items())), len(conditions))
                    columns[finding].append((row, judgement.interval.point, condition))
    findings = tuple(sorted(columns))
    entries = [entry for finding in findings for entry in columns[finding]]
    return Stated(
        findings=findings,
        starts=np.cumsum([0, *(len(columns[finding]) for finding in findings)], dtype=np.int64),
        rows=np.array([row for row, _, _ in entries], dtype=np.int32),
        points=np.array([point for _, point, _ in entries], dtype=np.float64),
        when=np.array([condition for _, _, condition in entries], dtype=np.int32),
        conditions=tuple(conditions),
        by_label=_by_label(knowledge),
    )


def _by_label(knowledge: Knowledge) -> NDArray[np.int64]:
    names = list(knowledge.diseases)
    order = sorted(range(len(names)), key=lambda row: (knowledge.diseases[names[row]].label, names[row]))
    places = np.empty(len(names), dtype=np.int64)
    places[order] = np.arange(len(names))
    return places
