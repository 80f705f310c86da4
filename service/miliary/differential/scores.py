"""The scores of all diseases for one case, added up from the columns of its findings alone."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from miliary.differential.case import Reading
from miliary.differential.columns import Column, Columns, Decibans
from miliary.differential.priors import priors_of
from miliary.differential.profile import ContextState
from miliary.differential.terms import Knowledge
from miliary.differential.weights import Polarity, Weights

Excluded = NDArray[np.bool_]


@dataclass(frozen=True)
class Scorer:
    """Adds up a case in the order of the knowledge's diseases."""

    knowledge: Knowledge
    weights: Weights
    columns: Columns

    def totals(self, reading: Reading) -> Decibans:
        """The whole decibans of every disease: blocks, the sex, the age and the chosen prior."""
        totals = np.zeros(self.columns.size, dtype=np.int32)
        for members in self.blocks(reading).values():
            if len(members) == 1:
                members[0].add_to(totals)
            else:
                strongest, weakest = self.extremes(members)
                totals += strongest + weakest
        if reading.case.age is not None and self.weights.ages:
            totals[self._outside(reading.case.age)] += self.weights.scale.constants.age_against
        if reading.case.priors is not None:
            for disease, (share, _) in priors_of(self.knowledge, reading.case.priors).items():
                totals[self.columns.row[disease]] += share
        return totals

    def blocks(self, reading: Reading) -> Mapping[str, list[Column]]:
        """The columns of the findings that count, by block."""
        found: dict[str, list[Column]] = {}
        for finding, polarity in asked(reading, self.knowledge):
            block = self.knowledge.findings[finding].block
            found.setdefault(block, []).append(self.columns.column(finding, polarity, reading))
        return found

    def extremes(self, members: Iterable[Column]) -> tuple[Decibans, Decibans]:
        """The strongest for and the strongest against of one block, 0 where there is none."""
        strongest, weakest = (np.zeros(self.columns.size, dtype=np.int32) for _ in range(2))
        for each in members:
            worth = each.dense(self.columns.size)
            np.maximum(strongest, worth, out=strongest)
            np.minimum(weakest, worth, out=weakest)
        return strongest, weakest

    def excluded(self, reading: Reading) -> Excluded:
        """The diseases that an undisputed criterion excludes."""
        excluded = np.zeros(self.columns.size, dtype=np.bool_)
        for polarity, met in ((Polarity.PRESENT, reading.holds), (Polarity.ABSENT, reading.fails)):
            criteria = self._criteria[polarity]
            for finding in criteria.keys() & met:
                for contexts, rows in criteria[finding].items():
                    if reading.meets((each, ContextState.PRESENT) for each in contexts):
                        excluded[rows] = True
        return excluded

    @cached_property
    def _criteria(self) -> Mapping[Polarity, Mapping[str, Mapping[frozenset[str], list[int]]]]:
        """The rows that a finding excludes, by what else must hold."""
        found: dict[Polarity, dict[str, dict[frozenset[str], list[int]]]] = {each: {} for each in Polarity}
        for each in self.weights.criteria:
            if not each.disputed:
                by_contexts = found[each.polarity].setdefault(each.finding, {})
                by_contexts.setdefault(each.contexts, []).append(self.columns.row[each.disease])
        return found

    @cached_property
    def _windows(self) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.float64]]:
        """Row, start and end of every stated range of ages."""
        flat = [
            (self.columns.row[disease], -np.inf if start is None else start, np.inf if end is None else end)
            for disease, windows in self.weights.ages.items()
            for start, end in windows.ranges
        ]
        rows, starts, ends = zip(*flat, strict=True)
        return np.array(rows, dtype=np.int64), np.array(starts, dtype=np.float64), np.array(ends, dtype=np.float64)

    def _outside(self, age: float) -> NDArray[np.bool_]:
        rows, starts, ends = self._windows
        outside = np.zeros(self.columns.size, dtype=np.bool_)
        outside[rows] = True
        outside[rows[(starts <= age) & (age <= ends)]] = False
        return outside


def asked(reading: Reading, knowledge: Knowledge) -> Iterator[tuple[str, Polarity]]:
    """The findings of the case that count, those given by the source's own subject left out."""
    given = knowledge.given
    yield from ((each, Polarity.PRESENT) for each in reading.present if each not in given)
    yield from ((each, Polarity.ABSENT) for each in reading.absent if each not in given)
