"""Versions on a SPARQL 1.1 server: each in named graphs of its own, and a book that tells which one answers.

A version is written into graphs that nobody has named before, counted, entered as whole, and only then pointed at, so
that who reads one version never sees a triple of another, and a writer that dies leaves nothing that anyone reads.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import timedelta
from uuid import uuid4

from pyoxigraph import DefaultGraph, NamedNode, Quad, Triple

from miliary.errors import NoPublishedVersion
from miliary.store import book
from miliary.store.address import Server
from miliary.store.asking import Limits
from miliary.store.book import Edition
from miliary.store.ended import StoreFailed
from miliary.store.line import Line, Turn
from miliary.store.pinned import DATASET
from miliary.store.protocol import answer, ask
from miliary.store.remote import RemoteStore
from miliary.store.remote_asking import RemoteAsking
from miliary.store.remote_writing import Writer
from miliary.store.results import Answer, Solutions, Triples
from miliary.store.versions import Keep, now, superfluous

_UNFINISHED = timedelta(days=1)
"""After this time a writer that has not finished is taken for dead: on another machine nobody can tell."""


class Editions:
    """The versions on a server; see :class:`miliary.store.versions.Versions`.

    :param seconds: how long the server may take for one answer
    """

    def __init__(self, server: Server, seconds: float) -> None:
        self._seconds = seconds
        self._line = Line(server)
        self._writer = Writer(self._line, seconds)
        self._book = f"{server.graphs}versions"

    def current(self) -> str | None:
        """Return the version that answers now."""
        return book.answering(self._rows(book.ANSWERING, self._book))

    def open(self, version: str) -> RemoteStore:
        """Return the store of a version, pinned to it."""
        edition = self._edition(version)
        if edition is None:
            raise NoPublishedVersion(self._line.server.name)
        return RemoteStore(self._line, edition.pinned(), self._seconds)

    def asking(self, version: str, limits: Limits, workers: int, queue: int) -> RemoteAsking:
        """Return what asks the server for strangers."""
        return RemoteAsking(self.open(version), limits, workers, queue)

    def write(self, version: str, quads: Iterable[Quad]) -> None:
        """Write a new edition of a version that is not there, and point at it.

        :raises StoreUnreachable: the server does not answer; what answered before goes on
        :raises StoreFailed: it does not hold what it was given, or cannot be written; what answered before goes on
        """
        edition = self._edition(version) or self._written(version, quads)
        # Never none: the new pointer comes before the old one goes, should a server do it in two steps.
        named, pointed, new = NamedNode(self._book), book.CURRENT, NamedNode(edition.iri)
        self._writer.update(
            f"INSERT DATA {{ GRAPH {named} {{ {named} {pointed} {new} }} }};\n"
            f"DELETE {{ GRAPH {named} {{ {named} {pointed} ?before }} }}\n"
            f"WHERE {{ GRAPH {named} {{ {named} {pointed} ?before FILTER (?before != {new}) }} }}"
        )

    def is_sound(self, version: str) -> bool:
        """Tell whether the server still has as many statements of it as were written."""
        edition = self._edition(version)
        return edition is not None and sum(map(self._size, edition.there)) == edition.statements

    def discard(self, version: str) -> None:
        """Take all editions of a version away."""
        for edition in self._editions():
            if edition.version == version:
                self._remove(edition)

    def prune(self, keep: Keep) -> list[str]:
        """Take away what need not be kept. What others have open is not known: keep it for as long as they may lag."""
        editions = self._editions()
        written = {each.version: each.written for each in editions if each.version and each.written}
        gone = superfluous(written, self.current(), keep, now())
        for edition in editions:
            if edition.version in gone or (not edition.version and now() - edition.begun > _UNFINISHED):
                self._remove(edition)
        return gone

    def _written(self, version: str, quads: Iterable[Quad]) -> Edition:
        graphs: dict[str, dict[Triple, None]] = defaultdict(dict)
        for quad in quads:
            public = "" if isinstance(quad.graph_name, DefaultGraph) else str(quad.graph_name.value)
            graphs[public][quad.triple] = None
        iri = f"{self._line.server.graphs}version/{version}/{uuid4().hex[:8]}"
        edition = Edition.planned(iri, graphs.keys() - {""}, now())
        self._writer.insert(self._book, edition.beginning())
        for public, triples in graphs.items():
            there = edition.graphs[public] if public else edition.default
            self._writer.write(there, tuple(triples))
            self._compare(self._size(there), len(triples))
        self._compare(self._given_back(edition.default), len(graphs[""]))
        statements = sum(map(len, graphs.values()))
        self._writer.insert(self._book, edition.completion(version, now(), statements))
        return edition

    def _edition(self, version: str) -> Edition | None:
        return next((each for each in self._editions() if each.version == version), None)

    def _editions(self) -> list[Edition]:
        return sorted(book.editions(self._rows(book.EDITIONS, self._book)), key=lambda each: each.iri)

    def _remove(self, edition: Edition) -> None:
        """Strike it out first, so that nobody opens half of it."""
        struck = " ".join(
            f"DELETE WHERE {{ GRAPH {NamedNode(self._book)} {{ {NamedNode(name)} ?property ?value }} }};"
            for name in (edition.iri, *edition.graphs.values())
        )
        self._writer.update(struck.rstrip(";"))
        self._writer.remove(edition.there)

    def _size(self, graph: str) -> int:
        return int(next(iter(book.texts(self._rows(book.SIZE, graph))))["size"])

    def _given_back(self, graph: str) -> int:
        """Count what is sent when all is asked for: some servers are set up to keep back, and do not say so."""
        found = self._answer(book.ALL, graph)
        assert isinstance(found, Triples), "the query constructs"
        return sum(1 for _ in found)

    @staticmethod
    def _compare(held: int, given: int) -> None:
        if held != given:
            raise StoreFailed(f"of {given:,} statements it gives back {held:,}; the version is not published")

    def _rows(self, query: str, graph: str) -> Solutions:
        rows = self._answer(query, graph)
        assert isinstance(rows, Solutions), "the query selects"
        return rows

    def _answer(self, query: str, graph: str) -> Answer:
        with Turn(self._seconds) as turn:
            reply = ask(self._line, query, [(DATASET[0], graph)], turn)
        return answer(query, reply, reply.body)
