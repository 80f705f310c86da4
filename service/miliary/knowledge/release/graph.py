"""The released triples as the documentation reads them: what is said of each term, what it is called, where it stands.

Blank nodes stand in axioms, which are said in words, and are left out elsewhere.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from miliary.knowledge.axiom_words import in_words
from miliary.knowledge.axioms import CHAIN, DISJOINT, EQUIVALENT, REASONING, view_of
from miliary.knowledge.expressions import Named
from miliary.knowledge.release.ontology import Release
from miliary.queries import Catalogue
from miliary.settings import Settings
from miliary.store import EmbeddedStore, Solutions, Store
from miliary.vocabulary import RDFS, curie, iri

_IN_WORDS = {EQUIVALENT, DISJOINT, CHAIN}
_LABEL = RDFS + "label"
_DISEASE, _SUBJECT, _LOCATOR = iri("aboutDisease"), iri("hasSubject"), iri("locator")


@dataclass(frozen=True, slots=True)
class Graph:
    """What is said of terms, all by IRI.

    :param said: term -> property -> its values, in order
    :param pointing: term -> property -> the terms that point at it with that property
    :param axioms: class or property -> its axioms in words
    :param broader: class -> the classes directly above it
    :param narrower: class -> the classes directly below it
    """

    said: Mapping[str, Mapping[str, list[NamedNode | Literal]]]
    pointing: Mapping[str, Mapping[str, list[str]]]
    axioms: Mapping[str, list[str]]
    broader: Mapping[str, list[str]]
    narrower: Mapping[str, list[str]]

    def text(self, term: str, name: str) -> str:
        """Return the first value of a property; empty when there is none."""
        return next((each.value for each in self.said.get(term, {}).get(name, ())), "")

    def label(self, term: str) -> str:
        """Return what a term is called: its label, what a statement relates, where a passage is, else its CURIE."""
        label = self.text(term, _LABEL) or self.text(term, _LOCATOR)
        disease, subject = self.text(term, _DISEASE), self.text(term, _SUBJECT)
        if not label and disease and subject:
            return f"{self.label(disease)}: {self.label(subject)}"
        return label or curie(term)


def read_graph(release: Release, store: Store, catalogue: Catalogue, settings: Settings) -> Graph:
    """Read the released triples, and from the published ``store`` the hierarchy that follows from them."""
    said: dict[str, dict[str, list[NamedNode | Literal]]] = defaultdict(lambda: defaultdict(list))
    pointing: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for each in release.whole:
        if isinstance(each.subject, NamedNode) and isinstance(each.object, NamedNode | Literal):
            said[each.subject.value][each.predicate.value].append(each.object)
            if isinstance(each.object, NamedNode):
                pointing[each.object.value][each.predicate.value].append(each.subject.value)
    broader: dict[str, list[str]] = defaultdict(list)
    narrower: dict[str, list[str]] = defaultdict(list)
    for row in rows(store, catalogue, "release/hierarchy"):
        broader[row["narrower"]].append(row["broader"])
        narrower[row["broader"]].append(row["narrower"])
    return Graph(said, pointing, _axioms(release, settings), broader, narrower)


def rows(store: Store, catalogue: Catalogue, name: str) -> Iterator[dict[str, str]]:
    """Yield the rows of a stored query, each value as text."""
    answer = store.query(catalogue.load(name).text)
    assert isinstance(answer, Solutions), f"{name} is no SELECT"
    for record in answer.records():
        yield {column: getattr(value, "value", "") for column, value in record.items()}


def _axioms(release: Release, settings: Settings) -> dict[str, list[str]]:
    store = EmbeddedStore.memory()
    store.add(release.whole)
    view = view_of(store, settings.knowledge / REASONING)
    found: dict[str, list[str]] = defaultdict(list)
    for axiom in view.axioms:
        if axiom.relation in _IN_WORDS and isinstance(axiom.left, Named) and not axiom.source:
            found[axiom.left.iri].append(in_words(axiom, view.labels))
    return {term: sorted(sentences) for term, sentences in found.items()}
