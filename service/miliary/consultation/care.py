"""What the source states of the treatments and the work-up of each disease: listed with its cautions, never advised."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from miliary.consultation.statement import assertion
from miliary.differential.terms import Knowledge
from miliary.index.citations import TREATMENT, WORK_UP, Citation
from miliary.vocabulary import curie, iri

Json = dict[str, Any]
_FIELDS = {TREATMENT: "treatments", WORK_UP: "work_up"}
_ALL = iri("MiliaryEnhancementDisease")


class Care:
    """Treatments and work-up by disease, with what is stated of the groups above it, such as infections.

    What is stated of all diseases alike is left to the page of that group, and what is stated of a disease is not said
    again of its kinds, which are shown inside it. A version never changes: each disease is arranged when it is first
    asked for, and kept.
    """

    def __init__(self, knowledge: Knowledge, citations: Mapping[str, Citation]) -> None:
        self._knowledge = knowledge
        self._stated: dict[str, list[Citation]] = defaultdict(list)
        for each in citations.values():
            if each.aspect:
                self._stated[each.disease].append(each)
        self._kept: dict[str, Mapping[str, list[Json]]] = {}

    def of(self, disease: str) -> Mapping[str, list[Json]]:
        """Return ``treatments`` and ``work_up`` of a disease: each treatment or test with all that is said of it."""
        if disease not in self._kept:
            named = self._named(disease)
            self._kept[disease] = _arranged([each for name in named for each in self._stated.get(name, ())])
        return self._kept[disease]

    def _named(self, disease: str) -> set[str]:
        """The disease and the groups whose statements are told of it."""
        diseases, lineage = self._knowledge.diseases, self._knowledge.lineage
        told = {above for each in diseases[disease].parents if each in diseases for above in lineage(each)}
        return set(lineage(disease)) - told - {_ALL}


def _arranged(citations: Iterable[Citation]) -> dict[str, list[Json]]:
    found: dict[str, dict[str, Json]] = {name: {} for name in _FIELDS.values()}
    for each in sorted(citations, key=lambda each: (each.subject_label.casefold(), each.subject, each.id)):
        term = {"id": curie(each.subject), "label": each.subject_label, "assertions": []}
        place = found[_FIELDS[each.aspect or ""]].setdefault(each.subject, term)
        place["assertions"].append(assertion(each))
    return {name: list(terms.values()) for name, terms in found.items()}
