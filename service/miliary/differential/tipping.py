"""Which number the order hangs on: the frequency, within what a statement says, that swaps the leader with a rival.

A one-way threshold analysis (Pauker and Kassirer, *The threshold approach to clinical decision making*, 1980; Briggs,
Claxton and Sculpher 2006, chapter 4): one judgement moves through its interval while all others stay at their points.
Everything that follows from it moves too: other findings that inherit from it, and the background once it passes
"not reported". Weights are rounded as in the score, so that the value, put in, does swap the two.
"""

import math
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from miliary.differential.case import Reading
from miliary.differential.compatibility import Candidate, Differential, Status
from miliary.differential.grounds import Ground, GroundIndex, Key, Signature, Trials, worths
from miliary.differential.likelihood import Interval
from miliary.differential.weights import Polarity

Steps = NDArray[np.int64]
_Asked = tuple[str, str, Signature, Key, tuple[str, ...]]

MOST = 5
"""How many are told, the smallest moves first."""
_REMEMBERED = 20_000


@dataclass(frozen=True, slots=True)
class Tipping:
    """With ``frequency`` in the place of the point of the judgement, ``rival`` comes before ``leader``.

    ``source`` is the disease whose statements they are, ``finding`` what they are about.
    """

    leader: str
    rival: str
    source: str
    finding: str
    frequency: float
    interval: Interval
    statements: tuple[str, ...]

    @property
    def move(self) -> float:
        """How far the number moves, in log odds."""
        return abs(_log_odds(self.frequency) - _log_odds(self.interval.point))


class Tipper:
    """Finds tipping frequencies; how a weight answers to a judgement is remembered across cases."""

    def __init__(self, index: GroundIndex, background: Mapping[str, float]) -> None:
        self.index = index
        self._cutoff = index.scale.constants.not_passed_up
        self._background = background
        self._answers: dict[_Asked, Mapping[Polarity, Steps]] = {}
        self._moved: dict[tuple[Key, tuple[str, ...]], _Moved] = {}

    def tipping(self, differential: Differential, most: int = MOST) -> tuple[Tipping, ...]:
        """The judgements that can swap the leader with another compatible disease, the smallest moves first.

        None are told while there is too little to tell the diseases apart.
        """
        if not differential.enough:
            return ()
        leader, *rivals = [each for each in differential.candidates if each.status is Status.COMPATIBLE]
        sides = {each.disease: _Side(self, each, differential.reading) for each in (leader, *rivals)}
        found = [
            tipping
            for rival in rivals
            for ground in (sides[leader.disease].grounds | sides[rival.disease].grounds).values()
            if (tipping := self._tip(sides[leader.disease], sides[rival.disease], ground))
        ]
        found.sort(key=lambda each: (round(each.move, 9), each.rival, each.finding, each.source))
        return tuple(found[:most])

    def moved(self, ground: Ground) -> "_Moved":
        """The judgement at every step of its interval."""
        key = ground.key, ground.judgement.statements
        found = self._moved.get(key)
        if found is None:
            if len(self._moved) >= _REMEMBERED:
                self._moved.clear()
            found = self._moved[key] = _Moved(self, ground)
        return found

    def answer(self, disease: str, finding: str, reading: Reading, ground: Ground) -> Mapping[Polarity, Steps]:
        """The weights of a finding, of which the disease says something, at every step of the judgement."""
        signature = self.index.signature(finding, reading)
        key = disease, finding, signature, ground.key, ground.judgement.statements
        found = self._answers.get(key)
        if found is None:
            if len(self._answers) >= _REMEMBERED:
                self._answers.clear()
            moved = self.moved(ground)
            worth = worths(self.index.grounds(disease, finding, reading), moved, self._cutoff, whole=True)
            size = len(moved.frequencies)
            found = {side: np.broadcast_to(each, size).astype(np.int64) for side, each in worth.items()}
            self._answers[key] = found
        return found

    def _tip(self, leader: "_Side", rival: "_Side", ground: Ground) -> Tipping | None:
        behind = leader.score - rival.score
        if leader.swing(ground) + rival.swing(ground) <= behind:
            return None
        ahead = np.flatnonzero(rival.totals(ground) > leader.totals(ground))
        if not ahead.size:
            return None
        here = _log_odds(ground.interval.point)
        offered = [float(each) for each in self.moved(ground).frequencies[ahead]]
        nearest = min(offered, key=lambda each: (abs(_log_odds(each) - here), each))
        source, finding = ground.key
        statements = ground.judgement.statements
        return Tipping(leader.disease, rival.disease, source, finding, nearest, ground.interval, statements)

    def fixed(self, ground: Ground) -> Trials:
        """The point of a judgement that stays."""
        return np.array(ground.interval.point)

    def fixed_background(self, finding: str) -> Trials:
        """The background of a finding as published."""
        return np.array(self._background[finding])


