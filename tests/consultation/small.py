"""A small opened version: what a consultation needs, over the small world and what a test says of it."""

from collections.abc import Mapping
from dataclasses import dataclass

from miliary.differential.compiled import Compiled
from miliary.index.citations import Citation, read_citations
from miliary.terms import TermIndex
from tests.worlds import CATALOGUE, published


@dataclass(frozen=True)
class Small:
    """What :class:`miliary.consultation.answer.Opened` asks for."""

    version: str
    compiled: Compiled
    terms: TermIndex
    citations: Mapping[str, Citation]


def opened(*statements: str) -> Small:
    store, compiled = published(*statements)
    return Small("example", compiled, TermIndex.read(store, CATALOGUE), read_citations(store, CATALOGUE))
