"""Which diseases are compatible with a case: scores, statuses and the order of the differential."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from miliary.differential.case import Reading
from miliary.differential.columns import Decibans
from miliary.differential.compiled import Compiled
from miliary.differential.priors import priors_of
from miliary.differential.profile import ContextState
from miliary.differential.scores import Excluded, asked
from miliary.differential.weights import Criterion, Polarity, Weight


class Status(StrEnum):
    """Where a disease stands, in the order of the answer."""

    COMPATIBLE = "compatible"
    LESS_LIKELY = "less likely"
    EXCLUDED = "excluded"


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one finding of the case is worth for one disease; ``share`` is the part of its weight that counts.

    Of the findings of a block only the strongest for and the strongest against have a share; ``instead`` names the
    finding that speaks for the block.
    """

    finding: str
    polarity: Polarity
    share: int = 0
    weight: Weight | None = None
    instead: str | None = None


@dataclass(frozen=True, slots=True)
class AgeRow:
    """What the age of the patient is worth, with the statements it rests on."""

    share: int
    statements: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PriorRow:
    """What the chosen prior is worth, ``10·log10(share · N)`` for N diseases, with the statements that give it."""

    share: int
    statements: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tally:
    """The parts of one disease's score; the shares of the contributions, the age and the prior add up to ``score``."""

    disease: str
    contributions: tuple[Contribution, ...]
    age: AgeRow | None
    prior: PriorRow | None
    excluded_by: tuple[Criterion, ...]
    disputed: tuple[Criterion, ...]

    @property
    def score(self) -> int:
        """The sum of all shares, in decibans."""
        rows = sum(each.share for each in (self.age, self.prior) if each)
        return rows + sum(each.share for each in self.contributions)


@dataclass(frozen=True, slots=True)
class Candidate:
    """One disease of the ranked answer; ``behind`` is its distance to the leader in decibans."""

    tally: Tally
    status: Status
    behind: int
    subtypes: tuple["Candidate", ...] = ()

    @property
    def disease(self) -> str:
        """The IRI of the disease."""
        return self.tally.disease


@dataclass(frozen=True)
class Differential:
    """The answer for all diseases, in the order of the knowledge; ranked and explained as far as it is asked for.

    ``best`` is the highest score of a differential diagnosis that is not excluded (None when all are), ``leader`` the
    score that the others are measured against.
    """

    reading: Reading
    compiled: Compiled
    scores: Decibans
    excluded: Excluded
    best: int | None
    leader: int

    @property
    def enough(self) -> bool:
        """Whether the best score is high enough to tell the diseases apart."""
        return self.best is not None and self.best >= self.compiled.scale.constants.enough_score

    @cached_property
    def statuses(self) -> NDArray[np.int8]:
        """The status of every disease, as its place in :class:`Status`."""
        behind = self.scores < self.leader - self.compiled.scale.constants.compatible_within
        return np.where(self.excluded, np.int8(2), behind.view(np.int8))

    @cached_property
    def candidates(self) -> tuple[Candidate, ...]:
        """The differential diagnoses in order: status, score, label, identifier; subtypes nest under them."""
        return self.first(len(self.compiled.knowledge.top_diseases))

    def first(self, count: int) -> tuple[Candidate, ...]:
        """The first ``count`` of them."""
        rows = self.compiled.columns.top_rows
        return tuple(self._candidate(row) for row in self._ranked(rows, count).tolist())

    def _ranked(self, rows: NDArray[np.int64], count: int) -> NDArray[np.int64]:
        """The first ``count`` of ``rows`` in order; one number a row says status, score and label at once."""
        order = (self.statuses[rows].astype(np.int64) << 48) - (self.scores[rows].astype(np.int64) << 24)
        order += self.compiled.columns.stated.by_label[rows]
        if rows.size > count:
            nearest = np.argpartition(order, count - 1)[:count]
            rows, order = rows[nearest], order[nearest]
        return rows[np.argsort(order)]

    def _candidate(self, row: int) -> Candidate:
        columns = self.compiled.columns
        disease = columns.diseases[row]
        subtypes = [columns.row[each] for each in self.compiled.knowledge.subtypes.get(disease, ())]
        return Candidate(
            tally=tally(disease, self.reading, self.compiled),
            status=_STATUSES[self.statuses[row]],
            behind=self.leader - int(self.scores[row]),
            subtypes=tuple(
                map(self._candidate, self._ranked(np.array(subtypes, dtype=np.int64), len(subtypes)).tolist())
            ),
        )


