"""The files follow the log, and the log the files: after a kill, and after somebody has edited by hand.

The log is told apart from the files line by line. What the last entry changed and a file does not hold yet is written;
what a file holds besides was edited by hand. Where both have moved nothing is written, and what differs is listed.
"""

from collections.abc import Iterator, Mapping

from miliary.curation.change import Change, Line
from miliary.curation.log import Log
from miliary.curation.refusals import FilesMoved
from miliary.curation.workspace import Files, Workspace

_NOTHING: frozenset[Line] = frozenset()


def behind(log: Log, workspace: Workspace) -> Mapping[str, frozenset[Line]]:
    """Return what the files are to hold that have not followed the last entry yet, by file.

    :raises FilesMoved: such a file was edited by hand too
    """
    head = log.head()
    if head is None or log.followed() >= head.number:
        return {}
    logged = log.files()
    found: dict[str, frozenset[Line]] = {}
    differing: list[str] = []
    for file, said, held in _pairs(logged, workspace.lines):
        if said == held:
            continue
        if held - said <= head.change.deletions and said - held <= head.change.additions:
            found[file] = said
        else:
            differing += differences({file: said}, {file: held})
    if differing:
        raise FilesMoved(
            f"The log's change {head.number} has not reached the files, and they were edited by hand meanwhile; "
            "nothing was written. Put them back as they were and load again; or load with --keep-files to keep them "
            "as they are, as a change of its own.",
            differing,
        )
    return found


def edited(log: Log, workspace: Workspace) -> Change:
    """Return what was changed in the files by hand since the last entry."""
    return between(log.files(), workspace.lines)


def between(before: Files, after: Files) -> Change:
    """Return what leads from what some files held to what they hold; a line that only moved is no change."""
    old, new = (frozenset().union(*files.values()) for files in (before, after))
    return Change("", new - old, old - new)


def differences(logged: Files, held: Files) -> list[str]:
    """Return each line that only the log has (``-``) or only the file (``+``), with its file, for people to read."""
    return [
        f"{file}: {sign} {line}"
        for file, said, found in _pairs(logged, held)
        for sign, lines in (("-", said - found), ("+", found - said))
        for line in sorted(lines)
    ]


def _pairs(logged: Files, held: Files) -> Iterator[tuple[str, frozenset[Line], frozenset[Line]]]:
    for file in sorted(logged.keys() | held.keys()):
        yield file, logged.get(file, _NOTHING), held.get(file, _NOTHING)
