"""How firm an answer is: the share of draws within the stated intervals in which a disease comes first.

A word such as "reported" stands for an interval, not for a number. In each of the draws (``Scale.constants.draws``,
1,500 in the published knowledge) every judgement takes a frequency within its interval [l, u], uniform on the scale of
log odds, ``p = 1 / (1 + exp(−x))`` with ``x ~ U(logit l, logit u)``; backgrounds and weights follow by the rules of
:mod:`~miliary.differential.weights` (a probabilistic sensitivity analysis: Briggs, Claxton and Sculpher, *Decision
Modelling for Health Economic Evaluation*, 2006, chapter 4). Weights are not rounded here: the draws ask how much the
order hangs on the numbers.

The frequencies are kept ``draw_margin`` (.0005) off 0 and 1, where a weight would be infinite. That is the lowest end
above 0 of any band; the lowest frequency constant (.005, the lower end of "up to" and "less than") would cut off most
of the bands of "not expected", "spared" and "not reported".

Each disease and finding has a stream of its own, made from the seed and their names (Salmon et al., *Parallel random
numbers: as easy as 1, 2, 3*, 2011: Philox). The same seed therefore gives the same bytes in any order, and a new
statement elsewhere leaves all others as they were.
"""

import hashlib
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from miliary.differential.case import Reading
from miliary.differential.compatibility import Candidate, Differential, Status
from miliary.differential.grounds import Ground, GroundIndex, Key, Signature, Trials, worths
from miliary.differential.likelihood import Interval
from miliary.differential.weights import Polarity

Row = NDArray[np.float32]

CONTENDERS = 50
"""Diseases by place that can come first in a draw; in a graph of many thousands the rest are far behind."""
REMEMBERED_BYTES = 32 * 2**20
"""The room for drawn weights; the least recently used are forgotten."""
TOP = 3


@dataclass(frozen=True, slots=True)
class Firmness:
    """The share of the draws in which a disease is first, and among the first three; a tie counts by its parts."""

    first: float = 0.0
    top3: float = 0.0


