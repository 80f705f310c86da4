"""The compiled index: everything a case is scored with, looked up by finding or by disease."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from miliary.differential.case import Reading
from miliary.differential.likelihood import Scale
from miliary.differential.terms import Knowledge
from miliary.differential.weights import Criterion, Polarity, Weight, Weights


@dataclass(frozen=True)
class Compiled:
    """Knowledge, scale and weights of one published version."""

    version: str
    knowledge: Knowledge
    scale: Scale
    weights: Weights
    _weights_of: Mapping[tuple[str, str, Polarity], tuple[Weight, ...]] = field(init=False, repr=False)
    _criteria_of: Mapping[str, tuple[Criterion, ...]] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Index the weights by disease, finding and polarity, and the criteria by disease."""
        weights: dict[tuple[str, str, Polarity], tuple[Weight, ...]] = {}
        for weight in self.weights.weights:
            key = weight.disease, weight.finding, weight.polarity
            weights[key] = (*weights.get(key, ()), weight)
        criteria: dict[str, tuple[Criterion, ...]] = {}
        for criterion in self.weights.criteria:
            criteria[criterion.disease] = (*criteria.get(criterion.disease, ()), criterion)
        object.__setattr__(self, "_weights_of", weights)
        object.__setattr__(self, "_criteria_of", criteria)

    def weight(self, disease: str, finding: str, polarity: Polarity, reading: Reading) -> Weight | None:
        """The weight that holds in the contexts of this case; None when the disease says nothing of the finding."""
        for weight in self._weights_of.get((disease, finding, polarity), ()):
            contexts = frozenset(context for context, _ in weight.when)
            if dict(weight.when) == reading.world(contexts):
                return weight
        return None

    def criteria(self, disease: str) -> tuple[Criterion, ...]:
        """The criteria by which findings exclude the disease."""
        return self._criteria_of.get(disease, ())

    def states(self, disease: str, finding: str) -> bool:
        """Whether the disease states the finding, itself or through its hierarchy, in any context."""
        return any((disease, finding, polarity) in self._weights_of for polarity in Polarity)
