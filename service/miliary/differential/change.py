"""What would change the leader: the smallest set of one or two unknown findings after which another disease leads.

Among sets of the same size the most probable comes first. The probability of a finding is the mean of its probability
in each disease, ``P(f) = Σ π(D) · P(f | D)``, with ``π(D) ∝ 10^(S(D)/10)`` over the diseases that are not excluded
(scores are log odds; Good, *Probability and the Weighing of Evidence*, 1950) and ``P(f | D) = b(f) · 10^(w/10)``, which
is b(f) where D says nothing. Two findings are taken as independent given the disease.

What single findings would do is known exactly (:mod:`~miliary.differential.prospects`). Pairs are sought only where no
single finding does it; they are first added up as if each only added its part, and the most probable are then read as
cases of their own, so that every change that is told is one.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from miliary.differential.case import read
from miliary.differential.columns import Decibans
from miliary.differential.compatibility import Differential
from miliary.differential.prospects import Outcomes, Prospects, compatible, with_answer
from miliary.differential.scores import Excluded
from miliary.differential.weights import Polarity
from miliary.errors import ContradictoryCase

Chances = NDArray[np.float64]
Added = tuple[Polarity, int]
"""A finding, by its line among the prospects, that is present or absent."""

MOST = 3
"""How many changes are told."""
READ_AGAIN = 30
"""How many pairs are read as cases of their own at most."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the differential would stand: the diseases with the best score, and how many stay compatible."""

    leaders: tuple[str, ...]
    compatible: int


@dataclass(frozen=True, slots=True)
class Change:
    """Findings that would change the leader, how probable they are together, and what then."""

    present: tuple[str, ...]
    absent: tuple[str, ...]
    probability: float
    then: Standing


def changes(differential: Differential, most: int = MOST) -> tuple[Change, ...]:
    """The most probable of the smallest changes; none while there is too little to tell the diseases apart.

    No two of them are of the same blocks and lead to the same disease.
    """
    if not differential.enough:
        return ()
    here = _Here(differential)
    return tuple(here.chosen(here.singles(), most) or here.chosen(here.pairs(), most))


