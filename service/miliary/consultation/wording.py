"""The sentences that go with every answer: its limits and what it is not."""

from types import MappingProxyType

from miliary.differential.scope import Note

DISCLAIMER = (
    "Decision support from one review article of 2020; not a medical device. It lists what that article states and "
    "advises no test and no treatment. Diseases that the review does not cover can look just like this."
)

MEANING = (
    "A finding counts for a disease when the article states it there, and the more so the fewer of the other diseases "
    "have it; it counts against where the article says it is rare or not expected, and silence counts zero. "
    "A disease stays compatible while the findings are not more than twenty times as expected in the leading disease."
)

_NOTES = MappingProxyType(
    {
        Note.INDEX_ASSUMED: "Miliary enhancement was not among the findings and is assumed: the article speaks only of "
        "brains that show it.",
        Note.INDEX_DENIED: "The case says that there is no miliary enhancement. The article speaks only of brains that "
        "show it, so nothing here applies.",
        Note.OUTSIDE_VOCABULARY: "More than half of the findings are not in the vocabulary: the case may lie outside "
        "what the article speaks of.",
        Note.TOO_LITTLE: "There is too little to tell the diseases apart: no disease reaches 10 decibans. All are "
        "listed and none is claimed.",
        Note.NOT_COVERED: "Diseases that the review does not cover can look just like this, and no finding tells.",
    }
)


def note(kind: Note) -> str:
    """The sentence that states a limit."""
    return _NOTES[kind]
