"""Weights of evidence: what a finding, present or absent, is worth for a disease, in whole decibans.

A weight is ``10·log10`` of a likelihood ratio: the probability of the finding in the disease over its background in
the differential (Good, *Probability and the Weighing of Evidence*, 1950, for the idea and the unit).
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from miliary.differential.likelihood import Interval, Scale, interval_of
from miliary.differential.profile import (
    Basis,
    ContextState,
    Standing,
    UndecidedContext,
    World,
    judge,
    stated_ancestors,
    worlds,
)
from miliary.differential.terms import Demographics, Knowledge, Role, Sex


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

    ranges: tuple[tuple[float | None, float | None], ...]
    statements: tuple[str, ...]


@dataclass(frozen=True)
class Weights:
    """All weights of the published knowledge, ready to be indexed or published."""

    weights: tuple[Weight, ...]
    criteria: tuple[Criterion, ...]
    ages: Mapping[str, AgeWindows]
    background: Mapping[str, float]


def weigh(knowledge: Knowledge, scale: Scale) -> Weights:
    """Compute every weight of the knowledge."""
    background = backgrounds(knowledge, scale)
    weights = [
        weight
        for disease in knowledge.diseases
        for finding in _weighable(knowledge, disease)
        for weight in _finding_weights(knowledge, scale, disease, finding, background)
    ]
    return Weights(
        weights=(*weights, *_sex_weights(knowledge, scale)),
        criteria=tuple(_criteria(knowledge)),
        ages=dict(_age_windows(knowledge)),
        background=background,
    )


def backgrounds(knowledge: Knowledge, scale: Scale) -> dict[str, float]:
    """The share of the differential that shows each finding: ``scale · (n + 1) / (N + 2)``.

    n of N diseases have a statement, on the finding or on a descendant, with a point above "not reported" (rule of
    succession times what a bare + means). A statement that denies it does not take the disease out again, so that no
    new statement on one disease can make a finding weigh more for another.
    """
    stating: dict[str, set[str]] = {finding: set() for finding in knowledge.findings}
    lineages = {disease: set(knowledge.lineage(disease)) for disease in knowledge.top_diseases}
    for statement in knowledge.statements:
        read = interval_of(statement, scale)
        if read is None or read.point <= scale.constants.not_passed_up:
            continue
        for finding in {statement.finding} | knowledge.findings[statement.finding].ancestors:
            stating[finding] |= {disease for disease, lineage in lineages.items() if statement.disease in lineage}
    size = len(knowledge.top_diseases)
    return {
        finding: scale.constants.background_scale * (len(diseases) + 1) / (size + 2)
        for finding, diseases in stating.items()
    }


def decibans(share: float, background: float) -> int:
    """The weight of a probability against its background, rounded to a whole number (halves to even)."""
    return round(10 * math.log10(share / background))


def _weighable(knowledge: Knowledge, disease: str) -> Iterator[str]:
    """Findings that anything stated of the disease can reach: up from its stated findings, and down from all those."""
    reached: set[str] = set()
    for finding in knowledge.stated_findings(disease):
        term = knowledge.findings[finding]
        for above in ({finding} | term.ancestors) - knowledge.given:
            reached |= {above} | knowledge.findings[above].descendants
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
    return replace(weight, when=tuple(sorted(world.items())))


def _criteria(knowledge: Knowledge) -> Iterator[Criterion]:
    excluded_by = {Role.EXCLUDING: Polarity.PRESENT, Role.OBLIGATE: Polarity.ABSENT}
    for disease in knowledge.diseases:
        lineage = set(knowledge.lineage(disease))
        for each in knowledge.statements:
            if each.disease in lineage and each.role in excluded_by:
                polarity = excluded_by[each.role]
                yield Criterion(disease, each.finding, polarity, each.contexts, each.id, each.disputed)


def _sex_weights(knowledge: Knowledge, scale: Scale) -> Iterator[Weight]:
    """The sex against which every statement that applies speaks, as a weight of the present factor."""
    for disease in knowledge.diseases:
        statements = [each for each in _demographics(knowledge, disease) if each.about_sex]
        for sex, factor in knowledge.sexes.items():

            def against(world: World, sex: Sex = sex, statements: list[Demographics] = statements) -> tuple[str, ...]:
                applying = _applying(statements, world)
                opposed = [each.id for each in applying if each.predominant not in (None, sex)]
                return tuple(opposed) if len(opposed) == len(applying) else ()

            for world, ids in worlds(against):
                if ids:
                    weight = Weight(
                        disease, factor, Polarity.PRESENT, scale.constants.sex_against, Basis.OWN, factor, ids
                    )
                    yield _under(weight, world)


def _applying(statements: list[Demographics], world: World) -> list[Demographics]:
    """Statements whose contexts match win; else those whose contexts are not denied."""
    live, matching = [], []
    for each in statements:
        for context in sorted(each.contexts):
            if context not in world:
                raise UndecidedContext(context)
        states = {world[context] for context in each.contexts}
        if ContextState.DENIED not in states:
            live.append(each)
            if states == {ContextState.PRESENT}:
                matching.append(each)
    return matching or live


def _age_windows(knowledge: Knowledge) -> Iterator[tuple[str, AgeWindows]]:
    """Diseases whose statements on age all name a range; one that says "all ages" leaves the disease out."""
    for disease in knowledge.diseases:
        statements = [each for each in _demographics(knowledge, disease) if not each.about_sex]
        ranged = [each for each in statements if each.age_from is not None or each.age_to is not None]
        if ranged and not any(each.all_ages for each in statements):
            ranges = tuple((each.age_from, each.age_to) for each in ranged)
            yield disease, AgeWindows(ranges, tuple(each.id for each in ranged))


def _demographics(knowledge: Knowledge, disease: str) -> list[Demographics]:
    """The statements of the nearest of the disease and its broader diseases that makes some on the same matter."""
    found: list[Demographics] = []
    for about_sex in (True, False):
        for name in knowledge.lineage(disease):
            own = [each for each in knowledge.demographics if each.disease == name and each.about_sex == about_sex]
            if own:
                found += own
                break
    return found
