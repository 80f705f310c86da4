"""What to look at next: which open findings would narrow the compatible set most, and on which rung they are found.

For each finding the expected drop of the compatible set, in diseases: what its presence and its absence would leave,
weighed by how probable each is. Tests stand on rungs, from history and examination (0) to brain biopsy (5). What only
asks, takes blood or takes pictures (0 to 2) stands side by side; what goes further is offered only if it would tell
more than everything below it, and brain biopsy only where all else falls short. Nothing here is advice: it says what
would tell most.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from miliary.differential.case import Reading
from miliary.differential.compatibility import Differential
from miliary.differential.compiled import Compiled
from miliary.differential.prospects import Outcomes, Prospects, Rows, compatible
from miliary.differential.terms import Knowledge
from miliary.differential.weights import Polarity

FIRST_INVASIVE = 3
BRAIN_BIOPSY = 5
LAST_BEFORE_STOP = 3
"""The rung up to which the stop signal looks."""
MOST = 8
MOST_ON_A_RUNG = 3
LEADERS = 3
QUARTILE = 0.25

Shares = NDArray[np.float32]


class Sample(Protocol):
    """Draws of what the statements leave open, for one case."""

    @property
    def totals(self) -> NDArray[np.float32]:
        """The decibans of the differential diagnoses (diseases × draws)."""

    def shares(self, lines: Rows) -> Shares:
        """P(finding | disease) of lines of the prospects (findings × diseases × draws), else the background."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one answer would leave: the number of compatible diseases, and the first of them."""

    leaders: tuple[str, ...]
    compatible: int


@dataclass(frozen=True, slots=True)
class Reach:
    """The best that one rung has to offer; no finding when nothing on it would change anything."""

    rung: int
    finding: str | None
    gain: float


@dataclass(frozen=True, slots=True)
class NextFinding:
    """One finding to look for, on the lowest rung of its tests; ``gain`` is in diseases.

    ``fall_short`` is what the lower rungs have to offer, where that had to be too little: at a brain biopsy.
    """

    finding: str
    test: str
    rung: int
    gain: float
    if_present: Outcome
    if_absent: Outcome
    fall_short: tuple[Reach, ...] = ()


class StopReason(StrEnum):
    """Why looking further does not help, or that it does."""

    OPEN = "open"
    INDEX_DENIED = "index denied"
    NONE_LEFT = "none left"
    ONE_LEFT = "one left"
    NOTHING_NARROWS = "nothing narrows"


@dataclass(frozen=True, slots=True)
class Stop:
    """Whether there is nothing more to look at on the rungs up to lumbar puncture and PET-CT."""

    reason: StopReason
    reaches: tuple[Reach, ...]

    @property
    def reached(self) -> bool:
        """Whether to stop."""
        return self.reason is not StopReason.OPEN


@dataclass(frozen=True, slots=True)
class Next:
    """What would tell most next, by rung, and the stop signal."""

    findings: tuple[NextFinding, ...]
    stop: Stop


@dataclass(frozen=True, slots=True)
class _Candidate:
    line: int
    finding: str
    rung: int
    gain: float


def next_findings(differential: Differential, sample: Sample, undone: frozenset[str] = frozenset()) -> Next:
    """Weigh every open finding and offer the most telling.

    ``undone`` are findings that the case calls not assessed only because their test was not done: they are open. The
    other findings that were not assessed could not be seen, and are not offered.
    """
    reading, compiled = differential.reading, differential.compiled
    top, prospects, constants = compiled.columns.top_rows, compiled.prospects, compiled.scale.constants
    totals, excluded = differential.scores[top], differential.excluded[top]
    left = int(compatible(totals, excluded, constants.compatible_within).sum())
    if reason := _at_the_end(reading, compiled, left):
        return Next((), Stop(reason, ()))
    outcomes = prospects.outcomes(reading)
    lines = _open_lines(reading, prospects, outcomes, undone, left)
    gains = _gains(outcomes, lines, totals, excluded, sample)
    candidates = _ordered(lines, gains, compiled)
    reaches = tuple(_reach(rung, candidates) for rung in range(BRAIN_BIOPSY))
    helping = [each for each in candidates if each.gain >= constants.next_gain]
    offered = _offer([each for each in helping if each.rung < BRAIN_BIOPSY], compiled.knowledge)
    short: tuple[Reach, ...] = ()
    if not offered:
        offered, short = _offer([each for each in helping if each.rung == BRAIN_BIOPSY], compiled.knowledge), reaches
    narrowing = any(each.rung <= LAST_BEFORE_STOP for each in helping)
    stop = Stop(StopReason.OPEN if narrowing else StopReason.NOTHING_NARROWS, reaches)
    return Next(tuple(_described(each, outcomes, short, compiled) for each in offered), stop)


