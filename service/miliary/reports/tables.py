"""The tables of this room: what reports call things, as data beside the code."""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files

_BRACES = re.compile(r"\{([^{}]*)\}")


@cache
def rows(name: str) -> tuple[Mapping[str, str], ...]:
    """Return the rows of the table ``name``, by the names of its columns; the last column has its braces expanded."""
    lines = files(__package__).joinpath(f"{name}.tsv").read_text(encoding="utf-8").splitlines()
    columns, *cells = [line.split("\t") for line in lines if line and not line.startswith("#")]
    return tuple(dict(zip(columns, [*row[:-1], phrase], strict=True)) for row in cells for phrase in _expanded(row[-1]))


def _expanded(pattern: str) -> Iterator[str]:
    """Yield ``pattern`` with each alternative of its first braces, and so on: ``{a|b} c`` is ``a c`` and ``b c``."""
    braces = _BRACES.search(pattern)
    if braces is None:
        yield pattern
        return
    for choice in braces[1].split("|"):
        yield from _expanded(pattern[: braces.start()] + choice + pattern[braces.end() :])
