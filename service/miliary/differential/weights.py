"""Weights of evidence: what a finding, present or absent, is worth for a disease, in whole decibans.

A weight is ``10·log10`` of a likelihood ratio: the probability of the finding in the disease over its background in
the differential (Good, *Probability and the Weighing of Evidence*, 1950, for the idea and the unit).
"""

import math
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property

from miliary.differential.demographics import Range, age_ranges, opposed_sexes
from miliary.differential.likelihood import Interval, Scale, interval_of
from miliary.differential.profile import (
    Basis,
    ContextState,
    Standing,
    World,
    judge,
    stated_ancestors,
    worlds,
)
from miliary.differential.terms import Knowledge, Role, Statement


class Polarity(StrEnum):
    """Whether a finding was observed or looked for in vain."""

    PRESENT = "present"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class Weight:
    """What one finding is worth for one disease.

    ``interval`` is None where only an ancestor is stated; ``stated`` is the finding that the evidence was stated of;
    ``when`` holds the contexts that the weight depends on, in order.
    """

    disease: str
    finding: str
    polarity: Polarity
    decibans: int
    basis: Basis
    stated: str
    statements: tuple[str, ...]
    interval: Interval | None = None
    conflicting: bool = False
    when: tuple[tuple[str, ContextState], ...] = ()


@dataclass(frozen=True, slots=True)
class Criterion:
    """A finding whose presence (or absence) excludes a disease; ``disputed`` when another statement softens it."""

    disease: str
    finding: str
    polarity: Polarity
    contexts: frozenset[str]
    statement: str
    disputed: bool


@dataclass(frozen=True, slots=True)
class AgeWindows:
    """The stated ranges of ages of a disease, in years, with the statements; None ends are open."""

    ranges: tuple[Range, ...]
    statements: tuple[str, ...]


