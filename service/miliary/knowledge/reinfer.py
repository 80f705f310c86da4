"""The inference rules after a small change: only those are run again that the change can concern.

A rule is run again when it reads a triple that has come or gone, or derives one of that property; what the rules of a
stratum derived is then taken away and derived anew, and what differs afterwards counts as a change for the next. Where
lines have only come, and no rule asks for what is *not* there, all that was derived still follows, and stays.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from pyoxigraph import DefaultGraph, NamedNode, Quad, Triple

from miliary.knowledge.infer import INFERRED, fixed_point
from miliary.knowledge.pattern import Pattern, derived_by, pattern_of
from miliary.knowledge.reach import Delta, meets
from miliary.knowledge.validate import RULES_FOLDER
from miliary.store.revisable import RevisableStore

_DEFAULT = DefaultGraph()
_MAY_SHRINK = re.compile(r"\b(?:EXISTS|MINUS|OPTIONAL|SELECT|BOUND|COALESCE|GROUP)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: its text, what it asks for and the properties that it derives."""

    text: str
    pattern: Pattern
    derives: frozenset[NamedNode]

    @property
    def only_grows(self) -> bool:
        """Whether it derives no less from more: it has nothing but patterns that must hold, and alternatives."""
        return not _MAY_SHRINK.search(self.text)

    def concerns(self, changed: Iterable[Triple]) -> bool:
        """Whether it might derive more or less now that these triples have come or gone."""
        return any(
            triple.predicate in self.derives or any(meets(edge, triple) for edge in self.pattern.edges)
            for triple in changed
        )

    def reads(self, predicates: frozenset[NamedNode]) -> bool:
        """Whether it asks for any of these properties."""
        return any(
            edge.property is not None or not predicates.isdisjoint(edge.forward | edge.backward)
            for edge in self.pattern.edges
        )


Strata = Sequence[Sequence[Rule]]


def rule_files(knowledge: Path) -> list[Path]:
    """Return the files of the rules in a knowledge folder, in their order."""
    return sorted((knowledge / RULES_FOLDER).glob("*.rq"))


def read_rules(files: Iterable[Path]) -> Strata:
    """Return the rules in ``files``, by stratum."""
    return [[_rule(file) for file in stratum] for _, stratum in groupby(files, lambda file: file.name[0])]


def revise(store: RevisableStore, strata: Strata, added: Iterable[Triple], removed: Iterable[Triple]) -> Delta:
    """Change what is stated and have the rules follow; returns everything that has come and gone, and maybe more.

    The store holds what was stated and inferred before, as :func:`miliary.knowledge.infer.infer` leaves it.
    """
    delta = Delta(frozenset(added), frozenset(removed))
    store.remove(_in(_DEFAULT, delta.removed))
    store.remove(_in(INFERRED, delta.triples))  # what is stated is not inferred; what is no longer stated may be, below
    store.add(delta.added)
    for stratum in strata:
        rules = _concerned(stratum, delta)
        if rules:
            delta = _again(store, rules, delta)
    return delta


def _concerned(stratum: Sequence[Rule], delta: Delta) -> list[Rule]:
    """The rules to run again, in their order: concerned by the change, or by what the others derive anew."""
    chosen = [rule for rule in stratum if rule.concerns(delta.triples)]
    derived: frozenset[NamedNode] = frozenset()
    while chosen and derived != (derived := frozenset().union(*(rule.derives for rule in chosen))):
        chosen = [rule for rule in stratum if rule in chosen or rule.reads(derived) or rule.derives & derived]
    return chosen


def _again(store: RevisableStore, rules: Sequence[Rule], delta: Delta) -> Delta:
    derived = frozenset().union(*(rule.derives for rule in rules))
    before = frozenset(_inferred(store, derived))
    if delta.removed or not all(rule.only_grows for rule in rules):
        for graph in (_DEFAULT, INFERRED):
            store.remove(_in(graph, before))
    fixed_point(store, [rule.text for rule in rules])
    after = frozenset(_inferred(store, derived))
    return Delta(delta.added | (after - before), delta.removed | (before - after))


def _inferred(store: RevisableStore, predicates: Iterable[NamedNode]) -> Iterator[Triple]:
    for predicate in predicates:
        for quad in store.quads(None, predicate, None, INFERRED):
            yield quad.triple


def _in(graph: NamedNode | DefaultGraph, triples: Iterable[Triple]) -> list[Quad]:
    return [Quad(each.subject, each.predicate, each.object, graph) for each in triples]


def _rule(file: Path) -> Rule:
    text = file.read_text(encoding="utf-8")
    return Rule(text, pattern_of(text), derived_by(text))
