"""How many typos words are apart, and how alike names are; RapidFuzz is imported when the first name is not found."""

from collections.abc import Sequence

# From which length on a word may have one typo, and two. Shorter ones are mostly abbreviations, where one letter is
# another disease; the first letter must be right, because "intradural" is not "extradural".
_ONE_TYPO, _TWO_TYPOS = 4, 8
_ALIKE = 65.0  # percent: what may be offered as "did you mean"
_MOST_ALIKE = 50


def allowed(word: str) -> int:
    """Return how many typos a word may have."""
    return (len(word) >= _ONE_TYPO) + (len(word) >= _TWO_TYPOS)


def nearly(asked: str, known: Sequence[str]) -> list[tuple[int, float]]:
    """Return the places in ``known`` of what ``asked`` may be with as many typos as are :func:`allowed`.

    A typo is a letter more, less or another one, or two neighbours exchanged: the optimal string alignment distance,
    which is returned with each place.
    """
    if not (most := allowed(asked)):
        return []
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    near = process.extract(asked, known, scorer=OSA.distance, score_cutoff=most, limit=None)
    return [(place, distance) for _, distance, place in near]


def alike(asked: str, known: Sequence[str]) -> list[int]:
    """Return the places in ``known`` of what has somewhat the same words as ``asked``, the most alike first."""
    from rapidfuzz import fuzz, process

    near = process.extract(asked, known, scorer=fuzz.token_sort_ratio, score_cutoff=_ALIKE, limit=_MOST_ALIKE)
    return [place for _, _, place in near]