def _at_the_end(reading: Reading, compiled: Compiled, left: int) -> StopReason | None:
    if compiled.knowledge.index_finding in reading.fails:
        return StopReason.INDEX_DENIED
    return {0: StopReason.NONE_LEFT, 1: StopReason.ONE_LEFT}.get(left)


def _open_lines(
    reading: Reading,
    prospects: Prospects,
    outcomes: Mapping[Polarity, Outcomes],
    undone: frozenset[str],
    left: int,
) -> Rows:
    """The findings that the case leaves open and of which one answer or the other would leave fewer diseases."""
    closed = reading.holds | reading.fails | (reading.case.not_assessed - undone)
    is_open = np.array([each not in closed for each in prospects.findings], dtype=np.bool_)
    fewer = np.zeros_like(is_open)
    for each in outcomes.values():
        is_open &= each.possible
        fewer |= each.compatible.sum(axis=1) < left
    return np.flatnonzero(is_open & fewer)


def _gains(
    outcomes: Mapping[Polarity, Outcomes],
    lines: Rows,
    totals: NDArray[np.int32],
    excluded: NDArray[np.bool_],
    sample: Sample,
) -> NDArray[np.float64]:
    """The lower quartile over the draws of the expected drop of the compatible set, never below 0.

    The case's totals and the probability of the finding are drawn; what the finding would add to the totals is taken at
    its point, so that blocks, contexts and criteria are those of the answer that is shown. Totals at their points as
    well would save half a millisecond of six, and put first what no draw confirms: on five of ten figure patients the
    most telling finding was then one whose absence costs a disease that stands exactly at the edge one deciban.
    """
    if not lines.size:
        return np.zeros(0)
    drawn = np.rint(sample.totals * _FINE).astype(np.int16)
    within = outcomes[Polarity.PRESENT].within
    now = _count(drawn[:, None, :], excluded[:, None, None], within)
    present, absent = (
        _count(
            drawn[:, None, :] + ((outcomes[each].totals[lines] - totals).T[:, :, None] * _FINE).astype(np.int16),
            outcomes[each].excluded[lines].T[:, :, None],
            within,
        )
        for each in (Polarity.PRESENT, Polarity.ABSENT)
    )
    chance = predictive(sample.totals, excluded, sample.shares(lines))
    drop = now - (chance * present + (1 - chance) * absent)
    place = int(QUARTILE * (drop.shape[1] - 1))
    quartile: NDArray[np.float64] = np.partition(drop, place, axis=1)[:, place].astype(np.float64)
    return np.maximum(quartile, 0)


_FINE = 10
"""Drawn totals are counted in tenths of a deciban, as small whole numbers: four times as fast."""


