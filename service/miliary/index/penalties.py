"""The weights of evidence as text of RDF, so that a plain SPARQL query can add them up.

Text, since there are hundreds for a disease: the engine reads it several times sooner than it is handed as objects.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import cache

from pyoxigraph import Literal, NamedNode

from miliary.differential.compiled import Compiled
from miliary.differential.listing import Listed, listing
from miliary.differential.profile import ContextState
from miliary.differential.weights import AgeWindows, Polarity
from miliary.vocabulary import RDF, XSD, iri, local_name


def _written(name: str) -> str:
    """The project's own term as Turtle has it.

    :raises ValueError: it is no IRI
    """
    return str(NamedNode(iri(name)))


_TYPE = str(NamedNode(RDF + "type"))
_WEIGHT, _WINDOW = f"{_TYPE} {_written('Weight')}", f"{_TYPE} {_written('AgeWindow')}"
_OF, _FOR, _POLARITY, _DECIBANS, _CONTEXTUAL, _AGES = map(
    _written, ("weightOf", "weightFor", "polarity", "decibans", "contextual", "ageWindow")
)
_POLARITIES = {Polarity.PRESENT: _written("Present"), Polarity.ABSENT: _written("Absent")}
_WHEN = {
    ContextState.PRESENT: _written("whenPresent"),
    ContextState.DENIED: _written("whenDenied"),
    ContextState.UNKNOWN: _written("whenUnknown"),
}
OfFinding = Callable[[str, Polarity], tuple[str, str]]
_CERTAIN, _DEPENDENT = (f"{_CONTEXTUAL} {Literal(value)}" for value in (False, True))


def penalties(compiled: Compiled) -> Iterator[bytes]:
    """Every weight that is not 0 as a named ``mil:Weight``, and every stated range of ages as a ``mil:AgeWindow``.

    Turtle without prefixes, a disease at a time. A finding without a weight has no row and counts 0. Of the weights
    that are ``mil:contextual`` at most one holds in a case, the one whose conditions it meets.

    :raises ValueError: a name in the knowledge is no IRI
    """
    of_finding = cache(_of_finding)  # for this knowledge only
    for disease, listed in listing(compiled):
        yield "".join(_weights(disease, listed, of_finding)).encode()
    for disease, windows in compiled.weights.ages.items():
        yield "".join(_windows(disease, windows)).encode()


def _weights(disease: str, listed: Sequence[Listed], of_finding: OfFinding) -> Iterator[str]:
    beginning, of_disease = iri(f"{local_name(disease)}-"), f"{_WEIGHT} ; {_OF} {NamedNode(disease)}"
    names: Counter[str] = Counter()
    for finding, polarity, decibans, when in listed:
        ending, said = of_finding(finding, polarity)
        name = beginning + ending
        names[name] += 1
        node = NamedNode(name if names[name] == 1 else f"{name}-{names[name]}")
        condition = _condition(when) if when else _CERTAIN
        yield f"{node} {of_disease} ; {said} ; {_DECIBANS} {_number(decibans)} ; {condition} .\n"


def _of_finding(finding: str, polarity: Polarity) -> tuple[str, str]:
    """How the name of such a weight ends, and what is said of it."""
    said = f"{_FOR} {NamedNode(finding)} ; {_POLARITY} {_POLARITIES[polarity]}"
    return f"{local_name(finding)}-{polarity}-weight", said


@cache
def _number(whole: int) -> str:
    return str(Literal(whole))


def _condition(when: Sequence[tuple[str, ContextState]]) -> str:
    return " ; ".join([_DEPENDENT, *(f"{_WHEN[state]} {NamedNode(context)}" for context, state in when)])


def _windows(disease: str, windows: AgeWindows) -> Iterator[str]:
    for number, ends in enumerate(windows.ranges, 1):
        node = _written(f"{local_name(disease)}-ages-{number}")
        yield f"{NamedNode(disease)} {_AGES} {node} .\n{node} {_WINDOW}"
        for name, age in zip(("ageFrom", "ageTo"), ends, strict=True):
            if age is not None:
                yield f" ; {_written(name)} {Literal(str(age), datatype=NamedNode(XSD + 'decimal'))}"
        yield " .\n"
