"""Files of strangers: read within limits, refused with the place where they are at fault.

A :class:`Spot` is a value of such a file that knows its path, so that whoever reads on need not carry it along.
"""

import json
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from miliary.errors import MalformedInput, TooLarge

MOST_BYTES = 5_000_000
"""Of one file."""

LONGEST_SHOWN = 80
"""Characters of an offending value or name, in a message."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A value, and where in which file it stands."""

    file: Path
    path: str
    value: object

    def refuse(self, why: str) -> NoReturn:
        """Say what is wrong here.

        :raises MalformedInput: always
        """
        raise MalformedInput(f"{self.file}, {self.path or 'at its top'}: {why}")

    def fields(self, allowed: frozenset[str] | None = None) -> Mapping[str, "Spot"]:
        """The fields of an object that are filled; names are refused that are not among ``allowed``."""
        if not isinstance(self.value, dict):
            self.refuse(f"an object is expected, not {self.shown()}.")
        found = {str(name): Spot(self.file, self._below(name), value) for name, value in self.value.items()}
        if allowed is not None and (unknown := sorted(found.keys() - allowed)):
            known = ", ".join(sorted(allowed))
            self.refuse(f"there is no field “{unknown[0]:.{LONGEST_SHOWN}}” here; there are {known}.")
        return {name: spot for name, spot in found.items() if spot.value not in (None, "", [], {})}

    def items(self, most: int) -> Iterator["Spot"]:
        """The members of a list of at most ``most``."""
        if not isinstance(self.value, list):
            self.refuse(f"a list is expected, not {self.shown()}.")
        if len(self.value) > most:
            raise TooLarge(f"{self.file}, {self.path or 'the list'}", most, "entries")
        yield from (Spot(self.file, f"{self.path}[{number}]", each) for number, each in enumerate(self.value))

    def text(self) -> str:
        """A text that is not empty; what no file can hold (half a surrogate pair) is replaced."""
        if not isinstance(self.value, str) or not self.value.strip():
            self.refuse(f"a text is expected, not {self.shown()}.")
        return self.value.strip().encode(errors="replace").decode()

    def shown(self) -> str:
        """The beginning of the value, for a message."""
        kinds = {dict: "an object", list: "a list", type(None): "nothing"}
        return kinds.get(type(self.value)) or f"“{str(self.value)[:LONGEST_SHOWN]}”"

    def _below(self, name: Hashable) -> str:
        return f"{self.path}.{name}" if self.path else str(name)


def read_document(file: Path) -> Spot:
    """Read a YAML file, or a JSON file if it is named so.

    YAML scalars are all texts: ``no`` is not a truth and ``2020-01-01`` no date. Aliases, which can make a small file
    huge, are refused in YAML, as are names that stand twice in one object.

    :raises MalformedInput: it cannot be opened or is not what its name says; with line and column where known
    :raises TooLarge: it has more than :data:`MOST_BYTES`
    """
    text = _text(file)
    try:
        value = _json(text) if file.suffix.casefold() == ".json" else _yaml(text, file)
    except json.JSONDecodeError as error:
        raise MalformedInput(f"{file} is not JSON: {error.msg}.", line=error.lineno, column=error.colno) from error
    except RecursionError as error:
        raise MalformedInput(f"{file} is nested too deeply to be read.") from error
    except ValueError as error:
        raise MalformedInput(f"{file} cannot be read: {error}.") from error
    return Spot(file, "", value)


def _text(file: Path) -> str:
    try:
        with file.open("rb") as stream:
            content = stream.read(MOST_BYTES + 1)
    except OSError as error:
        raise MalformedInput(f"{file} cannot be read: {error.strerror}.") from error
    if len(content) > MOST_BYTES:
        raise TooLarge(str(file), MOST_BYTES)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise MalformedInput(f"{file} is not text in UTF-8.", line=line) from error


def _json(text: str) -> object:
    found: object = json.loads(text, object_pairs_hook=_object, parse_int=float, parse_constant=_no_number)
    return found


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    made: dict[str, object] = {}
    for name, value in pairs:
        if name in made:
            raise ValueError(f"“{name:.{LONGEST_SHOWN}}” stands twice in one object")
        made[name] = value
    return made


def _no_number(word: str) -> NoReturn:
    raise ValueError(f"{word} is no number of JSON")


def _yaml(text: str, file: Path) -> object:
    from miliary.consultation.plain_yaml import NotYaml, load  # the library is slow to import

    try:
        return load(text)
    except NotYaml as error:
        raise MalformedInput(f"{file} is not YAML: {error}.", **error.where) from error