class _Moved:
    """One judgement at every step of its interval, all others at their points."""

    def __init__(self, tipper: Tipper, ground: Ground) -> None:
        self._tipper = tipper
        self._ground = ground
        constants = tipper.index.scale.constants
        self.frequencies = np.array(_steps(ground.interval, constants.draw_margin))
        self._cutoff = constants.not_passed_up
        self.backgrounds = self._moving()

    def frequency(self, ground: Ground) -> Trials:
        """The steps of the one that moves, the point of any other."""
        return self.frequencies if ground.key == self._ground.key else self._tipper.fixed(ground)

    def background(self, finding: str) -> Trials:
        """The background at every step."""
        found = self.backgrounds.get(finding)
        return self._tipper.fixed_background(finding) if found is None else found

    def _moving(self) -> dict[str, Trials]:
        """The backgrounds that change when the judgement passes the cutoff: those of the finding and all above it."""
        if not (self.frequencies[0] <= self._cutoff < self.frequencies[-1]):
            return {}
        index, (source, stated) = self._tipper.index, self._ground.key
        moved = set(self._ground.judgement.statements)
        concerned = index.diseases_below.get(source, frozenset())
        found = {}
        for finding in {stated} | index.knowledge.findings[stated].ancestors:
            others = _stating(index, finding, moved)
            low, high = (_background(index, len(others | more)) for more in (frozenset[str](), concerned))
            if low != high:
                found[finding] = np.where(self.frequencies > self._cutoff, high, low)
        return found


class _Side:
    """One disease of a swap: what it scores at every step of a judgement."""

    def __init__(self, tipper: Tipper, candidate: Candidate, reading: Reading) -> None:
        self._tipper = tipper
        self._reading = reading
        self._findings = tipper.index.knowledge.findings
        self.disease, self.score = candidate.disease, candidate.tally.score
        self._counted = [
            (each.finding, each.polarity, each.weight.decibans if each.weight else 0)
            for each in candidate.tally.contributions
            if not self._findings[each.finding].demographic
        ]
        self._totals: dict[Ground, Steps] = {}
        self._swings: dict[Ground, int] = {}
        self.grounds: dict[Key, Ground] = {}
        self._resting: dict[Key, set[int]] = {}
        self._against: dict[str, set[int]] = {}
        for place, (finding, _, _) in enumerate(self._counted):
            grounds = tipper.index.grounds(self.disease, finding, reading)
            self.grounds.update(grounds.all)
            for key in grounds.all:
                self._resting.setdefault(key, set()).add(place)
            for against in grounds.against if grounds.all else ():
                self._against.setdefault(against, set()).add(place)

    def swing(self, ground: Ground) -> int:
        """No less than the score can change by when the judgement moves."""
        if ground not in self._swings:
            moves = (np.abs(worth - self._counted[place][2]).max() for place, worth in self._answers(ground))
            self._swings[ground] = int(sum(moves))
        return self._swings[ground]

    def totals(self, ground: Ground) -> Steps:
        """The score at every step of the judgement."""
        if ground not in self._totals:
            self._totals[ground] = self._add_up(ground)
        return self._totals[ground]

    def _answers(self, ground: Ground) -> Iterator[tuple[int, Steps]]:
        """The weights that the judgement moves, by their place."""
        places = set(self._resting.get(ground.key, ()))
        for background in self._tipper.moved(ground).backgrounds.keys() & self._against.keys():
            places |= self._against[background]
        for place in sorted(places):
            finding, polarity, _ = self._counted[place]
            yield place, self._tipper.answer(self.disease, finding, self._reading, ground)[polarity]

    def _add_up(self, ground: Ground) -> Steps:
        moved = dict(self._answers(ground))
        blocks: dict[str, list[int]] = {}
        for place, (finding, _, _) in enumerate(self._counted):
            blocks.setdefault(self._findings[finding].block, []).append(place)
        total = np.array(self.score)
        for members in blocks.values():
            if moved.keys() & set(members):
                before = [np.array(self._counted[each][2]) for each in members]
                after = [moved.get(each, was) for each, was in zip(members, before, strict=True)]
                total = total - _block(before) + _block(after)
        return total


def _block(members: list[Steps]) -> Steps:
    """The strongest for plus the strongest against."""
    together = np.broadcast_arrays(*members)
    found: Steps = np.maximum(np.max(together, axis=0), 0) + np.minimum(np.min(together, axis=0), 0)
    return found


@cache
def _steps(interval: Interval, margin: float) -> tuple[float, ...]:
    """The frequencies of two figures that lie in an interval, ``margin`` off 0 and 1; near 1 the distance has two."""
    lower, upper = max(interval.lower, margin), min(interval.upper, 1 - margin)
    all_steps = _two_figures()
    found = all_steps[bisect_left(all_steps, lower) : bisect_right(all_steps, upper)]
    return found or (min(lower, upper),)


@cache
def _two_figures() -> tuple[float, ...]:
    small = [n / 10**power for power in (5, 4, 3) for n in range(10, 100)]
    return (*small, *(n / 100 for n in range(10, 91)), *(round(1 - each, 7) for each in reversed(small)))


def _background(index: GroundIndex, stating: int) -> float:
    return index.scale.constants.background_scale * (stating + 1) / (len(index.knowledge.top_diseases) + 2)


def _stating(index: GroundIndex, finding: str, moved: set[str] | frozenset[str]) -> frozenset[str]:
    """The differential diagnoses that state the finding, or one below it, without the statements that move."""
    cutoff = index.scale.constants.not_passed_up
    found: set[str] = set()
    for stated in {finding} | index.knowledge.findings[finding].descendants:
        for disease, interval, name in index.statements.get(stated, ()):
            if interval.point > cutoff and name not in moved:
                found |= index.diseases_below.get(disease, frozenset())
    return frozenset(found)


def _log_odds(share: float) -> float:
    return math.log(share / (1 - share))
