"""What a query joins with what: its triple patterns, and which of them must hold together.

Only this much of SPARQL is read here as is needed to say which answers a changed triple can touch. A block is a group
of patterns that all hold in one solution; what is optional, an alternative, taken away or asked for by EXISTS is a
block of its own below the one that it belongs to.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock
from typing import Any, TypeAlias

from pyoxigraph import NamedNode

from miliary.knowledge.load import Term

_ONE_AT_A_TIME = Lock()
_QUERIES_KEPT = 256


@dataclass(frozen=True, slots=True)
class Variable:
    """A variable, or a blank node of a query, which is one that is never selected."""

    name: str


End: TypeAlias = Variable | Term


@dataclass(frozen=True, slots=True)
class Edge:
    """One triple pattern.

    :param forward: the properties that may lead from ``start`` to ``end``; empty when a variable stands there
    :param backward: those that are followed the other way
    :param long: whether more than one step may lie between; then any mixture of the properties counts as leading there
    :param property: the variable that stands for the property
    :param block: the number of the block that the pattern stands in
    """

    start: End
    end: End
    forward: frozenset[NamedNode]
    backward: frozenset[NamedNode]
    long: bool
    property: Variable | None
    block: int


@dataclass(frozen=True, slots=True)
class Pattern:
    """The edges of a query, and for each block the one above it; the first has none."""

    edges: tuple[Edge, ...]
    above: tuple[int | None, ...]

    def holding_with(self, edge: Edge) -> tuple[Edge, ...]:
        """Return the edges that hold in any solution that ``edge`` has a part in."""
        blocks: set[int | None] = set()
        block: int | None = edge.block
        while block is not None:
            blocks.add(block)
            block = self.above[block]
        return tuple(each for each in self.edges if each.block in blocks)


@lru_cache(_QUERIES_KEPT)
def pattern_of(query: str) -> Pattern:
    """Read a SELECT or CONSTRUCT query."""
    reader = _Reader()
    reader.read(_algebra(query), 0, _Scope(0, {}))
    return Pattern(tuple(reader.edges), tuple(reader.above))


def derived_by(rule: str) -> frozenset[NamedNode]:
    """Return the properties that a CONSTRUCT query makes triples of."""
    return frozenset(NamedNode(str(predicate)) for _, predicate, _ in _algebra(rule).template)


def _algebra(query: str) -> Any:
    from rdflib.plugins.sparql import prepareQuery

    # pyparsing finds out by trying how many arguments its actions take; two threads that try at once get it wrong.
    with _ONE_AT_A_TIME:
        return prepareQuery(query).algebra


@dataclass(frozen=True, slots=True)
class _Scope:
    """What variables are called: those that a subquery keeps to itself get names of their own.

    :param number: of the subquery, 0 for the query itself
    :param known: the names that come out of it
    """

    number: int
    known: Mapping[str, str]

    def variable(self, term: object) -> Variable:
        name = str(term)
        return Variable(self.known.get(name, f"{name}/{self.number}" if self.number else name))


class _Reader:
    """Walks the algebra."""

    def __init__(self) -> None:
        self.edges: list[Edge] = []
        self.above: list[int | None] = [None]
        self._subqueries = 0

    def read(self, node: Any, block: int, scope: _Scope) -> None:
        """Read one node of the algebra into a block."""
        kind = getattr(node, "name", None)
        if kind == "BGP":
            self.edges += [_edge(triple, block, scope) for triple in node.triples]
        elif kind in ("LeftJoin", "Minus"):
            self.read(node.p1, block, scope)
            inner = self._below(block)
            self.read(node.p2, inner, scope)
            self.read(node.expr if kind == "LeftJoin" else None, inner, scope)
        elif kind == "Union":
            self.read(node.p1, self._below(block), scope)
            self.read(node.p2, self._below(block), scope)
        elif kind in ("Builtin_EXISTS", "Builtin_NOTEXISTS"):
            self.read(node.graph, self._below(block), scope)
        elif kind == "ToMultiSet" and node.p.name != "values":
            self.read(node.p, block, self._subquery(node.p, scope))
        else:
            for part in _parts(node):
                self.read(part, block, scope)

    def _below(self, block: int) -> int:
        self.above.append(block)
        return len(self.above) - 1

    def _subquery(self, node: Any, scope: _Scope) -> _Scope:
        while node.name != "Project":
            node = node.p
        self._subqueries += 1
        return _Scope(self._subqueries, {str(each): scope.variable(each).name for each in node.PV})


def _edge(triple: tuple[Any, Any, Any], block: int, scope: _Scope) -> Edge:
    from rdflib.term import Variable as Named

    start, path, end = triple
    first, last = _end(start, scope), _end(end, scope)
    if isinstance(path, Named):
        return Edge(first, last, frozenset(), frozenset(), False, scope.variable(path), block)
    steps = list(_steps(path, False))
    forward = frozenset(NamedNode(name) for name, back in steps if not back)
    backward = frozenset(NamedNode(name) for name, back in steps if back)
    return Edge(first, last, forward, backward, _is_long(path), None, block)


def _parts(node: Any) -> Iterable[Any]:
    if isinstance(node, dict):
        return [value for value in node.values() if isinstance(value, dict | list)]
    return [value for value in node if isinstance(value, dict | list)] if isinstance(node, list) else ()


def _end(term: Any, scope: _Scope) -> End:
    from rdflib.term import BNode
    from rdflib.term import Variable as Named

    from miliary.knowledge.rdflib_terms import from_rdflib

    if isinstance(term, Named | BNode):
        return scope.variable(term)
    return from_rdflib(term)


def _steps(path: Any, back: bool) -> Iterator[tuple[str, bool]]:
    """The properties of a path, each with whether it is followed backwards."""
    from rdflib.paths import AlternativePath, InvPath, MulPath, SequencePath

    if isinstance(path, InvPath):
        yield from _steps(path.arg, not back)
    elif isinstance(path, AlternativePath | SequencePath):
        for each in path.args:
            yield from _steps(each, back)
    elif isinstance(path, MulPath):
        yield from _steps(path.path, back)
    else:
        yield str(path), back


def _is_long(path: Any) -> bool:
    from rdflib.paths import AlternativePath, InvPath, MulPath, SequencePath

    if isinstance(path, AlternativePath):
        return any(map(_is_long, path.args))
    return _is_long(path.arg) if isinstance(path, InvPath) else isinstance(path, MulPath | SequencePath)
