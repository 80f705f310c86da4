"""A reading as plain data, as the API sends it and the command prints it."""

from collections.abc import Mapping
from typing import Any

from miliary.reports.mention import Mention, Named, Reading, Span
from miliary.terms import TermIndex
from miliary.vocabulary import curie

DISCLAIMER = (
    "Read by rules from words alone; rules miss and mistake. Nothing counts before a person has confirmed it. "
    "What is uncertain or of the past is never suggested."
)


def document_of(text: str, reading: Reading, terms: TermIndex) -> dict[str, Any]:
    """Return what was read, with labels and the words of the report; places are characters (code points) from 0."""
    numbers = {each: number for number, each in enumerate(reading.mentions)}
    return {
        "findings": [_named(each, numbers, terms) for each in reading.findings],
        "mentions": [_mention(each, text, terms) for each in reading.mentions],
        "unmapped": [_span(each, text) for each in reading.unmapped],
        "patient": {"age": reading.patient.age, "sex": reading.patient.sex},
        "disclaimer": DISCLAIMER,
    }


def _named(named: Named, numbers: Mapping[Mention, int], terms: TermIndex) -> dict[str, Any]:
    return {
        "id": curie(named.finding),
        "label": terms.label(named.finding),
        "suggestion": named.suggestion,
        "mentions": [numbers[each] for each in named.mentions],
    }


def _mention(mention: Mention, text: str, terms: TermIndex) -> dict[str, Any]:
    return {
        **_span(Span(mention.start, mention.end), text),
        "finding": {"id": curie(mention.finding), "label": terms.label(mention.finding)},
        "state": mention.state,
        "because": mention.because,
        "sign": _span(mention.sign, text) if mention.sign else None,
    }


def _span(span: Span, text: str) -> dict[str, Any]:
    return {"start": span.start, "end": span.end, "text": text[span.start : span.end]}
