"""A connection to a client, with the short way: what the gateway answers in a moment is written where it was read.

Beside uvicorn's own HTTP/1.1 it gives no task and no words of ASGI to such a request, which cost more than its answer.
It also ends what uvicorn would bear: a request that does not come to an end, and headers that are too long.
"""

import asyncio
import logging
import time
from typing import Any

import httptools
import uvicorn
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from miliary.web.incoming import Head, Incoming
from miliary.web.observing import HEADER

SECONDS_TO_ASK = 60
"""How long a client may take for a whole request, from the moment it connects or begins to ask."""
LONGEST_HEAD = 65_536
"""Bytes of a request before its body, roughly: no more than so many are read beyond them."""
MOST_CONNECTIONS = 512
"""Of one process; beyond them a request that takes longer than a moment is refused with 503."""
SECONDS_TO_ASK_AGAIN = 75
"""How long a connection stays open for another request; longer than the usual minute of the balancers before us."""
SECONDS_TO_BE_TOLD = 2
"""How much longer those may take whose query is ended when the service stops: they are told so."""

_LOG = logging.getLogger(__name__)
_TICKS_BETWEEN_LOOKS = 50
_MOST_HEADERS_KEPT = 64  # thousands of tiny ones, read, would take megabytes of a connection that rests
_NAME = f"{HEADER}: ".encode("ascii")
_TOO_LONG = b"HTTP/1.1 431 Request Header Fields Too Large\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"


class Connection(HttpToolsProtocol):
    """One client's connection. ``uvicorn.Config(app=gateway, http=Connection)``: it knows its application as ours."""

    _due: float | None = None
    """When the connection is closed if nothing has come by then; None while an answer is made, or uvicorn counts."""
    _unread = 0
    _is_answered = False
    _read: tuple[list[tuple[bytes, bytes]], Head] | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn's own
        """Be ready for a first request."""
        super().connection_made(transport)
        self._due = time.monotonic() + SECONDS_TO_ASK

    def data_received(self, data: bytes) -> None:
        """Read on; what is too long for the head of a request ends the connection."""
        self._unread += len(data)
        super().data_received(data)
        if self._unread > LONGEST_HEAD and not self.transport.is_closing():
            self.transport.write(_TOO_LONG)
            self.transport.close()

    def on_message_begin(self) -> None:
        """Begin with a request."""
        super().on_message_begin()
        self._due = time.monotonic() + SECONDS_TO_ASK

    def on_headers_complete(self) -> None:
        """Answer what can be answered in a moment, and leave the rest to uvicorn."""
        self._unread = 0
        answer = self._answered_at_once()
        if answer is None:
            super().on_headers_complete()
            self.headers = []  # what comes after the body is taken for no header: a proxy has not looked at it
            return
        self._is_answered = True
        self.transport.write(answer)

    def on_body(self, body: bytes) -> None:
        """Take a part of the body."""
        self._unread = 0
        super().on_body(body)

    def on_message_complete(self) -> None:
        """Be ready for the next request."""
        self._unread = 0
        if not self._is_answered:
            self._due = None
            super().on_message_complete()
            return
        self._is_answered = False
        self.server_state.total_requests += 1
        self._due = time.monotonic() + SECONDS_TO_ASK_AGAIN  # a timer for each would cost a part of the answer

    def end_if_due(self, now: float) -> None:
        """Close the connection if its request, or another one, should have been here by now."""
        if self._due is not None and now > self._due:
            self.transport.close()

    def _answered_at_once(self) -> bytes | None:
        """Return the whole answer, if the gateway has one and nothing speaks against writing it now."""
        begun = time.perf_counter()
        before: Any = self.cycle  # None before the first
        is_busy = self.pipeline or (before is not None and not before.response_complete)
        if is_busy or self.flow.write_paused or self.transport.is_closing():
            return None
        if self.parser.get_http_version() != "1.1" or not self.parser.should_keep_alive():
            return None
        head = self._head()
        if self.parser.should_upgrade() or head.announces_body:
            return None
        try:
            return self._answer(head, begun)
        except Exception:  # noqa: BLE001  # the long way answers, and the parser must not take it for an error of the client's
            _LOG.exception("a request could not be answered at once")
            return None

    def _head(self) -> Head:
        """Return the headers, read; those of the request before where they are the same."""
        if self._read is not None and self._read[0] == self.headers:
            return self._read[1]
        head = Head(self.headers)
        self._read = (self.headers, head) if len(self.headers) <= _MOST_HEADERS_KEPT else None
        return head

    def _answer(self, head: Head, begun: float) -> bytes | None:
        scope: Any = self.scope
        scope["method"] = self.parser.get_method().decode("ascii")
        parsed = httptools.parse_url(self.url)
        request = Incoming.of(scope, parsed.path, parsed.query or b"", head, begun)
        gateway: Any = self.app
        found = gateway.at_once(request)
        if found is None:
            return None
        answer, name = found
        sent = [STATUS_LINE[answer.status], *(b"%b: %b\r\n" % each for each in self.server_state.default_headers)]
        return b"".join([*sent, answer.head, _NAME, name.encode("ascii"), b"\r\n\r\n", answer.body])


class Server(uvicorn.Server):
    """Uvicorn's server, which from time to time also ends requests that do not come to an end."""

    async def on_tick(self, counter: int) -> bool:
        """Look after the connections, ten times a second; tell whether to stop."""
        if counter % _TICKS_BETWEEN_LOOKS == 0:
            now = time.monotonic()
            for each in [*self.server_state.connections]:
                if isinstance(each, Connection):
                    each.end_if_due(now)
        return await super().on_tick(counter)


def configured(gateway: Any, seconds_to_finish: int) -> uvicorn.Config:
    """Tell uvicorn how to serve ``gateway`` on the sockets that it will be given.

    :param seconds_to_finish: how long what is being answered may go on when the server is told to stop
    """
    return uvicorn.Config(
        gateway,
        http=Connection,
        ws="none",
        loop="uvloop",
        interface="asgi3",
        lifespan="on",
        log_config=None,
        log_level=logging.ERROR,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        limit_concurrency=MOST_CONNECTIONS,
        timeout_keep_alive=SECONDS_TO_ASK_AGAIN,
        timeout_graceful_shutdown=seconds_to_finish + SECONDS_TO_BE_TOLD,
    )
