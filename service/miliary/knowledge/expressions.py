"""Class expressions of OWL, as far as the knowledge uses them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from miliary.vocabulary import OWL, RDF

Parts: TypeAlias = Mapping[BlankNode, Sequence[Triple]]
_THING = OWL + "Thing"


@dataclass(frozen=True, slots=True)
class Named:
    """A class or a property by its IRI."""

    iri: str

    @property
    def needs(self) -> frozenset[str]:
        """Names without any of which nothing is known to be a member."""
        return frozenset() if self.iri == _THING else frozenset({self.iri})


@dataclass(frozen=True, slots=True)
class Some:
    """Whatever has the property ``role`` to some member of ``filler``."""

    role: str
    filler: "Expression"

    @property
    def needs(self) -> frozenset[str]:
        """Names without any of which nothing is known to be a member."""
        return self.filler.needs | {self.role}


@dataclass(frozen=True, slots=True)
class And:
    """Whatever is a member of all ``members``."""

    members: tuple["Expression", ...]

    @property
    def needs(self) -> frozenset[str]:
        """Names without any of which nothing is known to be a member."""
        return frozenset().union(*(member.needs for member in self.members))


@dataclass(frozen=True, slots=True)
class Not:
    """Whatever is no member of ``negated``."""

    negated: "Expression"

    @property
    def needs(self) -> frozenset[str]:
        """No name is needed: what has no names at all may be a member."""
        return frozenset()


@dataclass(frozen=True, slots=True)
class Other:
    """Anything else that OWL can say, by the IRIs that it names, in order."""

    names: tuple[str, ...]

    @property
    def needs(self) -> frozenset[str]:
        """Not known, so none is taken to be needed."""
        return frozenset()


Expression: TypeAlias = Named | Some | And | Not | Other


def read_expression(node: object, parts: Parts) -> Expression:
    """Read the class expression at ``node``; ``parts`` are the triples that describe each blank node."""
    if isinstance(node, NamedNode):
        return Named(node.value)
    if not isinstance(node, BlankNode):
        return Other(())
    values = {triple.predicate.value: triple.object for triple in parts.get(node, ())}
    given = {
        key: values[OWL + key]
        for key in ("complementOf", "intersectionOf", "onProperty", "someValuesFrom")
        if OWL + key in values
    }
    match given:
        case {"complementOf": negated}:
            return Not(read_expression(negated, parts))
        case {"intersectionOf": members}:
            return And(tuple(read_expression(member, parts) for member in _members(members, parts)))
        case {"onProperty": NamedNode() as role, "someValuesFrom": filler}:
            return Some(role.value, read_expression(filler, parts))
    return Other(tuple(_names(node, parts)))


def _members(node: object, parts: Parts) -> Iterator[object]:
    """The members of the RDF list at ``node``."""
    while isinstance(node, BlankNode):
        values = {triple.predicate.value: triple.object for triple in parts.get(node, ())}
        yield values.get(RDF + "first")
        node = values.get(RDF + "rest")


def _names(node: object, parts: Parts) -> Iterator[str]:
    if isinstance(node, NamedNode) and not node.value.startswith((OWL, RDF)):
        yield node.value
    elif isinstance(node, BlankNode):
        for triple in sorted(parts.get(node, ()), key=lambda each: each.predicate.value):
            if not isinstance(triple.object, Literal):
                yield from _names(triple.object, parts)
