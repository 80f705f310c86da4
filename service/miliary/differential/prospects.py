"""What each open finding would do to the differential if it were known, all of them at once.

:mod:`~miliary.differential.board` tries one finding; here the case's blocks are taken as they stand and every finding
is laid on them in one step. What cannot be had that way (a finding that takes the place of a broader one, one that
brings a context with it) is worked out singly. The totals are those of the case with that finding (tested).
"""

from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from miliary.differential.case import Case, Reading, read
from miliary.differential.columns import Columns, Decibans
from miliary.differential.profile import ContextState
from miliary.differential.scores import Excluded, Scorer, asked
from miliary.differential.terms import Knowledge
from miliary.differential.weights import Criterion, Polarity, Weights
from miliary.errors import ContradictoryCase

Rows = NDArray[np.int64]
_Member = tuple[str, Polarity, Decibans]
_Members = Mapping[str, Sequence[_Member]]
_REMEMBERED_WORLDS = 32


@dataclass(frozen=True)
class Outcomes:
    """One answer to many findings: a line for each finding, a place for each differential diagnosis.

    ``possible`` marks the findings for which the answer would not contradict the case.
    """

    totals: Decibans
    excluded: Excluded
    possible: NDArray[np.bool_]
    within: int

    @cached_property
    def compatible(self) -> NDArray[np.bool_]:
        """Which diseases stay compatible, by the rule of :func:`~miliary.differential.compatibility.differentiate`."""
        return compatible(self.totals, self.excluded, self.within)


def compatible(totals: Decibans, excluded: Excluded, within: int) -> NDArray[np.bool_]:
    """Which diseases are not excluded and at most ``within`` decibans behind the best of those."""
    alive = np.where(excluded, np.iinfo(np.int32).min, totals)
    leader = alive.max(axis=-1, keepdims=True).astype(np.int64)
    result: NDArray[np.bool_] = ~excluded & (totals >= leader - within)
    return result


