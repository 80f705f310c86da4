"""A disease as the centre of a graph: the findings that are stated of it, by kind, and what each is worth."""

from typing import Any

from miliary.consultation.answer import Answering
from miliary.consultation.browsing import place_of
from miliary.consultation.statement import assertion, in_short
from miliary.differential.case import Case, read
from miliary.differential.weights import Polarity, Weight
from miliary.vocabulary import curie

Json = dict[str, Any]


def surroundings(service: Answering, disease: str) -> Json:
    """Return the graph around ``disease``, an IRI: its findings as nodes in the order of Box 1, statements as edges.

    An edge holds all statements on one finding; its weight is that of the finding's presence while nothing else is
    known of the patient, or None where that weighs nothing by itself (age and sex, the index finding).
    """
    knowledge = service.compiled.knowledge
    findings = [knowledge.findings[each] for each in knowledge.stated_findings(disease)]
    ordered = sorted(findings, key=lambda each: (place_of(each.kind), each.kind, each.label.casefold(), each.id))
    return {
        "version": service.compiled.version,
        "disease": _named(service, disease),
        "nodes": [{**_named(service, each.id), "kind": _named(service, each.kind)} for each in ordered],
        "edges": [_edge(service, disease, each.id) for each in ordered],
    }


def _edge(service: Answering, disease: str, finding: str) -> Json:
    statements = [service.citations[each.id] for each in service.compiled.knowledge.statements_on(disease, finding)]
    weight = _weight(service, disease, finding)
    return {
        "from": curie(disease),
        "to": curie(finding),
        "words": list(dict.fromkeys(map(in_short, statements))),
        "decibans": weight.decibans if weight else None,
        "frequency": weight.interval.point if weight and weight.interval else None,
        "conflicting": bool(weight and weight.conflicting),
        "statements": [assertion(each) for each in statements],
    }


def _weight(service: Answering, disease: str, finding: str) -> Weight | None:
    reading = read(Case(), service.compiled.knowledge)
    weights = service.compiled.weights.of(disease, finding)
    return next((each for each in weights if each.polarity is Polarity.PRESENT and reading.meets(each.when)), None)


def _named(service: Answering, term: str) -> Json:
    return {"id": curie(term), "label": service.terms.label(term)}
