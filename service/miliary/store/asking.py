"""Where a stranger's query goes: one question, its limits, and an answer that is whole or not there at all."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple, Protocol, TypeAlias

from pyoxigraph import QueryResultsFormat, RdfFormat

from miliary.store.guard import refuse_outward
from miliary.store.interface import Store
from miliary.store.results import Triples
from miliary.store.writing import write_graph, write_results


class Asked(NamedTuple):
    """A query as a stranger sends it, and the forms in which the answer can be read.

    :param rows_form: for the answer to a SELECT or an ASK; None when the asker reads none that there is
    :param graph_form: for the answer to a CONSTRUCT or a DESCRIBE, likewise
    :param default_graphs: the IRIs of the graphs that are the default graph together; None leaves it to the query
    :param named_graphs: the IRIs of the graphs that the query may name; None leaves it to the query
    :param base: the IRI that relative ones are relative to, where the query says nothing; None allows none
    """

    text: str
    rows_form: QueryResultsFormat | None
    graph_form: RdfFormat | None
    default_graphs: tuple[str, ...] | None = None
    named_graphs: tuple[str, ...] | None = None
    base: str | None = None


@dataclass(frozen=True, slots=True)
class Limits:
    """What one query of a stranger may take.

    :param seconds: from the moment when it is begun to the end of its answer
    :param memory: bytes of address space beyond what an idle worker has
    :param rows: rows or triples of the answer
    :param bytes: bytes of the answer
    :param services: the IRIs of the servers that it may ask with SERVICE
    """

    seconds: float
    memory: int
    rows: int
    bytes: int
    services: tuple[str, ...] = ()


class Written(NamedTuple):
    """A whole answer.

    :param is_graph: whether it is triples, not rows or a truth value
    :param body: the answer in the form that was asked for; None when none was for this kind of answer
    """

    is_graph: bool
    body: bytes | None


Watch: TypeAlias = Callable[[Callable[[], None]], None]
"""Takes what is to be called, once and from any thread, when the asker has gone before the answer is there."""


class Asking(Protocol):
    """Something that strangers' queries can be given to, from several threads at once."""

    def ask(self, asked: Asked, watch: Watch | None = None) -> Written:
        """Answer a stranger's query.

        :param watch: is called if the answer takes its time, once while the query waits and once while it is run, so
            that it ends when its asker goes
        :raises ForbiddenQuery: it asks another server, or would change something
        :raises MalformedQuery: it is not SPARQL
        :raises MalformedInput: a graph's name is no IRI
        :raises TooLarge: it, or its answer, is beyond the limits
        :raises QueryLimit: it took more time or memory than it may
        :raises TooBusy: there is no room for it now
        :raises QueryEnded: it was ended for another reason
        """

    def state(self) -> Mapping[str, int]:
        """Return what an operator wants to see, as numbers by name; at once, however much is going on."""

    def close(self) -> None:
        """End what is running and let go of everything; nothing can be asked afterwards."""


class InProcess:
    """Answers in the process that asks, where nothing but the size of the answer can be held: not for the internet."""

    def __init__(self, store: Store, limits: Limits) -> None:
        self._store = store
        self._limits = limits

    def ask(self, asked: Asked, watch: Watch | None = None) -> Written:  # noqa: ARG002  # nothing can be ended here
        """Answer a query; see :meth:`Asking.ask`."""
        refuse_outward(asked.text, self._limits.services)
        answer = self._store.query(
            asked.text, default_graphs=asked.default_graphs, named_graphs=asked.named_graphs, base=asked.base
        )
        rows, size = self._limits.rows, self._limits.bytes
        if isinstance(answer, Triples):
            return Written(True, asked.graph_form and write_graph(answer, asked.graph_form, rows, size))
        return Written(False, asked.rows_form and write_results(answer, asked.rows_form, rows, size))

    def state(self) -> Mapping[str, int]:
        """Return nothing: there are no workers to tell about."""
        return MappingProxyType({})

    def close(self) -> None:
        """Do nothing: there is nothing to end."""
