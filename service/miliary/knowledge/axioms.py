"""The knowledge as OWL axioms, for a reasoner: classes and properties, never the assertions.

The view holds what was stated (no rule's result), and the axioms that ``queries/reasoning/*.rq`` make of the criteria
and of the factors that exclude each other. Assertions, evidence, conflicts and triples about a class as an individual
(the test that observes a finding, the kind of a class) stay out.
"""

from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from pathlib import Path

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, Triple

from miliary.knowledge.expressions import Expression, Parts, read_expression
from miliary.knowledge.infer import INFERRED, infer
from miliary.knowledge.load import Node, load
from miliary.store import EmbeddedStore, Triples
from miliary.vocabulary import DCTERMS, OWL, RDF, RDFS

REASONING = Path("queries") / "reasoning"
RULES = Path("queries") / "rules"

SUBCLASS, EQUIVALENT, DISJOINT = RDFS + "subClassOf", OWL + "equivalentClass", OWL + "disjointWith"
CHAIN = OWL + "propertyChainAxiom"
_TYPE = RDF + "type"
_ON_CLASSES = frozenset({SUBCLASS, EQUIVALENT, DISJOINT})
_ON_OTHERS = frozenset(
    {CHAIN, RDFS + "subPropertyOf", RDFS + "domain", RDFS + "range"}
    | {OWL + name for name in ("disjointUnionOf", "equivalentProperty", "inverseOf", "members", "propertyDisjointWith")}
)
_CHARACTERISTICS = frozenset(
    OWL + kind + "Property"
    for kind in ("Asymmetric", "Functional", "InverseFunctional", "Irreflexive", "Reflexive", "Symmetric", "Transitive")
)
_CLASS, _OBJECT_PROPERTY = OWL + "Class", OWL + "ObjectProperty"
_SOURCE = DCTERMS + "source"


@dataclass(frozen=True)
class Axiom:
    """One axiom.

    :param relation: the IRI of the predicate between its sides, or of the characteristic of a property
    :param left: what it is about
    :param right: what it says; None for a characteristic
    :param triples: the axiom in RDF
    :param source: the IRI of the assertion that it was made from, or None
    """

    relation: str
    left: Expression
    right: Expression | None
    triples: tuple[Triple, ...]
    source: str | None = None

    @cached_property
    def names(self) -> frozenset[str]:
        """The IRIs of the classes and properties in it."""
        terms = chain.from_iterable((triple.subject, triple.object) for triple in self.triples)
        return frozenset(term.value for term in terms if isinstance(term, NamedNode) and not term.value.startswith(OWL))

    def matters_to(self, reached: Set[str]) -> bool:
        """Whether the axiom can matter where only the names in ``reached`` have members."""
        if self.relation not in _ON_CLASSES or self.right is None:
            return True
        left, right = self.left.needs, self.right.needs
        if self.relation == DISJOINT:
            return left | right <= reached
        return left <= reached or (self.relation == EQUIVALENT and right <= reached)


@dataclass(frozen=True)
class View:
    """The knowledge as a reasoner sees it.

    :param axioms: every axiom
    :param classes: the IRIs of the classes that the knowledge declares (not of those that the queries made)
    :param declarations: the IRI of a class or property -> the triple that declares it
    :param labels: IRI -> label
    """

    axioms: tuple[Axiom, ...]
    classes: frozenset[str]
    declarations: Mapping[str, Triple]
    labels: Mapping[str, str]

    def triples(self, axioms: Iterable[Axiom]) -> Iterator[Triple]:
        """Yield ``axioms`` as triples, with the declarations of their names."""
        names: set[str] = set()
        for axiom in axioms:
            names |= axiom.names
            yield from axiom.triples
        yield from (self.declarations[name] for name in sorted(names & self.declarations.keys()))

    def neighbourhood(self, name: str) -> tuple[Axiom, ...]:
        """The axioms on which it can depend whether the class ``name`` has members: those whose names it reaches."""
        reached, chosen, left = {name}, list[Axiom](), list(self.axioms)
        while near := [axiom for axiom in left if axiom.matters_to(reached)]:
            chosen += near
            left = [axiom for axiom in left if not axiom.matters_to(reached)]
            reached = reached.union(*(axiom.names for axiom in near))
        return tuple(chosen)


