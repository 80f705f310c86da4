"""Strangers' queries on a server: guarded and held to their limits here, whatever the server does itself."""

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from miliary.errors import MiliaryError
from miliary.store.asking import Asked, Limits, Watch, Written
from miliary.store.ended import QueryEnded, QueryLimit, TooBusy
from miliary.store.guard import refuse_outward
from miliary.store.line import Turn
from miliary.store.remote import RemoteStore
from miliary.store.results import Triples
from miliary.store.writing import write_graph, write_results

_ATTEMPTS = 2


class RemoteAsking:
    """An :class:`miliary.store.asking.Asking` on a server. Its limits of time, rows and bytes hold here.

    Memory is the server's own. Whether a query that was given up ends there too depends on it.

    :param most: how many queries are put to the server at a time
    :param queue: the most queries that wait to be
    """

    def __init__(self, store: RemoteStore, limits: Limits, most: int, queue: int) -> None:
        self._store = store
        self._limits = limits
        self._most = most
        self._queue = queue
        self._changed = threading.Condition()
        self._turns: set[Turn] = set()
        self._waiting = 0
        self._closed = False

    def ask(self, asked: Asked, watch: Watch | None = None) -> Written:
        """Answer a query; see :meth:`miliary.store.asking.Asking.ask`.

        :raises StoreUnreachable: the server does not answer
        :raises StoreFailed: what it answers is no whole answer
        """
        limits = self._limits
        refuse_outward(asked.text, limits.services)
        too_slow = QueryLimit("time", limits.seconds, "seconds", "query_seconds")
        with self._turn(too_slow) as turn:
            if watch is not None:
                watch(lambda: turn.end(QueryEnded("Who asked it has gone.")))
            answer = self._store.query_within(turn, asked)
        if isinstance(answer, Triples):
            return Written(True, asked.graph_form and write_graph(answer, asked.graph_form, limits.rows, limits.bytes))
        return Written(False, asked.rows_form and write_results(answer, asked.rows_form, limits.rows, limits.bytes))

    def state(self) -> Mapping[str, int]:
        """Return how many queries there may be at a time, how many are asked now, and how many wait."""
        with self._changed:
            busy = len(self._turns)
            return {"limit": self._most, "workers": busy, "busy": busy, "waiting": self._waiting}

    def warm(self) -> None:
        """Do nothing: there is no process to start."""

    def close(self) -> None:
        """End what is running; who waits for an answer is told, and nothing can be asked afterwards."""
        with self._changed:
            self._closed = True
            for turn in self._turns:
                turn.end(QueryEnded("The service is stopping."))
            self._changed.notify_all()

    @contextmanager
    def _turn(self, too_slow: MiliaryError) -> Iterator[Turn]:
        """Wait for a place and hold it.

        :raises TooBusy: as many wait as may, or it took too long
        :raises QueryEnded: nothing can be asked any more
        """
        with self._changed:
            if not self._has_place() and self._waiting >= self._queue:
                raise TooBusy(self._most + self._queue, "query_queue")
            self._waiting += 1
            try:
                in_time = self._changed.wait_for(self._has_place, self._limits.seconds)
            finally:
                self._waiting -= 1
            if self._closed:
                raise QueryEnded("The service is stopping.")
            if not in_time:
                raise TooBusy(self._most, "query_workers")
            turn = Turn(self._limits.seconds, too_slow, self._limits.bytes, _ATTEMPTS)
            self._turns.add(turn)
        try:
            with turn:
                yield turn
        finally:
            with self._changed:
                self._turns.discard(turn)
                self._changed.notify()

    def _has_place(self) -> bool:
        return self._closed or len(self._turns) < self._most
