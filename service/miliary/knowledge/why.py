"""Why a class can have no member: the smallest set of axioms that leaves it none.

Axioms of the class's neighbourhood are taken away as long as HermiT still finds the class unsatisfiable. One run of
HermiT tries many sets, so that most reasons take two runs.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from miliary.knowledge.axiom_words import in_words
from miliary.knowledge.axioms import EQUIVALENT, SUBCLASS, Axiom, View
from miliary.knowledge.expressions import And, Expression, Named, Some
from miliary.knowledge.hermit import satisfiable

Axioms: TypeAlias = tuple[Axiom, ...]


class OutOfRuns(Exception):
    """HermiT has been asked as often as it may be."""


@dataclass(frozen=True, slots=True)
class Why:
    """Why there can be no member of a class.

    :param axioms: the axioms that rule every member out, in plain words
    :param minimal: whether none of them could be left out; False when the search was cut short
    """

    axioms: tuple[str, ...]
    minimal: bool = True


class Search:
    """The search for reasons in ``view``, with a budget of ``runs`` of HermiT."""

    def __init__(self, view: View, runs: int) -> None:
        self._view = view
        self._runs = runs

    def why(self, name: str) -> Why:
        """Find the axioms that rule out every member of the class ``name`` (owl:Thing: of anything)."""

        def still_broken(trials: Sequence[Axioms]) -> list[bool]:
            if not self._runs:
                raise OutOfRuns
            self._runs -= 1
            return [not possible for possible in satisfiable(name, [self._view.triples(trial) for trial in trials])]

        axioms = self._view.neighbourhood(name)
        try:
            return self._words(_smallest(axioms, still_broken))
        except OutOfRuns:
            return self._words(axioms, minimal=False)

    def explain(self, impossible: frozenset[str]) -> dict[str, Why]:
        """Explain each ``impossible`` class: by another of them where one axiom leads there, else by HermiT."""
        causes = _causes(self._view, impossible)
        return {name: self._words((causes[name],)) if name in causes else self.why(name) for name in sorted(impossible)}

    def _words(self, axioms: Axioms, *, minimal: bool = True) -> Why:
        return Why(tuple(in_words(axiom, self._view.labels) for axiom in axioms), minimal)


def _smallest(axioms: Axioms, still_broken: Callable[[Sequence[Axioms]], list[bool]]) -> Axioms:
    """Return a smallest part of ``axioms`` that is as broken as the whole.

    What cannot be left out alone is needed. Of the rest, as many as possible are left out from the front; the first
    that stops this is needed too.
    """
    spared = still_broken([axioms[:each] + axioms[each + 1 :] for each in range(len(axioms))])
    needed = tuple(axiom for axiom, without in zip(axioms, spared, strict=True) if not without)
    rest = tuple(axiom for axiom, without in zip(axioms, spared, strict=True) if without)
    while rest:
        shorter = still_broken([needed + rest[left_out:] for left_out in range(1, len(rest) + 1)])
        left_out = shorter.index(False) if False in shorter else len(rest)
        needed, rest = needed + rest[left_out : left_out + 1], rest[left_out + 1 :]
    return needed


def _causes(view: View, impossible: frozenset[str]) -> dict[str, Axiom]:
    """Impossible class -> an axiom by which it needs another impossible class; never in a circle."""
    needed: dict[str, list[tuple[Axiom, str]]] = {name: [] for name in impossible}
    for axiom in view.axioms:
        if axiom.relation in (SUBCLASS, EQUIVALENT) and isinstance(axiom.left, Named) and axiom.right:
            for need in {*_needed(axiom.right)} & impossible - {axiom.left.iri}:
                needed.get(axiom.left.iri, []).append((axiom, need))
    causes: dict[str, Axiom] = {}
    explained = {name for name in impossible if not needed[name]}
    while new := {name: axiom for name in impossible - explained for axiom, need in needed[name] if need in explained}:
        causes |= new
        explained |= new.keys()
    return causes


def _needed(expression: Expression) -> Iterator[str]:
    """The named classes of which there must be a member if there is one of ``expression``."""
    match expression:
        case Named(name):
            yield name
        case Some(_, filler):
            yield from _needed(filler)
        case And(members):
            for member in members:
                yield from _needed(member)
