"""A small opened version: what a consultation needs, over the small world and what a test says of it."""

from collections.abc import Mapping
from dataclasses import dataclass

from miliary.consultation.care import Care
from miliary.differential.compiled import Compiled
from miliary.differential.firm import Firm
from miliary.index.citations import Citation, read_citations
from miliary.terms import TermIndex
from tests.worlds import CATALOGUE, published


@dataclass(frozen=True)
class Small:
    """What :class:`miliary.consultation.answer.Answering` asks for."""

    version: str
    compiled: Compiled
    firm: Firm
    terms: TermIndex
    citations: Mapping[str, Citation]
    care: Care


def opened(*statements: str) -> Small:
    store, compiled = published(*statements)
    citations = read_citations(store, CATALOGUE)
    care = Care(compiled.knowledge, citations)
    return Small("example", compiled, Firm(compiled), TermIndex.read(store, CATALOGUE), citations, care)
