"""What an answer cannot know: the scope notes that go with every differential."""

from dataclasses import dataclass
from enum import StrEnum

from miliary.differential.case import Reading
from miliary.differential.compatibility import Differential
from miliary.differential.compiled import Compiled


class Note(StrEnum):
    """A limit that an answer must state."""

    INDEX_ASSUMED = "index assumed"
    INDEX_DENIED = "index denied"
    OUTSIDE_VOCABULARY = "outside vocabulary"
    TOO_LITTLE = "too little"
    NOT_COVERED = "not covered"


@dataclass(frozen=True, slots=True)
class Scope:
    """Whether the case lies inside what the source speaks of, and whether it says enough to rank."""

    inside: bool
    enough: bool
    notes: tuple[Note, ...]


def scope(differential: Differential, reading: Reading, compiled: Compiled, unmapped: int = 0) -> Scope:
    """The limits of this answer; ``unmapped`` is the number of findings that are not in the vocabulary.

    That a case lies outside the diseases of the source cannot be told from its findings: the last note always stands.
    """
    case, knowledge = reading.case, compiled.knowledge
    denied = knowledge.index_finding in reading.fails
    known = len(case.present | case.absent)
    mostly_unknown = unmapped > (known + unmapped) / 2
    family = knowledge.index_family - (knowledge.given - {knowledge.index_finding})
    notes = {
        Note.INDEX_DENIED: denied,
        Note.INDEX_ASSUMED: not denied and not family & case.present,
        Note.OUTSIDE_VOCABULARY: mostly_unknown,
        Note.TOO_LITTLE: not differential.enough,
        Note.NOT_COVERED: True,
    }
    inside = not denied and not mostly_unknown
    return Scope(inside, differential.enough, tuple(note for note, holds in notes.items() if holds))
