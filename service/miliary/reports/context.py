"""What is said of a finding where it is named: negated, hedged, of the past, of a relative. After ConText.

The words that say so, their side and their reach are data, in ``triggers.tsv``.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from miliary.reports.matching import Match, Phrases, apart
from miliary.reports.mention import State
from miliary.reports.tables import rows
from miliary.reports.tokens import Token, between, stems

_ASKED = re.compile(r"(?:^|[\s(:,;/])\?{1,3}\s?$")
_PAUSE = re.compile(r",")
_VERBS = frozenset(
    stem
    for word in ("is", "are", "was", "were", "seen", "noted", "identified", "visible", "found")
    for stem in stems(word)
)
_JOINTS = frozenset(stem for word in ("and", "or", "nor", "plus") for stem in stems(word))
_LIST_GAP = 4
_BACKWARD_REACH = 8


@dataclass(frozen=True, slots=True)
class Trigger:
    """What some words say: the category, on which side, within how many words (0: all), whether after a comma."""

    category: str
    direction: str
    scope: int
    after_comma: bool


@dataclass(slots=True)
class Said:
    """What is said of each mention: the categories, each with the words that say it."""

    of: dict[int, dict[str, str]] = field(default_factory=dict)

    def add(self, mention: int, category: str, words: str) -> None:
        """Remember that ``words`` say ``category`` of a mention; the first to say so are kept."""
        self.of.setdefault(mention, {}).setdefault(category, words)


def triggers() -> Phrases[Trigger]:
    """Read the table of triggers."""
    return Phrases(
        (
            stems(row["phrase"]),
            Trigger(row["category"], row["direction"], int(row["scope"] or 0), row["phrase"].startswith(",")),
        )
        for row in rows("triggers")
    )


def state_of(said: dict[str, str], section: str, *, lasting: bool) -> tuple[State, str]:
    """Return the state of a mention and the words that made it.

    :param said: what is said of it, by category
    :param section: that of the report
    :param lasting: whether it is a trait of the patient, such as a known disease, which the past does not end
    """
    if section == "family" or "family" in said:
        return State.HISTORICAL, said.get("family", "")
    for category in ("conditional", "hedge"):
        if category in said:
            return State.UNCERTAIN, said[category]
    if "negation" in said:
        return State.ABSENT, said["negation"]
    if section == "asked":
        return State.UNCERTAIN, ""
    if not lasting and "current" not in said and ("history" in said or section == "past"):
        return State.HISTORICAL, said.get("history", "")
    return State.PRESENT, ""


class Clause:
    """A sentence with the words of its mentions (places included), read for what is said of each."""

    def __init__(self, text: str, words: Sequence[Token], found: Sequence[Match[Trigger]]) -> None:
        self._text, self._words = text, words
        self._triggers = found

    @classmethod
    def read(cls, text: str, words: Sequence[Token], known: Phrases[Trigger], taken: set[int]) -> "Clause":
        """Find the triggers among words that are not ``taken`` by a mention; ``none`` only hides what it covers."""
        return cls(text, words, apart(known.find(words), taken))

    @property
    def covered(self) -> set[int]:
        """The words of all triggers."""
        return {place for each in self._triggers for place in range(each.start, each.end)}

    def said(self, mentions: Sequence[tuple[int, int]]) -> Said:
        """Tell what is said of each of ``mentions``, given by their words, in their order."""
        said = Said()
        for each in self._triggers:
            words = self._text[self._words[each.start].start : self._words[each.end - 1].end]
            self._apply(each, words, mentions, said)
        for number, (start, end) in enumerate(mentions):
            after = self._text[self._words[end - 1].end :][:1]
            if after == "?" or _ASKED.search(between(self._text, self._words, start, start)[-4:]):
                said.add(number, "hedge", "?")
        return said

    def stops(self) -> list[int]:
        """Where a clause within the sentence begins."""
        return [each.start for each in self._triggers if self._is_stop(each)]

    def _apply(self, match: Match[Trigger], words: str, mentions: Sequence[tuple[int, int]], said: Said) -> None:
        hit = False
        for trigger in sorted(match.values, key=lambda each: each.direction):
            if trigger.direction == "both" and trigger.category not in {"stop", "none"}:
                reached: Iterator[int] = iter(range(len(mentions)))
            elif trigger.direction == "backward" or (trigger.direction == "final" and match.end == len(self._words)):
                reached = self._backward(match, mentions, pauses=trigger.direction == "final")
            elif trigger.direction == "forward" and trigger.category != "none" and not hit:
                reached = self._forward(match, trigger, mentions)
            else:
                continue
            for number in reached:
                hit = True
                said.add(number, trigger.category, words)

    def _forward(self, match: Match[Trigger], trigger: Trigger, mentions: Sequence[tuple[int, int]]) -> Iterator[int]:
        end = self._end_of_scope(match, mentions)
        if trigger.scope:
            end = min(end, match.end + trigger.scope)
        yield from (number for number, (start, _) in enumerate(mentions) if match.end <= start < end)

    def _end_of_scope(self, match: Match[Trigger], mentions: Sequence[tuple[int, int]]) -> int:
        """Where what a trigger says ends: at a stop, a verb after a mention, or another trigger after one."""
        first = min((end for start, end in mentions if start >= match.end), default=len(self._words))
        ends = [each.start for each in self._triggers if each.start >= match.end and self._is_stop(each)]
        ends += [each.start for each in self._triggers if each.start >= first and self._is_forward(each)]
        ends += [place for place in range(first, len(self._words)) if self._words[place].stem in _VERBS]
        return min(ends, default=len(self._words))

    def _backward(self, match: Match[Trigger], mentions: Sequence[tuple[int, int]], *, pauses: bool) -> Iterator[int]:
        """The mention before a trigger, and those listed with it: "fever, cough and rash were absent"."""
        place, joined, first = match.start, True, True
        stops = self.stops()
        for number in range(len(mentions) - 1, -1, -1):
            start, end = mentions[number]
            if end > match.start:
                continue
            gap = self._gap(end, place)
            reach = _BACKWARD_REACH if first else _LIST_GAP
            parted = any(end <= stop < place for stop in stops)
            paused = bool(_PAUSE.search(gap)) and not (pauses if first else joined)
            if parted or place - end > reach or paused:
                return
            yield number
            joined = any(self._words[each].stem in _JOINTS for each in range(end, place)) or (joined and not first)
            place, first = start, False

    def _gap(self, end: int, start: int) -> str:
        return self._text[self._words[end - 1].end : self._words[min(start, len(self._words) - 1)].start]

    def _is_stop(self, match: Match[Trigger]) -> bool:
        return any(
            each.category == "stop"
            and (not each.after_comma or "," in between(self._text, self._words, match.start, match.start))
            for each in match.values
        )

    def _is_forward(self, match: Match[Trigger]) -> bool:
        return any(each.direction == "forward" and each.category != "none" for each in match.values)
