"""Can there be a patient with this disease, these findings and not those? Many such questions in one run of HermiT.

This is what the exclusions of the differential must agree with: a disease is excluded exactly when the class
``D and (hasFinding some F) … and not (hasFinding some G) …`` is unsatisfiable.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pyoxigraph import BlankNode, NamedNode, Triple

from miliary.errors import ReasonerFailed
from miliary.knowledge.axioms import View
from miliary.knowledge.hermit import classify
from miliary.vocabulary import OWL, RDF, RDFS, iri

_CASE = "urn:miliary:case:"
_A, _SUBCLASS = NamedNode(RDF + "type"), NamedNode(RDFS + "subClassOf")
_CLASS, _RESTRICTION, _COMPLEMENT, _ON, _SOME = (
    NamedNode(OWL + name) for name in ("Class", "Restriction", "complementOf", "onProperty", "someValuesFrom")
)
_HAS_FINDING = NamedNode(iri("hasFinding"))


@dataclass(frozen=True, slots=True)
class Picture:
    """A disease with findings that are present and others that are absent, as IRIs."""

    disease: str
    present: frozenset[str] = frozenset()
    absent: frozenset[str] = frozenset()


def impossible(view: View, pictures: Iterable[Picture]) -> frozenset[Picture]:
    """Return those of ``pictures`` that no patient can show, by the axioms of ``view``; one run of HermiT.

    :raises MissingExtra: the reasoner is not installed
    :raises ReasonerFailed: the ontology of ``view`` is inconsistent, or the reasoner cannot deal with it
    """
    names = {f"{_CASE}{number}": picture for number, picture in enumerate(dict.fromkeys(pictures))}
    cases = [triple for name, picture in names.items() for triple in _class_of(NamedNode(name), picture)]
    taxonomy = classify([*view.triples(view.axioms), *cases])
    if not taxonomy.consistent:
        raise ReasonerFailed("The ontology contradicts itself, so that no case can be judged by it.")
    return frozenset(picture for name, picture in names.items() if name in taxonomy.unsatisfiable)


def _class_of(case: NamedNode, picture: Picture) -> Iterator[Triple]:
    """The class of all patients that show ``picture``; its superclasses suffice to tell whether it can have members."""
    yield Triple(case, _A, _CLASS)
    yield Triple(case, _SUBCLASS, NamedNode(picture.disease))
    for finding in sorted(picture.present | picture.absent):
        shows = BlankNode()
        yield Triple(shows, _A, _RESTRICTION)
        yield Triple(shows, _ON, _HAS_FINDING)
        yield Triple(shows, _SOME, NamedNode(finding))
        if finding in picture.present:
            yield Triple(case, _SUBCLASS, shows)
        if finding in picture.absent:
            does_not = BlankNode()
            yield Triple(does_not, _A, _CLASS)
            yield Triple(does_not, _COMPLEMENT, shows)
            yield Triple(case, _SUBCLASS, does_not)
