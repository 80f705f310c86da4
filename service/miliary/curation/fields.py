"""The fields of a form, read from the property shapes of ``shapes/*.ttl``: the one place that says what may be written.

A form shows the property shapes that have a ``sh:group``; whatever has none is kept by the program or by hand, and a
form leaves it as it is. ``sh:name`` is the label, ``sh:description`` the help, ``sh:message`` what is told when a
value does not fit; the constraints become those of the control.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType

from pyoxigraph import Literal, NamedNode, Triple

from miliary.curation.change import written_as
from miliary.errors import KnowledgeError
from miliary.knowledge.load import Node, Term, read
from miliary.knowledge.shapes import SHAPES_FOLDER
from miliary.vocabulary import RDF, RDFS, SH, SKOS, XSD, curie, expand, iri

_FIRST, _REST = RDF + "first", RDF + "rest"
_NUMBERS = frozenset({XSD + "integer", XSD + "decimal"})
# A text that tells something in sentences; anything shorter than a sentence has one line.
_WRITTEN_IN = "en"
_LONG = frozenset({"skos:definition", "rdfs:comment", "mil:caution"})


class Widget(StrEnum):
    """What a value is entered with."""

    TEXT = "text"
    LINES = "lines"
    NUMBER = "number"
    YES = "yes"
    CHOICE = "choice"
    """One of a closed list, such as a scheme: all of them are shown."""
    TERM = "term"
    """A term that is searched for by its name."""
    CODE = "code"
    """A code of another vocabulary, with its prefix."""


@dataclass(frozen=True, slots=True)
class Option:
    """One value of a closed list that the shape itself gives; ``id`` is its CURIE."""

    id: str
    label: str
    definition: str


@dataclass(frozen=True, slots=True)
class Field:
    """One property in a form.

    :param name: what the form's control is called: the property's local name
    :param predicate: the property as a CURIE
    :param shape: the IRI of the property shape; results of the validation name it
    :param required: whether a term must have a value
    :param several: whether it may have more than one
    :param datatype: the IRI of the literals' datatype; empty for texts with a language, and for terms
    :param language: the language of its texts; empty where they have none
    :param lowest: the least number, or None
    :param highest: the greatest number, or None
    :param pattern: the regular expression that a text must match; empty for any
    :param classes: for a choice the class whose members are chosen from; for a term the classes that it must be or lie
        below; IRIs
    :param options: what a choice field is chosen from, where the shape lists it
    :param default: what a new term gets when nothing is chosen, as a CURIE
    :param restriction: whether the files have it as a restriction of the class
    :param composed: whether its value is one part of an expression, which its form reads as a whole
    """

    name: str
    predicate: str
    shape: str
    label: str
    help: str
    message: str
    widget: Widget
    group: str
    order: int
    required: bool = False
    several: bool = False
    datatype: str = ""
    language: str = ""
    lowest: str | None = None
    highest: str | None = None
    pattern: str = ""
    classes: tuple[str, ...] = ()
    options: tuple[Option, ...] = ()
    default: str = ""
    restriction: bool = False
    composed: bool = False

    @property
    def step(self) -> str:
        """The ``step`` of the control of a number."""
        return "1" if self.datatype == XSD + "integer" else "any"

    @property
    def names_terms(self) -> bool:
        """Whether its values are terms, not texts or numbers."""
        return self.widget in (Widget.CHOICE, Widget.TERM)


@dataclass(frozen=True, slots=True)
class Group:
    """Fields that stand together under a heading, in order."""

    name: str
    label: str
    fields: tuple[Field, ...]


class FieldReader:
    """The shapes of a folder by their triples."""

    def __init__(self, triples: Iterable[Triple]) -> None:
        about: dict[Node, dict[str, list[Term]]] = {}
        for triple in sorted(triples, key=str):
            if not isinstance(triple.subject, Triple) and not isinstance(triple.object, Triple):
                about.setdefault(triple.subject, {}).setdefault(triple.predicate.value, []).append(triple.object)
        self._about: Mapping[Node, Mapping[str, list[Term]]] = MappingProxyType(about)

    @classmethod
    def of(cls, knowledge: Path) -> "FieldReader":
        """Read the shapes of a knowledge folder.

        :raises BrokenTurtle: a file is not well-formed
        """
        files = sorted((knowledge / SHAPES_FOLDER).glob("*.ttl"))
        return cls(triple for path in files for triple in read(path))

    def groups(self, shapes: Iterable[str]) -> tuple[Group, ...]:
        """Return the fields of the node shapes with these local names, by group; one property is one field.

        :raises KnowledgeError: a shape is not there, or has no field to show
        """
        fields: dict[str, Field] = {}
        for name in shapes:
            for shape in self._terms(NamedNode(iri(name)), SH + "property"):
                if self._all(shape, SH + "group"):
                    found = self._field(shape)
                    fields.setdefault(found.predicate, found)
        if not fields:
            raise KnowledgeError(f"No property shape of {', '.join(shapes)} has a sh:group: there is nothing to show.")
        return tuple(sorted(self._grouped(fields.values()), key=lambda group: self._order(NamedNode(iri(group.name)))))

    def labels(self, shapes: Iterable[str]) -> dict[str, str]:
        """Return what each field of these node shapes is called, by its property as a line has it."""
        fields = (each for group in self.groups(shapes) for each in group.fields)
        return {written_as(NamedNode(expand(each.predicate))): each.label for each in fields}

    def _grouped(self, fields: Iterable[Field]) -> Iterator[Group]:
        ordered = sorted(fields, key=lambda field: (field.group, field.order, field.name))
        for name in dict.fromkeys(field.group for field in ordered):
            label = self._text(NamedNode(iri(name)), RDFS + "label")
            yield Group(name, label, tuple(field for field in ordered if field.group == name))

    def _field(self, shape: Node) -> Field:
        (path,) = self._terms(shape, SH + "path")
        predicate = curie(path.value)
        classes = tuple(
            each.value
            for property_ in (SH + "class", iri("rootClass"), iri("pickedFrom"))
            for each in self._terms(shape, property_)
        )
        most, datatype = self._text(shape, SH + "maxCount"), self._name(shape, SH + "datatype")
        return Field(
            name=predicate.partition(":")[2],
            predicate=predicate,
            shape=shape.value,
            label=self._text(shape, SH + "name"),
            help=self._text(shape, SH + "description"),
            message=self._text(shape, SH + "message"),
            widget=self._widget(shape, predicate),
            group=self._local(shape, SH + "group"),
            order=self._order(shape),
            required=self._text(shape, SH + "minCount") not in ("", "0"),
            several=most != "1",
            datatype=datatype,
            language=self._language(shape) or (_WRITTEN_IN if predicate in _LONG and not datatype else ""),
            lowest=self._text(shape, SH + "minInclusive") or self._text(shape, SH + "minExclusive") or None,
            highest=self._text(shape, SH + "maxInclusive") or self._text(shape, SH + "maxExclusive") or None,
            pattern=self._text(shape, SH + "pattern"),
            classes=classes,
            restriction=self._text(shape, iri("asRestriction")) == "true",
            options=tuple(self._options(shape)),
            default=curie(self._name(shape, SH + "defaultValue")),
        )

    def _widget(self, shape: Node, predicate: str) -> Widget:
        datatype = self._name(shape, SH + "datatype")
        if self._all(shape, SH + "class") or self._all(shape, SH + "in"):
            return Widget.CHOICE
        if self._all(shape, iri("rootClass")) or self._all(shape, iri("pickedFrom")):
            return Widget.TERM
        if datatype in _NUMBERS:
            return Widget.NUMBER
        if datatype == XSD + "boolean":
            return Widget.YES
        if self._name(shape, SH + "nodeKind") == SH + "IRI":
            return Widget.CODE
        return Widget.LINES if predicate in _LONG else Widget.TEXT

    def _language(self, shape: Node) -> str:
        for head in self._all(shape, SH + "languageIn"):
            for first in self._all(head, _FIRST):
                return first.value if isinstance(first, Literal) else ""
        return ""

    def _options(self, shape: Node) -> Iterator[Option]:
        """The values of ``sh:in``, each with its label and what is meant by it."""
        heads = self._all(shape, SH + "in")
        while heads and not isinstance(heads[0], Literal) and heads[0].value != RDF + "nil":
            for each in self._terms(heads[0], _FIRST):
                label = self._text(each, RDFS + "label") or curie(each.value)
                yield Option(curie(each.value), label, self._text(each, SKOS + "definition"))
            heads = self._all(heads[0], _REST)

    def _order(self, node: Node) -> int:
        return int(self._text(node, SH + "order") or 0)

    def _all(self, node: Term, predicate: str) -> list[Term]:
        return [] if isinstance(node, Literal) else self._about.get(node, {}).get(predicate, [])

    def _terms(self, node: Node, predicate: str) -> list[NamedNode]:
        return [each for each in self._all(node, predicate) if isinstance(each, NamedNode)]

    def _name(self, node: Node, predicate: str) -> str:
        return next((each.value for each in self._terms(node, predicate)), "")

    def _local(self, node: Node, predicate: str) -> str:
        return curie(self._name(node, predicate)).partition(":")[2]

    def _text(self, node: Node, predicate: str) -> str:
        found = [each.value for each in self._all(node, predicate) if isinstance(each, Literal)]
        return found[0] if found else ""
