"""The compiled index: everything a case is scored with, looked up by finding or by disease."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from miliary.differential.case import Reading
from miliary.differential.columns import Columns
from miliary.differential.likelihood import Scale
from miliary.differential.prospects import Prospects
from miliary.differential.scores import Scorer
from miliary.differential.stated import Stated, read_stated
from miliary.differential.terms import Knowledge
from miliary.differential.weights import Criterion, Polarity, Weight, Weights


@dataclass(frozen=True)
class Compiled:
    """Knowledge, scale and weights of one published version.

    Scores come from ``columns``; the :class:`~miliary.differential.weights.Weight` objects behind them are made for the
    diseases that are explained. Both read the same statements and give the same integers (tested).
    """

    version: str
    knowledge: Knowledge
    scale: Scale
    weights: Weights
    stored: Stated | None = field(default=None, repr=False, compare=False)
    """The arrays of a reopened index."""

    @cached_property
    def columns(self) -> Columns:
        """What every finding is worth for all diseases, as arrays."""
        return Columns(self.stored or read_stated(self.knowledge, self.scale), self.weights)

    @cached_property
    def scorer(self) -> Scorer:
        """What adds up a case from the columns."""
        return Scorer(self.knowledge, self.weights, self.columns)

    @cached_property
    def prospects(self) -> Prospects:
        """The findings that may be asked about next."""
        return Prospects(self.weights, self.columns, self.scorer)

    @cached_property
    def deciding(self) -> frozenset[str]:
        """Findings that a weight or criterion may have as its context, with all that imply or exclude them."""
        contexts = self.columns.contexts.union(*(each.contexts for each in self.weights.criteria))
        terms = (self.knowledge.findings[each] for each in contexts)
        return frozenset().union(*({each.id} | each.ancestors | each.descendants | each.excludes for each in terms))

    @cached_property
    def _criteria_of(self) -> Mapping[str, tuple[Criterion, ...]]:
        grouped: dict[str, tuple[Criterion, ...]] = {}
        for each in self.weights.criteria:
            grouped[each.disease] = (*grouped.get(each.disease, ()), each)
        return grouped

    def weight(self, disease: str, finding: str, polarity: Polarity, reading: Reading) -> Weight | None:
        """The weight that holds in the contexts of this case; None when the disease says nothing of the finding."""
        for weight in self.weights.of(disease, finding):
            if weight.polarity is polarity and reading.meets(weight.when):
                return weight
        return None

    def criteria(self, disease: str) -> tuple[Criterion, ...]:
        """The criteria by which findings exclude the disease."""
        return self._criteria_of.get(disease, ())

    def states(self, disease: str, finding: str) -> bool:
        """Whether the disease states the finding, itself or through its hierarchy, in any context."""
        return bool(self.weights.of(disease, finding))
