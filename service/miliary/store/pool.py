"""Strangers' queries in processes that can be killed: each is answered in time and whole, or ended."""

import threading
import weakref
from collections.abc import Mapping
from pathlib import Path
from time import monotonic

from miliary.store.asking import Asked, Limits, Watch, Written
from miliary.store.child import Child
from miliary.store.ended import QueryEnded, TooBusy


class Pool:
    """Worker processes on one published version, an :class:`miliary.store.asking.Asking` for the open internet.

    A process is started when all others are busy, and stays. One that was killed or broke is replaced at once.

    :param folder: the store, which nobody may be writing to
    :param limits: what one query may take
    :param workers: the most processes
    :param queue: the most queries that wait for one
    """

    def __init__(self, folder: Path, limits: Limits, workers: int, queue: int) -> None:
        self._folder = folder
        self._limits = limits
        self._workers = workers
        self._queue = queue
        self._changed = threading.Condition()
        self._children: set[Child] = set()
        self._idle: list[Child] = []
        self._waiting = 0
        # Also when nobody closes it: at the end of the program, or when it is thrown away.
        self._close = weakref.finalize(self, _end_all, self._children)

    def ask(self, asked: Asked, watch: Watch | None = None) -> Written:
        """Answer a query; see :meth:`miliary.store.asking.Asking.ask`."""
        child = self._take()
        try:
            return child.ask(asked, watch)
        finally:
            self._give_back(child)

    def state(self) -> Mapping[str, int]:
        """Return how many processes there may be and are, how many are busy, and how many queries wait."""
        with self._changed:
            busy = len(self._children) - len(self._idle)
            return {
                "limit": self._workers,
                "workers": len(self._children),
                "busy": busy,
                "waiting": self._waiting,
            }

    def warm(self) -> None:
        """Start a process before the first query comes; it gets ready while others go on."""
        self._give_back(self._take())

    def close(self) -> None:
        """End what is running; who waits for an answer is told, and nothing can be asked afterwards."""
        with self._changed:
            self._idle.clear()
            self._close()
            self._changed.notify_all()

    def _take(self) -> Child:
        """Return a process that is nobody else's, a new one if it must be.

        :raises TooBusy: all are busy, and as many wait as may, or it took too long
        :raises QueryEnded: the pool is closed
        """
        deadline = monotonic() + self._limits.seconds
        with self._changed:
            if not self._at_hand() and self._waiting >= self._queue:
                raise TooBusy(self._workers + self._queue, "query_queue")
            self._waiting += 1
            try:
                in_time = self._changed.wait_for(self._at_hand, deadline - monotonic())
            finally:
                self._waiting -= 1
            if not self._close.alive:
                raise QueryEnded("The service is stopping.")
            if not in_time:
                raise TooBusy(self._workers, "query_workers")
            if not self._idle:
                return self._start()
            child = self._idle.pop()
            return child if child.is_alive() else self._replace(child)

    def _at_hand(self) -> bool:
        return bool(self._idle) or len(self._children) < self._workers or not self._close.alive

    def _start(self) -> Child:
        child = Child(self._folder, self._limits)
        self._children.add(child)
        return child

    def _replace(self, child: Child) -> Child:
        child.bury()
        self._children.discard(child)
        return self._start()

    def _give_back(self, child: Child) -> None:
        if child.spent:
            child.bury()
        with self._changed:
            if not self._close.alive:
                return
            if child.spent:
                self._idle.insert(0, self._replace(child))  # taken last: by then it may be ready
            else:
                self._idle.append(child)
            self._changed.notify()


def _end_all(children: set[Child]) -> None:
    """End every process before any is buried: together they take no longer than one."""
    for child in children:
        child.end(QueryEnded("The service is stopping."))
    for child in children:
        child.bury()
    children.clear()