def _count(totals: NDArray[np.int16], excluded: NDArray[np.bool_], within: int) -> NDArray[np.int16]:
    """How many diseases (the first axis) are compatible, over all other axes."""
    if excluded.any():
        totals = np.where(excluded, np.iinfo(np.int16).min, totals)
    # A drawn total is no whole number: half a deciban is what rounding would give away.
    reach = np.int16(within * _FINE + _FINE // 2)
    last = np.maximum(totals.max(axis=0), np.iinfo(np.int16).min + reach + 1) - reach
    counted: NDArray[np.int16] = (totals >= last).sum(axis=0, dtype=np.int16)
    return counted


def predictive(totals: NDArray[np.float32], excluded: NDArray[np.bool_], shares: Shares) -> NDArray[np.float32]:
    """The probability of each finding (findings × draws): its shares, weighed by what the case makes of each disease.

    The posterior is ``10^(total/10)`` over the diseases that are not excluded, without priors.
    """
    alive = np.where(excluded[:, None], np.float32(-np.inf), totals)
    odds = np.power(np.float32(10), (alive - alive.max(axis=0)) / 10)
    posterior = (odds / odds.sum(axis=0)).astype(np.float32)
    found: NDArray[np.float32] = np.einsum("fdn,dn->fn", shares, posterior)
    return found


def _ordered(lines: Rows, gains: NDArray[np.float64], compiled: Compiled) -> list[_Candidate]:
    """The open findings, the lowest rung first and the most telling of a rung before the others."""
    known, findings = compiled.knowledge, compiled.prospects.findings
    found = [
        _Candidate(int(line), findings[line], known.rungs[observed_by(findings[line], known)], round(float(gain), 3))
        for line, gain in zip(lines, gains, strict=True)
    ]
    return sorted(found, key=lambda each: (each.rung, -each.gain, known.findings[each.finding].label, each.finding))


def observed_by(finding: str, knowledge: Knowledge) -> str:
    """The test that looks for a finding: of those on its lowest rung the most special, then by identifier."""
    rungs = {each: knowledge.rungs[each] for each in knowledge.findings[finding].tests if each in knowledge.rungs}
    lowest = min(rungs.values())
    tests = [each for each, rung in rungs.items() if rung == lowest]
    return min(tests, key=lambda each: (len(knowledge.tests_below.get(each, ())), each))


def _reach(rung: int, candidates: Iterable[_Candidate]) -> Reach:
    best = next((each for each in candidates if each.rung == rung and each.gain > 0), None)
    return Reach(rung, best.finding, best.gain) if best else Reach(rung, None, 0.0)


def _offer(candidates: Sequence[_Candidate], knowledge: Knowledge) -> list[_Candidate]:
    """The best of each rung, of related findings one: the first of every rung before the second of any."""
    by_rung: dict[int, list[_Candidate]] = {}
    taken: list[_Candidate] = []
    for each in candidates:
        below = max((other.gain for other in taken if other.rung < each.rung), default=0.0)
        worth_the_climb = each.rung < FIRST_INVASIVE or each.gain > below
        if worth_the_climb and not any(_related(each.finding, other.finding, knowledge) for other in taken):
            on_rung = by_rung.setdefault(each.rung, [])
            if len(on_rung) < MOST_ON_A_RUNG:
                on_rung.append(each)
                taken.append(each)
    ranked = sorted(taken, key=lambda each: (by_rung[each.rung].index(each), each.rung))
    return [each for each in taken if each in ranked[:MOST]]


def _related(finding: str, other: str, knowledge: Knowledge) -> bool:
    term, than = knowledge.findings[finding], knowledge.findings[other]
    return term.block == than.block or other in term.ancestors or other in term.descendants


def _described(
    candidate: _Candidate, outcomes: Mapping[Polarity, Outcomes], short: tuple[Reach, ...], compiled: Compiled
) -> NextFinding:
    return NextFinding(
        finding=candidate.finding,
        test=observed_by(candidate.finding, compiled.knowledge),
        rung=candidate.rung,
        gain=candidate.gain,
        if_present=_outcome(outcomes[Polarity.PRESENT], candidate.line, compiled),
        if_absent=_outcome(outcomes[Polarity.ABSENT], candidate.line, compiled),
        fall_short=short,
    )


def _outcome(outcomes: Outcomes, line: int, compiled: Compiled) -> Outcome:
    left = np.flatnonzero(outcomes.compatible[line])
    by_label = compiled.columns.stated.by_label[compiled.columns.top_rows]
    order = left[np.lexsort((by_label[left], -outcomes.totals[line][left]))]
    return Outcome(tuple(compiled.knowledge.top_diseases[each] for each in order[:LEADERS]), int(left.size))
