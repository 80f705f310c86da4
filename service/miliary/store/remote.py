"""A published version on a SPARQL 1.1 server, seen as the one store that all rooms know."""

from collections.abc import Iterable, Iterator
from typing import IO, cast

from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat, serialize

from miliary.errors import MalformedInput, MiliaryError
from miliary.store.asking import Asked
from miliary.store.bounds import refuse_excess
from miliary.store.line import Line, Turn
from miliary.store.pinned import Pinned
from miliary.store.protocol import answer, ask
from miliary.store.results import Answer, Triples
from miliary.vocabulary import PREFIXES

_SECONDS_TO_ANSWER = 2.0
_ALL = "CONSTRUCT { ?subject ?property ?value } WHERE { ?subject ?property ?value }"


class RemoteStore:
    """A :class:`miliary.store.interface.Store` on a server, pinned to one version for good.

    :param seconds: how long one query may take, to the last byte of its answer
    """

    def __init__(self, line: Line, pinned: Pinned, seconds: float) -> None:
        self._line = line
        self._pinned = pinned
        self._seconds = seconds

    def query(
        self,
        text: str,
        *,
        default_graphs: Iterable[str] | None = None,
        named_graphs: Iterable[str] | None = None,
        base: str | None = None,
    ) -> Answer:
        """Answer a query; see :meth:`miliary.store.interface.Store.query`."""
        default, named = (None if each is None else tuple(each) for each in (default_graphs, named_graphs))
        with Turn(self._seconds) as turn:
            return self.query_within(turn, Asked(text, None, None, default, named, base))

    def query_within(self, turn: Turn, asked: Asked) -> Answer:
        """Answer a query as :meth:`query` does, within what ``turn`` may take."""
        refuse_excess(asked.text)
        base = asked.base or ""
        default, named = _names(asked.default_graphs), _names(asked.named_graphs)
        dataset = self._pinned.dataset(asked.text, default, named, base)
        prologue = f"BASE <{_name(base)}> " if base else ""
        reply = ask(self._line, prologue + self._pinned.outward(asked.text, base), dataset, turn)
        return answer(asked.text, reply, self._pinned.inward(reply.body))

    def graphs(self) -> frozenset[str]:
        """Return the IRIs of the named graphs."""
        return frozenset(self._pinned.graphs)

    def count(self) -> int:
        """Return the number of quads, over all graphs, as it was when the version was written."""
        return self._pinned.statements

    def answers(self) -> bool:
        """Tell whether the server answers a small question in two seconds."""
        try:
            with Turn(_SECONDS_TO_ANSWER, attempts=1) as turn:
                return bool(self.query_within(turn, Asked("ASK {}", None, None)))
        except MiliaryError:
            return False

    def dump(self, output: IO[bytes], form: RdfFormat) -> None:
        """Write the whole dataset, or its default graph where the format has no named graphs."""
        statements = self._quads() if form.supports_datasets else self._triples(None)
        serialize(cast(Iterable[Quad], statements), output, form, prefixes=dict(PREFIXES))

    def _quads(self) -> Iterator[Quad]:
        for graph in (None, *sorted(self.graphs())):
            name = NamedNode(graph) if graph else DefaultGraph()
            for each in self._triples(graph):
                yield Quad(each.subject, each.predicate, each.object, name)

    def _triples(self, graph: str | None) -> Triples:
        found = self.query(_ALL, default_graphs=None if graph is None else (graph,))
        assert isinstance(found, Triples), "the query constructs"
        return found


def _names(given: Iterable[str] | None) -> list[str] | None:
    return None if given is None else [_name(each) for each in given]


def _name(given: str) -> str:
    """Return what is an absolute IRI.

    :raises MalformedInput: it is none
    """
    try:
        return NamedNode(given).value
    except (ValueError, UnicodeEncodeError) as error:
        raise MalformedInput("The name of a graph, or the base, is not an absolute IRI.") from error
