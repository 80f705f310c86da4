"""The source documents of a knowledge folder, asked of its files as they stand, before any rule or publication."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import NamedNode

from miliary.errors import KnowledgeError, UnknownTerm
from miliary.knowledge.load import Knowledge, load
from miliary.queries import Catalogue
from miliary.queries.records import Record, records
from miliary.store import EmbeddedStore
from miliary.vocabulary import MIL, curie


@dataclass(frozen=True, slots=True)
class Document:
    """A publication that assertions are taken from.

    :param iri: its IRI
    :param label: how it is called in a list of passages
    :param doi: its digital object identifier, empty where the files give none
    """

    iri: str
    label: str
    doi: str


@dataclass(frozen=True, slots=True)
class Sources:
    """The files of a knowledge folder, and what its stored queries find in them."""

    knowledge: Knowledge
    store: EmbeddedStore
    catalogue: Catalogue

    @classmethod
    def open(cls, folder: Path) -> "Sources":
        """Read the files of the knowledge in ``folder``.

        :raises BrokenTurtle: a file cannot be read; its line and column are named
        """
        knowledge = load(folder)
        store = EmbeddedStore.memory()
        store.add(knowledge.triples)
        return cls(knowledge, store, Catalogue(folder / "queries"))

    def document(self, wanted: str | None = None) -> Document:
        """Return the document named by IRI, CURIE, local name, label or DOI; without a name, the only one.

        :raises UnknownTerm: there is none of that name
        :raises KnowledgeError: no name is given and there is not exactly one document
        """
        documents = [Document(row["document"], row["label"], row.get("doi", "")) for row in self._rows("documents")]
        chosen = [each for each in documents if wanted is None or wanted.casefold() in _names(each)]
        if len(chosen) == 1:
            return chosen[0]
        known = [curie(each.iri) for each in documents]
        if wanted is not None:
            raise UnknownTerm(wanted, known)
        raise KnowledgeError(_not_one(known), documents=known)

    def rows(self, name: str, document: Document) -> Iterator[Record]:
        """Yield the rows of the stored query ``sources/<name>`` for ``document``; empty cells are left out."""
        return self._rows(name, document=document.iri)

    def file(self, iri: str) -> str:
        """Return the name of the file that describes the term, relative to the folder; empty when none does."""
        return self.knowledge.files.get(NamedNode(iri), ("",))[0]

    def _rows(self, name: str, **values: str) -> Iterator[Record]:
        return records(self.store, self.catalogue, f"sources/{name}", **values)


def _names(document: Document) -> set[str]:
    names = (document.iri, curie(document.iri), document.iri.removeprefix(MIL), document.label, document.doi)
    return {name.casefold() for name in names if name}


def _not_one(known: Sequence[str]) -> str:
    if not known:
        return "There is no source document (mil:SourceDocument) in the knowledge."
    return f"There are {len(known)} source documents; choose one of them with --document: {', '.join(known)}."
