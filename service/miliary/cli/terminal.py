"""What a person at a terminal sees: answers on standard output, progress and errors on standard error."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from typing import TYPE_CHECKING, TextIO

from miliary.errors import KnowledgeInvalid, MiliaryError

# Rich is slow to import, and a service that starts has nothing to show that needs it.
if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

_PIPED_WIDTH = 120  # characters, where the output goes to no terminal and COLUMNS is not set


def output() -> "Console":
    """Return the console of standard output: colours on a terminal only, and no guessing at what text means."""
    return _console(sys.stdout)


def messages() -> "Console":
    """Return the console of standard error."""
    return _console(sys.stderr)


def table(*columns: str, numbers: frozenset[str] = frozenset(), title: str | None = None) -> "Table":
    """Return an empty table; the columns in ``numbers`` are set to the right and never broken."""
    from rich.table import Table

    grid = Table(title=title, title_justify="left", title_style="bold", header_style="bold", show_edge=False)
    for column in columns:
        grid.add_column(
            column, justify="right" if column in numbers else "left", no_wrap=column in numbers, overflow="fold"
        )
    return grid


def printable(text: str) -> "Text":
    """Return ``text`` without the control characters that a terminal would obey."""
    from rich.text import Text

    return Text("".join(letter if letter.isprintable() or letter == "\n" else "�" for letter in text))


def fail(error: MiliaryError | OSError) -> None:
    """Tell what went wrong; for invalid knowledge every result."""
    from rich.text import Text

    console = messages()
    if isinstance(error, KnowledgeInvalid):
        for result in error.results:
            console.print(printable(str(result)), soft_wrap=True)
    detail = error.detail if isinstance(error, MiliaryError) else str(error)
    console.print(Text("Error: ", style="bold red") + printable(detail), soft_wrap=True)


def warn(detail: str) -> None:
    """Tell what the person should know though the command goes on."""
    from rich.text import Text

    messages().print(Text("Warning: ", style="bold yellow") + printable(detail), soft_wrap=True)


@contextmanager
def progress(title: str) -> Iterator[Callable[[str], None]]:
    """Give a place to tell each step to: a line that changes on a terminal, else a line each."""
    if not sys.stderr.isatty():
        yield lambda step: messages().print(f"{title}: {step}")
        return
    with messages().status(title) as status:
        yield lambda step: status.update(f"{title}: {step}")


def _console(stream: TextIO) -> "Console":
    from rich.console import Console

    if isinstance(stream, TextIOWrapper):
        stream.reconfigure(errors="replace")
    wide = None if stream.isatty() or "COLUMNS" in os.environ else _PIPED_WIDTH
    return Console(file=stream, width=wide, highlight=False, markup=False, emoji=False)
