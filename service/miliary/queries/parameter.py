"""A parameter of a stored query: what its header says of it, and how a value becomes a term."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import TypeAlias

from pyoxigraph import Literal, NamedNode

from miliary.errors import InvalidParameter
from miliary.vocabulary import XSD, expand

Value: TypeAlias = str | bool | int | Decimal | NamedNode
Given: TypeAlias = Value | Iterable[Value] | None

_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|^`\\]+")
_INTEGER = re.compile(r"[+-]?[0-9]+", re.ASCII)
_DECIMAL = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Parameter:
    """What a stored query can be told.

    :param name: its name, which is that of a variable of the query, without ``?``
    :param type: one of :data:`TYPES`
    :param many: whether it takes a list, which may be empty
    :param optional: whether it may be left out; the query then has ``UNDEF`` for a single value, no row for a list
    :param examples: values that make the query answer something
    """

    name: str
    type: str
    many: bool = False
    optional: bool = False
    examples: tuple[str, ...] = ()

    @property
    def example(self) -> Given:
        """The header's example in the form in which :meth:`rows` takes it; None if there is none."""
        if self.many:
            return list(self.examples)
        return self.examples[0] if self.examples else None

    def rows(self, value: Given) -> str:
        """Return the rows that stand for ``value`` between the braces of ``VALUES``, written by the store's library.

        :raises InvalidParameter: it is not of this type, is one value for a list or a list for one, or is missing
        """
        return " ".join(str(self.term(each)) for each in self._values(value)) or ("" if self.many else "UNDEF")

    def term(self, value: Value) -> NamedNode | Literal:
        """Return one value as a term.

        :raises InvalidParameter: it is not of this type
        """
        try:
            return TYPES[self.type](value)
        except ValueError as error:  # also half a surrogate pair, which no encoding has
            raise self._refused(f"must be {_WANTED[self.type]}, not “{_shown(value)}”", value) from error

    def _values(self, value: Given) -> list[Value]:
        if value is None:
            if not self.optional:
                raise self._refused("is missing")
            return []
        single = isinstance(value, Value)
        if single and self.many:
            raise self._refused("takes a list", value)
        if not single and not self.many:
            raise self._refused("takes one value, not several", value)
        return [value] if isinstance(value, Value) else list(value)

    def _refused(self, why: str, value: Given = None) -> InvalidParameter:
        offending = {} if value is None else {"value": _shown(value)}
        return InvalidParameter(f"The parameter “{self.name}” {why}.", parameter=self.name, **offending)


def _iri(value: Value) -> NamedNode:
    if isinstance(value, NamedNode):
        return value
    text = _text_of(value)
    if not _ABSOLUTE.fullmatch(text):
        raise ValueError(text)
    try:
        return NamedNode(expand(text))
    except ValueError:  # no prefix of ours: an IRI as it stands
        return NamedNode(text)


def _string(value: Value) -> Literal:
    return Literal(_text_of(value))


def _integer(value: Value) -> Literal:
    return _number(value, _INTEGER, "integer")


def _decimal(value: Value) -> Literal:
    return _number(value, _DECIMAL, "decimal")


def _number(value: Value, form: re.Pattern[str], datatype: str) -> Literal:
    plain = isinstance(value, int | Decimal) and not isinstance(value, bool)
    text = format(value, "f") if plain and isinstance(value, Decimal) else str(value) if plain else _text_of(value)
    if not form.fullmatch(text):
        raise ValueError(text)
    return Literal(text, datatype=NamedNode(XSD + datatype))


def _boolean(value: Value) -> Literal:
    text = str(value).lower() if isinstance(value, bool) else _text_of(value)
    if text not in {"true", "false"}:
        raise ValueError(text)
    return Literal(text, datatype=NamedNode(XSD + "boolean"))


def _text_of(value: Value) -> str:
    if not isinstance(value, str):
        raise ValueError(value)  # the caller names what was wanted
    return value


TYPES: Mapping[str, Callable[[Value], NamedNode | Literal]] = MappingProxyType(
    {"iri": _iri, "string": _string, "integer": _integer, "decimal": _decimal, "boolean": _boolean}
)
_WANTED = MappingProxyType(
    {
        "iri": "an absolute IRI or a CURIE, without spaces, quotes or angle brackets",
        "string": "a text",
        "integer": "a whole number",
        "decimal": "a number with a decimal point, without an exponent",
        "boolean": "true or false",
    }
)
_LONGEST_SHOWN = 100


def _shown(value: object) -> str:
    """Return the value for a message: short, and with nothing that cannot be encoded."""
    return str(value)[:_LONGEST_SHOWN].encode("utf-8", "backslashreplace").decode("utf-8")
