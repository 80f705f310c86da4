"""Measurements of CSF and serum: which way each went, by the words that stand with it."""

from collections.abc import Iterator, Sequence

from miliary.reports.lexicon import Fluid, Meaning, Measured
from miliary.reports.matching import Match
from miliary.reports.tokens import Token, between, stems

_CSF = frozenset(stem for word in ("CSF", "LP", "lumbar", "cerebrospinal", "spinal fluid") for stem in stems(word)[:1])
_ELSEWHERE = frozenset(stem for word in ("serum", "blood", "bloods", "MRI", "plasma", "CT") for stem in stems(word))
_AFTER = 8
_OPPOSITE = {"raised": "lowered", "lowered": "raised"}
_JOINTS = frozenset(stem for word in ("and", "or", "nor") for stem in stems(word))


def fluid_of(words: Sequence[Token], before: Fluid | None) -> Fluid | None:
    """Return the fluid that a sentence names, else the one that the sentence before was about."""
    named = {each.stem for each in words}
    if named & _CSF and not (named & _ELSEWHERE and before is Fluid.SERUM):
        return Fluid.CSF
    return Fluid.SERUM if named & _ELSEWHERE else before


def directions(
    text: str, words: Sequence[Token], measured: Sequence[tuple[int, int]], found: Sequence[Match[str]]
) -> list[str | None]:
    """Return the direction of each measurement, given by its words; None where none is told."""
    own = [_own(text, words, place, measured, found) for place in measured]
    for number in range(1, len(own)):
        own[number] = own[number] or (own[number - 1] if _joined(words, measured, number) else None)
    for number in range(len(own) - 2, -1, -1):
        own[number] = own[number] or (own[number + 1] if _joined(words, measured, number + 1) else None)
    return own


def holds(meaning: Measured, direction: str) -> bool | None:
    """Tell whether the finding is there when its measurement went that way; None where that says nothing of it."""
    if direction == meaning.direction:
        return True
    return False if direction in {"normal", _OPPOSITE.get(meaning.direction)} else None


def _own(
    text: str,
    words: Sequence[Token],
    place: tuple[int, int],
    measured: Sequence[tuple[int, int]],
    found: Sequence[Match[str]],
) -> str | None:
    start, end = place
    while start and words[start - 1].stem in _CSF | _ELSEWHERE:
        start -= 1
    for each in found:
        if each.end == start and not between(text, words, start, start).strip(" "):
            return each.values[0]
    following = min((first for first, _ in measured if first >= end), default=len(words))
    after = [each for each in found if end <= each.start < min(following, end + _AFTER)]
    kept = [
        each
        for each in after
        if each.end != following or following == len(words) or between(text, words, following, following).strip(" ")
    ]
    return kept[0].values[0] if kept else None


def _joined(words: Sequence[Token], measured: Sequence[tuple[int, int]], number: int) -> bool:
    """Whether a measurement is listed with the one before: "protein and cell count"."""
    gap = words[measured[number - 1][1] : measured[number][0]]
    return len(gap) <= 1 and all(each.stem in _JOINTS for each in gap)


def meanings(match: Match[Meaning], fluid: Fluid | None) -> Iterator[Measured]:
    """Yield what a phrase measures in that fluid; where none is named, or it is measured in one alone, in serum."""
    measured = [each for each in match.values if isinstance(each, Measured)]
    fluids = {each.fluid for each in measured}
    meant = Fluid.SERUM if fluids == {Fluid.SERUM} else fluid or Fluid.SERUM
    yield from (each for each in measured if each.fluid is meant)
