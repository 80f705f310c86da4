"""Axioms in plain words, for people who read no OWL."""

from collections.abc import Mapping

from miliary.knowledge.axioms import CHAIN, DISJOINT, EQUIVALENT, SUBCLASS, Axiom
from miliary.knowledge.expressions import And, Expression, Named, Not, Other, Some
from miliary.vocabulary import OWL, curie, iri

_VERBS = {iri("hasFinding"): "shows", iri("hasSite"): "lies in", iri("partOf"): "is part of"}
_NAMES = {OWL + "Thing": "thing", OWL + "Nothing": "thing that cannot be"}


def in_words(axiom: Axiom, labels: Mapping[str, str]) -> str:
    """Say what ``axiom`` says in one sentence; ``labels`` name the classes and properties."""
    words = _Words(labels)
    source = f" ({curie(axiom.source)})" if axiom.source else ""
    return f"{words.sentence(axiom)}{source}."


class _Words:
    def __init__(self, labels: Mapping[str, str]) -> None:
        self._labels = labels

    def sentence(self, axiom: Axiom) -> str:
        left, right, relation = axiom.left, axiom.right, axiom.relation
        if right is None:
            return f"{self._property(left)} is {relation.removeprefix(OWL).removesuffix('Property').lower()}"
        if relation == SUBCLASS:
            return f"{self._every(left)} {self._says(right)}"
        if relation == EQUIVALENT:
            return f"{self._every(left)} {self._says(right)}, and the other way round"
        if relation == DISJOINT:
            nothing = f"No {self.name(left.iri)}" if isinstance(left, Named) else f"Nothing that {self._says(left)}"
            return f"{nothing} {self._says(right)}"
        if relation == CHAIN and isinstance(right, Other):
            steps = ", then ".join(f"“{self.name(step)}”" for step in right.names)
            return f"{steps} gives {self._property(left)}"
        return f"{self._property(left)} {curie(relation)} {self._says(right)}"

    def name(self, term: str) -> str:
        return _NAMES.get(term) or self._labels.get(term) or curie(term)

    def _every(self, expression: Expression) -> str:
        return (
            f"Every {self.name(expression.iri)}" if isinstance(expression, Named) else f"What {self._says(expression)}"
        )

    def _says(self, expression: Expression) -> str:
        match expression:
            case Named(term):
                name = self.name(term)
                return f"is {'an' if name[0] in 'aeiouAEIOU' else 'a'} {name}"
            case Some(role, filler):
                return f"{_VERBS.get(role) or self.name(role)} {self._object(filler)}"
            case And(members):
                return " and ".join(self._says(member) for member in members)
            case Not(negated):
                return f"is nothing that {self._says(negated)}"
            case Other(names):
                return f"is described by {', '.join(self.name(each) for each in names) or 'other means of OWL'}"

    def _object(self, filler: Expression) -> str:
        return f"some {self.name(filler.iri)}" if isinstance(filler, Named) else f"something that {self._says(filler)}"

    def _property(self, expression: Expression) -> str:
        return f"“{self.name(expression.iri)}”" if isinstance(expression, Named) else "This"
