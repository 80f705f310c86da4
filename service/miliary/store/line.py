"""Requests to one server over HTTP: each with an end in time, and an answer that is whole or not there at all.

The time-outs of sockets begin anew with every byte, so that a server that drips would never run into one. Here the
connection itself is shut when the time is over, or when nobody waits for the answer any more.
"""

import http.client
import random
import socket
import ssl
import threading
import weakref
from collections.abc import Callable, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass, field
from time import monotonic, sleep
from types import TracebackType

from urllib3 import HTTPResponse
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError
from urllib3.util.connection import is_connection_dropped

from miliary.errors import MiliaryError, TooLarge
from miliary.store.address import Server
from miliary.store.ended import StoreFailed, StoreUnreachable

ATTEMPTS = 3
"""How often a question of ours is put; a change is asked for once."""
MOST = 1 << 30
"""The largest answer to it, in bytes."""

_SECONDS_TO_CONNECT = 3.0
_GRACE = 1.0
"""After the turn has ended the connection; then the system may."""
_FIRST_PAUSE = 0.1
_MOST_IDLE = 16
_CHUNK = 1 << 20
_BROKEN = (HTTPError, http.client.HTTPException, OSError)
_PASSING = (429, 502, 503, 504)


@dataclass(frozen=True, slots=True)
class Request:
    """What is sent: the path with its query string, and a body with its type."""

    method: str
    path: str
    body: bytes = field(default=b"", repr=False)
    content_type: str = ""
    accept: str = "*/*"


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back, whole.

    :param headers: by their names in lower case
    """

    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)

    @property
    def media_type(self) -> str:
        """The type of the body without its parameters, in lower case."""
        return self.headers.get("content-type", "").partition(";")[0].strip().casefold()


class Turn:
    """What one request may take, over all attempts. Any thread may end it before.

    :param too_slow: what is raised when the time is over; by default that the store is too slow
    :param most: the largest answer, in bytes, that is taken
    :param attempts: how often a question may be put
    """

    def __init__(
        self, seconds: float, too_slow: MiliaryError | None = None, most: int = MOST, attempts: int = ATTEMPTS
    ) -> None:
        self.most = most
        self.attempts = attempts
        self._too_slow = too_slow or StoreUnreachable(f"it took more than {seconds:g} seconds")
        self._deadline = monotonic() + seconds
        self._lock = threading.Lock()
        self._connection: HTTPConnection | None = None
        self._why: MiliaryError | None = None
        self._timer = threading.Timer(seconds, self._run_out)
        self._timer.daemon = True

    def __enter__(self) -> "Turn":
        self._timer.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._timer.cancel()

    def left(self) -> float:
        """Return how many seconds are left."""
        return max(self._deadline - monotonic(), 0.001)

    def end(self, why: MiliaryError) -> None:
        """Shut the connection, if one is in use; who waits gets ``why``."""
        with self._lock:
            self._why = self._why or why
            if self._connection is not None:
                _shut(self._connection)

    def hold(self, connection: HTTPConnection | None) -> None:
        """Say which connection is in use from now on.

        :raises MiliaryError: the turn has ended
        """
        with self._lock:
            self._connection = connection
        self.check()

    def check(self) -> None:
        """Raise the reason why the turn has ended, if it has: what was read until then may be cut."""
        if self._why is None and monotonic() >= self._deadline:
            self._why = self._too_slow
        if self._why is not None:
            raise self._why

    def _run_out(self) -> None:
        self.end(self._too_slow)


class Line:
    """Connections to one server, kept open between requests. Any number of threads may use it."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self._context = ssl.create_default_context() if server.secure else None
        self._idle: list[HTTPConnection] = []
        self._lock = threading.Lock()
        weakref.finalize(self, _close_all, self._idle)

    def read(self, request: Request, turn: Turn) -> Reply:
        """Ask, again after a short random pause where the server is not there for the moment.

        :raises StoreUnreachable: there is no answer in time
        :raises TooLarge: the answer is larger than it may be
        """
        for attempt in range(1, turn.attempts + 1):
            try:
                reply = self._once(request, turn, self._take())
            except StoreUnreachable:
                turn.check()
                if attempt == turn.attempts:
                    raise
            else:
                if reply.status not in _PASSING or attempt == turn.attempts:
                    return _there(reply)
            sleep(min(random.uniform(0, _FIRST_PAUSE * 2**attempt), turn.left()))  # noqa: S311  # no secret
        raise AssertionError("the last attempt returns or raises")

    def change(self, request: Request, turn: Turn) -> Reply:
        """Ask for a change, once and on a new connection: nobody knows what became of one that was not answered.

        :raises StoreUnreachable: there is no answer in time
        """
        return _there(self._once(request, turn, self._new()))

    def _once(self, request: Request, turn: Turn, connection: HTTPConnection) -> Reply:
        try:
            turn.hold(connection)
            connection.timeout = min(_SECONDS_TO_CONNECT, turn.left())
            if connection.sock is None:
                connection.connect()
            turn.hold(connection)  # it may have ended while there was no socket to shut
            connection.timeout = turn.left() + _GRACE
            connection.request(
                request.method, request.path, request.body or None, self._headers(request), preload_content=False
            )
            with closing(connection.getresponse()) as response:
                reply = _whole(response, turn.most)
            turn.check()
        except _BROKEN as error:
            connection.close()
            turn.check()
            raise StoreUnreachable(_why(error)) from None
        except BaseException:
            connection.close()
            raise
        finally:
            with suppress(MiliaryError):
                turn.hold(None)
        self._give_back(connection)
        return reply

    def _headers(self, request: Request) -> dict[str, str]:
        headers = {"Accept": request.accept, "User-Agent": "miliary"}
        if request.content_type:
            headers["Content-Type"] = request.content_type
        if self.server.authorization:
            headers["Authorization"] = self.server.authorization
        return headers

    def _take(self) -> HTTPConnection:
        with self._lock:
            while self._idle:
                connection = self._idle.pop()
                if not is_connection_dropped(connection):
                    return connection
                connection.close()
        return self._new()

    def _new(self) -> HTTPConnection:
        if self._context is not None:
            return HTTPSConnection(self.server.host, self.server.port, ssl_context=self._context)
        return HTTPConnection(self.server.host, self.server.port)

    def _give_back(self, connection: HTTPConnection) -> None:
        with self._lock:
            if connection.sock is not None and len(self._idle) < _MOST_IDLE:
                self._idle.append(connection)
                return
        connection.close()


