"""What an answer hangs on, as plain values: numbers that tip it, findings that change it, criteria that hold."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol

from miliary.consultation.statement import assertion
from miliary.differential.change import Change
from miliary.differential.compatibility import Differential
from miliary.differential.compiled import Compiled
from miliary.differential.criteria import Holding, JudgedItem, JudgedSet, criteria
from miliary.differential.firm import Firm
from miliary.differential.terms import CriterionSet
from miliary.differential.tipping import Tipping
from miliary.index.citations import Citation
from miliary.vocabulary import curie

Json = dict[str, Any]


class Opened(Protocol):
    """What is needed of an opened version."""

    @property
    def compiled(self) -> Compiled:
        """The weights."""

    @property
    def citations(self) -> Mapping[str, Citation]:
        """The assertions, by IRI."""

    @property
    def firm(self) -> Firm:
        """What tells how firm an answer is."""


def hinges(service: Opened, differential: Differential) -> Json:
    """Everything that the answer hangs on."""
    words = _Words(service)
    knowledge = service.compiled.knowledge
    judged = [each for each in criteria(differential.reading, knowledge) if each.set.disease in knowledge.diseases]
    return {
        "tipping": [words.tipping(each) for each in service.firm.tipping(differential)],
        "change": [words.change(each) for each in service.firm.changes(differential)],
        "criteria": [words.criteria(each) for each in judged],
    }


class _Words:
    def __init__(self, service: Opened) -> None:
        self._knowledge = service.compiled.knowledge
        self._citations = service.citations

    def tipping(self, tipping: Tipping) -> Json:
        return {
            "between": [self._disease(tipping.leader), self._disease(tipping.rival)],
            "disease": self._disease(tipping.source),
            "finding": self._finding(tipping.finding),
            "frequency": tipping.frequency,
            "now": round(tipping.interval.point, 4),
            "interval": [round(end, 4) for end in (tipping.interval.lower, tipping.interval.upper)],
            "assertions": self._assertions(tipping.statements),
        }

    def change(self, change: Change) -> Json:
        return {
            "add_present": [self._finding(each) for each in change.present],
            "add_absent": [self._finding(each) for each in change.absent],
            "then": {
                "leaders": [self._disease(each) for each in change.then.leaders],
                "compatible": change.then.compatible,
            },
        }

    def criteria(self, judged: JudgedSet) -> Json:
        return {
            "set": {"id": curie(judged.set.id), "label": judged.set.label},
            "disease": self._disease(judged.set.disease),
            "rule": _rule(judged.set),
            **{holding.value: [self._item(each) for each in judged.of(holding)] for holding in Holding},
        }

    def _item(self, judged: JudgedItem) -> Json:
        return {
            "code": judged.item.code,
            "joint": judged.item.joint,
            "parts": [
                {
                    **self._finding(part.finding),
                    "asked": "present" if part.expected else "absent",
                    "holds": holding.value,
                    "assertions": self._assertions([part.statement]),
                }
                for part, holding in judged.parts
            ],
        }

    def _assertions(self, names: Iterable[str]) -> list[Json]:
        return [assertion(self._citations[each]) for each in names]

    def _finding(self, name: str) -> Json:
        return {"id": curie(name), "label": self._knowledge.findings[name].label}

    def _disease(self, name: str) -> Json:
        term = self._knowledge.diseases.get(name) or self._knowledge.groups[name]
        return {"id": curie(name), "label": term.label}


def _rule(criteria: CriterionSet) -> str | None:
    """What the source asks for, in words; None where it names items and no rule."""
    codes = [each.code for each in criteria.items]
    others = [each for each in codes if each not in criteria.required]
    asked = [_listed(sorted(criteria.required))] if criteria.required else []
    if criteria.at_least:
        some = criteria.at_least < len(others)
        asked.append(f"any {criteria.at_least} of {', '.join(others)}" if some else _listed(others))
    return " and ".join(asked) or None


def _listed(codes: Sequence[str]) -> str:
    return f"all of {', '.join(codes)}" if len(codes) > 1 else codes[0]
