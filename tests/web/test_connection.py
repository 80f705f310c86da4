"""The short way on a connection, in bytes: what a client reads is HTTP, whichever way its answer came."""

import asyncio
import socket
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import replace
from threading import Thread
from time import monotonic
from typing import Any

import pytest

from miliary.composition import Service
from miliary.web import connection, create_app
from miliary.web.connection import LONGEST_HEAD, Server, configured
from miliary.web.edition import Edition, look_ups_in
from miliary.web.gateway import Gateway
from miliary.web.kept import KeptAnswers
from miliary.web.observing import Observer

SEARCH = b"GET /api/v1/findings?q=pons HTTP/1.1\r\nHost: example.org\r\nX-Request-ID: %b\r\n%b\r\n"


class Serving:
    """A gateway over the real application behind a real socket, and the paths that came through to the application."""

    def __init__(self, service: Service, server: Callable[[Any], Server]) -> None:
        settings = replace(service.settings, query_workers=1, query_queue=1)
        service = replace(service, settings=settings)
        observer = Observer(settings)
        self._app = create_app(service=service, observer=observer)
        self.reached: list[str] = []
        edition = Edition(self._through, service, KeptAnswers(settings.kept_answers), look_ups_in(service))
        self.gateway = Gateway(edition, observer)
        self.server = server(self.gateway)
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.address = self.socket.getsockname()

    def _through(self, environ: dict[str, Any], start: Any) -> Any:
        self.reached.append(environ["PATH_INFO"])
        return self._app(environ, start)

    def ask(self, *parts: bytes, until: bytes = b"") -> bytes:
        """Send ``parts`` one by one and read to the end, or as far as ``until``."""
        with socket.create_connection(self.address, timeout=10) as client:
            for part in parts:
                client.sendall(part)
            received = b""
            while not (until and until in received) and (chunk := client.recv(65_536)):
                received += chunk
        return received


@contextmanager
def serving(service: Service) -> Iterator[Serving]:
    def without_threads_of_its_own(gateway: Gateway) -> Server:
        config = configured(gateway, 1)
        config.lifespan = "off"  # it would follow versions and signals of this process
        return Server(config)

    made = Serving(service, without_threads_of_its_own)
    begun: Future[None] = Future()

    async def run() -> None:
        made.gateway.begin(asyncio.get_running_loop())
        begun.set_result(None)
        await made.server.serve(sockets=[made.socket])

    thread = Thread(target=asyncio.run, args=(run(),))
    thread.start()
    begun.result(10)
    try:
        yield made
    finally:
        made.server.should_exit = True
        thread.join()


@pytest.fixture
def served(service: Service) -> Iterator[Serving]:
    with serving(service) as made:
        yield made


def split(answers: bytes) -> list[tuple[int, dict[str, str], bytes]]:
    """Read answers with a length as any client does."""
    found = []
    while answers:
        head, _, rest = answers.partition(b"\r\n\r\n")
        status, *lines = head.decode("latin-1").split("\r\n")
        headers = dict(line.lower().split(": ", 1) for line in lines)
        length = int(headers.get("content-length", "0"))
        found.append((int(status.split()[1]), headers, rest[:length]))
        answers = rest[length:]
    return found


def whole_answer(client: socket.socket) -> bytes:
    """Read one answer, which may come in pieces."""
    received = b""
    while b"\r\n\r\n" not in received:
        received += client.recv(65_536)
    (_, headers, body), *_ = split(received)
    missing = int(headers["content-length"]) - len(body)
    while missing > 0:
        chunk = client.recv(missing)
        missing -= len(chunk)
        received += chunk
    return received


def without_moment(answer: tuple[int, dict[str, str], bytes]) -> tuple[int, dict[str, str], bytes]:
    status, headers, body = answer
    headers.pop("date"), headers.pop("connection", None)
    return status, headers, body


def test_both_ways_write_the_same(served: Serving) -> None:
    asked = SEARCH % (b"a", b""), SEARCH % (b"a", b"Connection: close\r\n")
    (first,) = split(served.ask(asked[1]))
    second, third = split(served.ask(*asked))
    assert served.reached == ["/api/v1/findings"]
    assert (first[0], b"pons" in first[2]) == (200, True)
    assert without_moment(first) == without_moment(second) == without_moment(third)
    assert {"date", "content-length", "x-request-id"} <= {*second[1], "date"}
    assert "server" not in first[1]


def test_requests_that_come_together_are_answered_one_after_the_other(served: Serving) -> None:
    kept, other = SEARCH % (b"a", b""), b"GET /health/ready HTTP/1.1\r\nHost: a\r\nX-Request-ID: c\r\n\r\n"
    last = SEARCH % (b"z", b"Connection: close\r\n")
    served.ask(last)
    names = [headers["x-request-id"] for _, headers, _ in split(served.ask(kept + other + kept + last))]
    assert names == ["a", "c", "a", "z"]


def test_each_request_of_a_connection_is_known_by_its_own_headers(served: Serving) -> None:
    plain, personal = SEARCH % (b"1", b""), SEARCH % (b"1", b"Cookie: a=b\r\n")
    elsewhere = plain.replace(b"example.org", b"example.com")
    with socket.create_connection(served.address, timeout=10) as client:
        for asked, reached in ((plain, 1), (plain, 1), (personal, 2), (plain, 2), (elsewhere, 3), (plain, 3)):
            client.sendall(asked)
            assert whole_answer(client).startswith(b"HTTP/1.1 200")
            assert len(served.reached) == reached


