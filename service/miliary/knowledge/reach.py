"""Which answers of a query a changed graph can touch: followed from the changed triples to ``?this``.

A solution appears or goes only where one of its patterns meets a changed triple. From there the other patterns that
hold in the same solution lead to the term that the solution is about. Where nothing leads there, or to very many, any
term may be touched.
"""

from collections import defaultdict, deque
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Triple

from miliary.knowledge.load import Node, Term
from miliary.knowledge.pattern import Edge, End, Pattern, Variable
from miliary.store import EmbeddedStore

MOST = 2_000
"""So many terms are looked at one by one; for more, all are."""

_THIS = Variable("this")


class TooFar(Exception):  # not an error: it says that all terms have to be looked at
    """Any term may be touched."""


@dataclass(frozen=True, slots=True)
class Delta:
    """What has changed in a graph, inferences and all."""

    added: frozenset[Triple]
    removed: frozenset[Triple]

    @property
    def triples(self) -> frozenset[Triple]:
        """Everything that has come or gone."""
        return self.added | self.removed


class Around:
    """The graph as it is together with what has gone from it, to be followed in both directions."""

    def __init__(self, store: EmbeddedStore, delta: Delta) -> None:
        self._store = store
        self.changed: dict[NamedNode, list[Triple]] = defaultdict(list)
        for triple in delta.triples:
            self.changed[triple.predicate].append(triple)
        self._gone_from: dict[object, list[Triple]] = defaultdict(list)
        self._gone_to: dict[object, list[Triple]] = defaultdict(list)
        for triple in delta.removed:
            self._gone_from[triple.subject].append(triple)
            self._gone_to[triple.object].append(triple)

    def leaving(self, term: Term, by: Collection[NamedNode] | None) -> Iterator[Triple]:
        """Yield the triples from ``term`` by any of the properties, or by any at all."""
        if isinstance(term, Literal):
            return
        for predicate in by if by is not None else (None,):
            for quad in self._store.quads(term, predicate, None, DefaultGraph()):
                yield quad.triple
        yield from (each for each in self._gone_from[term] if by is None or each.predicate in by)

    def arriving(self, term: Term, by: Collection[NamedNode] | None) -> Iterator[Triple]:
        """Yield the triples to ``term`` by any of the properties, or by any at all."""
        for predicate in by if by is not None else (None,):
            for quad in self._store.quads(None, predicate, term, DefaultGraph()):
                yield quad.triple
        yield from (each for each in self._gone_to[term] if by is None or each.predicate in by)

    def saying(self, predicate: NamedNode) -> Iterator[Triple]:
        """Yield the triples of a property."""
        for quad in self._store.quads(None, predicate, None, DefaultGraph()):
            yield quad.triple
        yield from self.changed.get(predicate, ())


def touched(pattern: Pattern, around: Around) -> frozenset[Node]:
    """Return every term that an answer about it may have come or gone of.

    :raises TooFar: it may be any
    """
    found: set[Node] = set()
    for edge in pattern.edges:
        met = [
            triple for triple in _candidates(edge, around) if meets(edge, triple) and _in_place(edge, triple, around)
        ]
        if met:
            found.update(_followed(pattern.holding_with(edge), _met(edge, met, around), around))
            if len(found) > MOST:
                raise TooFar
    return frozenset(found)


def _candidates(edge: Edge, around: Around) -> Iterator[Triple]:
    if edge.property is not None:
        for triples in around.changed.values():
            yield from triples
    for predicate in edge.forward | edge.backward:
        yield from around.changed.get(predicate, ())


def meets(edge: Edge, triple: Triple) -> bool:
    """Whether the pattern ``edge`` might be matched by the triple, or by a path that it is a step of."""
    if edge.property is None and triple.predicate not in edge.forward | edge.backward:
        return False
    if edge.long:
        return True
    either = ((triple.subject, triple.object), (triple.object, triple.subject))
    ways = either[:1] if not edge.backward else either
    return any(_fits(edge.start, first) and _fits(edge.end, last) for first, last in ways)


