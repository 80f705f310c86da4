"""The gateway: a request in granian's words becomes one in WSGI's, and a client's leaving reaches who asks for it."""

import asyncio
import gc
import threading
import weakref
from collections.abc import AsyncIterator, Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from miliary.composition import Service
from miliary.web.edition import Edition
from miliary.web.gateway import Gateway
from miliary.web.kept import KeptAnswers
from miliary.web.observing import Observer
from miliary.web.opened import WATCH
from tests.loops import run

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class Headers:
    def __init__(self, *pairs: tuple[str, str]) -> None:
        self._pairs = list(pairs)

    def items(self) -> list[tuple[str, str]]:
        return self._pairs

    def get(self, name: str) -> str | None:
        return dict(self._pairs).get(name)

    def __contains__(self, name: str) -> bool:
        return name in dict(self._pairs)


@dataclass
class Scope:
    method: str = "GET"
    path: str = "/"
    query_string: str = ""
    headers: Headers = field(default_factory=Headers)
    authority: str | None = None
    http_version: str = "1.1"
    scheme: str = "http"
    server: str = "127.0.0.1:8000"
    client: str = "[::1]:4711"


class Protocol:
    def __init__(self, *chunks: bytes, gone: asyncio.Event | None = None) -> None:
        self._chunks = chunks
        self._gone = gone or asyncio.Event()
        self.taken = 0
        self.answers: list[tuple[int, list[tuple[str, str]], bytes]] = []

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for chunk in self._chunks:
            self.taken += 1
            yield chunk

    async def client_disconnect(self) -> None:
        await self._gone.wait()

    def response_bytes(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
        self.answers.append((status, headers, body))


def gateway(application: Application, service: Service) -> Gateway:
    settings = replace(service.settings, max_body=10, query_workers=1, query_queue=1)
    edition = Edition(application, replace(service, settings=settings), KeptAnswers(settings.kept_answers))
    made = Gateway(edition, Observer(settings))
    made.begin(asyncio.get_running_loop())
    return made


def environ_of(service: Service, scope: Scope, protocol: Protocol) -> dict[str, Any]:
    seen: list[dict[str, Any]] = []

    def application(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        seen.append(environ)
        start("204 No Content", [("X-Own", "1")])
        return []

    async def ask() -> None:
        await gateway(application, service).__rsgi__(scope, protocol)

    run(ask())
    assert protocol.answers == [(204, [("X-Own", "1")], b"")]
    return seen[0]


def test_a_request_is_told_in_the_words_of_wsgi(service: Service) -> None:
    headers = Headers(
        ("content-type", "text/plain"), ("accept", "a/b"), ("accept", "c/d"), ("cookie", "a=1"), ("cookie", "b=2")
    )
    scope = Scope("POST", "/term/é", "q=ö&x=%2F", headers, authority="example.org")
    environ = environ_of(service, scope, Protocol(b"ab", b"cd"))
    assert environ["PATH_INFO"].encode("latin-1").decode() == "/term/é"
    assert environ["QUERY_STRING"].encode("latin-1").decode() == "q=ö&x=%2F"
    assert (environ["CONTENT_TYPE"], environ["HTTP_ACCEPT"], environ["HTTP_COOKIE"]) == (
        "text/plain",
        "a/b,c/d",
        "a=1; b=2",
    )
    assert (environ["REMOTE_ADDR"], environ["SERVER_PORT"], environ["HTTP_HOST"]) == ("::1", "8000", "example.org")
    assert environ["wsgi.input"].read() == b"abcd"


def test_a_header_cannot_pose_as_another(service: Service) -> None:
    headers = Headers(("x_forwarded_for", "192.0.2.1"), ("x-own", "1"))
    environ = environ_of(service, Scope(headers=headers), Protocol())
    assert "HTTP_X_FORWARDED_FOR" not in environ
    assert environ["HTTP_X_OWN"] == "1"


def test_of_a_body_no_more_is_read_than_shows_that_it_is_too_long(service: Service) -> None:
    protocol = Protocol(*[b"12345"] * 1_000)
    environ = environ_of(service, Scope("POST"), protocol)
    assert protocol.taken == 3
    assert environ["wsgi.input"].read() == b"12345123451"


def test_an_application_that_breaks_is_the_servers_to_tell_and_the_next_is_answered(service: Service) -> None:
    def application(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        if environ["PATH_INFO"] == "/broken":
            raise ValueError("broken")
        start("200 OK", [])
        return [b"a", b"b"]

    async def ask() -> None:
        made = gateway(application, service)
        for _ in range(30):
            with pytest.raises(ValueError, match="broken"):
                await made.__rsgi__(Scope(path="/broken"), Protocol())
        protocol = Protocol()
        await made.__rsgi__(Scope(), protocol)
        assert protocol.answers == [(200, [], b"ab")]

    run(ask())


@pytest.mark.parametrize("leaves", [True, False])
def test_who_asks_is_told_when_the_client_leaves_and_only_then(service: Service, leaves: bool) -> None:
    told = threading.Event()

    def application(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        environ[WATCH](told.set)
        told.wait(5 if leaves else 0.1)
        start("200 OK", [])
        return []

    async def ask() -> None:
        gone = asyncio.Event()
        if leaves:
            asyncio.get_running_loop().call_later(0.05, gone.set)
        await gateway(application, service).__rsgi__(Scope(), Protocol(gone=gone))
        gone.set()
        await asyncio.sleep(0.05)

    run(ask())
    assert told.is_set() == leaves


class Answering:
    """An application that can be waited for to be gone."""

    def __call__(self, _environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        start("200 OK", [])
        return [b"x"]


def test_a_thread_that_waits_holds_nothing_of_what_it_has_answered_with(service: Service) -> None:
    first: list[Application] = [Answering()]
    held = weakref.ref(first[0])
    made: list[Gateway] = []

    async def ask() -> None:
        made.append(gateway(first.pop(), service))
        await made[0].__rsgi__(Scope(), Protocol())

    run(ask())
    made[0]._succession.now.application = Answering()
    gc.collect()
    assert held() is None
