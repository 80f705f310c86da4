"""What makes two spellings one: case, accents, hyphens, British and American letters, singular and plural.

The letter groups are data, in ``spelling.tsv`` beside this module.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_LONGEST_TEXT = 500  # characters; a name is never as long


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a name or of a question.

    :param written: in small letters, without accents and apostrophes
    :param spelled: in one spelling, its ending kept: good for beginnings of words
    :param stem: the ending levelled too: good for whole words
    """

    written: str
    spelled: str
    stem: str


@dataclass(frozen=True, slots=True)
class LetterGroup:
    """One row of the table: where ``pattern`` is found, ``replacement`` is read."""

    group: str
    pattern: re.Pattern[str]
    replacement: str
    example: tuple[str, ...]


def letter_groups() -> tuple[LetterGroup, ...]:
    """Read the table of letter groups."""
    lines = files(__package__).joinpath("spelling.tsv").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("#")][1:]
    return tuple(
        LetterGroup(group, re.compile(pattern), replacement, tuple(example.split(", ")))
        for group, pattern, replacement, example in rows
    )


_WORDS, _SPELLING, _NUMBER = (
    tuple(row for row in letter_groups() if row.group == group) for group in ("word", "spelling", "number")
)


def plain(text: str) -> str:
    """Return ``text`` as written but for case and runs of white space."""
    return " ".join(text.casefold().split())


def words(text: str) -> tuple[Word, ...]:
    """Return the words of ``text``; signs, hyphens and brackets only part them. Very long text is cut."""
    letters = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text[:_LONGEST_TEXT]).casefold())
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    folded = (_word(found) for found in _WORD.findall(bare))
    return tuple(word for word in folded if word.written)


def whole_keys(folded: Iterable[Word]) -> tuple[str, str]:
    """Return two keys; names that share one of them are equal but for spelling, number and hyphens.

    The first is made word by word, the second of the words joined, as "leuco-encephalopathy" may be.
    """
    each = tuple(folded)
    return "".join(word.stem for word in each), _word("".join(word.written for word in each)).stem


def beginning_keys(folded: Iterable[Word]) -> tuple[str, str]:
    """Return two keys; one name begins like another where one of its keys does. Made as :func:`whole_keys`."""
    each = tuple(folded)
    return "".join(word.spelled for word in each), _word("".join(word.written for word in each)).spelled


@lru_cache(maxsize=20_000)
def _word(found: str) -> Word:
    written = _level(found, _WORDS)
    spelled = _level(written, _SPELLING)
    return Word(written, spelled, _level(spelled, _NUMBER))


def _level(word: str, groups: Iterable[LetterGroup]) -> str:
    for group in groups:
        word = group.pattern.sub(group.replacement, word)
    return word
