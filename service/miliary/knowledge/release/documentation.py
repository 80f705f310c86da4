"""The documentation: plain pages that need nothing from outside, each term and statement with an anchor of its own."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from pyoxigraph import Literal, NamedNode

from miliary.knowledge.merge import version_iri
from miliary.knowledge.release.graph import Graph, read_graph, rows
from miliary.knowledge.release.ontology import Release
from miliary.queries import Catalogue
from miliary.settings import Settings
from miliary.store import Store
from miliary.vocabulary import DCTERMS, MIL, ONTOLOGY, OWL, RDF, RDFS, SKOS, curie, iri, local_name

FOLDER = "documentation"
_TEMPLATES = Path(__file__).resolve().parent / "templates"
_EVIDENCE, _DISEASE, _CONCERNS = iri("evidence"), iri("aboutDisease"), iri("concerns")
_ASSERTION = iri("Assertion")
_TYPE, _DEFINITION, _SYNONYM = RDF + "type", SKOS + "definition", SKOS + "altLabel"
# Shown in places of their own, or the same for all.
_APART = {RDFS + "label", RDFS + "isDefinedBy", RDFS + "subClassOf", SKOS + "prefLabel"}
_APART |= {_DEFINITION, _SYNONYM, _EVIDENCE, OWL + "equivalentClass", OWL + "disjointWith"}


@dataclass(frozen=True, slots=True)
class Link:
    """A value: its text and, where it leads somewhere, its address."""

    text: str
    address: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """What is said of one term; ``inside`` are the passages that a statement rests on."""

    id: str
    iri: str
    label: str
    definition: str
    synonyms: tuple[str, ...]
    axioms: tuple[str, ...]
    properties: tuple[tuple[Link, tuple[Link, ...]], ...]
    inside: tuple["Entry", ...]


@dataclass(frozen=True, slots=True)
class Page:
    """A page: its file, its title, whether it holds statements, and the IRIs of what stands on it."""

    file: str
    title: str
    statements: bool
    terms: tuple[str, ...]


def document(
    release: Release, store: Store, catalogue: Catalogue, settings: Settings, files: Mapping[str, bytes]
) -> dict[str, bytes]:
    """Write the pages, by file name.

    :param store: the published version that ``release`` was made of
    :param files: the other files of the release, which the first page lists
    """
    graph = read_graph(release, store, catalogue, settings)
    pages = [*_pages(rows(store, catalogue, "release/pages")), *_statements(graph)]
    writer = _Writer(graph, pages)
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    common = {"version": release.version, "licence": graph.text(ONTOLOGY, DCTERMS + "license")}
    written = {
        page.file: environment.get_template("page.html").render(page=page, entries=writer.entries(page), **common)
        for page in pages
    }
    written["index.html"] = environment.get_template("index.html").render(
        title=graph.text(ONTOLOGY, DCTERMS + "title"),
        description=graph.text(ONTOLOGY, DCTERMS + "description"),
        iri=version_iri(release.version),
        pages=pages,
        counts=list(rows(store, catalogue, "release/counts")),
        files=[(name, len(files[name]), hashlib.sha256(files[name]).hexdigest()) for name in sorted(files)],
        **common,
    )
    return {f"{FOLDER}/{name}": text.encode() for name, text in written.items()}


def _pages(found: Iterator[dict[str, str]]) -> Iterator[Page]:
    """The pages of terms, each term on the first that it fits; a page without any is left out."""
    placed: set[str] = set()
    kept: dict[str, tuple[str, list[str]]] = {}
    for row in found:
        title, terms = kept.setdefault(row["page"], (row["title"], []))
        if row["term"] not in placed:
            placed.add(row["term"])
            terms.append(row["term"])
    for page, (title, terms) in kept.items():
        if terms:
            yield Page(f"{_file_name(page)}.html", title, statements=False, terms=tuple(terms))


def _statements(graph: Graph) -> Iterator[Page]:
    """The pages of statements, one a disease, by its label."""
    by_disease: dict[str, list[str]] = {}
    for statement in sorted(graph.pointing[_ASSERTION][_TYPE]):
        by_disease.setdefault(graph.text(statement, _DISEASE), []).append(statement)
    for disease in sorted(by_disease, key=lambda each: (graph.label(each).casefold(), each)):
        title = f"statements on {graph.label(disease)}"
        yield Page(f"statements-{_file_name(disease)}.html", title, statements=True, terms=tuple(by_disease[disease]))


def _file_name(term: str) -> str:
    return "".join(letter if letter.isalnum() else "-" for letter in local_name(term) or curie(term))


class _Writer:
    """Knows on which page each term stands, so that every mention of it can lead there."""

    def __init__(self, graph: Graph, pages: list[Page]) -> None:
        self._graph = graph
        self._places: dict[str, str] = {}
        for page in pages:
            for term in page.terms:
                for each in (term, *self._inside(term)):
                    self._places.setdefault(each, f"{page.file}#{_anchor(each)}")

    def entries(self, page: Page) -> list[Entry]:
        """What is said of the terms of a page, by label."""
        return [self._entry(term) for term in sorted(page.terms, key=self._order)]

    def _order(self, term: str) -> tuple[str, str]:
        return self._graph.label(term).casefold(), term

    def _entry(self, term: str) -> Entry:
        said = self._graph.said.get(term, {})
        return Entry(
            id=_anchor(term),
            iri=term,
            label=self._graph.label(term),
            definition=self._graph.text(term, _DEFINITION),
            synonyms=tuple(sorted(each.value for each in said.get(_SYNONYM, ()))),
            axioms=tuple(self._graph.axioms.get(term, ())),
            properties=tuple(self._properties(term)),
            inside=tuple(self._entry(each) for each in self._inside(term)),
        )

    def _inside(self, term: str) -> list[str]:
        """The passages of a statement."""
        return [each.value for each in self._graph.said.get(term, {}).get(_EVIDENCE, ()) if each.value != term]

    def _properties(self, term: str) -> Iterator[tuple[Link, tuple[Link, ...]]]:
        graph = self._graph
        for title, terms in (
            ("broader", graph.broader.get(term, ())),
            ("narrower", graph.narrower.get(term, ())),
            ("in conflict", graph.pointing.get(term, {}).get(_CONCERNS, ())),
        ):
            if terms:
                yield Link(title), tuple(self._link(each) for each in sorted(terms, key=self._order))
        for name, values in sorted(graph.said.get(term, {}).items()):
            if name not in _APART:
                yield self._link(name), tuple(self._value(each) for each in values)
        statements = [each for each in graph.pointing.get(term, {}).get(iri("hasSubject"), ()) if each in self._places]
        if statements:
            yield Link("statements"), tuple(self._link(each) for each in sorted(statements, key=self._order))

    def _value(self, value: NamedNode | Literal) -> Link:
        return self._link(value.value) if isinstance(value, NamedNode) else Link(value.value)

    def _link(self, term: str) -> Link:
        if term in self._places:
            return Link(self._graph.label(term), self._places[term])
        leads = term.startswith(("http://", "https://")) and not term.startswith(MIL)
        return Link(self._graph.label(term), term if leads else "")


def _anchor(term: str) -> str:
    return local_name(term) or curie(term)
