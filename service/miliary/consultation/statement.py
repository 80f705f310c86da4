"""One assertion as plain values: its words, its passage, its references and its conflicts."""

from typing import Any

from miliary.index.citations import Citation
from miliary.vocabulary import curie

Json = dict[str, Any]


def in_short(citation: Citation) -> str:
    """How the source says it occurs, in a few words; “mentioned” where it says no more."""
    return " · ".join(filter(None, (citation.occurrence, citation.role, citation.frequency))) or "mentioned"


def assertion(citation: Citation) -> Json:
    """One assertion with its words, passage, references and conflicts."""
    return {
        "id": curie(citation.id),
        "about": {"id": curie(citation.disease), "label": citation.disease_label},
        "subject": {"id": curie(citation.subject), "label": citation.subject_label},
        "occurrence": citation.occurrence,
        "role": citation.role,
        "relation": citation.relation,
        "line": int(citation.line) if citation.line else None,
        "purpose": citation.purpose,
        "frequency": citation.frequency,
        "context": list(citation.contexts),
        "population": citation.population,
        "timing": citation.timing,
        "comment": citation.comment,
        "caution": citation.caution,
        "locator": citation.locator,
        "anchor": citation.anchor,
        "link": citation.link,
        "evidence_type": citation.evidence_type,
        "study": citation.study,
        "references": [
            {"number": each.number, "status": each.status, "citation": each.citation} for each in citation.references
        ],
        "conflicts": [{"kind": each.kind, "with": curie(each.other), "why": each.why} for each in citation.conflicts],
    }
