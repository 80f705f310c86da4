"""What a weight rests on: the judgements behind it, and the same rules for many values of their frequencies at once.

:func:`~miliary.differential.profile.judge` decides by the points of the judgements. How firm an answer is, and which
number would tip it, asks what the same rules would make of other frequencies; both work on arrays, one entry a trial.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from miliary.differential.case import Reading
from miliary.differential.likelihood import Interval, Judgement, Scale, interval_of
from miliary.differential.profile import ContextState, World, own, stated_ancestors
from miliary.differential.terms import Knowledge
from miliary.differential.weights import Polarity

Trials = NDArray[np.float64]
Key = tuple[str, str]
"""The disease that makes the statements, and the finding that they are about."""
Signature = tuple[ContextState, ...]


@dataclass(frozen=True, slots=True)
class Ground:
    """One judgement that the weight of a finding can rest on."""

    key: Key
    judgement: Judgement

    @property
    def interval(self) -> Interval:
        """Its interval and point."""
        return self.judgement.interval


@dataclass(frozen=True)
class Grounds:
    """All that a disease says which bears on one finding, in the order of the rules.

    Only the first of these that speaks counts: its ``own`` statements, the ``children`` below, what is rare among those
    ``above``; else half of the weightiest of its ``kin``, the most specific of its kind above it.
    """

    finding: str
    own: Ground | None = None
    children: tuple[Ground, ...] = ()
    above: tuple[Ground, ...] = ()
    kin: tuple[Ground, ...] = ()

    @cached_property
    def all(self) -> Mapping[Key, Ground]:
        """Every judgement once."""
        each = (self.own, *self.children, *self.above, *self.kin)
        return {ground.key: ground for ground in each if ground}

    @cached_property
    def against(self) -> frozenset[str]:
        """The findings whose backgrounds the weight is measured against."""
        return frozenset({self.finding, *(ground.key[1] for ground in self.kin)})


class Values(Protocol):
    """Frequencies and backgrounds in every trial; a single entry stands for all trials alike."""

    def frequency(self, ground: Ground) -> Trials:
        """P(finding | disease) by one judgement."""

    def background(self, finding: str) -> Trials:
        """The share of the differential that shows the finding."""


class GroundIndex:
    """The grounds of one version of the knowledge, found when a case first asks for them and then remembered."""

    def __init__(self, knowledge: Knowledge, scale: Scale) -> None:
        self.knowledge = knowledge
        self.scale = scale
        self._remembered: dict[tuple[str, str, Signature], Grounds] = {}
        self._contexts_of: dict[str, tuple[str, ...]] = {}

    def grounds(self, disease: str, finding: str, reading: Reading) -> Grounds:
        """What the disease says that bears on the finding, in the contexts of this case."""
        key = disease, finding, self.signature(finding, reading)
        found = self._remembered.get(key)
        if found is None:
            if len(self._remembered) >= _REMEMBERED:
                self._remembered.clear()
            world = {each: reading.state(each) for each in self.contexts(finding)}
            found = self._remembered[key] = self._find(disease, finding, world)
        return found

    def signature(self, finding: str, reading: Reading) -> Signature:
        """The states of the contexts on which the finding may depend."""
        return tuple(reading.state(each) for each in self.contexts(finding))

    def contexts(self, finding: str) -> tuple[str, ...]:
        """The contexts of all statements on the finding and on those above and below it."""
        found = self._contexts_of.get(finding)
        if found is None:
            term = self.knowledge.findings[finding]
            family = self._stated_in_context.keys() & ({finding} | term.ancestors | term.descendants)
            found = tuple(sorted(frozenset().union(*(self._stated_in_context[each] for each in family))))
            self._contexts_of[finding] = found
        return found

    @cached_property
    def _stated_in_context(self) -> Mapping[str, frozenset[str]]:
        found: dict[str, frozenset[str]] = {}
        for each in self.knowledge.statements:
            if each.contexts:
                found[each.finding] = found.get(each.finding, frozenset()) | each.contexts
        return found

    @cached_property
    def statements(self) -> Mapping[str, Sequence[tuple[str, Interval, str]]]:
        """By finding: the disease, the interval and the identifier of each statement that has an interval."""
        found: dict[str, list[tuple[str, Interval, str]]] = {}
        for each in self.knowledge.statements:
            if read := interval_of(each, self.scale):
                found.setdefault(each.finding, []).append((each.disease, read, each.id))
        return found

    @cached_property
    def diseases_below(self) -> Mapping[str, frozenset[str]]:
        """The differential diagnoses for which a disease, or a broader one, speaks."""
        found: dict[str, set[str]] = {}
        for disease in self.knowledge.top_diseases:
            for name in self.knowledge.lineage(disease):
                found.setdefault(name, set()).add(disease)
        return {name: frozenset(diseases) for name, diseases in found.items()}

    def _find(self, disease: str, finding: str, world: World) -> Grounds:
        knowledge, term = self.knowledge, self.knowledge.findings[finding]
        if finding in knowledge.given:
            return Grounds(finding)
        if stated := self._ground(disease, finding, world):
            return Grounds(finding, stated)
        stating = knowledge.stated_findings(disease)
        ancestors = term.ancestors - knowledge.given
        kin = stated_ancestors(knowledge, self.scale, disease, finding, world)
        return Grounds(
            finding,
            children=tuple(self._each(disease, sorted(term.descendants & stating), world)),
            above=tuple(self._each(disease, sorted(ancestors & stating), world)),
            kin=tuple(self._each(disease, sorted(each for each, _ in kin), world)),
        )

    def _each(self, disease: str, findings: list[str], world: World) -> Iterator[Ground]:
        return (ground for each in findings if (ground := self._ground(disease, each, world)))

    def _ground(self, disease: str, finding: str, world: World) -> Ground | None:
        judgement = own(self.knowledge, self.scale, disease, finding, world)
        if judgement is None:
            return None
        return Ground((self.knowledge.statements_on(disease, finding)[0].disease, finding), judgement)


_REMEMBERED = 50_000


def worths(grounds: Grounds, values: Values, cutoff: float, whole: bool = False) -> Mapping[Polarity, Trials]:
    """What the finding is worth in every trial, in decibans, by the rules of ``judge`` and of the weights.

    ``cutoff`` is the frequency at or below which nothing is passed up; ``whole`` rounds as the published weights do.
    """
    rounded: Callable[[Trials], Trials] = np.rint if whole else np.asarray
    share = _share(grounds, values, cutoff)
    background = values.background(grounds.finding)
    stands = share > 0
    present = rounded(10 * np.log10(np.where(stands, share, background) / background))
    absent = rounded(10 * np.log10(np.where(stands, 1 - share, 1 - background) / (1 - background)))
    if grounds.kin and not stands.all():
        kin = [rounded(10 * np.log10(values.frequency(g) / values.background(g.key[1]))) for g in grounds.kin]
        half = np.max(np.broadcast_arrays(*kin), axis=0) / 2
        present = np.where(stands, present, np.trunc(half) if whole else half)
    return {Polarity.PRESENT: present, Polarity.ABSENT: absent}


def _share(grounds: Grounds, values: Values, cutoff: float) -> Trials:
    """P(finding | disease) in every trial; 0 where neither it, nor what is below, nor a rare ancestor speaks."""
    if grounds.own:
        return values.frequency(grounds.own)
    share: Trials = np.zeros(())
    for ground in grounds.children:
        frequency = values.frequency(ground)
        share = np.where(frequency > cutoff, np.maximum(share, frequency), share)
    least: Trials = np.full((), np.inf)
    for ground in grounds.above:
        frequency = values.frequency(ground)
        least = np.where(frequency <= cutoff, np.minimum(least, frequency), least)
    return np.where((share == 0) & (least <= cutoff), least, share)
