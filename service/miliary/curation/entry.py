"""Between the texts of a form's controls and the lines of the knowledge, field by field.

A text that stands as it was read keeps the line that it was read from, however a person would have written it: what was
not touched is not changed. A text that cannot be read is a :class:`Fault` at its field, never half a line.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from miliary.curation.change import Line, iri_of, lines_of, triples_of, written_as
from miliary.curation.choices import Choices
from miliary.curation.expression import restricted, restricted_to
from miliary.curation.fields import Field, Widget
from miliary.errors import AmbiguousTerm, UnknownTerm
from miliary.vocabulary import XSD, curie, expand

_INTEGER, _DECIMAL = re.compile(r"-?[0-9]{1,18}"), re.compile(r"-?[0-9]{1,18}(?:[.][0-9]{1,18})?")
_CODE = re.compile(r"[A-Za-z][A-Za-z0-9]*:[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?")
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
LONGEST = 4_000
"""How many characters one text may have."""

Texts = Mapping[str, Sequence[str]]
"""Control -> what stands in it."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a value cannot be taken.

    :param control: the control it stands in; empty for the form as a whole
    :param text: what was written there
    :param nearest: what may have been meant instead
    """

    control: str
    message: str
    text: str = ""
    nearest: tuple[str, ...] = ()


class Unreadable(ValueError):
    """A text that is no value of its field; the field's own message says what would be."""


def stated(field: Field, subject: str, lines: Iterable[Line]) -> tuple[Line, ...]:
    """Return the lines that the field shows: those of its property, be they restrictions where it is one or plain."""
    if field.composed:
        return ()
    if field.restriction:
        return tuple(sorted(each for each in lines if each.subject == subject and restricted_to(each, field.predicate)))
    predicate = written_as(NamedNode(expand(field.predicate)))
    own = (each for each in lines if (each.subject, each.predicate) == (subject, predicate))
    return tuple(sorted(each for each in own if not isinstance(value_of(each), BlankNode)))


def shown(field: Field, line: Line, choices: Choices) -> str:
    """Return the text that the value of ``line`` stands in the form as."""
    if field.restriction:
        return choices.shown(field, restricted_to(line, field.predicate))
    value = value_of(line)
    if isinstance(value, Literal):
        return value.value
    return curie(value.value) if field.widget is Widget.CODE else choices.shown(field, curie(value.value))


def read(
    field: Field, control: str, subject: str, texts: Iterable[str], before: Iterable[Line], choices: Choices
) -> tuple[frozenset[Line], tuple[Fault, ...]]:
    """Return the lines that the field holds now, and the faults of the texts that are none.

    :param before: what was said of the subject when the form was opened
    """
    kept = {shown(field, line, choices): line for line in stated(field, subject, before)}
    written = [each for text in texts if (each := tidy(text))]
    lines: set[Line] = set()
    faults: list[Fault] = []
    for text in written:
        try:
            lines.add(kept[text] if text in kept else _line(field, subject, text, choices))
        except UnknownTerm as error:
            faults.append(Fault(control, error.detail, text, _listed(error.extra["nearest"])))
        except AmbiguousTerm as error:
            faults.append(Fault(control, error.detail, text, _listed(error.extra["candidates"])))
        except Unreadable as error:
            faults.append(Fault(control, str(error), text))
    if field.required and not written:
        faults.append(Fault(control, field.message))
    return frozenset(lines), tuple(faults)


def tidy(text: str) -> str:
    """Return ``text`` without blanks around it and with line breaks of one kind."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def literal(text: str, datatype: str = "", language: str = "") -> Literal:
    """Return a literal; ``datatype`` is an IRI, empty for texts."""
    if language:
        return Literal(text, language=language)
    return Literal(text, datatype=NamedNode(datatype)) if datatype else Literal(text)


def line_of(subject: str, predicate: str, value: Literal | NamedNode) -> Line:
    """Return one line; subject and predicate are CURIEs."""
    (line,) = lines_of([Triple(NamedNode(iri_of(subject)), NamedNode(expand(predicate)), value)])
    return line


def _line(field: Field, subject: str, text: str, choices: Choices) -> Line:
    value = _read_value(field, text, choices)
    if field.restriction:
        return restricted(subject, field.predicate, curie(value.value))
    return line_of(subject, field.predicate, value)


def _read_value(field: Field, text: str, choices: Choices) -> Literal | NamedNode:
    if len(text) > LONGEST or _CONTROLS.search(text):
        raise Unreadable(f"Write at most {LONGEST:,} characters, none of them invisible.")
    if field.names_terms:
        term = choices.take(field, text)
        return NamedNode(term if "://" in term else expand(term))  # of what has no CURIE, such as a set, its IRI
    if field.widget is Widget.CODE:
        return _code(field, text)
    if field.widget is Widget.NUMBER:
        return _number(field, text)
    if field.widget is Widget.YES and text != "true":
        raise Unreadable(f"“{text}” is no answer. {field.message}")
    return literal(text, field.datatype, field.language)


def _code(field: Field, text: str) -> NamedNode:
    try:
        if _CODE.fullmatch(text):
            return NamedNode(expand(text))
    except ValueError:  # its prefix is none that we know
        pass
    raise Unreadable(f"“{text}” is no code: write its prefix, a colon and the code. {field.message}")


def _number(field: Field, text: str) -> Literal:
    written = text.replace("\u2212", "-").removesuffix("%").strip()
    whole = field.datatype == XSD + "integer"
    if not (_INTEGER if whole else _DECIMAL).fullmatch(written):
        raise Unreadable(f"“{text}” is no {'whole ' if whole else ''}number. {field.message}")
    if not whole and "." not in written:
        written += ".0"
    return literal(str(int(written)) if whole else written, field.datatype)


def value_of(line: Line) -> NamedNode | BlankNode | Literal:
    """Return the value of a line; an expression by its outermost node."""
    (value,) = (each.object for each in triples_of([line]) if isinstance(each.subject, NamedNode))
    assert not isinstance(value, Triple), "no line holds a triple term"
    return value


def _listed(values: object) -> tuple[str, ...]:
    return tuple(map(str, values)) if isinstance(values, list) else ()
