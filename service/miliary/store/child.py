"""One worker process, seen from the service: started, asked, ended."""

import logging
import select
import signal
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic

from miliary import errors
from miliary.errors import MiliaryError
from miliary.store.asking import Asked, Limits, Watch, Written
from miliary.store.ended import QueryEnded, QueryLimit
from miliary.store.frames import Broken, Header, encoded, glance, receive, send
from miliary.store.origin import Origin

_LOG = logging.getLogger(__name__)
_SECONDS_TO_START = 30
_MILLISECONDS_UNWATCHED = 100
SECONDS_OF_GRACE = 0.25
"""For a query whose asker has gone: to end it and start another process in its place would cost more than that."""
_LAST_WORDS = 20_000
_OUT_OF_MEMORY = (b"memory allocation of", b"bad_alloc", b"MemoryError", b"failed to allocate")


class Child:
    """A worker process. One thread at a time asks it; any thread may end it.

    :ivar ready: whether it has said that it can be asked
    :ivar spent: whether it takes no more questions
    """

    def __init__(self, origin: Origin, limits: Limits) -> None:
        self._limits = limits
        self._deadline = 0.0
        self._why: MiliaryError | None = None
        self._turn = 0
        self._lock = threading.Lock()
        self.ready = False
        self.spent = False
        self._connection, theirs = socket.socketpair()
        self._poll = select.poll()
        self._poll.register(self._connection, select.POLLIN)
        with theirs:
            self._process = origin.fork(theirs)

    def ask(self, asked: Asked, watch: Watch | None) -> Written:
        """Answer ``asked``; see :meth:`miliary.store.asking.Asking.ask`."""
        with self._ending_well():
            self._wait_until_ready()
            self._connection.settimeout(self._limits.seconds)
            self._send(asked)
        return self.finish(watch)

    def begin(self, asked: Asked) -> None:
        """Send it a short question and wait for nothing; it must be :attr:`ready`. Then :meth:`glance` or finish.

        :raises MiliaryError: it has gone
        """
        with self._ending_well():
            self._connection.setblocking(False)
            self._send(asked)

    def glance(self) -> Written | None:
        """Return the answer to what was begun if it is there, small and no error; else leave it to :meth:`finish`."""
        found = glance(self._connection, lambda header: "error" not in header)
        return None if found is None else self._told(*found)

    def finish(self, watch: Watch | None) -> Written:
        """Wait for the answer to what was begun; see :meth:`miliary.store.asking.Asking.ask`."""
        turn = self._turn
        with self._ending_well():
            if watch is not None and not self._poll.poll(_MILLISECONDS_UNWATCHED):
                watch(lambda: self._end_turn_soon(turn))
            found = receive(self._connection, self._limits.bytes, self._deadline)
        return self._told(*found)

    def _send(self, asked: Asked) -> None:
        self._deadline = monotonic() + self._limits.seconds
        send(self._connection, *encoded(asked))

    def _told(self, answer: Header, body: bytes) -> Written:
        with self._lock:
            self._turn += 1
        self.spent = self.spent or answer["last"]
        if "error" in answer:
            raise _error(answer)
        return Written(answer["is_graph"], None if answer["none"] else body)

    @contextmanager
    def _ending_well(self) -> Iterator[None]:
        """Where it breaks or is too slow, say why it is no more."""
        try:
            yield
        except TimeoutError:
            self.end(QueryLimit("time", self._limits.seconds, "seconds", "query_seconds"))
            raise self._reason() from None
        except Broken:
            raise self._reason() from None

    def fileno(self) -> int:
        """Return the number of the socket that its answers come by."""
        return self._connection.fileno()

    def is_alive(self) -> bool:
        """Tell whether it runs; nobody but us should end it, but who knows what else goes on in a machine."""
        left = any(event & (select.POLLHUP | select.POLLERR) for _, event in self._poll.poll(0))
        return not left and self._process.poll() is None

    def end(self, why: MiliaryError | None = None) -> None:
        """End it at once, whatever it does; who waits for its answer gets ``why``."""
        with self._lock:
            self._end(why)

    def bury(self) -> None:
        """End it, and leave nothing of it behind."""
        self.end()
        self._process.wait()
        self._connection.close()
        self._process.close()

    def _end(self, why: MiliaryError | None) -> None:
        self._why = self._why or why
        self.spent = True
        self._process.kill()

    def _end_turn_soon(self, turn: int) -> None:
        timer = threading.Timer(SECONDS_OF_GRACE, self._end_turn, (turn,))
        timer.daemon = True
        timer.start()

    def _end_turn(self, turn: int) -> None:
        """End it if it is still at the question of ``turn``, whose asker has gone."""
        with self._lock:
            if self._turn == turn:
                self._end(QueryEnded("Who asked it has gone."))

    def _wait_until_ready(self) -> None:
        if not self.ready:
            receive(self._connection, 0, monotonic() + _SECONDS_TO_START)
            self.ready = True

    def _reason(self) -> MiliaryError:
        """Say why it is no more; what it wrote at its end tells when it was not we who ended it."""
        with self._lock:
            self._turn += 1
            self._end(None)
        if self._why is not None:
            return self._why
        code = self._process.wait()
        last = self._process.complaints.read(_LAST_WORDS)
        if any(words in last for words in _OUT_OF_MEMORY):
            return QueryLimit("memory", self._limits.memory, "bytes", "query_memory")
        if code == -signal.SIGXCPU:
            return QueryLimit("time", self._limits.seconds, "seconds", "query_seconds")
        _LOG.error("a query's process ended by itself with %d", code)
        return QueryEnded("The process that answered it broke.")


def _error(answer: Header) -> MiliaryError:
    """Make the error anew that the other process met with."""
    kind = getattr(errors, answer["error"])
    error: MiliaryError = kind.__new__(kind)
    MiliaryError.__init__(error, answer["detail"], **answer["extra"])
    return error