def _whole(response: HTTPResponse, most: int) -> Reply:
    """Read a response to its end.

    :raises TooLarge: its body has more than ``most`` bytes
    :raises StoreFailed: nothing tells where the body ends, or it is packed
    """
    headers = {name.lower(): value for name, value in response.headers.items()}
    measured = "content-length" in headers or headers.get("transfer-encoding", "").lower() == "chunked"
    if not measured and response.status != http.client.NO_CONTENT:
        raise StoreFailed("nothing in it tells whether it is whole")
    if headers.get("content-encoding", "identity") != "identity":
        raise StoreFailed("it is packed, which was not asked for")
    body, size = [], 0
    while chunk := response.read(_CHUNK, decode_content=False):
        body.append(chunk)
        size += len(chunk)
        if size > most:
            raise TooLarge("The answer of the store", most, setting="max_bytes")
    return Reply(response.status, headers, b"".join(body))


def _there(reply: Reply) -> Reply:
    if reply.status in _PASSING:
        raise StoreUnreachable(f"it says {reply.status}")
    return reply


def _why(error: BaseException) -> str:
    """Say what went wrong without the words of the library, in which an address may stand."""
    reasons: tuple[tuple[Callable[[BaseException], bool], str], ...] = (
        (lambda each: isinstance(each, TimeoutError) or "timed out" in str(each), "it is silent"),
        (lambda each: isinstance(each, ssl.SSLError), "its certificate, or its TLS, cannot be accepted"),
        (lambda each: "IncompleteRead" in repr(each) or "InvalidChunk" in repr(each), "its answer was cut"),
        (lambda each: "refused" in str(each), "it refuses the connection"),
    )
    return next((reason for fits, reason in reasons if fits(error)), "the connection broke")


def _shut(connection: HTTPConnection) -> None:
    if connection.sock is not None:
        with suppress(OSError):
            connection.sock.shutdown(socket.SHUT_RDWR)


def _close_all(connections: list[HTTPConnection]) -> None:
    for connection in connections:
        connection.close()
