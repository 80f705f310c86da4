"""What each finding is worth for all diseases at once, as arrays.

A column holds the whole decibans of one finding and polarity in the order of the knowledge's diseases, by the rules of
:func:`~miliary.differential.profile.judge` and :mod:`~miliary.differential.weights`. It is derived when a case first
asks for it, since what descends from a broad statement is too much to keep for every finding, and then remembered.
"""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from miliary.differential.case import Reading
from miliary.differential.stated import Points, Rows, Stated
from miliary.differential.terms import FindingTerm
from miliary.differential.weights import Polarity, Weights, decibans

Totals = NDArray[np.int64]
Decibans = NDArray[np.int32]

REMEMBERED_BYTES = 128 * 2**20
"""The room for derived columns; the least recently used are forgotten."""

_UNSTATED = -(2**15)


@dataclass(frozen=True, slots=True)
class Column:
    """What one finding, present or absent, is worth: the rows where that is not 0, or all of them where many are."""

    rows: Rows | None
    worth: Decibans

    @property
    def size(self) -> int:
        """Its bytes."""
        return self.worth.nbytes + (self.rows.nbytes if self.rows is not None else 0)

    def add_to(self, totals: Decibans) -> None:
        """Add the worth to ``totals``, in place."""
        if self.rows is None:
            totals += self.worth
        else:
            totals[self.rows] += self.worth

    def sparse(self) -> tuple[Rows, Decibans]:
        """The rows where the worth is not 0, in no order, and the worth there."""
        if self.rows is not None:
            return self.rows, self.worth
        rows = np.flatnonzero(self.worth).astype(np.int32)
        return rows, self.worth[rows]

    def without(self, rows: Rows, size: int) -> "Column":
        """The same with 0 in some of the ``size`` rows."""
        worth = self.dense(size).copy()
        worth[rows] = 0
        return Column(None, worth)

    def dense(self, size: int) -> Decibans:
        """The worth for each of ``size`` diseases."""
        if self.rows is None:
            return self.worth
        found = np.zeros(size, dtype=np.int32)
        found[self.rows] = self.worth
        return found


Pair = Mapping[Polarity, Column]


