"""What an operation is asked with, from an address or from a Parameters resource, and what it answers with.

Everything here comes from strangers: what does not fit is refused by its name, and nothing is passed over.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, TypeAlias

from miliary.errors import InvalidParameter, MalformedInput
from miliary.terms.fhir.resource import Resource

MOST = 100
"""How many parameters, or codings of a concept, one request may have."""
LONGEST = 1_000
"""How many characters a value may have."""
_NUMBER = re.compile(r"[0-9]{1,9}", re.ASCII)


class Kind(Enum):
    """What a parameter takes, as FHIR's own words say it."""

    TEXT = "a text"
    FLAG = "true or false"
    NUMBER = "a whole number from 0"
    CODING = "a Coding"
    CONCEPT = "a CodeableConcept"


@dataclass(frozen=True, slots=True)
class Coding:
    """A code and the system that it is of; empty is what was not given."""

    code: str
    system: str = ""
    version: str = ""
    display: str = ""


Value: TypeAlias = str | bool | int | Coding | tuple[Coding, ...]
Known: TypeAlias = Mapping[str, Kind]


class Given:
    """The parameters of one request, by name."""

    def __init__(self, pairs: Iterable[tuple[str, Value]], repeatable: Iterable[str] = ()) -> None:
        self._values: dict[str, list[Value]] = {}
        for name, value in pairs:
            self._values.setdefault(name, []).append(value)
        for name, values in self._values.items():
            if len(values) > 1 and name not in repeatable:
                raise _refused(name, f"is given {len(values)} times; give it once")

    def text(self, name: str) -> str:
        """The text of that name; empty when it was not given."""
        return next(iter(self.texts(name)), "")

    def texts(self, name: str) -> list[str]:
        """Every text of that name."""
        return [value for value in self._values.get(name, ()) if isinstance(value, str)]

    def flag(self, name: str) -> bool | None:
        """The truth value of that name; None when it was not given."""
        return next((value for value in self._values.get(name, ()) if isinstance(value, bool)), None)

    def number(self, name: str) -> int | None:
        """The number of that name; None when it was not given."""
        return next((value for value in self._values.get(name, ()) if isinstance(value, int)), None)

    def coding(self, suffix: str = "", system: str = "system", version: str = "version") -> tuple[Coding, ...]:
        """The codes that were asked about, given in just one of the ways that there are.

        :param suffix: what follows ``code`` and ``coding``: ``A`` for the first of two that are compared
        :param system: the parameter that names the system of a plain code
        :param version: the parameter that names the version of that system
        :raises InvalidParameter: none was given, or two ways at once
        """
        ways = [name for name in (f"code{suffix}", f"coding{suffix}", "codeableConcept") if name in self._values]
        if len(ways) != 1:
            found = f"not {' and '.join(ways)}" if ways else "none was given"
            raise _refused(f"code{suffix}", f"or coding{suffix} must be given, one of them; {found}")
        value = self._values[ways[0]][0]
        if isinstance(value, str):
            value = Coding(value, self.text(system), self.text(version), self.text("display"))
        return value if isinstance(value, tuple) else (value,) if isinstance(value, Coding) else ()


def from_address(fields: Iterable[tuple[str, str]], known: Known, repeatable: Iterable[str] = ()) -> Given:
    """Read the parameters of an address.

    :raises InvalidParameter: one is unknown, comes twice, or is of the wrong type
    """
    return Given(((name, _from_text(name, text, _kind(name, known))) for name, text in fields), repeatable)


def from_body(body: object, known: Known, repeatable: Iterable[str] = ()) -> Given:
    """Read a Parameters resource, as JSON has been read.

    :raises MalformedInput: it is no Parameters resource
    :raises InvalidParameter: one is unknown, comes twice, or is of the wrong type
    """
    if not isinstance(body, dict) or body.get("resourceType") != "Parameters":
        raise MalformedInput("The body is no resource of the type Parameters.")
    parts = body.get("parameter", [])
    if not isinstance(parts, list) or len(parts) > MOST:
        raise MalformedInput(f"“parameter” is a list of at most {MOST}.")
    return Given((_part(each, known) for each in parts), repeatable)


def parameters(pairs: Iterable[tuple[str, str, object]]) -> Resource:
    """Return a Parameters resource of (name, type, value); the type ``part`` takes an iterable of such again."""
    return {"resourceType": "Parameters", "parameter": list(_parts(pairs))}


def _parts(pairs: Iterable[tuple[str, str, Any]]) -> Iterator[Resource]:
    for name, kind, value in pairs:
        if kind == "part":
            yield {"name": name, "part": list(_parts(value))}
        else:
            yield {"name": name, f"value{kind[0].upper()}{kind[1:]}": value}


def _part(part: object, known: Known) -> tuple[str, Value]:
    name = part.get("name") if isinstance(part, dict) else None
    if not isinstance(part, dict) or not isinstance(name, str):
        raise MalformedInput("A parameter is an object with a name.")
    kind = _kind(name, known)
    values = [key for key in part if key.startswith("value") and not key.startswith("_")]
    if len(values) != 1:
        raise _refused(name, "has one value, such as valueCode, and no parts and no resource")
    return name, _from_json(name, part[values[0]], kind)


def _kind(name: str, known: Known) -> Kind:
    if name not in known:
        shown = name[:LONGEST]
        raise InvalidParameter(f"There is no parameter “{shown}” here; there are {', '.join(known)}.", parameter=shown)
    return known[name]


def _from_text(name: str, text: str, kind: Kind) -> Value:
    if kind is Kind.TEXT:
        return _text(name, text)
    if kind is Kind.FLAG and text in ("true", "false"):
        return text == "true"
    if kind is Kind.NUMBER and _NUMBER.fullmatch(text):
        return int(text)
    if kind in (Kind.CODING, Kind.CONCEPT):
        raise _refused(name, f"is {kind.value}, which fits no address: send a Parameters resource")
    raise _refused(name, f"is {kind.value}")


def _from_json(name: str, value: object, kind: Kind) -> Value:
    if kind is Kind.TEXT and isinstance(value, str):
        return _text(name, value)
    if kind is Kind.FLAG and isinstance(value, bool):
        return value
    if kind is Kind.NUMBER and isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        return value
    if kind is Kind.CODING and isinstance(value, dict):
        return _coding(name, value)
    codings = value.get("coding") if isinstance(value, dict) else None
    if kind is Kind.CONCEPT and isinstance(codings, list) and 0 < len(codings) <= MOST:
        return tuple(_coding(name, each) for each in codings)
    raise _refused(name, f"is {kind.value}")


def _coding(name: str, value: object) -> Coding:
    fields = value if isinstance(value, dict) else {}
    texts = {key: fields.get(key, "") for key in ("code", "system", "version", "display")}
    if not all(isinstance(text, str) for text in texts.values()) or not texts["code"]:
        raise _refused(name, "is a Coding with a code, and system, version and display as texts")
    return Coding(**{key: _text(name, text) for key, text in texts.items()})


def _text(name: str, text: str) -> str:
    if len(text) > LONGEST:
        raise _refused(name, f"has more than {LONGEST:,} characters")
    return text


def _refused(name: str, why: str) -> InvalidParameter:
    return InvalidParameter(f"The parameter “{name}” {why}.", parameter=name)
