"""The weights of evidence as triples, so that a plain SPARQL query can add them up."""

from collections import Counter
from collections.abc import Iterator
from itertools import groupby

from pyoxigraph import Literal, NamedNode, Triple

from miliary.differential.profile import ContextState
from miliary.differential.weights import AgeWindows, Polarity, Weight, Weights
from miliary.vocabulary import RDF, XSD, iri, local_name

_TYPE = NamedNode(RDF + "type")
_POLARITY = {Polarity.PRESENT: NamedNode(iri("Present")), Polarity.ABSENT: NamedNode(iri("Absent"))}
_WHEN = {
    ContextState.PRESENT: NamedNode(iri("whenPresent")),
    ContextState.DENIED: NamedNode(iri("whenDenied")),
    ContextState.UNKNOWN: NamedNode(iri("whenUnknown")),
}


def penalty_triples(weights: Weights) -> Iterator[Triple]:
    """Every weight that is not 0 as a named ``mil:Weight``, and every stated range of ages as a ``mil:AgeWindow``.

    A finding without a weight has no row and counts 0. Of the weights that are ``mil:contextual`` at most one holds
    in a case, the one whose conditions it meets.
    """
    weighty = (each for each in weights.each() if each.decibans)
    for _, of_one in groupby(weighty, key=lambda each: each.disease):
        names: Counter[str] = Counter()
        for weight in of_one:
            base = f"{local_name(weight.disease)}-{local_name(weight.finding)}-{weight.polarity}-weight"
            names[base] += 1
            yield from _weight(NamedNode(iri(base if names[base] == 1 else f"{base}-{names[base]}")), weight)
    for disease, windows in weights.ages.items():
        yield from _windows(disease, windows)


def _weight(node: NamedNode, weight: Weight) -> Iterator[Triple]:
    yield Triple(node, _TYPE, NamedNode(iri("Weight")))
    yield Triple(node, NamedNode(iri("weightOf")), NamedNode(weight.disease))
    yield Triple(node, NamedNode(iri("weightFor")), NamedNode(weight.finding))
    yield Triple(node, NamedNode(iri("polarity")), _POLARITY[weight.polarity])
    yield Triple(node, NamedNode(iri("decibans")), Literal(weight.decibans))
    yield Triple(node, NamedNode(iri("contextual")), Literal(bool(weight.when)))
    for context, state in weight.when:
        yield Triple(node, _WHEN[state], NamedNode(context))


def _windows(disease: str, windows: AgeWindows) -> Iterator[Triple]:
    for number, (start, end) in enumerate(windows.ranges, 1):
        node = NamedNode(iri(f"{local_name(disease)}-ages-{number}"))
        yield Triple(NamedNode(disease), NamedNode(iri("ageWindow")), node)
        yield Triple(node, _TYPE, NamedNode(iri("AgeWindow")))
        for name, age in (("ageFrom", start), ("ageTo", end)):
            if age is not None:
                yield Triple(node, NamedNode(iri(name)), Literal(str(age), datatype=NamedNode(XSD + "decimal")))
