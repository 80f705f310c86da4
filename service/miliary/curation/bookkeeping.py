"""Who entered a statement, when, and whether a second person has read it: what is written beside an editor's change.

A statement that is changed keeps its name, so that links to it hold; its revisions, each with what it was made from
(``prov:wasRevisionOf``), are told by the history and not in the file.
"""

from dataclasses import dataclass
from datetime import datetime

from miliary.curation.change import Change, Line
from miliary.curation.workspace import Workspace

_TYPE, _EVIDENCE = "rdf:type", "mil:evidence"
_ASSERTION = "mil:Assertion"
_CREATOR, _CREATED, _MODIFIED, _STATUS = "dcterms:creator", "dcterms:created", "dcterms:modified", "mil:curationStatus"


@dataclass(frozen=True, slots=True)
class Stamp:
    """What is written beside the statements of a change.

    :param creator: who enters what is new
    :param reviewed: whether a second person has agreed
    """

    creator: str
    at: datetime
    reviewed: bool


def stamped(change: Change, workspace: Workspace, stamp: Stamp) -> Change:
    """Return ``change`` with creator, dates and curation status of the statements that it makes or alters."""
    additions, deletions = set(change.additions), set(change.deletions)
    now = f'"{stamp.at:%Y-%m-%dT%H:%M:%SZ}"^^xsd:dateTime'
    for subject in _statements(change, workspace):
        before = workspace.about(subject)
        about = (before - change.deletions) | {line for line in change.additions if line.subject == subject}
        values = {_STATUS: "mil:Reviewed" if stamp.reviewed else "mil:Unreviewed"}
        if before:
            # Never before it was entered, as the shapes ask: the clock may have been put back since.
            values[_MODIFIED] = max([now, *(line.value for line in before if line.predicate == _CREATED)])
        else:
            stated = {line.predicate for line in about}
            values |= {name: text for name, text in _entered(stamp, now).items() if name not in stated}
        for predicate, value in values.items():
            wanted = Line(subject, predicate, value)
            old = {line for line in about if line.predicate == predicate} - {wanted}
            deletions |= old & before
            additions -= old
            if wanted not in before:
                additions.add(wanted)
            deletions.discard(wanted)
    return Change(change.base, frozenset(additions), frozenset(deletions))


def _entered(stamp: Stamp, now: str) -> dict[str, str]:
    creator = stamp.creator.replace("\\", "\\\\").replace('"', '\\"')
    return {_CREATOR: f'"{creator}"', _CREATED: now}


def _statements(change: Change, workspace: Workspace) -> list[str]:
    """The statements that are new or say something else afterwards, or rest on a passage that does."""
    after = (workspace.stated - change.deletions) | change.additions
    subjects = change.subjects
    resting = {line.subject for line in after if line.predicate == _EVIDENCE and line.value in subjects}
    kinds = {line.subject for line in after if line.predicate == _TYPE and line.value == _ASSERTION}
    return sorted((subjects | resting) & kinds)
