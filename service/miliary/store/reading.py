"""Telling the code of a SPARQL text from its strings, comments, IRIs and variables, however an engine may read it.

Where code ends and a string or a comment begins is not always plain: in ``?a <?x#>'''`` the ``<`` may open an IRI, or
compare ``?a`` with ``?x`` before a comment. Oxigraph's parser tries one reading after the other, so what is to be
forbidden must be forbidden in *every* reading. :func:`code` follows them all at once: it visits each place that some
reading takes for code. Names (``p:local``) are code to it, because the engine cuts one in two when the whole makes no
valid IRI: with ``PREFIX p: <http://a:>`` it takes ``p:5SERVICE`` for ``p:``, ``5`` and a keyword.
"""

import re
from collections.abc import Iterator
from heapq import heappop, heappush
from typing import NamedTuple

_SIGNIFICANT = re.compile(r"""[\\#'"<?$/(){}\[\]!&|+*^]|-|service""", re.IGNORECASE)
_IRI = re.compile(r'<[^<>"{}|^`\x00-\x20]*>')
# No comparison: two slashes together are not code.
_PLAIN_IRI = re.compile(r'<[A-Za-z]+://[^<>"{}|^`\x00-\x20]*>')
_LINE = re.compile(r"[^\r\n]*")
_STRINGS = {
    "'": (re.compile(r"'''(?:[^'\\]|\\.|'(?!''))*+'''", re.DOTALL), re.compile(r"'(?:[^'\\\r\n]|\\[^\r\n])*+'")),
    '"': (re.compile(r'"""(?:[^"\\]|\\.|"(?!""))*+"""', re.DOTALL), re.compile(r'"(?:[^"\\\r\n]|\\[^\r\n])*+"')),
}
# In code a backslash stands only within a name, where it takes the next character with it.
_ESCAPED = re.compile(r"\\[_~.!$&'()*+,;=/?#@%-]")
# After a path, "?" may be its modifier and what looks like a variable's name an object: "<p>? 5", "<p>? true".
_VARIABLE = re.compile(r"[?$](?!true|false|[0-9])[A-Za-z0-9_]*", re.IGNORECASE)


class Sign(NamedTuple):
    """A significant place in the code of a query.

    :param start: its offset in characters
    :param text: the character, or the word "service" as it is written
    :param certain: whether every reading of the query comes through this place
    """

    start: int
    text: str
    certain: bool


def code(text: str) -> Iterator[Sign]:
    """Yield, in the order of the text, each sign that is code in at least one reading of ``text``.

    The effort grows with the length of the text: a place is visited once, however many readings reach it.
    """
    pending: list[int] = []
    line_end = -1
    _follow(pending, text, 0)
    while pending and pending[0] < len(text):
        start = _first(pending)
        found = _SIGNIFICANT.match(text, start)
        assert found is not None
        if found[0] == "#":
            if start > line_end:  # else the end of this line is being followed already
                line_end = _line_end(text, start)
                _follow(pending, text, line_end)
            continue
        places = _successors(text, start, found.end())
        if places:
            yield Sign(start, found[0], certain=not pending)
        for place in places:
            _follow(pending, text, place)


def _first(pending: list[int]) -> int:
    """Take the first place out, however often it has been noted."""
    first = heappop(pending)
    while pending and pending[0] == first:
        heappop(pending)
    return first


def _follow(pending: list[int], text: str, place: int) -> None:
    """Note the first significant place from ``place`` on; the end of the text stands for a reading that is through."""
    found = _SIGNIFICANT.search(text, place)
    heappush(pending, found.start() if found else len(text))


def _line_end(text: str, start: int) -> int:
    line = _LINE.match(text, start)
    return line.end() if line else start


def _successors(text: str, start: int, end: int) -> list[int]:
    """Return where the code goes on after the sign at ``start``: in two places if it can be read in two ways, else one.

    In none if no reading has such a sign: an unclosed quote, two slashes together.
    """
    match text[start]:
        case "\\":
            return _ends(text, start, _ESCAPED) or [end]
        case "'" | '"' as quote:
            return _ends(text, start, *_STRINGS[quote])
        case "<":
            return _ends(text, start, _PLAIN_IRI) or [*_ends(text, start, _IRI), end]
        case "?" | "$":
            return _ends(text, start, _VARIABLE) or [end]
        case "/" if text.startswith("/", end):
            return []
        case _:
            return [end]


def _ends(text: str, start: int, *patterns: re.Pattern[str]) -> list[int]:
    return [found.end() for pattern in patterns if (found := pattern.match(text, start))]
