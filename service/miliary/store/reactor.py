"""Short questions to a pool's processes, waited for on an event loop: no thread is woken for any of them.

Whatever is not simply answered in a moment, because it takes its time, is refused, is too large, or finds every process
busy, is handed back as it is, for a thread to see it through.
"""

import asyncio
import contextlib
import select
import threading
from collections.abc import Callable, Coroutine
from typing import Any, TypeAlias

from miliary.store.asking import Asked
from miliary.store.begun import Begun
from miliary.store.pool import Pool

IS_POSSIBLE = hasattr(select, "epoll")
"""Whether this system tells of many sockets at once, each once, as it is asked for here."""

_ONCE = select.EPOLLIN | select.EPOLLONESHOT if IS_POSSIBLE else 0
PATIENCE = 0.2
"""Seconds after which a thread takes over a query that is run, and the asker of one in the line is watched."""

Left: TypeAlias = Callable[[], Coroutine[Any, Any, None]]
"""Waits until the asker has gone."""
_Over: TypeAlias = "asyncio.Future[None]"
_NOTHING: tuple[None, None] = (None, None)


class Reactor:
    """Waits on the event loop of the thread that makes it, which alone may use it; for any number of pools."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._thread = threading.get_ident()
        self._answers = select.epoll()
        self._asked: dict[int, tuple[Begun, _Over]] = {}
        loop.add_reader(self._answers.fileno(), self._look)

    async def ask(self, pool: Pool, asked: Asked, left: Left) -> Begun:
        """Put a short query to ``pool`` and return it in a moment, with its answer if that is there by then.

        One that waits for a process is waited for here, where it costs nothing, and returned when its asker goes.

        :raises TooBusy: as many queries wait as may
        :raises QueryEnded: the pool is closed
        """
        over: asyncio.Future[None] = self._loop.create_future()
        begun = pool.begin(asked, lambda begun: self._told(begun, over))
        if begun.child is not None:
            self._send(begun, over)
        else:
            self._soon(over, PATIENCE, lambda: self._watch(begun, over, left))
        try:
            await over
        except asyncio.CancelledError:
            begun.drop()
            raise
        if begun.written is None and begun.child is not None:
            self._asked.pop(begun.child.fileno(), None)
        return begun

    def _soon(self, over: _Over, seconds: float, then: Callable[[], None]) -> None:
        """Do something in so many seconds unless it is over by then."""
        timer = self._loop.call_later(seconds, then)
        over.add_done_callback(lambda _: timer.cancel())

    def _watch(self, begun: Begun, over: _Over, left: Left) -> None:
        """Let a thread see to a query in the line when its asker has gone, or say when it got no process in time."""
        if begun.child is not None:
            return
        watching = self._loop.create_task(left())
        watching.add_done_callback(lambda _: _settle(over))
        over.add_done_callback(lambda _: watching.cancel())
        self._soon(over, begun.left(), lambda: _settle(over))

    def _told(self, begun: Begun, over: _Over) -> None:
        if threading.get_ident() == self._thread:
            self._send(begun, over)
            return
        with contextlib.suppress(RuntimeError):  # the loop is closed, and with it all is at its end
            self._loop.call_soon_threadsafe(self._send, begun, over)

    def _send(self, begun: Begun, over: _Over) -> None:
        """Put the question, unless a thread has taken over; what cannot be asked at once is left to one."""
        if over.done():
            return
        if begun.child is None or not begun.send():
            over.set_result(None)
            return
        self._soon(over, PATIENCE, lambda: _settle(over))
        place = begun.child.fileno()
        self._asked[place] = begun, over
        try:
            self._answers.modify(place, _ONCE)
        except FileNotFoundError:  # the first time, or it stands in the place of one that has gone
            self._answers.register(place, _ONCE)

    def _look(self) -> None:
        for place, _ in self._answers.poll(0):
            begun, over = self._asked.pop(place, _NOTHING)
            if begun is not None and over is not None and not over.done():
                begun.glance()
                over.set_result(None)


def _settle(over: _Over) -> None:
    if not over.done():
        over.set_result(None)