_STATUSES = tuple(Status)


def differentiate(reading: Reading, compiled: Compiled) -> Differential:
    """Score every disease against the case.

    A disease stays compatible within ``compatible_within`` decibans of the best (1 : 20); subtypes are measured against
    the same leader and nest under their disease.
    """
    scores, excluded = compiled.scorer.totals(reading), compiled.scorer.excluded(reading)
    top = compiled.columns.top_rows
    tops = scores if top.size == scores.size else scores[top]
    barred = excluded if top.size == scores.size else excluded[top]
    alive = tops[~barred] if barred.any() else tops
    best = int(alive.max()) if alive.size else None
    return Differential(reading, compiled, scores, excluded, best, int(tops.max()) if best is None else best)


def tally(disease: str, reading: Reading, compiled: Compiled) -> Tally:
    """Add up what the case is worth for one disease and check its criteria."""
    broken = [each for each in compiled.criteria(disease) if _applies(each, reading)]
    return Tally(
        disease=disease,
        contributions=tuple(_contributions(disease, reading, compiled)),
        age=_age_row(disease, reading, compiled),
        prior=_prior_row(disease, reading, compiled),
        excluded_by=tuple(each for each in broken if not each.disputed),
        disputed=tuple(each for each in broken if each.disputed),
    )


def _contributions(disease: str, reading: Reading, compiled: Compiled) -> Iterator[Contribution]:
    """One contribution for each finding that counts; within a block only the extremes have a share."""
    blocks: dict[str, list[Contribution]] = {}
    for finding, polarity in asked(reading, compiled.knowledge):
        found = compiled.weight(disease, finding, polarity, reading)
        if compiled.knowledge.findings[finding].demographic and not found:
            continue
        block = compiled.knowledge.findings[finding].block
        blocks.setdefault(block, []).append(Contribution(finding, polarity, found.decibans if found else 0, found))
    for members in blocks.values():
        spokesmen = {_strongest(members, sign) for sign in (1, -1)}
        for each in members:
            yield each if each in spokesmen or not each.share else _silenced(each, members)


def _strongest(members: Iterable[Contribution], sign: int) -> Contribution | None:
    """The member that counts most in the direction of ``sign``; of equals the first by identifier."""
    inclined = [each for each in members if each.share * sign > 0]
    return min(inclined, key=lambda each: (-each.share * sign, each.finding, each.polarity), default=None)


def _silenced(contribution: Contribution, members: Iterable[Contribution]) -> Contribution:
    spokesman = _strongest(members, 1 if contribution.share > 0 else -1)
    instead = spokesman.finding if spokesman else None
    return Contribution(contribution.finding, contribution.polarity, 0, contribution.weight, instead)


def _age_row(disease: str, reading: Reading, compiled: Compiled) -> AgeRow | None:
    windows, age = compiled.weights.ages.get(disease), reading.case.age
    if windows is None or age is None or any(_inside(age, *each) for each in windows.ranges):
        return None
    return AgeRow(compiled.scale.constants.age_against, windows.statements)


def _prior_row(disease: str, reading: Reading, compiled: Compiled) -> PriorRow | None:
    if reading.case.priors is None:
        return None
    found = priors_of(compiled.knowledge, reading.case.priors).get(disease)
    return PriorRow(*found) if found else None


def _inside(age: float, start: float | None, end: float | None) -> bool:
    return (start is None or age >= start) and (end is None or age <= end)


def _applies(criterion: Criterion, reading: Reading) -> bool:
    """Whether the case meets the criterion's finding and every context that it needs."""
    meets = reading.holds if criterion.polarity is Polarity.PRESENT else reading.fails
    return criterion.finding in meets and reading.meets((each, ContextState.PRESENT) for each in criterion.contexts)
