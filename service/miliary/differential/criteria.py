"""Which items of named diagnostic criteria hold in a case, which do not, and which are not known.

No more than that: whether the criteria make a diagnosis is for the reader of the source to say.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from miliary.differential.case import Reading
from miliary.differential.terms import CriterionItem, CriterionSet, ItemPart, Knowledge


class Holding(StrEnum):
    """Whether an item holds."""

    MET = "met"
    FAILED = "failed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class JudgedItem:
    """One item of a set in this case, and each of its parts."""

    item: CriterionItem
    holding: Holding
    parts: tuple[tuple[ItemPart, Holding], ...]


@dataclass(frozen=True, slots=True)
class JudgedSet:
    """A criterion set in this case; its items in the order of their codes."""

    set: CriterionSet
    items: tuple[JudgedItem, ...]

    def of(self, holding: Holding) -> tuple[JudgedItem, ...]:
        """The items that are met, failed or unknown."""
        return tuple(each for each in self.items if each.holding is holding)


def criteria(reading: Reading, knowledge: Knowledge) -> Iterator[JudgedSet]:
    """Judge every criterion set, in the order of the knowledge."""
    for each in knowledge.criterion_sets:
        yield JudgedSet(each, tuple(_judged(item, reading, knowledge) for item in each.items))


def _judged(item: CriterionItem, reading: Reading, knowledge: Knowledge) -> JudgedItem:
    parts = tuple((part, _part(part, reading, knowledge)) for part in item.parts)
    return JudgedItem(item, _joined((holding for _, holding in parts), item.joint), parts)


def _part(part: ItemPart, reading: Reading, knowledge: Knowledge) -> Holding:
    """A part holds when its finding does, or for one that asks for absence when it does not; the index is assumed."""
    if part.finding in reading.holds or (reading.index_assumed and part.finding in knowledge.given):
        return Holding.MET if part.expected else Holding.FAILED
    if part.finding in reading.fails:
        return Holding.FAILED if part.expected else Holding.MET
    return Holding.UNKNOWN


def _joined(parts: Iterable[Holding], joint: bool) -> Holding:
    """Kleene's logic: one met part decides, one failed part where they are joint; else an unknown leaves it open."""
    found = set(parts)
    deciding, otherwise = (Holding.FAILED, Holding.MET) if joint else (Holding.MET, Holding.FAILED)
    if deciding in found:
        return deciding
    return Holding.UNKNOWN if Holding.UNKNOWN in found else otherwise
