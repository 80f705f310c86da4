"""A query that was given to a pool: it waits for a process, is asked, and is answered or ended."""

import threading
from collections.abc import Callable
from time import monotonic
from typing import Protocol, TypeAlias

from miliary.errors import MiliaryError
from miliary.store.asking import Asked, Watch, Written
from miliary.store.child import Child
from miliary.store.ended import QueryEnded, TooBusy


Told: TypeAlias = Callable[["Begun"], None]
"""Is told, by any thread, that there is a process for a query that has waited, or never will be."""


class Pooling(Protocol):
    """Where a process comes from, and where it goes back to."""

    def leave(self, begun: "Begun") -> TooBusy | None:
        """Wait no longer; None if a process has come all the same."""

    def give_back(self, child: Child) -> None:
        """Let others have ``child``."""


class Begun:
    """A query on its way. One thread at a time has it, the one that began it or one that takes it over from there.

    :ivar child: the process that answers it, once there is one
    """

    def __init__(self, pool: Pooling, asked: Asked, seconds: float, told: "Told | None" = None) -> None:
        self.asked = asked
        self.child: Child | None = None
        self._pool = pool
        self._deadline = monotonic() + seconds
        self._told = told
        self._is_sent = False
        self._waiting = threading.Lock()
        self._waiting.acquire()

    def take(self, child: Child | None) -> None:
        """Have a process, or None since there will be none: the pool is closed."""
        self.child = child
        self._waiting.release()

    def give(self, child: Child | None) -> None:
        """As :meth:`take`, for one that has waited. Called once, by any thread."""
        self.take(child)
        if self._told is not None:
            self._told(self)

    def send(self) -> bool:
        """Put the question, a short one, to :attr:`child`; False if that cannot be asked at once."""
        if self.child is None or not self.child.ready:
            return False
        self._is_sent = True
        try:
            self.child.begin(self.asked)
        except MiliaryError:  # it has gone, as whoever finishes this will find too
            return False
        return True

    def glance(self) -> Written | None:
        """Return the answer if it is there, small and no error, and let go of the process."""
        assert self.child is not None
        written = self.child.glance()
        if written is not None:
            self._pool.give_back(self.child)
        return written

    def finish(self, watch: Watch | None) -> Written:
        """Wait for the answer; see :meth:`miliary.store.asking.Asking.ask`."""
        child = self._wait()
        try:
            return child.finish(watch) if self._is_sent else child.ask(self.asked, watch)
        finally:
            self._pool.give_back(child)

    def drop(self) -> None:
        """Let go of it unanswered."""
        if self.child is None and self._pool.leave(self) is not None:
            return
        if self.child is not None:
            self.child.end(QueryEnded("Who asked it has gone."))
            self._pool.give_back(self.child)

    def _wait(self) -> Child:
        if not self._waiting.acquire(timeout=max(self._deadline - monotonic(), 0)):
            late = self._pool.leave(self)
            if late is not None:
                raise late
            self._waiting.acquire()  # at this very moment
        if self.child is None:
            raise QueryEnded("The service is stopping.")
        return self.child
