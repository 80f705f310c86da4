"""Every weight that counts, disease by disease: what is published.

They come from the columns, a finding at a time for all diseases; only where the contexts of a patient decide are the
:class:`~miliary.differential.weights.Weight` objects asked. Both give the same (tested).
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from miliary.differential.columns import Columns, Decibans
from miliary.differential.compiled import Compiled
from miliary.differential.stated import Condition, Rows
from miliary.differential.weights import Polarity, Weight


class Listed(NamedTuple):
    """A weight of a disease that is not 0; it holds where its condition is met."""

    finding: str
    polarity: Polarity
    decibans: int
    when: Condition = ()


_POLARITIES = tuple(Polarity)
_ASK = 0
"""What stands in the place of decibans where contexts decide; 0 itself is never listed."""


def listing(compiled: Compiled) -> Iterator[tuple[str, list[Listed]]]:
    """Give the weights of each disease that has some, in the order of :meth:`Weights.each`: the sexes' come last."""
    findings = [name for name in sorted(compiled.knowledge.findings) if _weighable(compiled, name)]
    rows, codes, worth = _gathered(compiled.columns, findings)
    ends = np.cumsum(np.bincount(rows, minlength=compiled.columns.size)).tolist()
    start = 0
    for disease, end in zip(compiled.columns.diseases, ends, strict=True):
        listed: list[Listed] = []
        for code, decibans in zip(codes[start:end].tolist(), worth[start:end].tolist(), strict=True):
            finding, polarity = findings[code // 2], _POLARITIES[code % 2]
            if decibans == _ASK:
                listed += _counting(compiled.weights.of(disease, finding))
            else:
                listed.append(Listed(finding, polarity, decibans))
        start = end
        if listed:
            yield disease, listed
    for disease, of_one in groupby(compiled.weights.sex, key=lambda each: each.disease):
        if counting := _counting(of_one):
            yield disease, counting


def _weighable(compiled: Compiled, finding: str) -> bool:
    """Whether anything stated could reach the finding, and weigh as evidence rather than as age or sex."""
    term = compiled.knowledge.findings[finding]
    if term.demographic or finding in compiled.knowledge.given:
        return False
    stated = compiled.columns.stated.place
    return any(each in stated for names in ((finding,), term.ancestors, term.descendants) for each in names)


def _counting(weights: Iterable[Weight]) -> list[Listed]:
    return [Listed(each.finding, each.polarity, each.decibans, each.when) for each in weights if each.decibans]


def _gathered(columns: Columns, findings: Sequence[str]) -> tuple[Rows, NDArray[np.int32], Decibans]:
    """Give the rows of all weights in order, what each is of, and its decibans.

    What it is of is twice the place of the finding, and one more for its absence.
    """
    rows, codes, worth = [], [], []
    for place, finding in enumerate(findings):
        pair, asked = columns.settled(finding)
        parts = [pair[polarity].sparse() for polarity in _POLARITIES]
        parts.append((asked, np.full(asked.size, _ASK, dtype=np.int32)))
        for code, (part, decibans) in zip((2 * place, 2 * place + 1, 2 * place), parts, strict=True):
            rows.append(part)
            codes.append(np.full(part.size, code, dtype=np.int32))
            worth.append(decibans)
    if not rows:
        nothing = np.empty(0, dtype=np.int32)
        return nothing, nothing, nothing
    joined = np.concatenate(rows)
    order = np.argsort(joined, kind="stable")  # which leaves the findings of a disease in their order
    return joined[order], np.concatenate(codes)[order], np.concatenate(worth)[order]
