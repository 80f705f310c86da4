"""What an editor changes: lines of the knowledge added and lines taken away, against the version that was read.

A line is one value of one property of one named term, each part as the canonical writer writes it. It is what a person
sees in a diff, what SQLite keeps, and what two changes are compared by; a value that is an OWL expression is one line.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass

from pyoxigraph import NamedNode, Triple

from miliary.knowledge.turtle import from_lines, from_own_lines, lines, name_of
from miliary.vocabulary import expand


@dataclass(frozen=True, slots=True, order=True)
class Line:
    """One statement of the knowledge, as Turtle writes it.

    :param subject: the term it describes: ``mil:SusacSyndrome``
    :param predicate: the property: ``rdfs:label``
    :param value: one value, a term, a literal or a whole expression in brackets: ``"Susac's syndrome"@en``
    """

    subject: str
    predicate: str
    value: str

    def __str__(self) -> str:
        return f"{self.subject} {self.predicate} {self.value} ."

    @property
    def subject_iri(self) -> str:
        """The IRI of the term."""
        return iri_of(self.subject)


@dataclass(frozen=True, slots=True)
class Change:
    """Lines added and lines taken away; what is in both changes nothing and is in neither.

    :param base: the published version that the editor had read
    """

    base: str
    additions: frozenset[Line]
    deletions: frozenset[Line]

    @classmethod
    def of(cls, base: str, before: Iterable[Triple], after: Iterable[Triple]) -> "Change":
        """Return the smallest change that makes ``after`` of ``before``.

        :raises NotCanonical: one of them has no canonical form
        """
        old, new = lines_of(before), lines_of(after)
        return cls(base, new - old, old - new)

    @property
    def subjects(self) -> frozenset[str]:
        """The terms that are described otherwise afterwards, as CURIEs."""
        return frozenset(line.subject for line in self.additions | self.deletions)

    @property
    def subject_iris(self) -> frozenset[str]:
        """The same terms by their IRIs."""
        return frozenset(map(iri_of, self.subjects))

    @property
    def inverse(self) -> "Change":
        """What takes this change back."""
        return Change(self.base, self.deletions, self.additions)

    def to_json(self) -> str:
        """Write it as JSON, always the same for the same change."""
        written = {name: _listed(getattr(self, name)) for name in ("additions", "deletions")}
        return json.dumps({"base": self.base, **written}, ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> "Change":
        """Read what :meth:`to_json` wrote."""
        found = json.loads(text)
        return cls(
            found["base"], *(frozenset(Line(*each) for each in found[name]) for name in ("additions", "deletions"))
        )


def iri_of(written: str) -> str:
    """Return the IRI of a term as a line has it: ``mil:Pons``, ``<https://example.org/a>``."""
    return written[1:-1] if written.startswith("<") else expand(written)


def written_as(term: NamedNode) -> str:
    """Return a term as a line has it."""
    return name_of(term)


def lines_of(triples: Iterable[Triple]) -> frozenset[Line]:
    """Return what ``triples`` say of named terms, line by line.

    :raises NotCanonical: a blank node is shared, in a cycle, or belongs to no named term
    """
    return frozenset(Line(*each) for each in lines(triples))


def triples_of(written: Iterable[Line], *, trusted: bool = False) -> tuple[Triple, ...]:
    """Return the triples of ``written``.

    :param trusted: the lines come from :func:`lines_of`; they are read all at once, which is much faster
    :raises BrokenTurtle: a line is not Turtle
    """
    parts = ((each.subject, each.predicate, each.value) for each in written)
    return from_own_lines(parts) if trusted else from_lines(parts)


def _listed(written: Iterable[Line]) -> list[list[str]]:
    return [[each.subject, each.predicate, each.value] for each in sorted(written)]
