"""Full runs of the validation on graphs that differ from one another in a few lines, made affordable.

Every rule runs anew, from what is stated, and every term is looked at. What is not asked again is what cannot have
another answer: the Core constraints of a term whose whole neighbourhood and targets are the very same as before (that
these decide is held in ``tests/knowledge/test_core.py``), and a check whose text names no property of which anything
has come or gone, and leaves none open.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from pyoxigraph import DefaultGraph, NamedNode, Quad, Triple

from miliary.curation.change import Change, Line, triples_of
from miliary.knowledge.checks import run_check, whole_graph_query
from miliary.knowledge.core import followed_backwards, neighbourhood, run_core
from miliary.knowledge.focus import focus_nodes
from miliary.knowledge.infer import INFERRED, infer
from miliary.knowledge.load import Node
from miliary.knowledge.pattern import pattern_of
from miliary.knowledge.report import Defect
from miliary.knowledge.shapes import Check, Shapes
from miliary.knowledge.validate import at_their_source
from miliary.store.revisable import RevisableStore
from miliary.vocabulary import curie

Focus = Mapping[NamedNode, frozenset[Node]]
Surroundings = dict[Node, tuple[frozenset[NamedNode], frozenset[Triple]]]


class FullRuns:
    """Full runs on what ``stated`` says after one change or another; ``rules`` is the folder of the rules."""

    def __init__(self, stated: frozenset[Line], shapes: Shapes, rules: Path) -> None:
        self.shapes = shapes
        self._rules = rules
        self._store = RevisableStore()
        trees = {line for line in stated if line.value.startswith(("[", "("))}
        self._trees = {line: triples_of([line]) for line in trees}
        self._store.add(triples_of(stated - trees, trusted=True))
        for triples in self._trees.values():
            self._store.add(triples)
        self._store.keep()
        with self.after(Change("", frozenset(), frozenset())) as store:
            focus = focus_nodes(store, shapes)
            self._by_term = defaultdict[Node, set[Defect]](set)
            for defect in run_core(store, shapes, focus):
                self._by_term[defect.focus].add(defect)
            self._by_check = {(check.name, check.shape): set(run_check(store, check)) for check in shapes.checks}
            self._derived, self._before = _derived(store), self._surroundings(store, focus)

    @contextmanager
    def after(self, change: Change) -> Iterator[RevisableStore]:
        """Have the store hold what is stated after ``change``, and what all rules derive from that."""
        gone = [triple for line in change.deletions for triple in self._trees.get(line) or triples_of([line])]
        try:
            self._store.remove([Quad(each.subject, each.predicate, each.object, DefaultGraph()) for each in gone])
            self._store.add(triples_of(change.additions))
            infer(self._store, self._rules)
            yield self._store
        finally:
            self._store.undo()

    def defects(self, store: RevisableStore, change: Change) -> set[Defect]:
        """All that is wrong with the whole of ``store``, as :meth:`after` gives it for ``change``."""
        focus = focus_nodes(store, self.shapes)
        now = self._surroundings(store, focus)
        same = {term for term, key in now.items() if self._before.get(term) == key}
        found = {defect for term in same for defect in self._by_term.get(term, ())}
        found |= set(run_core(store, self.shapes, {name: terms - same for name, terms in focus.items()}))
        changed = {each.predicate for each in self._derived ^ _derived(store)}
        changed |= {each.predicate for each in triples_of(change.additions | change.deletions)}
        for check in self.shapes.checks:
            found |= set(run_check(store, check)) if _names(check, changed) else self._by_check[check.name, check.shape]
        return at_their_source(store, found)

    def _surroundings(self, store: RevisableStore, focus: Focus) -> Surroundings:
        """What decides the Core constraints on each term: the shapes aimed at it, and its neighbourhood."""
        aimed = defaultdict[Node, set[NamedNode]](set)
        for name, terms in focus.items():
            for term in terms:
                aimed[term].add(name)
        backwards = followed_backwards(self.shapes)
        return {
            term: (frozenset(names), frozenset(neighbourhood(store, (term,), backwards)))
            for term, names in aimed.items()
        }


def _derived(store: RevisableStore) -> frozenset[Triple]:
    return frozenset(quad.triple for quad in store.quads(None, None, None, INFERRED))


def _names(check: Check, predicates: set[NamedNode]) -> bool:
    """Whether the check could ask for a triple with any of the properties."""
    query = whole_graph_query(check)
    leaves_open = any(edge.property is not None for edge in pattern_of(query).edges)
    return leaves_open or any(each.value in query or curie(each.value) in query or _type(each) for each in predicates)


def _type(predicate: NamedNode) -> bool:
    return predicate.value.endswith("#type")  # which a query writes as “a”
