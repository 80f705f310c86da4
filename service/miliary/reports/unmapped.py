"""What a report says that is in no phrase of the vocabulary, so that whoever confirms sees what was left out."""

from collections.abc import Collection, Iterator, Sequence
from functools import cache

from miliary.reports.mention import Span
from miliary.reports.tokens import Token, stems

_LONGEST = 6  # words


@cache
def _function_words() -> frozenset[str]:
    from spacy.lang.en.stop_words import STOP_WORDS

    return frozenset(stem for word in STOP_WORDS for stem in stems(word))


def unmapped(
    words: Sequence[Token], text: str, covered: Collection[int], common: frozenset[str], aside: Sequence[Span]
) -> Iterator[Span]:
    """Yield the runs of words that are neither ``covered`` nor ``common`` nor numbers, nor in a span ``aside``."""
    run: list[Token] = []
    for number, word in enumerate(words):
        told = number in covered or word.stem in common or word.stem in _function_words() or word.stem.isdigit()
        told = told or any(each.start < word.end and word.start < each.end for each in aside)
        apart = run and (text[run[-1].end : word.start].strip(" -–/") or len(run) == _LONGEST)
        if run and (told or apart):
            yield Span(run[0].start, run[-1].end)
            run = []
        if not told:
            run.append(word)
    if run:
        yield Span(run[0].start, run[-1].end)
