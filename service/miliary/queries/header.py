"""The comment that a query file begins with: what is asked, by whom, with what; how a check matters."""

import re
from dataclasses import dataclass

from miliary.queries.parameter import TYPES, Parameter

AUDIENCES = ("radiologist", "informatician", "editor")
"""Who would ask."""

_LINE = re.compile(
    r"#\s*(title|question|audience|keywords|network|returns|severity|follows|param\s+[^:]*?)\s*:\s*(.*?)\s*"
)
_PARAMETER = re.compile(r"param\s+(\w+)\s*\((\w+)( list)?( optional)?\)", re.ASCII)
SEVERITIES = ("error", "warning", "info")
_QUOTED = re.compile(r'"(.*)"')


@dataclass(frozen=True, slots=True)
class Header:
    """What the header of a query file says.

    :param title: a few words
    :param question: what is asked, in the words of the person who would ask it
    :param parameters: in the order of the file
    :param columns: the variables of a SELECT, without ``?``, in order; none for other forms
    :param audience: who would ask, of :data:`AUDIENCES`
    :param keywords: words to find it by
    :param network: whether it asks another server, so that it can be run only where that is allowed
    :param note: what the other lines of the comment say, as one paragraph
    :param severity: how much a row of a check matters, one of :data:`SEVERITIES`; empty for what is no check
    :param follows: the rules of others that a check comes from, in their own names
    """

    title: str
    question: str
    parameters: tuple[Parameter, ...]
    columns: tuple[str, ...]
    audience: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    network: bool = False
    note: str = ""
    severity: str = ""
    follows: str = ""


def read_header(text: str) -> Header:
    """Read the comment lines that ``text`` begins with; lines of another form are prose.

    :raises ValueError: title or question is missing, a line cannot be read, or a name comes twice
    """
    single: dict[str, str] = {}
    parameters: list[Parameter] = []
    prose: list[str] = []
    for line in _comment_lines(text):
        found = _LINE.fullmatch(line)
        if found is None:
            prose.append(line.lstrip("#").strip())
        elif found[1].startswith("param"):
            parameters.append(_parameter(found[1], found[2]))
        elif found[1] in single:
            raise ValueError(f"there are two lines “{found[1]}”")
        else:
            single[found[1]] = found[2]
    _check(single, [parameter.name for parameter in parameters])
    return Header(
        title=single["title"],
        question=single["question"],
        parameters=tuple(parameters),
        columns=tuple(single.get("returns", "").replace(",", " ").split()),
        audience=_listed(single.get("audience", "")),
        keywords=_listed(single.get("keywords", "")),
        network=single.get("network") == "yes",
        note=" ".join(filter(None, prose)),
        severity=single.get("severity", ""),
        follows=single.get("follows", ""),
    )


def _comment_lines(text: str) -> list[str]:
    lines = text.splitlines()
    return lines[: next((number for number, line in enumerate(lines) if not line.startswith("#")), len(lines))]


def _listed(value: str) -> tuple[str, ...]:
    return tuple(filter(None, (each.strip() for each in value.split(","))))


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
    for each in _listed(single.get("audience", "")):
        if each not in AUDIENCES:
            raise ValueError(f"the audience “{each}” is none of {', '.join(AUDIENCES)}")
    if single.get("network", "yes") not in ("yes", "no"):
        raise ValueError("the line “network” says neither yes nor no")
    if single.get("severity", SEVERITIES[0]) not in SEVERITIES:
        raise ValueError(f"the severity “{single['severity']}” is none of {', '.join(SEVERITIES)}")
    for name in names:
        if names.count(name) > 1:
            raise ValueError(f"there are two parameters “{name}”")
