"""A query that was given to a pool: it waits for a process, is asked, and is answered or ended."""

import contextlib
import threading
from collections.abc import Callable
from time import monotonic
from typing import Protocol, TypeAlias

from miliary.errors import MiliaryError
from miliary.store.asking import Asked, Watch, Written
from miliary.store.child import Child
from miliary.store.ended import QueryEnded, TooBusy

_GONE = "Who asked it has gone."

Told: TypeAlias = Callable[["Begun"], None]
"""Is told, by any thread, that there is a process for a query that has waited, or never will be."""


class Pooling(Protocol):
    """Where a process comes from, and where it goes back to."""

    def leave(self, begun: "Begun") -> TooBusy | None:
        """Wait no longer; None if a process has come all the same."""

    def give_back(self, child: Child) -> None:
        """Let others have ``child``."""


class _Once:
    """An event that one thread waits for: a fraction of what :class:`threading.Event` costs, for every query."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._lock.acquire()
        self.set = self._lock.release

    def wait(self, seconds: float = -1) -> bool:
        """Tell whether it happens within so many seconds; by default wait for ever."""
        happened = self._lock.acquire(timeout=seconds)
        if happened:
            self._lock.release()
        return happened


class Begun:
    """A query on its way. One thread at a time has it, the one that began it or one that takes it over from there.

    :ivar child: the process that answers it, once there is one
    :ivar written: the answer, once it is there
    """

    def __init__(self, pool: Pooling, asked: Asked, seconds: float, told: "Told | None" = None) -> None:
        self.asked = asked
        self.child: Child | None = None
        self.written: Written | None = None
        self._pool = pool
        self._deadline = monotonic() + seconds
        self._told = told
        self._is_sent = self._is_over = False
        self._why_none = "The service is stopping."
        self._there = _Once()

    @classmethod
    def over(cls, pool: Pooling, asked: Asked, written: Written) -> "Begun":
        """Return a query that is answered already, and had no process."""
        begun = cls(pool, asked, 0)
        begun.written = written
        begun._is_over = True
        return begun

    def left(self) -> float:
        """Return how many seconds it may still wait for a process."""
        return max(self._deadline - monotonic(), 0.0)

    def take(self, child: Child | None) -> None:
        """Have a process, or None since there will be none: the pool is closed."""
        self.child = child
        self._there.set()

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

    def glance(self) -> bool:
        """Take the answer if it is there, small and no error, and let go of the process; tell whether it was."""
        assert self.child is not None
        self.written = self.child.glance()
        if self.written is not None:
            self._let_go()
        return self.written is not None

    def finish(self, watch: Watch | None) -> Written:
        """Wait for the answer; see :meth:`miliary.store.asking.Asking.ask`. One that is there may be had again."""
        if self.written is None:
            if watch is not None and self.child is None:
                watch(self._give_up)
            child = self._wait()
            try:
                self.written = child.finish(watch) if self._is_sent else child.ask(self.asked, watch)
            finally:
                self._let_go()
        return self.written

    def drop(self) -> None:
        """Let go of it, answered or not."""
        if self._is_over:
            return
        with contextlib.suppress(MiliaryError):
            self._wait(at_once=True).end(QueryEnded(_GONE))
            self._let_go()

    def _let_go(self) -> None:
        assert self.child is not None
        self._is_over = True
        self._pool.give_back(self.child)

    def _give_up(self) -> None:
        """Wait no longer in the line: who asked has gone."""
        if self._pool.leave(self) is not None:
            self._why_none = _GONE
            self.take(None)

    def _wait(self, *, at_once: bool = False) -> Child:
        """Return the process, when there is one.

        :raises TooBusy: there is none in time
        :raises QueryEnded: the pool is closed, or who asked has gone
        """
        if self.child is None and not self._there.wait(0.0 if at_once else self.left()):
            late = self._pool.leave(self)
            if late is not None:
                self._is_over = True
                raise late
            self._there.wait()  # it comes at this very moment
        if self.child is None:
            self._is_over = True
            raise QueryEnded(self._why_none)
        return self.child