class Draws:
    """The draws of one seed. What does not depend on the case is remembered, so that a case only adds up."""

    def __init__(self, index: GroundIndex, seed: int) -> None:
        self.index = index
        self.seed = seed
        self.number = index.scale.constants.draws
        self._margin = index.scale.constants.draw_margin
        self._cutoff = index.scale.constants.not_passed_up
        self._quantiles: dict[Key, Trials] = {}
        self._backgrounds: dict[str, Trials] = {}
        self._rows: OrderedDict[tuple[str, str, Signature], Mapping[Polarity, Row] | None] = OrderedDict()
        self._lock = Lock()

    def firmness(self, differential: Differential) -> dict[str, Firmness]:
        """How often each differential diagnosis that is not excluded comes first, and among the first three."""
        alive = [each for each in differential.candidates if each.status is not Status.EXCLUDED][:CONTENDERS]
        found = {each.disease: Firmness() for each in differential.candidates}
        if alive:
            totals = np.array([self.totals(each, differential.reading) for each in alive])
            for each, first, top in zip(alive, _shares(totals, 1), _shares(totals, TOP), strict=True):
                found[each.disease] = Firmness(float(first), float(top))
        return found

    def totals(self, candidate: Candidate, reading: Reading) -> Row:
        """The score of one disease in every draw: blocks as in the tally; sex, age and prior are no frequencies."""
        findings = self.index.knowledge.findings
        blocks: dict[str, list[Row]] = {}
        fixed = candidate.tally.score
        for each in candidate.tally.contributions:
            if findings[each.finding].demographic:
                continue
            fixed -= each.share
            row = self._row(candidate.disease, each.finding, each.polarity, reading)
            if row is not None:
                blocks.setdefault(findings[each.finding].block, []).append(row)
        totals = np.full(self.number, fixed, dtype=np.float32)
        for _, members in sorted(blocks.items()):
            totals += members[0] if len(members) == 1 else _extremes(members)
        return totals

    def shares(self, disease: str, finding: str, reading: Reading) -> Row:
        """P(finding | disease) in every draw; the background where the disease says nothing."""
        background = self.background(finding).astype(np.float32)
        row = self._row(disease, finding, Polarity.PRESENT, reading)
        found: Row = background if row is None else np.minimum(background * np.power(np.float32(10), row / 10), 1)
        return found

    def frequency(self, ground: Ground) -> Trials:
        """P(finding | disease) by one judgement in every draw."""
        return self._within(ground.interval, self._quantile(ground.key))

    def background(self, finding: str) -> Trials:
        """The background of a finding in every draw: ``scale · (n + 1) / (N + 2)`` with the n of that draw."""
        found = self._backgrounds.get(finding)
        if found is None:
            size = len(self.index.knowledge.top_diseases)
            scale = self.index.scale.constants.background_scale
            found = self._backgrounds[finding] = scale * (self._stating(finding) + 1) / (size + 2)
        return found

    def _row(self, disease: str, finding: str, polarity: Polarity, reading: Reading) -> Row | None:
        key = disease, finding, self.index.signature(finding, reading)
        with self._lock:
            if key in self._rows:
                self._rows.move_to_end(key)
                found = self._rows[key]
                return found[polarity] if found else None
        grounds, found = self.index.grounds(disease, finding, reading), None
        if grounds.all:
            drawn = worths(grounds, self, self._cutoff)
            found = {side: np.broadcast_to(each, self.number).astype(np.float32) for side, each in drawn.items()}
        with self._lock:
            self._rows[key] = found
            while len(self._rows) * 2 * 4 * self.number > REMEMBERED_BYTES:
                self._rows.popitem(last=False)
        return found[polarity] if found else None

    def _stating(self, finding: str) -> Trials:
        """How many differential diagnoses state the finding, or one below it, above "not reported" in each draw."""
        below = self.index.diseases_below
        surely: set[str] = set()
        perhaps: dict[str, list[NDArray[np.bool_]]] = {}
        for stated in sorted({finding} | self.index.knowledge.findings[finding].descendants):
            for disease, interval, _ in self.index.statements.get(stated, ()):
                lower, upper = self._ends(interval)
                if lower > self._cutoff:
                    surely |= below.get(disease, frozenset())
                elif upper > self._cutoff:
                    expected = self._within(interval, self._quantile((disease, stated))) > self._cutoff
                    for each in below.get(disease, frozenset()):
                        perhaps.setdefault(each, []).append(expected)
        count = np.full(self.number, float(len(surely)))
        for each in perhaps.keys() - surely:
            count += np.logical_or.reduce(perhaps[each])
        return count

    def _within(self, interval: Interval, quantile: Trials) -> Trials:
        lower, upper = self._ends(interval)
        start, end = _logit(lower), _logit(upper)
        return np.clip(1 / (1 + np.exp(-(start + (end - start) * quantile))), lower, upper)

    def _ends(self, interval: Interval) -> tuple[float, float]:
        margin = self._margin
        return min(max(interval.lower, margin), 1 - margin), min(max(interval.upper, margin), 1 - margin)

    def _quantile(self, key: Key) -> Trials:
        """Uniform numbers in [0, 1), 53 bits each, from the seed and the names alone."""
        found = self._quantiles.get(key)
        if found is None:
            name = "\0".join((str(self.seed), *key)).encode()
            digest = hashlib.blake2b(name, digest_size=16).digest()
            raw = np.random.Philox(key=int.from_bytes(digest, "little")).random_raw(self.number)
            found = self._quantiles[key] = np.ldexp((raw >> np.uint64(11)).astype(np.float64), -53)
        return found


def _logit(share: float) -> float:
    return float(np.log(share / (1 - share)))


def _extremes(members: list[Row]) -> Row:
    """The strongest for plus the strongest against in every draw."""
    together = np.array(members)
    found: Row = np.maximum(together.max(axis=0), 0) + np.minimum(together.min(axis=0), 0)
    return found


def _shares(totals: NDArray[np.float32], places: int) -> NDArray[np.float64]:
    """The share of the draws (columns) in which each row is among the ``places`` highest.

    Rows that tie for the last places share them, so that the shares add up to the number of places.
    """
    if len(totals) <= places:
        return np.ones(len(totals))
    last = np.partition(totals, -places, axis=0)[-places]
    above, level = totals > last, totals == last
    part = (places - above.sum(axis=0)) / level.sum(axis=0)
    found: NDArray[np.float64] = (above + level * part).mean(axis=1)
    return found
