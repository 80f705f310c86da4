"""Finding the phrases of a lexicon in a sentence, with spaCy's PhraseMatcher.

A word that is in no phrase is handed over as a sign for "some other word": so nothing of a report stays in spaCy's
store of strings, which never forgets.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from miliary.errors import MissingExtra
from miliary.reports.tokens import Token

T = TypeVar("T", bound=Hashable)
_OTHER = "·"


@dataclass(frozen=True, slots=True)
class Match(Generic[T]):
    """A phrase at the words from ``start`` up to ``end`` of a sentence, with all that it may stand for."""

    start: int
    end: int
    values: tuple[T, ...]


class Phrases(Generic[T]):
    """Phrases, each given by its stems, and what they stand for. Immutable once made.

    :raises MissingExtra: spaCy is not installed
    """

    def __init__(self, entries: Iterable[tuple[tuple[str, ...], T]]) -> None:
        try:
            from spacy.matcher import PhraseMatcher
            from spacy.tokens import Doc
            from spacy.vocab import Vocab
        except ImportError as error:
            raise MissingExtra("report", "spaCy") from error
        values: dict[tuple[str, ...], dict[T, None]] = defaultdict(dict)
        for phrase, value in entries:
            if phrase:
                values[phrase][value] = None
        self._values = {phrase: tuple(meant) for phrase, meant in values.items()}
        self._words = frozenset(word for phrase in values for word in phrase)
        self._doc, self._vocab = Doc, Vocab()
        self._matcher = PhraseMatcher(self._vocab)
        self._matcher.add("phrase", [Doc(self._vocab, words=list(phrase)) for phrase in values])

    def find(self, sentence: Sequence[Token]) -> list[Match[T]]:
        """Return every phrase of the sentence, those within others too, longest first and then from left to right."""
        words = [each.stem if each.stem in self._words else _OTHER for each in sentence]
        if not words:
            return []
        found = self._matcher(self._doc(self._vocab, words=words))
        matches = [Match(start, end, self._values[tuple(words[start:end])]) for _, start, end in found]
        return sorted(matches, key=lambda each: (each.start - each.end, each.start))


def apart(matches: Iterable[Match[T]], taken: Iterable[int] = ()) -> list[Match[T]]:
    """Return those that share no word with an earlier one, nor with ``taken`` words, in the order of the text."""
    used = set(taken)
    kept = []
    for each in matches:
        if used.isdisjoint(range(each.start, each.end)):
            used.update(range(each.start, each.end))
            kept.append(each)
    return sorted(kept, key=lambda each: each.start)