class Columns:
    """The columns of one published version."""

    def __init__(self, stated: Stated, weights: Weights) -> None:
        self.stated = stated
        self._weights = weights
        self._knowledge = weights.knowledge
        self._not_passed_up = weights.scale.constants.not_passed_up
        self._remembered: OrderedDict[tuple[str, tuple[str, ...]], Pair] = OrderedDict()
        self._bytes = 0
        self.size = len(weights.knowledge.diseases)
        self.diseases = tuple(weights.knowledge.diseases)
        self.row = {disease: row for row, disease in enumerate(self.diseases)}

    @cached_property
    def top_rows(self) -> NDArray[np.int64]:
        """The rows of the differential diagnoses themselves."""
        return np.array([self.row[each] for each in self._knowledge.top_diseases], dtype=np.int64)

    @cached_property
    def contexts(self) -> frozenset[str]:
        """The patient factors on which what a finding is worth may depend."""
        found = {context for condition in self.stated.conditions for context, _ in condition}
        return frozenset(found | {context for weight in self._weights.sex for context, _ in weight.when})

    def column(self, finding: str, polarity: Polarity, reading: Reading) -> Column:
        """What the finding is worth in the contexts of this case."""
        term = self._knowledge.findings[finding]
        key = finding, tuple(reading.state(each) for each in self._deciding(term))
        found = self._remembered.get(key)
        if found is None:
            found = self._sex(term, reading) if term.demographic else self._derive(term, self._holding(reading))
            self._remember(key, found)
        else:
            self._remembered.move_to_end(key)
        return found[polarity]

    def settled(self, finding: str) -> tuple[Pair, Rows]:
        """What a finding that age and sex do not tell is worth in every case, and the rows where contexts decide.

        The columns hold 0 in these rows.
        """
        term = self._knowledge.findings[finding]
        family = {finding} | term.descendants | term.ancestors - self._knowledge.given
        pair = self._derive(term, np.array([not condition for condition in self.stated.conditions]))
        open_rows = self.stated.depending(family)
        if open_rows.size:
            pair = {polarity: column.without(open_rows, self.size) for polarity, column in pair.items()}
        return pair, open_rows

    def is_stated(self, finding: str) -> NDArray[np.bool_]:
        """Which diseases state the finding, themselves or through the hierarchy, in any context."""
        term, stating = self._knowledge.findings[finding], np.zeros(self.size, dtype=np.bool_)
        if finding in self._knowledge.given or term.demographic:
            return stating
        stating[self.stated.entries((finding,), None)[0]] = True
        rows, points = self.stated.entries(term.descendants, None)
        stating[rows[points > self._not_passed_up]] = True
        above = term.ancestors - self._knowledge.given
        rows, points = self.stated.entries(above, None)
        stating[rows[points <= self._not_passed_up]] = True
        stating[self.stated.entries(self._of_same_kind(term), None)[0]] = True
        return stating

    def _of_same_kind(self, term: FindingTerm) -> list[str]:
        """The findings above it from which it inherits half: of its kind, and stated by somebody."""
        known, place = self._knowledge, self.stated.place
        above = (each for each in term.ancestors - known.given if each in place)
        return [each for each in above if known.findings[each].kind == term.kind]

    def _deciding(self, term: FindingTerm) -> list[str]:
        """The contexts on which this column depends."""
        if term.demographic:
            return sorted({context for weight in self._weights.sex for context, _ in weight.when})
        dependent = self.stated.contexts_of
        if not dependent:
            return []
        family = dependent.keys() & ({term.id} | term.ancestors | term.descendants)
        return sorted(frozenset().union(*(dependent[each] for each in family)))

    def _remember(self, key: tuple[str, tuple[str, ...]], found: Pair) -> None:
        self._remembered[key] = found
        self._bytes += sum(each.size for each in found.values())
        while self._bytes > REMEMBERED_BYTES and len(self._remembered) > 1:
            _, forgotten = self._remembered.popitem(last=False)
            self._bytes -= sum(each.size for each in forgotten.values())

    def _sex(self, term: FindingTerm, reading: Reading) -> Pair:
        holding = [each for each in self._weights.sex if each.finding == term.id]
        holding = [each for each in holding if reading.meets(each.when)]
        rows = np.array([self.row[each.disease] for each in holding], dtype=np.int32)
        worth = np.array([each.decibans for each in holding], dtype=np.int32)
        return {Polarity.PRESENT: self._column(rows, worth), Polarity.ABSENT: self._column(rows[:0], worth[:0])}

    def _holding(self, reading: Reading) -> NDArray[np.bool_]:
        return np.array([reading.meets(each) for each in self.stated.conditions])

    def _derive(self, term: FindingTerm, holding: NDArray[np.bool_]) -> Pair:
        """Both columns of a finding: its point where one stands, half of what its ancestors are worth elsewhere."""
        point = self._points(term, holding)
        background = self._weights.background[term.id]
        rows = np.flatnonzero(point).astype(np.int32)
        shares = point[rows]
        half_rows, half = self._halves(term, holding, point)
        present = np.concatenate([decibans_of(shares, background), half])
        absent = decibans_of(1 - shares, 1 - background)
        return {
            Polarity.PRESENT: self._column(np.concatenate([rows, half_rows]), present),
            Polarity.ABSENT: self._column(rows, absent),
        }

    def _points(self, term: FindingTerm, holding: NDArray[np.bool_]) -> Points:
        """The point at which the finding stands for each disease; 0 where it does not."""
        point = np.zeros(self.size)
        if term.id in self._knowledge.given:
            return point
        rows, points = self.stated.entries(term.descendants, holding)
        expected = points > self._not_passed_up
        np.maximum.at(point, rows[expected], points[expected])
        rows, points = self.stated.entries((term.id,), holding)
        point[rows] = points
        rows, points = self.stated.entries(term.ancestors - self._knowledge.given, holding)
        rare = (points <= self._not_passed_up) & (point[rows] == 0)
        least = np.ones(self.size)
        np.minimum.at(least, rows[rare], points[rare])
        point[rows[rare]] = least[rows[rare]]
        return point

    def _halves(self, term: FindingTerm, holding: NDArray[np.bool_], point: Points) -> tuple[Rows, Decibans]:
        """Half of the weightiest of the most specific stated ancestors, where the finding does not stand itself."""
        kin = self._of_same_kind(term) if term.id not in self._knowledge.given else []
        found = []
        for name in kin:
            rows, points = self.stated.entries((name,), holding)
            free = point[rows] == 0
            found.append((rows[free], points[free]))
        place = np.zeros(self.size, dtype=np.int64)
        for rows, _ in found:
            place[rows] = 1
        heirs = np.flatnonzero(place).astype(np.int32)
        if not heirs.size:
            return heirs, np.zeros(0, dtype=np.int32)
        place[heirs] = np.arange(heirs.size)
        worth = np.full((len(kin), heirs.size), _UNSTATED, dtype=np.int32)
        for line, name, (rows, points) in zip(worth, kin, found, strict=True):
            line[place[rows]] = decibans_of(points, self._weights.background[name])
        stated = worth != _UNSTATED
        for line, name in zip(worth, kin, strict=True):
            narrower = [n for n, other in enumerate(kin) if name in self._knowledge.findings[other].ancestors]
            if narrower:
                line[stated[narrower].any(axis=0)] = _UNSTATED
        return heirs, np.trunc(worth.max(axis=0) / 2).astype(np.int32)

    def _column(self, rows: Rows, worth: Decibans) -> Column:
        counts = worth != 0
        rows, worth = rows[counts], worth[counts]
        sparse = Column(rows, worth)
        return Column(None, sparse.dense(self.size)) if rows.size * _DENSE_FROM > self.size else sparse


_DENSE_FROM = 4
"""A column with a value in one row of four is added faster whole."""


def decibans_of(shares: Points, background: float) -> Decibans:
    """:func:`~miliary.differential.weights.decibans` of many shares, to the same integer.

    Where a logarithm is so near to a half that its last digit could decide, the scalar function is asked.
    """
    exact = 10 * np.log10(shares / background)
    whole = np.rint(exact)
    for place in np.flatnonzero(np.abs(np.abs(exact - whole) - 0.5) < 1e-9):
        whole[place] = decibans(float(shares[place]), background)
    result: Decibans = whole.astype(np.int32)
    return result
