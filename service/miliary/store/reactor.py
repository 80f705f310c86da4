"""Short questions to a pool's processes, waited for on an event loop: no thread is woken for any of them.

Whatever is not simply answered in a moment, because it takes its time, is refused, is too large, or finds every process
busy, is handed back as it is, for a thread to see it through.
"""

import asyncio
import contextlib
import select
import threading
from typing import TypeAlias

from miliary.store.asking import Asked, Written
from miliary.store.begun import Begun
from miliary.store.pool import Pool

IS_POSSIBLE = hasattr(select, "epoll")
"""Whether this system tells of many sockets at once, each once, as it is asked for here."""

_ONCE = select.EPOLLIN | select.EPOLLONESHOT if IS_POSSIBLE else 0
_PATIENCE = 0.05
"""Seconds after which a thread takes over."""

_Answer: TypeAlias = "asyncio.Future[Written | None]"


class Reactor:
    """Waits on the event loop of the thread that makes it, which alone may use it; for any number of pools."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._thread = threading.get_ident()
        self._answers = select.epoll()
        self._asked: dict[int, tuple[Begun, _Answer]] = {}
        loop.add_reader(self._answers.fileno(), self._look)

    async def ask(self, pool: Pool, asked: Asked) -> Written | Begun:
        """Return the answer of ``pool`` if it is there in a moment; else the query as far as it has come.

        :raises TooBusy: as many queries wait as may
        :raises QueryEnded: the pool is closed
        """
        answer: _Answer = self._loop.create_future()
        begun = pool.begin(asked, lambda begun: self._told(begun, answer))
        if begun.child is not None:
            self._send(begun, answer)
        patience = self._loop.call_later(_PATIENCE, _settle, answer, None)
        try:
            written = await answer
        except asyncio.CancelledError:
            begun.drop()
            raise
        finally:
            patience.cancel()
        if written is not None:
            return written
        if begun.child is not None:
            self._asked.pop(begun.child.fileno(), None)
        return begun

    def _told(self, begun: Begun, answer: _Answer) -> None:
        if threading.get_ident() == self._thread:
            self._send(begun, answer)
            return
        with contextlib.suppress(RuntimeError):  # the loop is closed, and with it all is at its end
            self._loop.call_soon_threadsafe(self._send, begun, answer)

    def _send(self, begun: Begun, answer: _Answer) -> None:
        """Put the question, unless a thread has taken over; what cannot be asked at once is left to one."""
        if answer.done():
            return
        if begun.child is None or not begun.send():
            answer.set_result(None)
            return
        place = begun.child.fileno()
        self._asked[place] = begun, answer
        try:
            self._answers.modify(place, _ONCE)
        except FileNotFoundError:  # the first time, or it stands in the place of one that has gone
            self._answers.register(place, _ONCE)

    def _look(self) -> None:
        for place, _ in self._answers.poll(0):
            begun, answer = self._asked.pop(place, (None, None))
            if begun is not None and answer is not None and not answer.done():
                answer.set_result(begun.glance())


def _settle(answer: _Answer, written: Written | None) -> None:
    if not answer.done():
        answer.set_result(written)