class Prospects:
    """The findings of one published version that may be asked about, with what they would be worth."""

    def __init__(self, weights: Weights, columns: Columns, scorer: Scorer) -> None:
        self._knowledge: Knowledge = weights.knowledge
        self._weights = weights
        self._columns = columns
        self._scorer = scorer
        self._within = weights.scale.constants.compatible_within
        self._remembered: OrderedDict[tuple[ContextState, ...], Mapping[Polarity, Decibans]] = OrderedDict()

    @cached_property
    def findings(self) -> tuple[str, ...]:
        """Findings that a disease states, itself or of a narrower one, and that a test of some rung looks for.

        Never the index finding and what it implies, age and sex, or the response to a treatment: nobody is treated to
        find out. What is narrower than the index finding, such as the perivascular pattern, is a finding like others.
        """
        known = self._knowledge
        terms = (known.findings[each] for each in sorted(known.findings.keys() - known.given))
        return tuple(
            each.id
            for each in terms
            if not (each.demographic or each.id in known.responses)
            and not known.rungs.keys().isdisjoint(each.tests)
            and not self._columns.stated.place.keys().isdisjoint({each.id} | each.descendants)
        )

    @cached_property
    def place(self) -> Mapping[str, int]:
        """The line of each finding."""
        return {finding: line for line, finding in enumerate(self.findings)}

    def outcomes(self, reading: Reading) -> Mapping[Polarity, Outcomes]:
        """What the presence and the absence of every finding would make of the case."""
        top = self._columns.top_rows
        totals, excluded = self._scorer.totals(reading)[top], self._scorer.excluded(reading)[top]
        members = self._members(reading)
        worth = self.worth(reading)
        answers = {}
        for polarity in Polarity:
            gained = self._gained(worth[polarity], members)
            after = Outcomes(
                totals=totals + gained,
                excluded=self._excluded(reading, polarity, excluded),
                possible=np.ones(len(self.findings), dtype=np.bool_),
                within=self._within,
            )
            self._replace(after.totals, reading, polarity, worth[polarity], (totals, members))
            self._reread(after, reading, polarity)
            answers[polarity] = after
        return answers

    def worth(self, reading: Reading) -> Mapping[Polarity, Decibans]:
        """What every finding is worth for every differential diagnosis in the contexts of this case."""
        key = self._world(reading)
        found = self._remembered.get(key)
        if found is None:
            found = {polarity: self._stack(polarity, reading) for polarity in Polarity}
            self.remember(found, reading)
        else:
            self._remembered.move_to_end(key)
        return found

    def remember(self, worth: Mapping[Polarity, Decibans], reading: Reading) -> None:
        """Take over :meth:`worth`, computed before, for cases with the contexts of ``reading``."""
        self._remembered[self._world(reading)] = worth
        if len(self._remembered) > _REMEMBERED_WORLDS:
            self._remembered.popitem(last=False)

    def _world(self, reading: Reading) -> tuple[ContextState, ...]:
        return tuple(reading.state(each) for each in self._contexts)

    @cached_property
    def _contexts(self) -> tuple[str, ...]:
        return tuple(sorted(self._columns.contexts))

    def _stack(self, polarity: Polarity, reading: Reading) -> Decibans:
        size, top = self._columns.size, self._columns.top_rows
        stacked = np.zeros((len(self.findings), top.size), dtype=np.int32)
        for line, finding in enumerate(self.findings):
            stacked[line] = self._columns.column(finding, polarity, reading).dense(size)[top]
        return stacked

    def _members(self, reading: Reading) -> _Members:
        """The findings of the case that count, by block, with what they are worth."""
        size, top = self._columns.size, self._columns.top_rows
        found: dict[str, list[_Member]] = {}
        for finding, polarity in asked(reading, self._knowledge):
            worth = self._columns.column(finding, polarity, reading).dense(size)[top]
            found.setdefault(self._knowledge.findings[finding].block, []).append((finding, polarity, worth))
        return found

    def _gained(self, worth: Decibans, members: _Members) -> Decibans:
        """What each finding adds to its block: only the strongest for and the strongest against count."""
        gained = worth.copy()
        for block, those in members.items():
            lines = self._lines_of_block.get(block)
            if lines is not None:
                strongest, weakest = _extremes(each for _, _, each in those)
                own = worth[lines]
                gained[lines] = np.maximum(own - strongest, 0) + np.minimum(own - weakest, 0)
        return gained

    @cached_property
    def _lines_of_block(self) -> Mapping[str, Rows]:
        lines: dict[str, list[int]] = {}
        for line, finding in enumerate(self.findings):
            lines.setdefault(self._knowledge.findings[finding].block, []).append(line)
        return {block: np.array(those, dtype=np.int64) for block, those in lines.items()}

    def _lines(self, findings: Iterable[str]) -> list[int]:
        return [line for each in findings if (line := self.place.get(each)) is not None]

    def _replace(
        self, totals: Decibans, reading: Reading, polarity: Polarity, worth: Decibans, base: tuple[Decibans, _Members]
    ) -> None:
        """Correct, in place, the lines of findings in whose favour others of the case no longer count."""
        terms = self._knowledge.findings
        replaced: dict[int, set[str]] = {}
        for finding, of in asked(reading, self._knowledge):
            if of is polarity:
                narrower = terms[finding].descendants if polarity is Polarity.PRESENT else terms[finding].ancestors
                for line in self._lines(narrower):
                    replaced.setdefault(line, set()).add(finding)
        before, members = base
        for line, gone in replaced.items():
            own = terms[self.findings[line]].block
            totals[line] = before
            for block in {own} | {terms[each].block for each in gone}:
                those = members.get(block, ())
                kept = [each for name, of, each in those if of is not polarity or name not in gone]
                kept += [worth[line]] if block == own else []
                totals[line] += sum(_extremes(kept)) - sum(_extremes(each for _, _, each in those))

    def _excluded(self, reading: Reading, polarity: Polarity, excluded: Excluded) -> Excluded:
        """Which diseases criteria would exclude, in the contexts of this case."""
        after = np.tile(excluded, (len(self.findings), 1))
        for criterion, row, lines in self._criteria:
            if lines[polarity].size and all(each in reading.holds for each in criterion.contexts):
                after[lines[polarity], row] = True
        return after

    @cached_property
    def _criteria(self) -> Sequence[tuple[Criterion, int, Mapping[Polarity, Rows]]]:
        """The undisputed criteria of differential diagnoses, with the findings whose presence or absence meets them."""
        rows = {disease: row for row, disease in enumerate(self._knowledge.top_diseases)}
        found = []
        for each in self._weights.criteria:
            if not each.disputed and each.disease in rows:
                lines = {
                    polarity: np.array(self._lines(self._meeting(each, polarity)), dtype=np.int64)
                    for polarity in Polarity
                }
                found.append((each, rows[each.disease], lines))
        return found

    def _meeting(self, criterion: Criterion, polarity: Polarity) -> Iterator[str]:
        terms, finding = self._knowledge.findings, criterion.finding
        if criterion.polarity is Polarity.PRESENT:
            yield from {finding} | terms[finding].descendants if polarity is Polarity.PRESENT else ()
        elif polarity is Polarity.ABSENT:
            yield from {finding} | terms[finding].ancestors
        else:
            yield from (each for each in self.findings if finding in self._ruled_out(each))

    def _ruled_out(self, finding: str) -> frozenset[str]:
        terms = self._knowledge.findings
        return terms[finding].excludes.union(*(terms[each].excludes for each in terms[finding].ancestors))

    def _reread(self, after: Outcomes, reading: Reading, polarity: Polarity) -> None:
        """Work out singly, in place, the findings that would settle a context on which something depends."""
        top = self._columns.top_rows
        for line in self._settling(reading, polarity):
            try:
                case = with_answer(reading.case, self.findings[line], polarity)
                changed = read(case, self._knowledge)
            except ContradictoryCase:
                after.possible[line] = False
                continue
            after.totals[line] = self._scorer.totals(changed)[top]
            after.excluded[line] = self._scorer.excluded(changed)[top]

    def _settling(self, reading: Reading, polarity: Polarity) -> Iterator[int]:
        counted = frozenset[str]().union(*(self._dependence(each) for each, _ in asked(reading, self._knowledge)))
        mattering = counted | self._criteria_contexts
        known = reading.holds | reading.fails
        for line, settled in self._settled[polarity].items():
            if not (settled - known).isdisjoint(mattering | self._dependence(self.findings[line])):
                yield line

    @cached_property
    def _criteria_contexts(self) -> frozenset[str]:
        return frozenset[str]().union(*(each.contexts for each in self._weights.criteria))

    @cached_property
    def _settled(self) -> Mapping[Polarity, Mapping[int, frozenset[str]]]:
        """The contexts that each finding's presence or absence would settle."""
        contexts, terms = self._columns.contexts | self._criteria_contexts, self._knowledge.findings
        found: dict[Polarity, dict[int, frozenset[str]]] = {polarity: {} for polarity in Polarity}
        for line, finding in enumerate(self.findings):
            implied = {finding} | terms[finding].ancestors | self._ruled_out(finding)
            for polarity, settled in (
                (Polarity.PRESENT, contexts & implied),
                (Polarity.ABSENT, contexts & ({finding} | terms[finding].descendants)),
            ):
                if settled:
                    found[polarity][line] = settled
        return found

    def _dependence(self, finding: str) -> frozenset[str]:
        """The contexts on which the worth of a finding depends."""
        found = self._dependences.get(finding)
        if found is None:
            term, dependent = self._knowledge.findings[finding], self._columns.stated.contexts_of
            family = dependent.keys() & ({finding} | term.ancestors | term.descendants)
            found = frozenset[str]().union(*(dependent[each] for each in family))
            if term.demographic:
                found |= {context for each in self._weights.sex for context, _ in each.when}
            self._dependences[finding] = found
        return found

    @cached_property
    def _dependences(self) -> dict[str, frozenset[str]]:
        return {}


def with_answer(case: Case, finding: str, polarity: Polarity) -> Case:
    """The case once ``finding`` has been looked at and found present or absent."""
    looked_at = replace(case, not_assessed=case.not_assessed - {finding})
    if polarity is Polarity.PRESENT:
        return replace(looked_at, present=case.present | {finding})
    return replace(looked_at, absent=case.absent | {finding})


def _extremes(worth: Iterable[Decibans]) -> tuple[Decibans, Decibans]:
    """The strongest for and the strongest against, 0 where there is none."""
    stacked = np.array([*worth], dtype=np.int32)
    if not stacked.size:
        return np.zeros(1, dtype=np.int32), np.zeros(1, dtype=np.int32)
    return np.maximum(stacked.max(axis=0), 0), np.minimum(stacked.min(axis=0), 0)