class _Here:
    """One case, and what all that is unknown would make of it."""

    def __init__(self, differential: Differential) -> None:
        compiled, self._reading = differential.compiled, differential.reading
        self._compiled = compiled
        self._prospects: Prospects = compiled.prospects
        self._diseases = compiled.knowledge.top_diseases
        self._leader = self._diseases.index(differential.first(1)[0].disease)
        top = compiled.columns.top_rows
        self._totals, excluded = differential.scores[top].astype(np.int64), differential.excluded[top]
        self._alive = ~excluded
        self._outcomes = self._prospects.outcomes(self._reading)
        self._prior, self._given = self._chances()
        known = self._reading.holds | self._reading.fails | self._reading.case.not_assessed
        self._open = np.array([each not in known for each in self._prospects.findings], dtype=np.bool_)

    def singles(self) -> Iterator[tuple[float, tuple[Added, ...], Standing]]:
        """Single findings after which another disease leads, the most probable first."""
        found: list[tuple[float, int, Polarity]] = []
        for polarity, after in self._outcomes.items():
            alive = np.where(after.excluded, np.iinfo(np.int64).min, after.totals.astype(np.int64))
            changed = alive.max(axis=1, initial=np.iinfo(np.int64).min) > alive[:, self._leader]
            lines = np.flatnonzero(changed & after.possible & self._open)
            chances = self._given[polarity][lines] @ self._prior
            found += [(-float(chance), int(line), polarity) for chance, line in zip(chances, lines, strict=True)]
        for chance, line, polarity in sorted(found):
            outcomes: Outcomes = self._outcomes[polarity]
            yield -chance, ((polarity, line),), self._standing(outcomes.totals[line], outcomes.excluded[line])

    def pairs(self) -> Iterator[tuple[float, tuple[Added, ...], Standing]]:
        """Pairs of findings of different blocks after which another disease leads, the most probable first."""
        sides, gains = self._sides()
        if not sides:
            return
        toward = [self._toward(int(rival), gains) for rival in np.flatnonzero(self._alive)]
        first, second = np.unique(np.concatenate(toward, axis=1), axis=1)
        blocks = np.array([self._block(each) for each in sides])
        apart = blocks[first] != blocks[second]
        first, second = first[apart], second[apart]
        likely = np.array([self._given[polarity][line] for polarity, line in sides])
        together = (likely[first] * likely[second]) @ self._prior
        for each in np.lexsort((second, first, -together))[:READ_AGAIN]:
            added = sides[first[each]], sides[second[each]]
            if then := self._read_again(added):
                yield float(together[each]), added, then

    def chosen(self, offered: Iterable[tuple[float, tuple[Added, ...], Standing]], most: int) -> list[Change]:
        """The first of them, each of other blocks or to another leader."""
        found: list[Change] = []
        told = set()
        for chance, added, then in offered:
            kind = frozenset(self._block(each) for each in added), then.leaders
            if kind not in told:
                told.add(kind)
                present, absent = (
                    tuple(sorted(self._prospects.findings[line] for at, line in added if at is polarity))
                    for polarity in Polarity
                )
                found.append(Change(present, absent, chance, then))
            if len(found) == most:
                break
        return found

    def _sides(self) -> tuple[list[Added], Decibans]:
        """The unknown findings that bring some disease nearer to the leader, and what they add to each."""
        sides: list[Added] = []
        gains = []
        for polarity, after in self._outcomes.items():
            gained = after.totals.astype(np.int64) - self._totals
            nearer = (gained - gained[:, [self._leader]])[:, self._alive].max(axis=1, initial=0) > 0
            lines = np.flatnonzero(nearer & after.possible & self._open)
            sides += [(polarity, int(line)) for line in lines]
            gains.append(gained[lines])
        return sides, np.concatenate(gains)

    def _toward(self, rival: int, gains: Decibans) -> NDArray[np.int64]:
        """Pairs (columns), by their places in ``gains``, that together carry a rival past the leader."""
        needed = self._totals[self._leader] - self._totals[rival]
        toward = gains[:, rival] - gains[:, self._leader]
        useful = np.flatnonzero((toward > 0) & (toward + toward.max(initial=0) > needed))
        carried = toward[useful, None] + toward[None, useful] > needed
        pairs: NDArray[np.int64] = useful[np.array(np.nonzero(np.triu(carried, 1)))]
        return pairs

    def _read_again(self, added: Iterable[Added]) -> Standing | None:
        """Where the case with these findings stands; None where it contradicts itself or the leader stays."""
        case = self._reading.case
        for polarity, line in added:
            case = with_answer(case, self._prospects.findings[line], polarity)
        try:
            reading = read(case, self._compiled.knowledge)
        except ContradictoryCase:
            return None
        scorer, top = self._compiled.scorer, self._compiled.columns.top_rows
        then = self._standing(scorer.totals(reading)[top], scorer.excluded(reading)[top])
        return None if not then.leaders or self._diseases[self._leader] in then.leaders else then

    def _standing(self, totals: Decibans, excluded: Excluded) -> Standing:
        left = compatible(totals, excluded, self._compiled.scale.constants.compatible_within)
        best = totals[left].max(initial=np.iinfo(np.int32).min)
        leaders = sorted(self._diseases[each] for each in np.flatnonzero(left & (totals == best)))
        return Standing(tuple(leaders), int(left.sum()))

    def _chances(self) -> tuple[Chances, dict[Polarity, Chances]]:
        """How probable each disease is here, and each finding in it."""
        best = self._totals[self._alive].max(initial=np.iinfo(np.int64).min)
        odds = np.where(self._alive, 10.0 ** ((self._totals - best) / 10), 0.0)
        background = np.array([self._compiled.weights.background[each] for each in self._prospects.findings])
        worth = self._prospects.worth(self._reading)[Polarity.PRESENT]
        shown = np.minimum(background[:, None] * 10.0 ** (worth / 10), 1.0)
        return odds / odds.sum(), {Polarity.PRESENT: shown, Polarity.ABSENT: 1 - shown}

    def _block(self, added: Added) -> str:
        return self._compiled.knowledge.findings[self._prospects.findings[added[1]]].block