def test_what_comes_after_a_body_is_no_header(served: Serving) -> None:
    posted = (
        b"POST /sparql HTTP/1.1\r\nHost: example.org\r\nContent-Type: application/sparql-query\r\n"
        b"Transfer-Encoding: chunked\r\n\r\n6\r\nASK {}\r\n0\r\n%b\r\n"
    )
    with socket.create_connection(served.address, timeout=10) as client:
        for trailer in (b"Cookie: a=b\r\nX-Forwarded-For: 192.0.2.1\r\n", b"", b""):
            client.sendall(posted % trailer)
            assert whole_answer(client).startswith(b"HTTP/1.1 200")
    assert served.reached == ["/sparql"]


def test_a_request_may_come_in_pieces(served: Serving) -> None:
    whole = SEARCH % (b"a", b"") + SEARCH % (b"b", b"Connection: close\r\n")
    answers = split(served.ask(*(whole[place : place + 7] for place in range(0, len(whole), 7))))
    assert [status for status, _, _ in answers] == [200, 200]


def test_whoever_asks_for_the_head_gets_no_body(served: Serving) -> None:
    asked = SEARCH.replace(b"GET", b"HEAD")
    received = served.ask(asked % (b"a", b""), asked % (b"b", b"Connection: close\r\n"))
    assert received.count(b"HTTP/1.1 200 OK") == 2
    assert received.endswith(b"\r\n\r\n")
    assert b"pontine" not in received


def test_a_body_nobody_expects_is_no_request(served: Serving) -> None:
    hidden = SEARCH % (b"hidden", b"")
    length = b"Content-Length: %d\r\n" % len(hidden)
    asked = (SEARCH % (b"a", length)) + hidden + (SEARCH % (b"z", b"Connection: close\r\n"))
    names = [headers["x-request-id"] for _, headers, _ in split(served.ask(asked))]
    assert names == ["a", "z"]


def test_what_is_no_http_is_refused(served: Serving) -> None:
    assert served.ask(b"HELO example.org\r\n\r\n").startswith(b"HTTP/1.1 400 ")
    assert served.ask(b"GET http:// HTTP/1.1\r\nHost: a\r\n\r\n").startswith(b"HTTP/1.1 400 ")
    assert served.ask(
        b"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n"
    ).startswith(b"HTTP/1.1 400 ")


@pytest.mark.parametrize("endless", [b"x: " + b"y" * 1_000 + b"\r\n", b"z" * 1_000], ids=["headers", "a header"])
def test_headers_without_an_end_are_refused(served: Serving, endless: bytes) -> None:
    with socket.create_connection(served.address, timeout=10) as client:
        client.sendall(b"GET / HTTP/1.1\r\nHost: a\r\n" + (b"x: " if b":" not in endless else b""))
        with pytest.raises(OSError):  # noqa: PT011  # which one depends on how far it got
            client.sendall(endless * LONGEST_HEAD)


def test_a_request_that_does_not_come_to_an_end_is_ended(served: Serving, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "SECONDS_TO_ASK", 0.2)
    monkeypatch.setattr(connection, "_TICKS_BETWEEN_LOOKS", 1)
    begun = monotonic()
    unfinished = SEARCH % (b"a", b"Content-Length: 9\r\n")
    assert served.ask() == served.ask(b"GET / HT") == served.ask(unfinished.replace(b"GET", b"POST")) == b""
    assert served.ask(unfinished).count(b"HTTP/1.1") == 1
    assert monotonic() - begun < 8


def test_a_client_that_has_asked_may_stay(served: Serving, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "SECONDS_TO_ASK", 0.2)
    monkeypatch.setattr(connection, "_TICKS_BETWEEN_LOOKS", 1)
    with socket.create_connection(served.address, timeout=10) as client:
        for _ in range(2):
            client.sendall(SEARCH % (b"a", b""))
            ((status, _, _),) = split(whole_answer(client))
            assert status == 200
            client.settimeout(0.6)
            with pytest.raises(TimeoutError):
                client.recv(1)
            client.settimeout(10)


def test_a_client_that_asks_no_more_is_not_kept_for_ever(served: Serving, monkeypatch: pytest.MonkeyPatch) -> None:
    served.ask(SEARCH % (b"a", b"Connection: close\r\n"))
    monkeypatch.setattr(connection, "SECONDS_TO_ASK_AGAIN", 0.2)
    monkeypatch.setattr(connection, "_TICKS_BETWEEN_LOOKS", 1)
    begun = monotonic()
    ((status, _, _),) = split(served.ask(SEARCH % (b"b", b"")))  # to the end, which is the server's
    assert status == 200
    assert served.reached == ["/api/v1/findings"]
    assert monotonic() - begun < 5


def test_one_that_cannot_be_answered_at_once_takes_the_long_way(
    served: Serving, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_: object) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr(served.gateway, "at_once", broken)
    ((status, _, _),) = split(served.ask(SEARCH % (b"a", b"Connection: close\r\n")))
    assert status == 200


def test_a_path_may_hold_any_octets(served: Serving) -> None:
    ((status, _, _),) = split(served.ask(b"GET /term/%ff%00 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"))
    assert status == 404
