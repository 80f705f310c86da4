"""Do a disease's statements agree along the hierarchy?

A finding cannot be more frequent than a broader one that it implies. Where the interval of a finding lies wholly above
that of a broader finding of the same disease in the same context (l > u), the statements are incoherent.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from miliary.differential.likelihood import Judgement, Scale, combine
from miliary.differential.terms import Knowledge, Statement

_Key = tuple[str, str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Incoherence:
    """Statements on a finding that put it wholly above a broader finding; both by their statements."""

    disease: str
    narrow: str
    broad: str
    narrow_statements: tuple[str, ...]
    broad_statements: tuple[str, ...]


def incoherences(knowledge: Knowledge, scale: Scale) -> Iterator[Incoherence]:
    """Every pair of findings of one disease and context whose intervals cannot both hold."""
    judged = _judged(knowledge, scale)
    for (disease, finding, contexts), narrow in sorted(judged.items(), key=lambda each: (each[0][0], each[0][1])):
        for above in sorted(knowledge.findings[finding].ancestors - knowledge.given):
            broad = judged.get((disease, above, contexts))
            if broad and narrow.interval.lower > broad.interval.upper:
                yield Incoherence(disease, finding, above, narrow.statements, broad.statements)


def _judged(knowledge: Knowledge, scale: Scale) -> dict[_Key, Judgement]:
    together: dict[_Key, list[Statement]] = {}
    for each in knowledge.statements:
        together.setdefault((each.disease, each.finding, each.contexts), []).append(each)
    return {key: judgement for key, statements in together.items() if (judgement := combine(statements, scale))}
