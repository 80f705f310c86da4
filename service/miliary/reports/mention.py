"""What is read out of a report: mentions of findings with their places in the text, and what could not be mapped."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """What a report says of a finding where it mentions it."""

    PRESENT = "present"
    ABSENT = "absent"
    UNCERTAIN = "uncertain"
    """Hedged, asked for, conditional, or not looked at."""
    HISTORICAL = "historical"
    """Of another time, or of a relative."""


@dataclass(frozen=True, slots=True)
class Span:
    """A part of the text: characters (code points) from ``start`` up to ``end``."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Mention:
    """One place where a report names a finding. The spans of two mentions are the same or do not meet.

    :param start: the first character
    :param end: the character after the last
    :param finding: the IRI of the finding
    :param state: what is said of it
    :param because: the words that made the state other than present; empty if none did
    :param sign: where the sign stands apart from the place that the span marks ("enhancing lesions" in the pons)
    """

    start: int
    end: int
    finding: str
    state: State
    because: str = ""
    sign: Span | None = None


@dataclass(frozen=True, slots=True)
class Patient:
    """Who the report says the patient is, offered and not taken: age in years, ``female`` or ``male``."""

    age: int | None = None
    sex: str | None = None
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Named:
    """A finding with all its mentions, in the order of the text."""

    finding: str
    mentions: tuple[Mention, ...]

    @property
    def suggestion(self) -> State | None:
        """What to offer to whoever confirms: present or absent; None where the report does not say or disagrees."""
        states = {each.state for each in self.mentions} & {State.PRESENT, State.ABSENT}
        return states.pop() if len(states) == 1 else None


@dataclass(frozen=True, slots=True)
class Reading:
    """A report as it was understood.

    :param mentions: in the order of the text
    :param unmapped: phrases that are not in the vocabulary, in the order of the text
    :param patient: the patient's age and sex
    """

    mentions: tuple[Mention, ...]
    unmapped: tuple[Span, ...]
    patient: Patient

    @property
    def findings(self) -> tuple[Named, ...]:
        """The mentions by finding, in the order in which each is first named."""
        return tuple(self._by_finding())

    def _by_finding(self) -> Iterator[Named]:
        for finding in dict.fromkeys(each.finding for each in self.mentions):
            yield Named(finding, tuple(each for each in self.mentions if each.finding == finding))
