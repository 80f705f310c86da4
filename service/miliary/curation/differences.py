"""What a change makes of the files, as a unified diff of each: what ``git diff`` would show."""

from dataclasses import dataclass
from difflib import unified_diff

from miliary.curation.change import Change
from miliary.curation.workspace import Workspace


@dataclass(frozen=True, slots=True)
class FileDiff:
    """The diff of one file.

    :param name: its name, relative to the knowledge folder
    :param lines: the lines of the diff, each with its sign
    """

    name: str
    lines: tuple[str, ...]

    @property
    def changed(self) -> int:
        """How many lines are added or taken away."""
        return sum(each[:1] in "+-" for each in self.lines if each)


def file_diffs(workspace: Workspace, change: Change) -> tuple[FileDiff, ...]:
    """Return what ``change`` makes of the files.

    :raises NoLongerStands: a line that it takes away is gone, or one that it adds is there already
    :raises UnfitProposal: no file is the place for a new term
    """
    return tuple(
        FileDiff(name, _diff(workspace.contents.get(name, b""), content))
        for name, content in workspace.apply(change).items()
    )


def _diff(before: bytes, after: bytes) -> tuple[str, ...]:
    found = unified_diff(before.decode().splitlines(), after.decode().splitlines(), lineterm="", n=2)
    return tuple(line for number, line in enumerate(found) if number > 1)  # without the names of two files
