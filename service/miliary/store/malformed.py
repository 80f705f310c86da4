"""Oxigraph's complaints about a query, in words for the person who wrote it."""

import re

from miliary.errors import MalformedQuery

_COMPLAINT = re.compile(r"error at (\d+):(\d+): expected (?:one of )?(.*)", re.DOTALL)
_CHARACTER_CLASS = re.compile(r"\[[^\[\]]*\]|<unreported>")
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[A-Z_]+')
_MOST_TOKENS = 8


def refused_by_engine(error: SyntaxError) -> MalformedQuery:
    """Return the error to raise for what Oxigraph's parser said, with line and column, both from 1."""
    complaint = _COMPLAINT.fullmatch(str(error))
    if complaint is None:
        return MalformedQuery(f"The query cannot be read: {error}.")
    line, column = int(complaint[1]), int(complaint[2])
    return MalformedQuery(f"The query cannot be read{_reason(complaint[3])}.", line=line, column=column)


def not_unicode(query: str, error: UnicodeEncodeError) -> MalformedQuery:
    """Return the error to raise for a query with half a surrogate pair in it."""
    before = query[: error.start]
    line, column = before.count("\n") + 1, error.start - (before.rfind("\n") + 1) + 1
    return MalformedQuery("The query holds half a surrogate pair, which is no character.", line=line, column=column)


def _reason(expected: str) -> str:
    """Keep what helps of the parser's list: a sentence ("Prefix not found"), else the first few tokens."""
    parts = [part.strip() for part in _CHARACTER_CLASS.sub("", expected).split(", ")]
    sentences = [part for part in parts if " " in part and not part.startswith('"')]
    if sentences:
        return f": {'; '.join(sentences)}"
    tokens = [part for part in parts if _TOKEN.fullmatch(part)]
    more = " …" if len(tokens) > _MOST_TOKENS else ""
    return f"; what could stand here: {' '.join(tokens[:_MOST_TOKENS])}{more}" if tokens else ""
