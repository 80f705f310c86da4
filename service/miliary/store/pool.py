"""Strangers' queries in processes that can be killed: each is answered in time and whole, or ended."""

import threading
import weakref
from collections import deque
from collections.abc import Mapping
from pathlib import Path

from miliary.store.asking import Asked, Limits, Watch, Written
from miliary.store.begun import Begun, Told
from miliary.store.child import Child
from miliary.store.ended import QueryEnded, TooBusy
from miliary.store.origin import Origin


class Pool:
    """Worker processes on one published version, an :class:`miliary.store.asking.Asking` for the open internet.

    A process is started as soon as all others are busy, for the next who asks, and stays. One that was killed or broke
    is replaced at once.

    :param folder: the store, which nobody may be writing to
    :param limits: what one query may take
    :param workers: the most processes
    :param queue: the most queries that wait for one
    """

    def __init__(self, folder: Path, limits: Limits, workers: int, queue: int) -> None:
        self._origin = Origin(folder, limits)
        self._limits = limits
        self._workers = workers
        self._queue = queue
        self._lock = threading.Lock()
        self._children: set[Child] = set()
        self._idle: list[Child] = []
        self._line: deque[Begun] = deque()
        # Also when nobody closes it: at the end of the program, or when it is thrown away.
        self._close = weakref.finalize(self, _end_all, self._children, self._origin)

    def ask(self, asked: Asked, watch: Watch | None = None) -> Written:
        """Answer a query; see :meth:`miliary.store.asking.Asking.ask`."""
        return self.begin(asked).finish(watch)

    def begin(self, asked: Asked, told: Told | None = None) -> Begun:
        """Take a query in and wait for nothing; whoever has what is returned must see it through.

        :param told: is told when it need not wait any more, if it must
        :raises TooBusy: all are busy, and as many wait as may
        :raises QueryEnded: the pool is closed
        """
        begun = Begun(self, asked, self._limits.seconds, told)
        with self._lock:
            self._refuse_when_closed()
            child = self._free()
            if child is None:
                if len(self._line) >= self._queue:
                    raise TooBusy(self._workers + self._queue, "query_queue")
                self._line.append(begun)
            else:
                begun.take(child)
                self._have_one_idle()
        return begun

    def state(self) -> Mapping[str, int]:
        """Return how many processes there may be and are, how many are busy, and how many queries wait."""
        with self._lock:
            busy = len(self._children) - len(self._idle)
            return {
                "limit": self._workers,
                "workers": len(self._children),
                "busy": busy,
                "waiting": len(self._line),
            }

    def warm(self) -> None:
        """Start a process before the first query comes; it gets ready while others go on."""
        with self._lock:
            self._refuse_when_closed()
            self._have_one_idle()

    def close(self) -> None:
        """End what is running; who waits for an answer is told, and nothing can be asked afterwards."""
        with self._lock:
            self._idle.clear()
            line = [*self._line]
            self._line.clear()
            self._close()
        for begun in line:
            begun.give(None)

    def leave(self, begun: Begun) -> TooBusy | None:
        """Take ``begun`` out of the line; None if a process has come for it all the same."""
        with self._lock:
            if begun not in self._line:
                return None
            self._line.remove(begun)
        return TooBusy(self._workers, "query_workers")

    def give_back(self, child: Child) -> None:
        """Let the next query have ``child``, or what takes its place."""
        if child.spent:
            child.bury()
        with self._lock:
            if not self._close.alive:
                return
            if child.spent:
                child = self._replace(child)
            if not self._line:
                # A new one is taken last: by then it may be ready.
                self._idle.insert(len(self._idle) if child.ready else 0, child)
                return
            begun = self._line.popleft()
        begun.give(child)

    def _refuse_when_closed(self) -> None:
        if not self._close.alive:
            raise QueryEnded("The service is stopping.")

    def _free(self) -> Child | None:
        """Return a process that is nobody else's, a new one if it must be; None when all are busy."""
        if self._idle:
            child = self._idle.pop()
            return child if child.is_alive() else self._replace(child)
        return self._start() if len(self._children) < self._workers else None

    def _have_one_idle(self) -> None:
        """Start a process before anybody asks for it: nobody need wait for one in place of one that was killed."""
        if not self._idle and len(self._children) < self._workers:
            self._idle.append(self._start())

    def _start(self) -> Child:
        child = Child(self._origin, self._limits)
        self._children.add(child)
        return child

    def _replace(self, child: Child) -> Child:
        child.bury()
        self._children.discard(child)
        return self._start()


def _end_all(children: set[Child], origin: Origin) -> None:
    """End every process before any is buried: together they take no longer than one."""
    for child in children:
        child.end(QueryEnded("The service is stopping."))
    for child in children:
        child.bury()
    children.clear()
    origin.close()
