"""What a disease says about a finding, through the hierarchy and under what is known of the patient's context.

A context is a patient factor that a statement holds for. For each the case says yes, says no, or leaves it open; the
same finding can therefore be judged differently. :func:`judge` looks a context up only when a statement depends on it,
and :func:`worlds` follows just those look-ups, so that most findings have a single world.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from miliary.differential.likelihood import Interval, Judgement, Scale, combine
from miliary.differential.terms import Knowledge, Statement


class ContextState(StrEnum):
    """What a case says of a patient factor."""

    PRESENT = "present"
    DENIED = "denied"
    UNKNOWN = "unknown"


class Basis(StrEnum):
    """Where a judgement comes from."""

    OWN = "own"
    CHILD = "child"
    RARE_ANCESTOR = "rare ancestor"
    ANCESTOR = "ancestor"


@dataclass(frozen=True, slots=True)
class Standing:
    """How a finding stands for a disease: the judgement, where it comes from, and the finding it was stated of."""

    basis: Basis
    judgement: Judgement
    stated: str


World = Mapping[str, ContextState]
_Answer = TypeVar("_Answer")


class UndecidedContext(Exception):
    """A judgement depends on a context that the world leaves undecided."""

    def __init__(self, context: str) -> None:
        super().__init__(context)
        self.context = context


def worlds(answer: Callable[[World], _Answer]) -> list[tuple[World, _Answer]]:
    """Every combination of contexts on which ``answer`` depends, with its answer there; equal branches are joined."""
    return _branch({}, answer)


def _branch(world: dict[str, ContextState], answer: Callable[[World], _Answer]) -> list[tuple[World, _Answer]]:
    try:
        return [(world, answer(world))]
    except UndecidedContext as undecided:
        context = undecided.context
    branches = [_branch({**world, context: state}, answer) for state in ContextState]
    stripped = [[({k: v for k, v in w.items() if k != context}, a) for w, a in branch] for branch in branches]
    if all(branch == stripped[0] for branch in stripped[1:]):
        return [({**world, **rest}, found) for rest, found in stripped[0]]
    return [pair for branch in branches for pair in branch]


def judge(knowledge: Knowledge, scale: Scale, disease: str, finding: str, world: World) -> Standing | None:
    """How ``finding`` stands for ``disease``; None when nothing in the hierarchy is stated.

    In this order: its own statements; the most expected stated descendant (a stated child states its parent, unless it
    is itself not expected); the least expected stated ancestor that is rare or not expected; else the most specific
    stated ancestor of the same kind, whose evidence then counts half.

    :raises UndecidedContext: the answer depends on a context that ``world`` does not decide.
    """
    if standing := _stated(knowledge, scale, disease, finding, world):
        return standing
    term = knowledge.findings[finding]
    above = _own_ancestors(knowledge, scale, disease, term.ancestors - knowledge.given, world)
    rare = [each for each in above if each.judgement.interval.point <= scale.constants.not_passed_up]
    if rare:
        least = min(rare, key=lambda each: (each.judgement.interval.point, each.stated))
        return Standing(Basis.RARE_ANCESTOR, least.judgement, least.stated)
    return None


def own(knowledge: Knowledge, scale: Scale, disease: str, finding: str, world: World) -> Judgement | None:
    """What the disease, or the nearest broader one that speaks of it, says of exactly this finding.

    :raises UndecidedContext: the answer depends on a context that ``world`` does not decide.
    """
    statements = knowledge.statements_on(disease, finding)
    return combine(_applicable(knowledge, statements, world), scale) if statements else None


def stated_ancestors(
    knowledge: Knowledge, scale: Scale, disease: str, finding: str, world: World
) -> list[tuple[str, Standing]]:
    """The most specific ancestors of the same kind on which the disease makes a statement of its own.

    An ancestor that is stated only through another descendant does not count: that a sibling occurs in the disease is
    no evidence for this finding (a positive culture for one germ says nothing for another).

    :raises UndecidedContext: the answer depends on a context that ``world`` does not decide.
    """
    term = knowledge.findings[finding]
    same_kind = {each for each in term.ancestors - knowledge.given if knowledge.findings[each].kind == term.kind}
    found = {each.stated: each for each in _own_ancestors(knowledge, scale, disease, same_kind, world)}
    return [
        (each, standing)
        for each, standing in found.items()
        if not any(each in knowledge.findings[other].ancestors for other in found)
    ]


def _stated(knowledge: Knowledge, scale: Scale, disease: str, finding: str, world: World) -> Standing | None:
    if judged := own(knowledge, scale, disease, finding, world):
        return Standing(Basis.OWN, judged, finding)
    below = sorted(knowledge.findings[finding].descendants & knowledge.stated_findings(disease))
    children = [
        Standing(Basis.CHILD, judgement, child)
        for child in below
        if (judgement := own(knowledge, scale, disease, child, world))
        and judgement.interval.point > scale.constants.not_passed_up
    ]
    return max(children, key=_expectedness) if children else None


def _expectedness(standing: Standing) -> tuple[float, str]:
    return standing.judgement.interval.point, standing.stated


def _own_ancestors(
    knowledge: Knowledge, scale: Scale, disease: str, ancestors: Iterable[str], world: World
) -> list[Standing]:
    stated = knowledge.stated_findings(disease)
    return [
        Standing(Basis.OWN, judgement, each)
        for each in sorted(stated.intersection(ancestors))
        if (judgement := own(knowledge, scale, disease, each, world))
    ]


def _applicable(knowledge: Knowledge, statements: Iterable[Statement], world: World) -> list[Statement]:
    """The statements whose contexts fit: the most specific of those that match, else all that are not denied."""
    live = [each for each in statements if ContextState.DENIED not in _states(each, world)]
    matching = [each for each in live if each.contexts and _states(each, world) == {ContextState.PRESENT}]
    best = [each for each in matching if not any(_narrower(knowledge, other, each) for other in matching)]
    return best or live


def _states(statement: Statement, world: World) -> set[ContextState]:
    states = set()
    for context in sorted(statement.contexts):
        if context not in world:
            raise UndecidedContext(context)
        states.add(world[context])
    return states


def _narrower(knowledge: Knowledge, one: Statement, other: Statement) -> bool:
    """Whether the contexts of ``one`` imply all those of ``other`` and not the other way round."""
    return _implies(knowledge, one, other) and not _implies(knowledge, other, one)


def _implies(knowledge: Knowledge, one: Statement, other: Statement) -> bool:
    return all(
        any(each == context or context in knowledge.findings[each].ancestors for each in one.contexts)
        for context in other.contexts
    )


def impossible(interval: Interval, other: Interval) -> bool:
    """Whether a narrower finding's interval lies wholly above that of a broader one (l > u along the hierarchy)."""
    return interval.lower > other.upper