def read_view(folder: Path) -> View:
    """Make the view of the knowledge in ``folder``.

    :raises BrokenTurtle: a file cannot be read
    """
    store = EmbeddedStore.memory()
    store.extend(Quad(*triple) for triple in load(folder).triples)
    infer(store, folder / RULES)
    return view_of(store, folder / REASONING)


def view_of(store: EmbeddedStore, queries: Path) -> View:
    """Make the view of a graph on which the rules have run, published or not.

    :param queries: the folder of the queries that make further axioms
    """
    inferred = {quad.triple for quad in store.quads(graph=INFERRED)}
    stated = [quad.triple for quad in store.quads(graph=DefaultGraph()) if quad.triple not in inferred]
    made = [triple for path in sorted(queries.glob("*.rq")) for triple in _construct(store, path)]
    everything = [*stated, *made]
    return View(
        axioms=tuple(_axioms(everything)),
        classes=frozenset(_declared(stated, _CLASS)),
        declarations=_declared(everything, _CLASS) | _declared(everything, _OBJECT_PROPERTY),
        labels=_labels(everything),
    )


def _construct(store: EmbeddedStore, path: Path) -> Iterator[Triple]:
    answer = store.query(path.read_text(encoding="utf-8"))
    assert isinstance(answer, Triples), f"{path.name} is no CONSTRUCT"
    return iter(answer)


def _declared(triples: Iterable[Triple], kind: str) -> dict[str, Triple]:
    return {
        triple.subject.value: triple
        for triple in triples
        if isinstance(triple.subject, NamedNode) and triple.predicate.value == _TYPE and _iri(triple.object) == kind
    }


def _labels(triples: Iterable[Triple]) -> dict[str, str]:
    return {
        triple.subject.value: triple.object.value
        for triple in triples
        if isinstance(triple.subject, NamedNode)
        and isinstance(triple.object, Literal)
        and triple.predicate.value == RDFS + "label"
    }


def _axioms(triples: list[Triple]) -> Iterator[Axiom]:
    properties = set(_declared(triples, _OBJECT_PROPERTY))
    parts, sources = _parts(triples), _sources(triples)
    for triple in dict.fromkeys(triples):
        if not _is_axiom(triple, properties):
            continue
        left = read_expression(triple.subject, parts)
        source = sources.get((triple.subject, triple.object))
        closed = (triple, *_closure(triple.subject, parts), *_closure(triple.object, parts))
        if triple.predicate.value == _TYPE:
            yield Axiom(_iri(triple.object), left, None, closed, source)
        else:
            yield Axiom(triple.predicate.value, left, read_expression(triple.object, parts), closed, source)


def _is_axiom(triple: Triple, properties: set[str]) -> bool:
    predicate = triple.predicate.value
    if predicate in _ON_CLASSES:
        return True
    if predicate in _ON_OTHERS or (predicate == _TYPE and _iri(triple.object) in _CHARACTERISTICS):
        return isinstance(triple.subject, BlankNode) or _iri(triple.subject) in properties
    return False


def _iri(term: object) -> str:
    """The IRI of ``term``; empty when it is something else."""
    return term.value if isinstance(term, NamedNode) else ""


def _parts(triples: Iterable[Triple]) -> Parts:
    """Blank node -> the triples that describe it, apart from axioms about it."""
    parts: dict[BlankNode, list[Triple]] = {}
    for triple in triples:
        if isinstance(triple.subject, BlankNode) and triple.predicate.value not in _ON_CLASSES | _ON_OTHERS:
            parts.setdefault(triple.subject, []).append(triple)
    return parts


def _closure(node: object, parts: Parts) -> Iterator[Triple]:
    if isinstance(node, BlankNode):
        for triple in parts.get(node, ()):
            yield triple
            yield from _closure(triple.object, parts)


def _sources(triples: Iterable[Triple]) -> dict[tuple[object, object], str]:
    """The sides of an annotated axiom -> the assertion that its annotation names as the source."""
    annotations: dict[BlankNode, dict[str, Node]] = {}
    for triple in triples:
        if isinstance(triple.subject, BlankNode) and isinstance(triple.object, NamedNode | BlankNode):
            annotations.setdefault(triple.subject, {})[triple.predicate.value] = triple.object
    return {
        (each[OWL + "annotatedSource"], each[OWL + "annotatedTarget"]): _iri(each[_SOURCE])
        for each in annotations.values()
        if _SOURCE in each and OWL + "annotatedSource" in each and OWL + "annotatedTarget" in each
    }
