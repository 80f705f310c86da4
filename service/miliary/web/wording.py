"""Numbers of an answer as a page shows them: shares with their sign, distances in words, bars."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from flask import Flask, url_for

from miliary.consultation.sentence import LIST_SEPARATOR, Sentence
from miliary.consultation.wording import RUNGS, taken_as
from miliary.differential.compatibility import Status
from miliary.differential.explanation import Badge, Verdict
from miliary.vocabulary import curie, expand, local_name
from miliary.web.strings import say

# Up to 4 decibans a fraction says more than "1 in …".
_SMALL_STEPS = {1: "4/5", 2: "2/3", 3: "1/2", 4: "2/5"}
_ROUND_FROM = 20
_NEARLY_ALL = 0.9
_MORE, _ALIKE = "more expected than in the leader", "as expected as in the leader"
_BEHIND = "about %(fraction)s as expected as in the leader"
WORDS = (_MORE, _ALIKE, _BEHIND, *(each.value for kind in (Badge, Status, Verdict) for each in kind))
"""What the pages say that stands in no template, besides the sentences of an answer."""


class Segment(NamedTuple):
    """One share in a bar; ``x`` and ``width`` in hundredths of the bar."""

    x: float
    width: float
    share: int
    label: str


def register(app: Flask) -> None:
    """Offer the wording to the templates of ``app``."""
    app.jinja_env.filters.update(
        signed=signed,
        behind=behind,
        percent=percent,
        frequency=frequency,
        term_address=term_address,
        local=local,
        translated=translated,
        rung_name=RUNGS.__getitem__,
    )
    app.jinja_env.globals.update(bar=bar, bar_zero=bar_zero, bar_extent=bar_extent, taken_as=taken_as)


def local(term: str) -> str:
    """Return a term of ours, an IRI or a CURIE, by its local name; another's as it is."""
    return curie(term).removeprefix("mil:")


def signed(number: int) -> str:
    """Return a share as it is printed: ``+3``, ``−2``, ``0``."""
    return f"{number:+d}".replace("-", "−") if number else "0"


def behind(decibans: int) -> Sentence:
    """Return the distance to the leader as a ratio of expectation, never as a percentage."""
    if decibans <= 0:
        return Sentence(_MORE if decibans else _ALIKE)
    ratio = 10 ** (decibans / 10)
    rounded = round(ratio) if ratio < _ROUND_FROM else round(ratio, 2 - len(str(int(ratio))))
    fraction = _SMALL_STEPS.get(decibans, f"1/{int(rounded):,}")
    return Sentence(_BEHIND, fraction=fraction)


def translated(text: object) -> str:
    """Return a sentence or a word of an answer in the reader's language."""
    if isinstance(text, Sentence) and text.values:
        return say(text.pattern) % {name: translated(each) for name, each in text.values.items()}
    if isinstance(text, list):
        return LIST_SEPARATOR.join(map(translated, text))
    return say(str(text))


def percent(share: float) -> str:
    """Return a share of draws as it is said; drawing can show neither never nor always."""
    if share <= 0:
        return "under 1 %"
    return "over 99 %" if share >= 1 else f"{share * 100:.0f} %"


def frequency(share: float) -> str:
    """Return a frequency in per cent, to two figures; near all, to three: ``45 %``, ``2.9 %``, ``99.5 %``."""
    return f"{share * 100:.{3 if share > _NEARLY_ALL else 2}g} %"


def term_address(compact: str) -> str:
    """Return the address of a term's page; an IRI that is not ours leads to itself."""
    term = compact if compact.startswith(("http://", "https://")) else expand(compact)
    name = local_name(term)
    return term if name is None else url_for("terms.term", name=name)


def shares(disease: Mapping[str, Any]) -> list[tuple[int, str]]:
    """Return all that counts for or against a disease, as shares and what they stand for."""
    found = [(each["share"], each["label"]) for each in disease["findings"]]
    found += [(each["share"], each["factor"]) for each in disease["demographics"]]
    found += [(disease["prior"]["share"], "prior")] if disease.get("prior") else []
    return [each for each in found if each[0]]


def bar_extent(diseases: Iterable[Mapping[str, Any]]) -> tuple[int, int]:
    """Return the largest sums against and for among ``diseases``: the length of the bars on either side of zero."""
    parts = [[share for share, _ in shares(each)] for each in diseases]
    against = max((-sum(each for each in one if each < 0) for one in parts), default=0)
    in_favour = max((sum(each for each in one if each > 0) for one in parts), default=0)
    return against, in_favour


def bar_zero(extent: tuple[int, int]) -> float:
    """Return where zero lies, in hundredths of the bar."""
    return round(100 * extent[0] / (sum(extent) or 1), 2)


def bar(disease: Mapping[str, Any], extent: tuple[int, int]) -> list[Segment]:
    """Return the shares of a disease, stacked to the right of zero (for) and to its left (against)."""
    unit = 100 / (sum(extent) or 1)
    left = right = bar_zero(extent)
    segments = []
    for share, label in sorted(shares(disease), key=lambda each: -abs(each[0])):
        width = abs(share) * unit
        left -= width if share < 0 else 0
        segments.append(Segment(round(right if share > 0 else left, 2), round(width, 2), share, label))
        right += width if share > 0 else 0
    return segments
