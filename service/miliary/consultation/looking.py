"""What would tell most next, and whether to stop, as plain values ready for an answer."""

from collections.abc import Iterable, Mapping
from typing import Any

from miliary.consultation.wording import RUNGS, brain_biopsy, stop_reason
from miliary.differential.next_finding import LAST_BEFORE_STOP, Next, NextFinding, Outcome, Reach
from miliary.differential.terms import Knowledge
from miliary.terms import TermIndex
from miliary.vocabulary import curie

Json = dict[str, Any]


def entries(found: Next, knowledge: Knowledge, terms: TermIndex) -> list[Json]:
    """The findings that would tell most, in the order of their rungs."""
    return [_entry(each, knowledge, terms) for each in found.findings]


def stop(found: Next, knowledge: Knowledge) -> Json:
    """The stop signal with its reason."""
    nearest = [each for each in found.stop.reaches if each.rung <= LAST_BEFORE_STOP]
    return {
        "reached": found.stop.reached,
        "why": stop_reason(found.stop.reason, _named(nearest, knowledge)),
    }


def _entry(each: NextFinding, knowledge: Knowledge, terms: TermIndex) -> Json:
    short = _named(each.fall_short, knowledge)
    return {
        "finding": {"id": curie(each.finding), "label": knowledge.findings[each.finding].label},
        "test": {"id": curie(each.test), "label": terms.label(each.test)},
        "rung": each.rung,
        "gain": round(each.gain, 2),
        "if_present": _outcome(each.if_present, knowledge),
        "if_absent": _outcome(each.if_absent, knowledge),
        "caution": brain_biopsy(short) if each.fall_short else None,
    }


def _outcome(outcome: Outcome, knowledge: Knowledge) -> Json:
    leaders = [{"id": curie(each), "label": knowledge.diseases[each].label} for each in outcome.leaders]
    return {"leaders": leaders, "compatible": outcome.compatible}


def _named(reaches: Iterable[Reach], knowledge: Knowledge) -> Mapping[str, tuple[str, float] | None]:
    """The best finding of each rung by the rung's name; None where no finding would change anything."""
    return {
        RUNGS[each.rung]: (knowledge.findings[each.finding].label, each.gain) if each.finding else None
        for each in reaches
    }
