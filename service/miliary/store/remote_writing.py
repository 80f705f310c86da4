"""Writing to a SPARQL 1.1 server: whole graphs by the Graph Store Protocol, else by updates; each is asked for once."""

from collections.abc import Iterable, Iterator, Sequence
from urllib.parse import quote, urlencode

from pyoxigraph import BlankNode, NamedNode, RdfFormat, Triple, serialize

from miliary.store.ended import StoreFailed
from miliary.store.line import Line, Request, Turn
from miliary.store.protocol import FORM_TYPE, complaint

_DONE = range(200, 300)
_TRIPLES_AT_ONCE = 5_000


class Writer:
    """What changes a server.

    :param seconds: how long it may take for one request
    """

    def __init__(self, line: Line, seconds: float) -> None:
        self._line = line
        self._seconds = seconds

    def write(self, graph: str, triples: Sequence[Triple]) -> None:
        """Write a graph that is not there yet.

        :raises StoreUnreachable: the server does not answer; what it has of the graph is not known
        :raises StoreFailed: it will not do it
        """
        if not self._line.server.graph_store:
            for part in _parts(triples):
                self.insert(graph, part)
        elif triples:
            sign = "&" if "?" in self._line.server.graph_store else "?"
            path = f"{self._line.server.graph_store}{sign}graph={quote(graph, safe='')}"
            body = serialize(triples, format=RdfFormat.N_TRIPLES)
            self._change(Request("PUT", path, body or b"", RdfFormat.N_TRIPLES.media_type))

    def insert(self, graph: str, triples: Iterable[Triple]) -> None:
        """Add triples to a graph, all of them or none; blank nodes of another call are others."""
        written = (serialize(triples, format=RdfFormat.N_TRIPLES) or b"").decode()
        # Not INSERT DATA, in which Virtuoso takes no blank nodes.
        self.update(f"INSERT {{ GRAPH {NamedNode(graph)} {{\n{written}}} }} WHERE {{}}")

    def remove(self, graphs: Iterable[str]) -> None:
        """Take graphs away, also where they are not there."""
        self.update(";\n".join(f"DROP SILENT GRAPH {NamedNode(graph)}" for graph in graphs))

    def update(self, text: str) -> None:
        """Carry out an update.

        :raises StoreUnreachable: the server does not answer; whether it is carried out is not known
        :raises StoreFailed: it will not do it, or nobody said where it takes updates
        """
        if not self._line.server.update:
            raise StoreFailed("the setting “store” names no “update”, so that nothing can be published there")
        self._change(Request("POST", self._line.server.update, urlencode({"update": text}).encode(), FORM_TYPE))

    def _change(self, request: Request) -> None:
        with Turn(self._seconds) as turn:
            reply = self._line.change(request, turn)
        if reply.status not in _DONE:
            raise StoreFailed(f"a change was answered with the status {reply.status}{complaint(reply, reply.body)}")


def _parts(triples: Sequence[Triple]) -> Iterator[Sequence[Triple]]:
    """Split triples for several requests: all that have a blank node come together, since its name holds for one."""
    named = [each for each in triples if not _has_blank(each)]
    blank = [each for each in triples if _has_blank(each)]
    if blank:
        yield blank
    for start in range(0, len(named), _TRIPLES_AT_ONCE):
        yield named[start : start + _TRIPLES_AT_ONCE]


def _has_blank(triple: Triple) -> bool:
    return isinstance(triple.subject, BlankNode) or isinstance(triple.object, BlankNode)
