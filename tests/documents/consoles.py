"""What a console block shows: commands after ``$``, each followed by what it prints."""

import contextlib
import os
import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from click.testing import CliRunner

from miliary.cli import main
from tests.conftest import REPOSITORY
from tests.documents.markdown import Block

WIDTH = 100
_VERSION = re.compile(r"(\d+\.\d+\.\d+)-[0-9a-f]{12}")
_PROMPT = "$ "


@dataclass(frozen=True, slots=True)
class Console:
    """Runs the commands of a block over one data folder, in a terminal of :data:`WIDTH` columns."""

    data: Path

    def write(self, block: Block) -> str:
        """The block with what its commands print now; blocks of other programs stay as they are."""
        commands = list(_commands(block.text))
        if not commands or not all(command.startswith("$ miliary ") for command in commands):
            return block.text
        return "\n".join(f"{command}\n{_first(self.run(command), block.lines)}" for command in commands)

    def run(self, command: str) -> str:
        """Run ``$ miliary …`` in this process; what differs from machine to machine is masked."""
        arguments = shlex.split(command.removeprefix(_PROMPT).replace("\\\n", " "))[1:]
        environment = {
            "MILIARY_DATA": str(self.data),
            "MILIARY_KNOWLEDGE": str(REPOSITORY),
            "COLUMNS": str(WIDTH),
            "MILIARY_SETTINGS": None,
        }
        with contextlib.chdir(REPOSITORY):
            result = CliRunner().invoke(main, arguments, env=environment)
        assert result.exception is None or isinstance(result.exception, SystemExit), result.output
        return self.masked("".join(line for line in result.output.splitlines(keepends=True) if not _is_progress(line)))

    def masked(self, text: str) -> str:
        """``text`` without the digest of a version, the folders of this machine and spaces at line ends."""
        short = text.replace(str(self.data), ".miliary").replace(str(REPOSITORY) + os.sep, "")
        return "".join(f"{line.rstrip()}\n" for line in _VERSION.sub(r"\1-…", short).splitlines())


def _is_progress(line: str) -> bool:
    """Whether a line tells of a step: there are some when a source has changed meanwhile; on a terminal they vanish."""
    return line.startswith("Loading the knowledge: ")


def _commands(text: str) -> Iterator[str]:
    """The lines that begin with a prompt, with those that they are continued on."""
    lines = iter(text.splitlines())
    for line in lines:
        if line.startswith(_PROMPT):
            command = [line]
            while command[-1].endswith("\\"):
                command.append(next(lines))
            yield "\n".join(command)


def _first(text: str, count: int | None) -> str:
    lines = text.splitlines(keepends=True)
    return text if count is None or len(lines) <= count else "".join([*lines[:count], "…\n"])
