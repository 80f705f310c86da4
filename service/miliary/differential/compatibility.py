"""Which diseases are compatible with a case: scores, statuses and the order of the differential."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from miliary.differential.case import Reading
from miliary.differential.compiled import Compiled
from miliary.differential.profile import ContextState
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
class Tally:
    """The parts of one disease's score; the shares of the contributions and of the age add up to ``score``."""

    disease: str
    contributions: tuple[Contribution, ...]
    age: AgeRow | None
    excluded_by: tuple[Criterion, ...]
    disputed: tuple[Criterion, ...]

    @property
    def score(self) -> int:
        """The sum of all shares, in decibans."""
        return sum(each.share for each in self.contributions) + (self.age.share if self.age else 0)


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


@dataclass(frozen=True, slots=True)
class Differential:
    """The ranked answer; ``best`` is the highest score of a disease that is not excluded (None when all are)."""

    candidates: tuple[Candidate, ...]
    best: int | None
    enough: bool


def differentiate(reading: Reading, compiled: Compiled) -> Differential:
    """Score every disease against the case and rank them: status, score, label, identifier.

    A disease stays compatible within ``compatible_within`` decibans of the best (1 : 20); subtypes are measured against
    the same leader and nest under their disease.
    """
    knowledge, constants = compiled.knowledge, compiled.scale.constants
    within = constants.compatible_within
    tallies = {disease: tally(disease, reading, compiled) for disease in knowledge.diseases}
    alive = [tallies[disease].score for disease in knowledge.top_diseases if not tallies[disease].excluded_by]
    best = max(alive, default=None)
    leader = best if best is not None else max(tallies[disease].score for disease in knowledge.top_diseases)

    def ranked(of: str | None) -> tuple[Candidate, ...]:
        members = [each for each in tallies.values() if knowledge.diseases[each.disease].of == of]
        placed = [
            Candidate(each, _status(each, leader, within), leader - each.score, ranked(each.disease))
            for each in members
        ]
        return tuple(sorted(placed, key=lambda each: _order(each, knowledge.diseases[each.disease].label)))

    return Differential(ranked(None), best, best is not None and best >= constants.enough_score)


def tally(disease: str, reading: Reading, compiled: Compiled) -> Tally:
    """Add up what the case is worth for one disease and check its criteria."""
    broken = [each for each in compiled.criteria(disease) if _applies(each, reading, compiled)]
    return Tally(
        disease=disease,
        contributions=tuple(_contributions(disease, reading, compiled)),
        age=_age_row(disease, reading, compiled),
        excluded_by=tuple(each for each in broken if not each.disputed),
        disputed=tuple(each for each in broken if each.disputed),
    )


def _contributions(disease: str, reading: Reading, compiled: Compiled) -> Iterator[Contribution]:
    """One contribution for each finding that counts; within a block only the extremes have a share."""
    given = compiled.knowledge.given
    asked = [(each, Polarity.PRESENT) for each in reading.present if each not in given]
    asked += [(each, Polarity.ABSENT) for each in reading.absent if each not in given]
    blocks: dict[str, list[Contribution]] = {}
    for finding, polarity in asked:
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


def _inside(age: float, start: float | None, end: float | None) -> bool:
    return (start is None or age >= start) and (end is None or age <= end)


def _applies(criterion: Criterion, reading: Reading, compiled: Compiled) -> bool:
    """Whether the case meets the criterion's finding and every context that it needs."""
    meets = reading.holds if criterion.polarity is Polarity.PRESENT else reading.fails
    world = reading.world(criterion.contexts)
    return criterion.finding in meets and all(state is ContextState.PRESENT for state in world.values())


def _status(tally: Tally, leader: int, within: int) -> Status:
    if tally.excluded_by:
        return Status.EXCLUDED
    return Status.COMPATIBLE if tally.score >= leader - within else Status.LESS_LIKELY


def _order(candidate: Candidate, label: str) -> tuple[int, int, str, str]:
    return list(Status).index(candidate.status), -candidate.tally.score, label, candidate.disease
