"""The comment that a query file begins with: title, question, parameters, columns."""

import re
from dataclasses import dataclass

from miliary.queries.parameter import TYPES, Parameter

_LINE = re.compile(r"#\s*(title|question|returns|param\s+[^:]*?)\s*:\s*(.*?)\s*")
_PARAMETER = re.compile(r"param\s+(\w+)\s*\((\w+)( list)?( optional)?\)", re.ASCII)
_QUOTED = re.compile(r'"(.*)"')


@dataclass(frozen=True, slots=True)
class Header:
    """What the header of a query file says.

    :param title: a few words
    :param question: what is asked, in the words of the person who would ask it
    :param parameters: in the order of the file
    :param columns: the variables of a SELECT, without ``?``, in order; none for other forms
    """

    title: str
    question: str
    parameters: tuple[Parameter, ...]
    columns: tuple[str, ...]


def read_header(text: str) -> Header:
    """Read the comment lines that ``text`` begins with; lines of another form are prose.

    :raises ValueError: title or question is missing, a parameter's line cannot be read, or a name comes twice
    """
    single: dict[str, str] = {}
    parameters: list[Parameter] = []
    for found in filter(None, map(_LINE.fullmatch, _comment_lines(text))):
        key, value = found[1], found[2]
        if key.startswith("param"):
            parameters.append(_parameter(key, value))
        elif key in single:
            raise ValueError(f"there are two lines “{key}”")
        else:
            single[key] = value
    _check(single, [parameter.name for parameter in parameters])
    columns = tuple(single.get("returns", "").replace(",", " ").split())
    return Header(single["title"], single["question"], tuple(parameters), columns)


def _comment_lines(text: str) -> list[str]:
    lines = text.splitlines()
    return lines[: next((number for number, line in enumerate(lines) if not line.startswith("#")), len(lines))]


def _parameter(key: str, example: str) -> Parameter:
    found = _PARAMETER.fullmatch(key)
    if found is None or found[2] not in TYPES:
        form = f"param <name> (<type>[ list][ optional]): <example>, the type one of {', '.join(TYPES)}"
        raise ValueError(f"“{key}” does not read {form}")
    examples = [each.strip() for each in example.split(",")] if found[3] else [example]
    unquoted = tuple(_QUOTED.sub(r"\1", each) for each in examples if each)
    return Parameter(found[1], found[2], many=bool(found[3]), optional=bool(found[4]), examples=unquoted)


def _check(single: dict[str, str], names: list[str]) -> None:
    for key in ("title", "question"):
        if not single.get(key):
            raise ValueError(f"there is no line “# {key}: …”")
    for name in names:
        if names.count(name) > 1:
            raise ValueError(f"there are two parameters “{name}”")
