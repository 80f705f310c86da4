"""What would tell two diseases apart: findings that a case leaves open and that weigh differently for the two."""

from collections.abc import Iterator
from dataclasses import dataclass

from miliary.differential.case import Reading
from miliary.differential.compiled import Compiled
from miliary.differential.weights import Polarity, Weight

Pair = tuple[Weight | None, Weight | None]
"""The weights of a finding for the one disease and for the other; None where nothing is stated."""


@dataclass(frozen=True, slots=True)
class Separation:
    """A finding, with its weights for two diseases were it present, and were it looked for in vain."""

    finding: str
    present: Pair
    absent: Pair

    @property
    def most(self) -> int:
        """The larger of the two differences, in decibans and without its sign."""
        return max(abs(difference(self.present)), abs(difference(self.absent)))


def difference(pair: Pair) -> int:
    """By how many decibans the pair speaks for the one disease rather than for the other."""
    one, other = (each.decibans if each else 0 for each in pair)
    return one - other


def separations(one: str, other: str, reading: Reading, compiled: Compiled) -> tuple[Separation, ...]:
    """Return what the case leaves open and would tell ``one`` from ``other``, what tells most first.

    Of a block, whose findings count once, only the finding that tells most is named; none that neither of the two
    states itself; and no response to a treatment, which is nothing to look for.
    """
    best: dict[str, Separation] = {}
    for each in _open(one, other, reading, compiled):
        block = compiled.knowledge.findings[each.finding].block
        if each.most and (block not in best or _place(each) < _place(best[block])):
            best[block] = each
    return tuple(sorted(best.values(), key=_place))


def _place(each: Separation) -> tuple[int, str]:
    return -each.most, each.finding


def _open(one: str, other: str, reading: Reading, compiled: Compiled) -> Iterator[Separation]:
    knowledge = compiled.knowledge
    known = reading.holds | reading.fails | knowledge.given
    stated = knowledge.stated_findings(one) | knowledge.stated_findings(other)
    for finding in sorted(stated & knowledge.findings.keys() - known):
        if knowledge.findings[finding].demographic or finding in knowledge.responses:
            continue
        present, absent = (
            (compiled.weight(one, finding, polarity, reading), compiled.weight(other, finding, polarity, reading))
            for polarity in (Polarity.PRESENT, Polarity.ABSENT)
        )
        yield Separation(finding, present, absent)
