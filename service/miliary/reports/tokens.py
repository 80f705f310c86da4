"""The words of a text with their places in it, each brought to the stem that names are compared by."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from miliary.terms import folding

_WORD = re.compile(r"(?<!\w)[+-]ve\b|[↑↓]|\([+-]\)|[^\W_]+(?:['’][^\W_]+)*")
_SIGNS = {"↑": "raised", "↓": "low", "+ve": "positive", "-ve": "negative", "(+)": "positive", "(-)": "negative"}


@dataclass(frozen=True, slots=True)
class Token:
    """One word: where it stands, as it is written, and its stem."""

    start: int
    end: int
    text: str
    stem: str


def tokens(text: str, start: int = 0, end: int | None = None) -> tuple[Token, ...]:
    """Return the words of a part of ``text``; articles and ``of`` are left out, as in the names of terms."""
    found = _WORD.finditer(text, start, len(text) if end is None else end)
    read = (Token(each.start(), each.end(), each[0], _stem(each[0])) for each in found)
    return tuple(each for each in read if each.stem)


def stems(phrase: str) -> tuple[str, ...]:
    """Return the stems of the words of ``phrase``."""
    return tuple(each.stem for each in tokens(phrase))


def between(text: str, found: Sequence[Token], left: int, right: int) -> str:
    """Return what stands in ``text`` after the word before ``left`` and before the word ``right``."""
    start = found[left - 1].end if left else 0
    return text[start : found[right].start] if right < len(found) else ""


def _stem(word: str) -> str:
    return "".join(each.stem for each in folding.words(_SIGNS.get(word.casefold(), word)))
