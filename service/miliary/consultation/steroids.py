"""The response to corticosteroids: listed apart, with what stands against it, and never as something to look for.

The article mentions the response, and an empirical trial, as what narrows the differential; the same article names
infections in which corticosteroids are contraindicated. Whoever reads the one must read the other beside it.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

from miliary.consultation.wording import INFECTION_CAUTION, LYMPHOMA_CAUTION, STEROID_CAUTION
from miliary.differential.terms import Knowledge
from miliary.index.citations import Citation
from miliary.terms import TermIndex
from miliary.vocabulary import curie, iri

Json = dict[str, Any]

_RESPONSE, _TRIAL, _DRUG = iri("CorticosteroidResponse"), iri("EmpiricalCorticosteroidTrial"), iri("Corticosteroid")
_INFECTION, _LYMPHOMA, _CONTRAINDICATED = iri("CnsInfection"), iri("CnsLymphoma"), iri("ContraindicatedIn")


def caution(
    compatible: Iterable[str],
    knowledge: Knowledge,
    terms: TermIndex,
    citations: Mapping[str, Citation],
    assertion: Callable[[Citation], Json],
) -> Json | None:
    """What the article says of the response in the ``compatible`` diseases, with its cautions; None when nothing.

    ``assertion`` makes a citation ready to be shown.
    """
    lineages = {each: frozenset(knowledge.lineage(each)) for each in compatible}
    stated = _statements(lineages, knowledge, citations)
    if not stated:
        return None
    infections = [each for each, lineage in lineages.items() if _INFECTION in lineage]
    lymphomas = [each for each, lineage in lineages.items() if _LYMPHOMA in lineage]
    cautions = []
    if infections:
        against = _contraindications(knowledge, terms, citations)
        cautions.append(_caution(INFECTION_CAUTION, infections, knowledge, map(assertion, against), inferred=False))
    if lymphomas:
        cautions.append(_caution(LYMPHOMA_CAUTION, lymphomas, knowledge, (), inferred=True))
    return {
        "subject": {"id": curie(_RESPONSE), "label": terms.label(_RESPONSE)},
        "why": STEROID_CAUTION,
        "cautions": cautions,
        "assertions": [assertion(each) for each in stated],
    }


def _statements(
    lineages: Mapping[str, Collection[str]], knowledge: Knowledge, citations: Mapping[str, Citation]
) -> list[Citation]:
    """The statements on the response or the trial in these diseases and what lies above them, in order."""
    known = knowledge.findings.get(_RESPONSE)
    subjects = {_RESPONSE, _TRIAL} | (known.descendants if known else frozenset())
    diseases = {name for lineage in lineages.values() for name in lineage}
    found = (each for each in citations.values() if each.subject in subjects and each.disease in diseases)
    return sorted(found, key=lambda each: each.id)


def _contraindications(knowledge: Knowledge, terms: TermIndex, citations: Mapping[str, Citation]) -> list[Citation]:
    """The statements by which an infection contraindicates corticosteroids."""
    relation = terms.label(_CONTRAINDICATED)
    found = (each for each in citations.values() if each.subject == _DRUG and each.relation == relation)
    return sorted((each for each in found if _INFECTION in knowledge.lineage(each.disease)), key=lambda each: each.id)


def _caution(
    text: str, diseases: Iterable[str], knowledge: Knowledge, assertions: Iterable[Json], *, inferred: bool
) -> Json:
    named = [{"id": curie(each), "label": knowledge.diseases[each].label} for each in diseases]
    return {"text": text, "inference": inferred, "diseases": named, "assertions": list(assertions)}
