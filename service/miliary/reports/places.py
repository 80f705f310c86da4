"""Which places a sign is said of: "lesions in the pons and midbrain", "pontine lesions", "the pons shows …"."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from miliary.reports.tokens import Token, between, stems

Range = tuple[int, int]


def _set(words: str) -> frozenset[str]:
    return frozenset(stem for word in words.split() for stem in stems(word))


_PREPOSITIONS = _set(
    "in within involving along at throughout affecting on around across over through at into to involve affect involves"
)
_LISTED = _set(
    "and or but not in also as well left right both bilateral within at along on anterior posterior upper lower dorsal "
    "ventral medial lateral superior inferior adjacent deep plus nor her his especially particularly including mainly "
    "extending extends reaching to into with extension a"
)
_OF = re.compile(r"\bof\b", re.IGNORECASE)  # it has no stem, as in names
_DIRECTLY = 4  # words between a sign and the place that a preposition leads to
_BESIDE = 3  # words between a place and the sign that it qualifies
_SUBJECT = 9  # words between a place as subject and the sign that it shows


@dataclass(frozen=True, slots=True)
class Sentence:
    """The words of a sentence with the places in it, and where clauses within it begin."""

    text: str
    words: Sequence[Token]
    places: Sequence[Range]
    stops: Sequence[int]

    def of(self, sign: Range, others: Iterable[Range]) -> list[int]:
        """Return the numbers of the places that ``sign`` is said of; ``others`` are the other signs."""
        return self.after(sign) or self.before(sign) or self._subject(sign, others)

    def after(self, sign: Range) -> list[int]:
        """The places that a preposition leads to, with those listed after."""
        found: list[int] = []
        place = sign[1]
        for number, (start, end) in enumerate(self.places):
            if start < place:
                continue
            gap, written = {each.stem for each in self.words[place:start]}, between(self.text, self.words, place, start)
            if found:
                fits = len(gap - _LISTED) <= (1 if "," in written else 0) and (bool(gap) or "," in written)
            else:
                led = bool(gap & _PREPOSITIONS) or bool(_OF.search(written))
                fits = led and start - place <= _DIRECTLY and not self._parted(place, start)
            if not fits:
                break
            found.append(number)
            place = end
        return found

    def before(self, sign: Range) -> list[int]:
        """The places that qualify a sign from the left, with those listed before."""
        found: list[int] = []
        place = sign[0]
        for number in range(len(self.places) - 1, -1, -1):
            start, end = self.places[number]
            if end > place:
                continue
            gap, written = {each.stem for each in self.words[end:place]}, between(self.text, self.words, end, place)
            if found:
                fits = gap <= _LISTED
            else:
                fits = place - end <= _BESIDE and not set(written) & set(",:()") and not self._parted(end, place)
                fits = fits and not gap & _PREPOSITIONS
            if not fits:
                break
            found.append(number)
            place = start
        return found[::-1]

    def _subject(self, sign: Range, others: Iterable[Range]) -> list[int]:
        ahead = [number for number, (_, end) in enumerate(self.places) if end <= sign[0]]
        if not ahead:
            return []
        end = self.places[ahead[-1]][1]
        if sign[0] - end > _SUBJECT or any(end <= start < sign[0] for start, _ in others):
            return []
        return [*self.before((self.places[ahead[-1]][0], sign[0])), ahead[-1]]

    def _parted(self, left: int, right: int) -> bool:
        return any(left <= stop < right for stop in self.stops)
