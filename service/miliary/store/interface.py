"""The one seam between Miliary and a SPARQL store: what the other rooms may ask of it."""

from collections.abc import Iterable
from typing import IO, Protocol

from pyoxigraph import RdfFormat

from miliary.store.results import Answer


class Store(Protocol):
    """A dataset that can be asked in SPARQL 1.1; its default graph is not the union of the named ones."""

    def query(
        self,
        text: str,
        *,
        default_graphs: Iterable[str] | None = None,
        named_graphs: Iterable[str] | None = None,
        base: str | None = None,
    ) -> Answer:
        """Answer a query.

        The text is trusted; :func:`miliary.store.guard.refuse_outward` comes first where it is a stranger's.

        :param default_graphs: the IRIs of the graphs to be merged into the default graph, whatever the query's FROM
            says; None leaves it to the query
        :param named_graphs: the IRIs of the graphs that GRAPH may name, likewise
        :param base: the IRI that relative ones are relative to, where the query says nothing; None allows none
        :raises MalformedInput: a graph's name, or the base, is no absolute IRI
        :raises MalformedQuery: the text is no SPARQL query
        :raises TooLarge: its structure is deeper or more branched than the engine can hold
        :raises StoreUnreachable: the store is a server and does not answer
        :raises StoreFailed: the store is a server, and what it answers is no whole answer
        """

    def graphs(self) -> frozenset[str]:
        """Return the IRIs of the named graphs."""

    def count(self) -> int:
        """Return the number of quads, over all graphs."""

    def answers(self) -> bool:
        """Tell, within a few seconds, whether queries are answered now."""

    def dump(self, output: IO[bytes], form: RdfFormat) -> None:
        """Write the whole dataset, or its default graph where the format has no named graphs."""