def _in_place(edge: Edge, triple: Triple, around: Around) -> bool:
    """Whether a path by the triple can end, or begin, at what the pattern names."""
    if not edge.long or edge.backward:
        return True
    ends = ((edge.end, triple.object, False), (edge.start, triple.subject, True))
    return all(
        isinstance(end, Variable) or end in _closure({_term(term)}, edge, around, against=against)
        for end, term, against in ends
    )


def _fits(end: End, term: object) -> bool:
    return isinstance(end, Variable) or end == term


def _met(edge: Edge, met: Iterable[Triple], around: Around) -> dict[Variable, set[Term]]:
    """What the variables of the edge may stand for, where it meets the changed triples."""
    found: dict[Variable, set[Term]] = {}
    subjects = {_term(triple.subject) for triple in met}
    values = {_term(triple.object) for triple in met}
    if edge.backward:
        subjects = values = subjects | values
    if isinstance(edge.start, Variable):
        found[edge.start] = _closure(subjects, edge, around, against=True) if edge.long else subjects
    if isinstance(edge.end, Variable):
        found[edge.end] = _closure(values, edge, around, against=False) if edge.long else values
    if edge.property is not None:
        found[edge.property] = {triple.predicate for triple in met}
    return found


def _followed(edges: tuple[Edge, ...], begin: dict[Variable, set[Term]], around: Around) -> set[Node]:
    """Follow the edges from what is known to ``?this``, by the fewest.

    :raises TooFar: nothing leads there
    """
    waiting = deque(begin.items())
    seen = set(begin)
    while waiting:
        variable, terms = waiting.popleft()
        if variable == _THIS:
            return {term for term in terms if isinstance(term, NamedNode | BlankNode)}
        for edge in edges:
            for other in _others(edge, variable):
                if other not in seen:
                    seen.add(other)
                    waiting.append((other, _across(edge, variable, other, terms, around)))
    raise TooFar


def _others(edge: Edge, variable: Variable) -> list[Variable]:
    ends = [end for end in (edge.start, edge.end, edge.property) if isinstance(end, Variable)]
    return [end for end in ends if end != variable] if variable in ends else []


def _across(edge: Edge, known: Variable, wanted: Variable, terms: set[Term], around: Around) -> set[Term]:
    if known == edge.property:
        triples = [triple for term in terms if isinstance(term, NamedNode) for triple in around.saying(term)]
    elif edge.long:
        return _bounded(_closure(terms, edge, around, against=known == edge.end))
    else:
        triples = list(_steps(edge, terms, around, against=known == edge.end))
    if wanted == edge.property:
        return _bounded({triple.predicate for triple in triples})
    found: set[Term] = set()
    for triple in triples:
        backwards = triple.predicate in edge.backward
        if wanted == edge.start or backwards:
            found.add(_term(triple.subject))
        if wanted == edge.end or backwards:
            found.add(_term(triple.object))
    return _bounded(found)


def _steps(edge: Edge, terms: Iterable[Term], around: Around, *, against: bool) -> Iterator[Triple]:
    """The triples by which one step along the edge, or against it, is made."""
    forward = None if edge.property is not None else edge.forward
    for term in terms:
        yield from around.arriving(term, forward) if against else around.leaving(term, forward)
        if edge.backward:
            yield from around.leaving(term, edge.backward) if against else around.arriving(term, edge.backward)


def _closure(terms: Iterable[Term], edge: Edge, around: Around, *, against: bool) -> set[Term]:
    """``terms`` and all that any number of steps leads to."""
    found = set(terms)
    pending = list(found)
    while pending:
        term = pending.pop()
        for triple in _steps(edge, (term,), around, against=against):
            for end in (_term(triple.subject), _term(triple.object)):
                if end not in found and (edge.backward or (end == _term(triple.subject)) == against):
                    found.add(end)
                    pending.append(end)
        _bounded(found)
    return found


def _bounded(terms: set[Term]) -> set[Term]:
    if len(terms) > MOST * 5:
        raise TooFar
    return terms


def _term(term: object) -> Term:
    assert isinstance(term, NamedNode | BlankNode | Literal), "no triple terms are kept"
    return term
