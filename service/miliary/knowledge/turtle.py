"""The one canonical Turtle writer.

Every Turtle file of the project is what this writer makes of its triples: the same prefix table, subjects in
alphabetical order, ``a`` first, then predicates and values in alphabetical order, one value a line. Adding a value
therefore adds a line, and a file saved by any other tool comes back to the same bytes.

Only tree-shaped blank nodes are accepted (OWL expressions and RDF lists); whatever is pointed at twice needs a name.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import TypeAlias

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, parse

from miliary.errors import BrokenTurtle, NotCanonical
from miliary.vocabulary import OWL, PREFIXES, RDF, XSD

_TYPE = NamedNode(RDF + "type")
_FIRST, _REST, _NIL = (NamedNode(RDF + name) for name in ("first", "rest", "nil"))
_NAMED_INDIVIDUAL = NamedNode(OWL + "NamedIndividual")
_INDENT = "    "
PREFIX_TABLE = "".join(f"PREFIX {prefix}: <{namespace}>\n" for prefix, namespace in sorted(PREFIXES.items()))
"""What every file begins with."""

# The local names that Turtle allows without escapes and that this project uses.
_LOCAL_NAME = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_-])?")
# Literals that Turtle lets stand bare; any other lexical form keeps its quotes and so its spelling.
_BARE = {
    XSD + "integer": re.compile(r"-?(?:0|[1-9][0-9]*)"),
    XSD + "decimal": re.compile(r"-?(?:0|[1-9][0-9]*)\.[0-9]+"),
    XSD + "boolean": re.compile(r"true|false"),
}
_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\r": "\\r", "\t": "\\t"})

Node: TypeAlias = NamedNode | BlankNode
Term: TypeAlias = NamedNode | BlankNode | Literal


def canonical(triples: Iterable[Triple]) -> str:
    """Write ``triples`` as canonical Turtle, ending in one line break.

    ``owl:NamedIndividual`` types, which OWL editors add and OWL 2 does not need, are left out.

    :raises NotCanonical: a blank node is shared, in a cycle, or the subject of a top-level description; or a triple
        term occurs.
    """
    return _Writer(triples).document()


def lines(triples: Iterable[Triple]) -> Iterator[tuple[str, str, str]]:
    """Yield subject, predicate and value of everything that is said of named terms, each as it is written canonically.

    A value that is a tree of blank nodes comes whole, so that what is said can be compared, added and taken away piece
    by piece; ``owl:NamedIndividual`` types are left out.

    :raises NotCanonical: as :func:`canonical`
    """
    return _Writer(triples).lines()


def from_lines(written: Iterable[tuple[str, str, str]]) -> tuple[Triple, ...]:
    """Read back what :func:`lines` wrote.

    :raises BrokenTurtle: a part is no Turtle, or is more than a subject, a predicate and a value
    """
    return tuple(triple for line in written for triple in _read_line(line))


def from_own_lines(written: Iterable[tuple[str, str, str]]) -> tuple[Triple, ...]:
    """Read back what :func:`lines` wrote, and nobody else: whether each is one statement is not looked at."""
    text = PREFIX_TABLE + "".join(f"{' '.join(line)} .\n" for line in written)
    return tuple(quad.triple for quad in parse(text, format=RdfFormat.TURTLE, rename_blank_nodes=True))


def _read_line(line: tuple[str, str, str]) -> list[Triple]:
    text = PREFIX_TABLE + " ".join(line) + " ."
    try:
        found = [quad.triple for quad in parse(text, format=RdfFormat.TURTLE, rename_blank_nodes=True)]
    except SyntaxError as error:
        raise BrokenTurtle("a change", f"“{' '.join(line)}” is not Turtle: {error.msg}.") from error
    if sum(isinstance(triple.subject, NamedNode) for triple in found) != 1:
        raise BrokenTurtle("a change", f"“{' '.join(line)}” is not one statement of a named term.")
    return found


class _Writer:
    """Holds the triples by subject and remembers which blank nodes have been written."""

    def __init__(self, triples: Iterable[Triple]) -> None:
        self._by_subject: dict[Node, dict[NamedNode, list[Term]]] = defaultdict(lambda: defaultdict(list))
        self._written: set[BlankNode] = set()
        for triple in set(triples):
            subject, value = triple.subject, triple.object
            if isinstance(subject, Triple) or isinstance(value, Triple):
                raise NotCanonical("A triple term cannot be written; give the statement a node of its own.")
            if triple.predicate == _TYPE and value == _NAMED_INDIVIDUAL:
                continue
            self._by_subject[subject][triple.predicate].append(value)

    def document(self) -> str:
        subjects = sorted((node for node in self._by_subject if isinstance(node, NamedNode)), key=name_of)
        body = "".join(f"\n{name_of(subject)}\n{self._properties(subject, 1)}.\n" for subject in subjects)
        orphans = {node for node in self._by_subject if isinstance(node, BlankNode)} - self._written
        if orphans:
            stray = str(min(orphans, key=str))
            raise NotCanonical("A blank node is not part of any named term; give it a name.", node=stray)
        return PREFIX_TABLE + body

    def lines(self) -> Iterator[tuple[str, str, str]]:
        for subject in sorted((node for node in self._by_subject if isinstance(node, NamedNode)), key=name_of):
            for predicate in self._predicates(subject):
                for value in self._by_subject[subject][predicate]:
                    yield name_of(subject), name_of(predicate), self._value(value, 1)

    def _properties(self, subject: Node, depth: int) -> str:
        return "".join(self._property(subject, predicate, depth) for predicate in self._predicates(subject))

    def _predicates(self, subject: Node) -> list[NamedNode]:
        return sorted(self._by_subject[subject], key=lambda predicate: (predicate != _TYPE, name_of(predicate)))

    def _property(self, subject: Node, predicate: NamedNode, depth: int) -> str:
        values = self._by_subject[subject][predicate]
        name = "a" if predicate == _TYPE else name_of(predicate)
        if len(values) == 1:
            return f"{_INDENT * depth}{name} {self._value(values[0], depth)} ;\n"
        lines = sorted(self._value(value, depth + 1) for value in values)
        return f"{_INDENT * depth}{name}\n" + " ,\n".join(_INDENT * (depth + 1) + line for line in lines) + " ;\n"

    def _value(self, value: Term, depth: int) -> str:
        if isinstance(value, NamedNode):
            return "()" if value == _NIL else name_of(value)
        if isinstance(value, Literal):
            return _literal(value)
        if value in self._written:
            raise NotCanonical("A blank node is used twice or contains itself; give it a name.", node=str(value))
        self._written.add(value)
        if _FIRST in self._by_subject[value]:
            return self._list(value, depth)
        return f"[\n{self._properties(value, depth + 1)}{_INDENT * depth}]"

    def _list(self, head: BlankNode, depth: int) -> str:
        lines = (f"{_INDENT * (depth + 1)}{self._value(member, depth + 1)}\n" for member in self._members(head))
        return "(\n" + "".join(lines) + f"{_INDENT * depth})"

    def _members(self, cell: Term) -> Iterator[Term]:
        while cell != _NIL:
            properties = self._by_subject.get(cell, {}) if isinstance(cell, BlankNode) else {}
            if set(properties) != {_FIRST, _REST} or any(len(values) != 1 for values in properties.values()):
                raise NotCanonical("A list is broken: each cell needs one rdf:first and one rdf:rest.", node=str(cell))
            yield properties[_FIRST][0]
            cell = properties[_REST][0]
            if isinstance(cell, BlankNode):
                if cell in self._written:
                    raise NotCanonical("A list contains itself.", node=str(cell))
                self._written.add(cell)


def name_of(node: Node) -> str:
    """The CURIE of ``node`` where the prefix table and Turtle's grammar allow one, else ``<IRI>``."""
    if isinstance(node, BlankNode):
        return str(node)
    for prefix, namespace in PREFIXES.items():
        if node.value.startswith(namespace) and _LOCAL_NAME.fullmatch(node.value[len(namespace) :]):
            return f"{prefix}:{node.value[len(namespace) :]}"
    return f"<{node.value}>"


def _literal(literal: Literal) -> str:
    datatype = literal.datatype.value
    if datatype == XSD + "dateTime" and literal.value.endswith("+00:00"):  # how some tools spell Z
        literal = Literal(literal.value.removesuffix("+00:00") + "Z", datatype=literal.datatype)
    if datatype in _BARE and _BARE[datatype].fullmatch(literal.value):
        return literal.value
    if "\n" in literal.value:
        text = '"""' + literal.value.translate(_ESCAPES) + '"""'
    else:
        text = '"' + literal.value.translate(_ESCAPES) + '"'
    if literal.language:
        direction = f"--{literal.direction}" if literal.direction else ""
        return f"{text}@{literal.language}{direction}"
    return text if datatype == XSD + "string" else f"{text}^^{name_of(literal.datatype)}"
