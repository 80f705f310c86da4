"""The sentences that go with every answer: its limits, what it is not, and what looking further would tell."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from miliary.consultation.sentence import Sentence
from miliary.differential.next_finding import StopReason
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


_TAKEN = "“%(code)s” is taken as “%(term)s”."
_STEPS = MappingProxyType(
    {
        "skos:closeMatch": "“%(code)s” is taken as “%(term)s”, which is close to it.",
        "skos:narrowMatch": "“%(code)s” is taken as “%(term)s”, which is broader.",
    }
)


def taken_as(mapped: Mapping[str, Any]) -> Sentence:
    """The sentence that tells what a code of another vocabulary was taken as, of one entry of ``mapped``."""
    pattern = _STEPS.get(mapped["predicate"], _TAKEN)
    return Sentence(pattern, code=mapped["given"], term=mapped["term"]["label"])


def note(kind: Note) -> str:
    """The sentence that states a limit."""
    return _NOTES[kind]


RUNGS = (
    "history and examination",
    "blood tests, serology, eyes and hearing",
    "other MRI, CT and X-ray",
    "lumbar puncture and PET-CT",
    "catheter angiography and biopsy of other tissue",
    "brain biopsy",
)
"""What the rungs of tests are called, from 0."""

STEROID_CAUTION = (
    "The article mentions how some of the compatible diseases respond to corticosteroids. That is nothing to look for: "
    "it counts only where the response is already known, and a trial of corticosteroids is never suggested here. "
    "Where the statements conflict, both are shown."
)

INFECTION_CAUTION = (
    "An infection is among the compatible diseases. The article calls corticosteroids contraindicated in "
    "neurotuberculosis, says that infections of the nervous system do not respond to them, and contradicts itself on "
    "some of these infections."
)

LYMPHOMA_CAUTION = (
    "Lymphoma is among the compatible diseases. Corticosteroids would hide what a biopsy needs to show. This is our "
    "inference from what the article says of how lymphoma shrinks under them; the article does not draw it."
)

_STOPS = MappingProxyType(
    {
        StopReason.OPEN: "Findings up to lumbar puncture and PET-CT would still narrow the compatible set.",
        StopReason.INDEX_DENIED: "The case says that there is no miliary enhancement; nothing here applies to it.",
        StopReason.NONE_LEFT: "Criteria contradict every disease of the review, so no finding can narrow the set.",
        StopReason.ONE_LEFT: "One disease of the review is left as compatible, so no finding can narrow the set. "
        "Diseases outside the review are not ruled out by that.",
    }
)
_NOTHING_NARROWS = (
    "No open finding up to lumbar puncture and PET-CT is expected to narrow the compatible set further (%(reaches)s). "
    "A test can be worth making for other reasons than to tell these diseases apart."
)
_BRAIN_BIOPSY = (
    "Listed only because all else falls short: %(reaches)s. The article gives neither the yield nor the risk of a "
    "brain biopsy; this is not advice for one."
)
_NO_REACH = "none of them would change it, as far as the article's statements tell"
_REACH, _TINY_REACH, _NOTHING = (
    "%(rung)s: at most %(number)s diseases fewer expected, by %(finding)s",
    "%(rung)s: at most under 0.01 diseases fewer expected, by %(finding)s",
    "%(rung)s: nothing",
)
_TINY = 0.01

Nearest = Mapping[str, tuple[str, float] | None]
"""The most telling finding and its gain by the name of its rung; None where no finding would change anything."""


def stop_reason(reason: StopReason, nearest: Nearest) -> str:
    """Why looking further would not help, or that it would."""
    if reason is not StopReason.NOTHING_NARROWS:
        return _STOPS[reason]
    return Sentence(_NOTHING_NARROWS, reaches=_falls_short(nearest))


def brain_biopsy(nearest: Nearest) -> str:
    """What goes with a finding that only a brain biopsy shows: what fell short before it was listed."""
    return Sentence(_BRAIN_BIOPSY, reaches=_falls_short(nearest))


def _falls_short(nearest: Nearest) -> list[Sentence]:
    if not any(nearest.values()):
        return [Sentence(_NO_REACH)]
    return [_reach(rung, best) for rung, best in nearest.items()]


def _reach(rung: str, best: tuple[str, float] | None) -> Sentence:
    if best is None:
        return Sentence(_NOTHING, rung=rung)
    finding, gain = best
    pattern = _REACH if gain >= _TINY else _TINY_REACH
    return Sentence(pattern, rung=rung, number=f"{gain:.2f}", finding=finding)


SENTENCES = (
    *(DISCLAIMER, MEANING, STEROID_CAUTION, INFECTION_CAUTION, LYMPHOMA_CAUTION, _NOTHING_NARROWS, _BRAIN_BIOPSY),
    *(_NO_REACH, _REACH, _TINY_REACH, _NOTHING, _TAKEN),
    *(*_STEPS.values(), *_NOTES.values(), *_STOPS.values(), *RUNGS),
)
"""Every pattern of this module, for those who translate."""
