"""Is the knowledge consistent, can every class have members, and if not, why? HermiT answers; see :mod:`.hermit`.

The reason for a class without members is the smallest set of axioms that leaves it none: axioms of its neighbourhood
are taken away, many at first and single ones last, as long as HermiT still finds it unsatisfiable.
"""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from miliary.knowledge.axiom_words import in_words
from miliary.knowledge.axioms import EQUIVALENT, SUBCLASS, Axiom, View, read_view
from miliary.knowledge.expressions import And, Expression, Named, Some
from miliary.knowledge.hermit import THING, Taxonomy, classify
from miliary.settings import Settings
from miliary.vocabulary import curie

MOST_RUNS = 80
"""How often HermiT may be run to find reasons, over all classes; each run takes about a third of a second."""


@dataclass(frozen=True, slots=True)
class Why:
    """Why there can be no member of a class.

    :param axioms: the axioms that rule every member out, in plain words
    :param minimal: whether none of them could be left out; False when the search was cut short
    """

    axioms: tuple[str, ...]
    minimal: bool = True


@dataclass(frozen=True, slots=True)
class Unsatisfiable:
    """A class that can have no member."""

    iri: str
    label: str
    why: Why


@dataclass(frozen=True, slots=True)
class Reasoning:
    """What the reasoner found.

    :param consistent: whether the ontology has a model; if not, ``contradiction`` says why and the rest is empty
    :param contradiction: the reason for an inconsistent ontology; None for a consistent one
    :param unsatisfiable: the classes that can have no member, by IRI
    :param hierarchy: every other class -> all named classes above it
    :param axioms: how many axioms were reasoned over
    :param seconds: how long it took, with reading and explaining
    """

    consistent: bool
    contradiction: Why | None
    unsatisfiable: tuple[Unsatisfiable, ...]
    hierarchy: Mapping[str, frozenset[str]]
    axioms: int
    seconds: float

    @property
    def ok(self) -> bool:
        """Whether the ontology is consistent and every class can have members."""
        return self.consistent and not self.unsatisfiable

    def lines(self) -> list[str]:
        """Say it in plain words, a line each."""
        took = f"{self.axioms:,} axioms, {self.seconds:.1f} s"
        if self.contradiction:
            return [f"The ontology contradicts itself ({took}):", *_listed(self.contradiction)]
        if not self.unsatisfiable:
            return [f"The ontology is consistent and each of its {len(self.hierarchy):,} classes is possible ({took})."]
        many = len(self.unsatisfiable)
        found = [
            f"The ontology is consistent, but {many} {'class' if many == 1 else 'classes'} can have no member ({took})."
        ]
        for each in self.unsatisfiable:
            found += [f"{each.label} ({curie(each.iri)}) is impossible, because:", *_listed(each.why)]
        return found


def _listed(why: Why) -> list[str]:
    rest = [] if why.minimal else ["  (not all of these may be needed; the search was cut short)"]
    return [*(f"  - {axiom}" for axiom in why.axioms), *rest]


def reason(settings: Settings) -> Reasoning:
    """Reason over the knowledge that ``settings`` point at, as it lies in its files.

    :raises BrokenTurtle: a file cannot be read
    :raises MissingExtra: the reasoner is not installed
    :raises ReasonerFailed: the reasoner cannot deal with the ontology
    """
    start = time.perf_counter()
    return judge(read_view(settings.knowledge), start)


def judge(view: View, start: float | None = None) -> Reasoning:
    """Reason over ``view``; ``start`` is when the work began, by :func:`time.perf_counter`.

    :raises MissingExtra: the reasoner is not installed
    :raises ReasonerFailed: the reasoner cannot deal with the ontology
    """
    begun = time.perf_counter() if start is None else start
    taxonomy = classify(view.triples(view.axioms))
    search = _Search(view, MOST_RUNS)
    contradiction = None if taxonomy.consistent else search.why(THING)
    unsatisfiable = tuple(search.explain(taxonomy.unsatisfiable))
    return Reasoning(
        consistent=taxonomy.consistent,
        contradiction=contradiction,
        unsatisfiable=unsatisfiable,
        hierarchy=_hierarchy(view, taxonomy),
        axioms=len(view.axioms),
        seconds=time.perf_counter() - begun,
    )


def _hierarchy(view: View, taxonomy: Taxonomy) -> dict[str, frozenset[str]]:
    if not taxonomy.consistent:
        return {}
    possible = view.classes - taxonomy.unsatisfiable
    return {name: taxonomy.superclasses.get(name, frozenset()) & view.classes for name in sorted(possible)}


class _Search:
    """The search for reasons, with a budget of runs."""

    def __init__(self, view: View, runs: int) -> None:
        self._view = view
        self._runs = runs

    def explain(self, impossible: frozenset[str]) -> Iterator[Unsatisfiable]:
        """Explain each impossible class: by another impossible one where one axiom leads there, else by HermiT."""
        causes = _causes(self._view, impossible)
        for name in sorted(impossible):
            words = self._words([causes[name]]) if name in causes else None
            yield Unsatisfiable(name, self._view.labels.get(name, curie(name)), words or self.why(name))

    def why(self, name: str) -> Why:
        """Find the axioms that rule out every member of the class ``name`` (owl:Thing: of anything)."""

        def broken(axioms: Sequence[Axiom]) -> bool:
            self._runs -= 1
            found = classify(self._view.triples(axioms))
            return not found.consistent or name in found.unsatisfiable

        kept, minimal = _smallest(self._view.neighbourhood(name), broken, lambda: self._runs > 0)
        return self._words(kept, minimal=minimal)

    def _words(self, axioms: Sequence[Axiom], *, minimal: bool = True) -> Why:
        return Why(tuple(in_words(axiom, self._view.labels) for axiom in axioms), minimal)


def _smallest(
    axioms: Sequence[Axiom], broken: Callable[[Sequence[Axiom]], bool], may_go_on: Callable[[], bool]
) -> tuple[Sequence[Axiom], bool]:
    """Take away halves, quarters … and at last single axioms, as long as what is left stays broken."""
    kept, size = tuple(axioms), max(len(axioms) // 2, 1)
    while size:
        start = 0
        while start < len(kept):
            if not may_go_on():
                return kept, False
            without = kept[:start] + kept[start + size :]
            if broken(without):
                kept = without
            else:
                start += size
        size //= 2
    return kept, True


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
