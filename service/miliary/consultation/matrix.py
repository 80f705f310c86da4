"""Diseases beside findings: what each finding weighs for each disease, as a case reads it, sorted and filtered."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from miliary.consultation.answer import Answering
from miliary.consultation.browsing import place_of
from miliary.consultation.question import Question, understand
from miliary.consultation.statement import in_short
from miliary.differential.case import Reading
from miliary.differential.profile import Basis
from miliary.differential.similarity import side_by_side
from miliary.differential.terms import FindingTerm
from miliary.differential.weights import Polarity, Weight
from miliary.errors import UnknownTerm
from miliary.terms import DISEASES
from miliary.vocabulary import curie

Json = dict[str, Any]


class RowOrder(StrEnum):
    """In which order the findings come; a disease may stand in the place of one of these, then its weights decide."""

    KIND = "kind"
    LABEL = "label"
    TELLING = "telling"
    STATED = "stated"


class ColumnOrder(StrEnum):
    """In which order the diseases come."""

    LABEL = "label"
    ALIKE = "alike"


@dataclass(frozen=True, slots=True)
class View:
    """What is to be seen of the matrix.

    :param diseases: the columns, in any word for them; all differential diagnoses when empty
    :param kinds: only findings of these kinds, as labels or CURIEs; all when empty
    :param text: only findings whose label holds it
    :param least: only findings that so many of the shown diseases state something of
    :param of_case: only findings that the case names
    :param rows: the order of the findings, a :class:`RowOrder` or a disease
    :param columns: the order of the diseases
    """

    diseases: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    text: str = ""
    least: int = 2
    of_case: bool = False
    rows: str = RowOrder.KIND
    columns: ColumnOrder = ColumnOrder.ALIKE


@dataclass(frozen=True, slots=True)
class _Row:
    finding: FindingTerm
    weights: dict[str, Weight]

    def decibans(self, disease: str) -> int:
        weight = self.weights.get(disease)
        return weight.decibans if weight else 0

    @property
    def stated(self) -> int:
        """How many of the diseases say something of the finding itself."""
        return sum(each.basis is Basis.OWN for each in self.weights.values())

    @property
    def spread(self) -> int:
        """How far the finding moves two of the diseases apart at most, in decibans; silence is at 0."""
        worth = [each.decibans for each in self.weights.values()]
        return max(worth, default=0) - min(worth, default=0)


def matrix(service: Answering, question: Question, view: View) -> Json:
    """Lay out what ``view`` asks for, weighed as the case reads it; without a case, as if nothing were known.

    The weight of a finding that the case denies is that of its absence. A pair of which nothing is said has no cell.

    :raises UnknownTerm: a disease or a kind is none
    :raises AmbiguousTerm: a word names several diseases
    :raises InvalidCase: the case cannot be used
    """
    reading = understand(question, service.terms, service.compiled.knowledge).reading
    columns = _columns(service, view)
    kinds = _kinds(service)
    wanted = {_kind(word, kinds) for word in view.kinds}
    rows = [each for each in _rows(service, reading, columns) if _is_wanted(each, reading, view, wanted)]
    if view.columns is ColumnOrder.ALIKE:
        columns = side_by_side({each: [row.decibans(each) for row in rows] for each in columns})
    return {
        "version": service.compiled.version,
        "diseases": [_named(service, each) for each in columns],
        "kinds": [{"id": curie(each), "label": label} for each, label in kinds.items()],
        "findings": [_finding(service, each, reading, columns) for each in _sorted(service, rows, view)],
    }


def _columns(service: Answering, view: View) -> list[str]:
    knowledge = service.compiled.knowledge
    names = [_disease(service, word) for word in view.diseases] or knowledge.top_diseases
    return sorted(dict.fromkeys(names), key=lambda each: (knowledge.diseases[each].label.casefold(), each))


def _disease(service: Answering, word: str) -> str:
    knowledge = service.compiled.knowledge
    found = service.terms.take(word, DISEASES).id
    if found not in knowledge.diseases:
        raise UnknownTerm(word, [service.terms.label(each) for each in knowledge.top_diseases])
    return found


def _kinds(service: Answering) -> dict[str, str]:
    """The kinds of findings, in the order of Box 1, with their labels."""
    found = {each.kind for each in service.compiled.knowledge.findings.values() if not each.demographic}
    return {kind: service.terms.label(kind) for kind in sorted(found, key=lambda each: (place_of(each), each))}


def _kind(word: str, kinds: dict[str, str]) -> str:
    wanted = word.strip()
    for kind, label in kinds.items():
        if wanted in (kind, curie(kind)) or wanted.casefold() == label.casefold():
            return kind
    raise UnknownTerm(word, list(kinds.values()))


def _rows(service: Answering, reading: Reading, columns: Iterable[str]) -> Iterator[_Row]:
    knowledge, weights = service.compiled.knowledge, service.compiled.weights
    columns = list(columns)
    stated = frozenset().union(*(knowledge.stated_findings(each) for each in columns)) | _named_by(reading)
    for name in sorted(stated - knowledge.given):
        if not knowledge.findings[name].demographic:
            polarity = Polarity.ABSENT if name in reading.fails else Polarity.PRESENT
            found = {
                disease: weight
                for disease in columns
                for weight in weights.of(disease, name)
                if weight.polarity is polarity and reading.meets(weight.when)
            }
            yield _Row(knowledge.findings[name], found)


def _named_by(reading: Reading) -> frozenset[str]:
    return reading.case.present | reading.case.absent


def _is_wanted(row: _Row, reading: Reading, view: View, kinds: set[str]) -> bool:
    named = row.finding.id in _named_by(reading)
    return (
        (not kinds or row.finding.kind in kinds)
        and view.text.strip().casefold() in row.finding.label.casefold()
        and (named or (not view.of_case and row.stated >= view.least))
    )


def _sorted(service: Answering, rows: list[_Row], view: View) -> list[_Row]:
    """The rows in the order that is asked for; equal ones by label."""
    disease = None if view.rows in set(RowOrder) else _disease(service, view.rows)

    def place(row: _Row) -> int:
        if disease is not None:
            return -row.decibans(disease)
        by = {RowOrder.KIND: place_of(row.finding.kind), RowOrder.TELLING: -row.spread, RowOrder.STATED: -row.stated}
        return by.get(RowOrder(view.rows), 0)

    return sorted(rows, key=lambda row: (place(row), row.finding.label.casefold(), row.finding.id))


def _finding(service: Answering, row: _Row, reading: Reading, columns: Sequence[str]) -> Json:
    named = row.finding.id in _named_by(reading)
    return {
        **_named(service, row.finding.id),
        "kind": _named(service, row.finding.kind),
        "state": _state(row.finding.id, reading),
        "in_case": named,
        "cells": [_cell(service, each, row.weights[each]) for each in columns if each in row.weights],
    }


def _state(finding: str, reading: Reading) -> str | None:
    if finding in reading.holds:
        return "present"
    if finding in reading.fails:
        return "absent"
    return "not assessed" if finding in reading.case.not_assessed else None


def _cell(service: Answering, disease: str, weight: Weight) -> Json:
    citations = [service.citations[each] for each in weight.statements]
    return {
        "disease": curie(disease),
        "polarity": str(weight.polarity),
        "decibans": weight.decibans,
        "frequency": weight.interval.point if weight.interval else None,
        "basis": str(weight.basis),
        "stated": _named(service, weight.stated),
        "words": list(dict.fromkeys(map(in_short, citations))),
        "conflicting": weight.conflicting,
        "statements": [{"id": curie(each.id), "locator": each.locator, "link": each.link} for each in citations],
    }


def _named(service: Answering, term: str) -> Json:
    return {"id": curie(term), "label": service.terms.label(term)}
