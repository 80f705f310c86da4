"""How names are found by what a person types: whole, by their beginning, word by word, or with a small typo."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import reduce

from miliary.terms import typos
from miliary.terms.folding import Word, beginning_keys, plain, whole_keys, words
from miliary.terms.names import Name

Matches = dict[int, float]
"""Number of a name -> how well it fits: the whole part is the :class:`Fit`, the rest how much of it was asked for."""


class Fit(IntEnum):
    """In what way a name fits a question, the best last."""

    TYPO = 1
    WORDS = 2
    BEGINNING = 3
    SYNONYM = 4
    LABEL = 5


@dataclass(frozen=True, slots=True)
class Question:
    """What was typed, folded once; ``written`` only levels case and spaces."""

    written: str
    words: tuple[Word, ...]
    whole: tuple[str, str]
    beginning: tuple[str, str]

    @classmethod
    def of(cls, text: str) -> "Question":
        """Fold ``text``."""
        folded = words(text)
        return cls(plain(text), folded, whole_keys(folded), beginning_keys(folded))


class Lexicon:
    """Names and their words, arranged for finding. Numbers of names are their places in the sequence given."""

    def __init__(self, names: Sequence[Name]) -> None:
        folded = [words(name.text) for name in names]
        self._preferred = [name.preferred for name in names]
        self._texts = [" ".join(word.stem for word in each) for each in folded]
        self._whole = [whole_keys(each) for each in folded]
        self._joined = [key for _, key in self._whole]
        self._beginnings = [beginning_keys(each) for each in folded]
        self._most_words = max(map(len, folded), default=0)
        self._by_whole = _inverted(self._whole)
        self._by_stem = _inverted([word.stem for word in each] for each in folded)
        self._by_word = _inverted([word.spelled for word in each] for each in folded)
        self._vocabulary = sorted(self._by_word)

    def whole(self, question: Question) -> list[int]:
        """Return the names that are equal to the question once both are folded."""
        if not question.words:
            return []
        return sorted(set().union(*(self._by_whole.get(key, ()) for key in question.whole)))

    def find(self, question: Question) -> Matches:
        """Return the names that hold the question without a typo."""
        if not question.words:
            return {}
        found = self._by_words(question, self._beginning, Fit.WORDS)
        for number, keys in enumerate(self._beginnings):
            if any(key.startswith(asked) for key, asked in zip(keys, question.beginning, strict=True)):
                found[number] = Fit.BEGINNING + self._share(question, number)
        for number in self.whole(question):
            found[number] = float(Fit.LABEL if self._preferred[number] else Fit.SYNONYM)
        return found

    def guess(self, question: Question) -> Matches:
        """Return the names that hold the question but for small typos in its words, or in how they are joined."""
        found = self._by_words(question, self._nearly, Fit.TYPO)
        for number, distance in typos.nearly(question.whole[1], self._joined):
            found[number] = max(found.get(number, 0.0), Fit.TYPO + 0.99 / (1 + distance))
        return found

    def alike(self, question: Question) -> list[int]:
        """Return names that look somewhat like the question, the most alike first."""
        return typos.alike(" ".join(word.stem for word in question.words), self._texts)

    def _by_words(self, question: Question, candidates: Callable[[Word], set[int]], fit: Fit) -> Matches:
        """The names in which every word of the question has its candidate, in any order."""
        if not 0 < len(question.words) <= self._most_words:
            return {}
        common = reduce(set.intersection, map(candidates, question.words))
        return {number: fit + self._share(question, number) for number in common}

    def _beginning(self, word: Word) -> set[int]:
        start = bisect_left(self._vocabulary, word.spelled)
        found = set(self._by_stem.get(word.stem, ()))
        for known in self._vocabulary[start:]:
            if not known.startswith(word.spelled):
                return found
            found |= self._by_word[known]
        return found

    def _nearly(self, word: Word) -> set[int]:
        """The names with a word that is ``word`` but for small typos, also where the word is still being typed."""
        found = self._beginning(word)
        if not typos.allowed(word.spelled):
            return found
        start = bisect_left(self._vocabulary, word.spelled[0])
        end = bisect_left(self._vocabulary, chr(ord(word.spelled[0]) + 1))
        known = self._vocabulary[start:end]
        for length in (None, len(word.spelled), len(word.spelled) + 1):
            near = typos.nearly(word.spelled, [each[:length] for each in known])
            found.update(*(self._by_word[known[place]] for place, _ in near))
        return found

    def _share(self, question: Question, number: int) -> float:
        """How much of the name was asked for, below 1."""
        return min(len(question.beginning[1]) / (len(self._beginnings[number][1]) + 1), 0.99)


def _inverted(keys_of: Iterable[Iterable[str]]) -> dict[str, set[int]]:
    found: dict[str, set[int]] = defaultdict(set)
    for number, keys in enumerate(keys_of):
        for key in keys:
            found[key].add(number)
    return dict(found)
