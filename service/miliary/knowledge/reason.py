"""Is the knowledge consistent, can every class have members, and if not, why? HermiT answers.

It is asked on request (`miliary reason`, the tests, a release), never by a running service.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass

from miliary.knowledge.axioms import View, read_view
from miliary.knowledge.hermit import THING, Taxonomy, classify
from miliary.knowledge.why import Search, Why
from miliary.settings import Settings
from miliary.vocabulary import curie

MOST_RUNS = 40
"""How often HermiT may be run to find reasons, over all classes together."""


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
        many = f"{len(self.unsatisfiable)} {'class' if len(self.unsatisfiable) == 1 else 'classes'}"
        found = [f"The ontology is consistent, but {many} can have no member ({took})."]
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
    search = Search(view, MOST_RUNS)
    contradiction = None if taxonomy.consistent else search.why(THING)
    reasons = search.explain(taxonomy.unsatisfiable)
    return Reasoning(
        consistent=taxonomy.consistent,
        contradiction=contradiction,
        unsatisfiable=tuple(
            Unsatisfiable(name, view.labels.get(name, curie(name)), why) for name, why in reasons.items()
        ),
        hierarchy=_hierarchy(view, taxonomy),
        axioms=len(view.axioms),
        seconds=time.perf_counter() - begun,
    )


def _hierarchy(view: View, taxonomy: Taxonomy) -> dict[str, frozenset[str]]:
    if not taxonomy.consistent:
        return {}
    possible = view.classes - taxonomy.unsatisfiable
    return {name: taxonomy.superclasses.get(name, frozenset()) & view.classes for name in sorted(possible)}