@dataclass(frozen=True)
class Weights:
    """All weights of the published knowledge, each pair's when it is asked for.

    What is published of them, and what scores add up, comes from the columns, which say the same (tested).
    """

    knowledge: Knowledge
    scale: Scale
    background: Mapping[str, float]
    criteria: tuple[Criterion, ...]
    ages: Mapping[str, AgeWindows]
    _remembered: dict[tuple[str, str], tuple[Weight, ...]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    @cached_property
    def weights(self) -> tuple[Weight, ...]:
        """Every weight, descendants of what is stated included."""
        return tuple(self.each())

    def each(self) -> Iterator[Weight]:
        """Make every weight in turn, disease by disease, those of the sexes last, and keep none of them."""
        for disease in self.knowledge.diseases:
            for finding in _weighable(self.knowledge, disease):
                yield from self._weigh(disease, finding)
        yield from self.sex

    @cached_property
    def sex(self) -> tuple[Weight, ...]:
        """The weights of the sexes."""
        return tuple(_sex_weights(self.knowledge, self.scale))

    def of(self, disease: str, finding: str) -> tuple[Weight, ...]:
        """The weights of ``finding`` for ``disease``, of both polarities and in every context that matters."""
        key = disease, finding
        found = self._remembered.get(key)
        if found is None:
            if self.knowledge.findings[finding].demographic:
                found = self._sex_of.get(key, ())
            else:
                found = tuple(self._weigh(disease, finding)) if self._related(disease, finding) else ()
            if len(self._remembered) >= _REMEMBERED:
                self._remembered.clear()
            self._remembered[key] = found
        return found

    def forget(self) -> None:
        """Forget the weights that :meth:`of` has made."""
        self._remembered.clear()

    @cached_property
    def _sex_of(self) -> Mapping[tuple[str, str], tuple[Weight, ...]]:
        grouped: dict[tuple[str, str], tuple[Weight, ...]] = {}
        for each in self.sex:
            grouped[each.disease, each.finding] = (*grouped.get((each.disease, each.finding), ()), each)
        return grouped

    def _related(self, disease: str, finding: str) -> bool:
        """Whether anything stated of the disease can reach the finding."""
        if finding in self.knowledge.given:
            return False
        term, stated = self.knowledge.findings[finding], self.knowledge.stated_findings(disease)
        return finding in stated or not (stated.isdisjoint(term.ancestors) and stated.isdisjoint(term.descendants))

    def _weigh(self, disease: str, finding: str) -> Iterator[Weight]:
        return _finding_weights(self.knowledge, self.scale, disease, finding, self.background)


_REMEMBERED = 50_000


def weigh(knowledge: Knowledge, scale: Scale) -> Weights:
    """Prepare the weights of the knowledge."""
    return Weights(
        knowledge=knowledge,
        scale=scale,
        background=backgrounds(knowledge, scale),
        criteria=tuple(_criteria(knowledge)),
        ages={disease: AgeWindows(ranges, ids) for disease, ranges, ids in age_ranges(knowledge)},
    )


def backgrounds(knowledge: Knowledge, scale: Scale) -> dict[str, float]:
    """The share of the differential that shows each finding: ``scale · (n + 1) / (N + 2)``.

    n of N diseases have a statement, on the finding or on a descendant, with a point above "not reported" (rule of
    succession times what a bare + means). A statement that denies it does not take the disease out again, so that no
    new statement on one disease can make a finding weigh more for another.
    """
    stating: Counter[str] = Counter()
    for disease in knowledge.top_diseases:
        expected = {
            finding
            for name in knowledge.lineage(disease)
            for finding, statements in knowledge.by_disease.get(name, {}).items()
            if any(_is_expected(each, scale) for each in statements)
        }
        stating.update(expected.union(*(knowledge.findings[each].ancestors for each in expected)))
    size = len(knowledge.top_diseases)
    return {
        finding: scale.constants.background_scale * (stating[finding] + 1) / (size + 2)
        for finding in knowledge.findings
    }


def _is_expected(statement: Statement, scale: Scale) -> bool:
    read = interval_of(statement, scale)
    return read is not None and read.point > scale.constants.not_passed_up


def decibans(share: float, background: float) -> int:
    """The weight of a probability against its background, rounded to a whole number (halves to even)."""
    return round(10 * math.log10(share / background))


def _weighable(knowledge: Knowledge, disease: str) -> Iterator[str]:
    """Findings that anything stated of the disease can reach: above and below its stated findings, not beside them."""
    reached: set[str] = set()
    for finding in knowledge.stated_findings(disease):
        term = knowledge.findings[finding]
        reached |= {finding} | term.ancestors
        if finding not in knowledge.given:
            reached |= term.descendants
    yield from sorted(each for each in reached - knowledge.given if not knowledge.findings[each].demographic)


def _finding_weights(
    knowledge: Knowledge, scale: Scale, disease: str, finding: str, background: Mapping[str, float]
) -> Iterator[Weight]:
    def answer(world: World) -> list[Weight]:
        standing = judge(knowledge, scale, disease, finding, world)
        if standing:
            return list(_both_polarities(disease, finding, standing, background[finding]))
        half = _half_of_ancestor(knowledge, scale, disease, finding, world, background)
        return [half] if half else []

    for world, weights in worlds(answer):
        for weight in weights:
            yield _under(weight, world)


def _both_polarities(disease: str, finding: str, standing: Standing, background: float) -> Iterator[Weight]:
    point = standing.judgement.interval.point
    shares = {
        Polarity.PRESENT: decibans(point, background),
        Polarity.ABSENT: decibans(1 - point, 1 - background),
    }
    for polarity, worth in shares.items():
        yield Weight(
            disease,
            finding,
            polarity,
            worth,
            standing.basis,
            standing.stated,
            standing.judgement.statements,
            standing.judgement.interval,
            standing.judgement.conflicting,
        )


def _half_of_ancestor(
    knowledge: Knowledge, scale: Scale, disease: str, finding: str, world: World, background: Mapping[str, float]
) -> Weight | None:
    """Half of the weight, rounded toward 0, of the most specific stated ancestor; of several, the weightiest.

    Specificity is a matter of the hierarchy alone, so that no statement on another disease can raise the weight.
    """
    candidates = [
        (decibans(standing.judgement.interval.point, background[ancestor]), ancestor, standing)
        for ancestor, standing in stated_ancestors(knowledge, scale, disease, finding, world)
    ]
    if not candidates:
        return None
    worth, ancestor, standing = max(candidates, key=lambda each: (each[0], each[1]))
    statements = standing.judgement.statements
    return Weight(disease, finding, Polarity.PRESENT, int(worth / 2), Basis.ANCESTOR, ancestor, statements)


def _under(weight: Weight, world: World) -> Weight:
    return replace(weight, when=tuple(sorted(world.items()))) if world else weight


def _criteria(knowledge: Knowledge) -> Iterator[Criterion]:
    excluded_by = {Role.EXCLUDING: Polarity.PRESENT, Role.OBLIGATE: Polarity.ABSENT}
    deciding: dict[str, list[Statement]] = {}
    for each in knowledge.statements:
        if each.role in excluded_by:
            deciding.setdefault(each.disease, []).append(each)
    for disease in knowledge.diseases if deciding else ():
        found = [each for name in knowledge.lineage(disease) for each in deciding.get(name, ())]
        for each in sorted(found, key=lambda each: each.id):
            assert each.role
            yield Criterion(disease, each.finding, excluded_by[each.role], each.contexts, each.id, each.disputed)


def _sex_weights(knowledge: Knowledge, scale: Scale) -> Iterator[Weight]:
    """The sex against which every statement that applies speaks, as a weight of the present factor."""
    worth = scale.constants.sex_against
    for disease, factor, ids, world in opposed_sexes(knowledge):
        yield _under(Weight(disease, factor, Polarity.PRESENT, worth, Basis.OWN, factor, ids), world)
