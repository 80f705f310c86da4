"""How a report is built: sections by their headings, sentences and items of lists within them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from miliary.reports.tables import rows

_BULLET = r"(?:[-*•–]+[ \t]+|\(?\d{1,2}[.)][ \t]+)"
_ABBREVIATED = re.compile(
    r"(?:\b(?:dr|mr|mrs|ms|prof|e\.g|i\.e|vs|approx|ca|cf|resp|fig|incl|max|min|y\.o|hx)|\b[a-z])$", re.I
)
_UNKNOWN = r"[A-Z][A-Za-z /&-]{1,30}:(?=[ \t]*\r?\n)"  # on a line of its own: else it may be a finding ("Fever: none")
_FULL_STOP = re.compile(r"(?<=[\w)\]%’'\"↑↓])[.!?]+(?=\s|$)|;")
_LINE_END = re.compile(r"\r?\n")
_TRAILING = 20  # characters: more blanks than that at the end of a line are no part of a list
_NEW_ITEM = re.compile(rf"[ \t]*(?:{_BULLET}|[A-Z0-9?]|\r?\n|$)")
_ITEM = re.compile(rf"[ \t]*{_BULLET}")
_PARAGRAPH_END = re.compile(r"\S[^\n]*\n(?![ \t]*[-*•–])")
_BEGINNING = re.compile(rf"\s*{_BULLET}?\s*")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence or an item of a list: its characters, the section it stands in, and the place its heading names."""

    start: int
    end: int
    section: str = "current"
    where: str = ""


def sentences(text: str) -> Iterator[Sentence]:
    """Yield the sentences of a report; headings themselves are none."""
    section, where, start = "current", "", 0
    for heading in _headings().finditer(text):
        yield from _split(text, start, heading.start(), section, where)
        start = heading.end()
        section, where = _sections().get(_plain(heading["known"] or heading["inner"] or ""), ("current", ""))
    yield from _split(text, start, len(text), section, where)


def _split(text: str, start: int, end: int, section: str, where: str) -> Iterator[Sentence]:
    """Yield the sentences of one section; the place that its heading names is meant up to the end of that paragraph."""
    paragraph = _PARAGRAPH_END.search(text, start, end)
    meant = paragraph.end() if paragraph else end
    for each in sorted({*_stops(text, start, end), end}):
        begins = _BEGINNING.match(text, start, each)
        first = begins.end() if begins else start
        if first < each:
            yield Sentence(first, each, section, where if first < meant else "")
        start = each


def _stops(text: str, start: int, end: int) -> Iterator[int]:
    """Yield where sentences end; what is listed after a colon belongs to the words before it."""
    for stop in _FULL_STOP.finditer(text, start, end):
        if not _ABBREVIATED.search(text[max(start, stop.start() - 6) : stop.start()]) or stop[0] == ";":
            yield stop.end()
    led = False
    for line in _LINE_END.finditer(text, start, end):
        before = text[max(start, line.start() - _TRAILING) : line.start()].rstrip(" \t")[-1:]
        led = before == ":" or (led and bool(_ITEM.match(text, line.end(), end)))
        if not led and before != "," and _NEW_ITEM.match(text, line.end(), end):
            yield line.end()


@cache
def _sections() -> dict[str, tuple[str, str]]:
    return {_plain(row["heading"]): (row["section"], row["where"]) for row in rows("headings")}


@cache
def _headings() -> re.Pattern[str]:
    known = "|".join(re.escape(each).replace(r"\ ", "[ ]+") for each in sorted(_sections(), key=len, reverse=True))
    line = rf"(?:(?<=\n)|\A)[ \t]*{_BULLET}?[*#_]*"
    inside = r"(?<=[.;])[ \t]+"
    other = rf"(?!No\b|Negative\b|Without\b){_UNKNOWN}"
    end = r"(?::|-[ \t]|–[ \t]|\.?(?=\r?\n|\Z))"
    return re.compile(rf"{line}(?:(?P<known>(?i:{known}))[*_]*[ \t]*{end}|{other})|{inside}(?P<inner>(?i:{known})):")


def _plain(heading: str) -> str:
    return " ".join(heading.casefold().split())
