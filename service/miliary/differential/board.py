"""The differential diagnoses of a case side by side, as arrays: what each would score if one more thing were known.

:func:`~miliary.differential.compatibility.differentiate` explains; the board only adds up, for questions that try many
findings. Both give the same totals (tested).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from miliary.differential.case import Case, Reading, read
from miliary.differential.columns import Totals
from miliary.differential.compiled import Compiled
from miliary.differential.weights import Polarity
from miliary.errors import ContradictoryCase


@dataclass(frozen=True)
class Board:
    """The differential diagnoses in the order of the knowledge, and their totals in whole decibans.

    ``excluded`` marks those that an undisputed criterion excludes. ``strongest`` and ``weakest`` hold, by block, the
    largest positive and the smallest negative weight of the case's findings for each disease.
    """

    compiled: Compiled
    reading: Reading
    diseases: tuple[str, ...]
    totals: Totals
    excluded: NDArray[np.bool_]
    strongest: Mapping[str, Totals]
    weakest: Mapping[str, Totals]

    def after(self, finding: str, polarity: Polarity) -> Totals | None:
        """The totals if ``finding`` were known besides; None when that would contradict the case.

        The short way holds where the finding adds to its block; where it takes another's place, or brings a context
        with it, the case is read again.
        """
        if self._replaces(finding, polarity) or finding in deciding(self.compiled):
            return self._reread(finding, polarity)
        if finding in (self.reading.fails if polarity is Polarity.PRESENT else self.reading.holds):
            return None
        worth = self.worth(finding, polarity)
        block = self.compiled.knowledge.findings[finding].block
        nothing = np.zeros_like(worth)
        strongest, weakest = self.strongest.get(block, nothing), self.weakest.get(block, nothing)
        gained = np.maximum(strongest, worth) - strongest + np.minimum(weakest, worth) - weakest
        result: Totals = self.totals + gained
        return result

    def worth(self, finding: str, polarity: Polarity) -> Totals:
        """What the finding weighs for each disease in this case's contexts; 0 where nothing is stated."""
        columns = self.compiled.columns
        if finding in self.compiled.knowledge.given:
            return np.zeros_like(self.totals)
        worth = columns.column(finding, polarity, self.reading).dense(columns.size)
        return worth[columns.top_rows].astype(np.int64)

    def _replaces(self, finding: str, polarity: Polarity) -> bool:
        term = self.compiled.knowledge.findings[finding]
        if polarity is Polarity.PRESENT:
            return bool(term.ancestors.intersection(self.reading.present))
        return bool(term.descendants.intersection(self.reading.absent))

    def _reread(self, finding: str, polarity: Polarity) -> Totals | None:
        try:
            reading = read(with_finding(self.reading.case, finding, polarity), self.compiled.knowledge)
        except ContradictoryCase:
            return None
        return board(reading, self.compiled).totals


def board(reading: Reading, compiled: Compiled) -> Board:
    """Add up the case for every differential diagnosis."""
    scorer, top = compiled.scorer, compiled.columns.top_rows
    extremes = {block: scorer.extremes(members) for block, members in scorer.blocks(reading).items()}
    return Board(
        compiled=compiled,
        reading=reading,
        diseases=compiled.knowledge.top_diseases,
        totals=scorer.totals(reading)[top].astype(np.int64),
        excluded=scorer.excluded(reading)[top],
        strongest={block: strongest[top].astype(np.int64) for block, (strongest, _) in extremes.items()},
        weakest={block: weakest[top].astype(np.int64) for block, (_, weakest) in extremes.items()},
    )


def with_finding(case: Case, finding: str, polarity: Polarity) -> Case:
    """The case with one more finding known."""
    if polarity is Polarity.PRESENT:
        return replace(case, present=case.present | {finding})
    return replace(case, absent=case.absent | {finding})


def unknown_findings(reading: Reading, compiled: Compiled) -> Iterable[str]:
    """The findings that the case leaves open, in order; neither demographics nor the index finding."""
    knowledge = compiled.knowledge
    settled = reading.holds | reading.fails | reading.case.not_assessed | knowledge.given
    return (
        each for each in sorted(knowledge.findings) if each not in settled and not knowledge.findings[each].demographic
    )


def deciding(compiled: Compiled) -> frozenset[str]:
    """Findings that some weight or criterion has as its context, with all that imply them or exclude them."""
    return compiled.deciding
