"""The gateway: a request in ASGI's words becomes one in WSGI's, and a client's leaving reaches who asks for it."""

import asyncio
import gc
import threading
import weakref
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

import pytest

from miliary.composition import Service
from miliary.web.edition import Edition
from miliary.web.gateway import Gateway
from miliary.web.kept import KeptAnswers
from miliary.web.observing import Observer
from miliary.web.opened import WATCH
from tests.loops import run
from tests.web.asgi import Client, Request, ask

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def gateway(application: Application, service: Service) -> Gateway:
    settings = replace(service.settings, max_body=10, query_workers=1, query_queue=1)
    edition = Edition(application, replace(service, settings=settings), KeptAnswers(settings.kept_answers))
    made = Gateway(edition, Observer(settings))
    made.begin(asyncio.get_running_loop())
    return made


async def asked(application: Application, service: Service, request: Request, client: Client) -> None:
    await ask(gateway(application, service), request, client)


def environ_of(service: Service, request: Request, client: Client) -> dict[str, Any]:
    seen: list[dict[str, Any]] = []

    def application(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        seen.append(environ)
        start("204 No Content", [("X-Own", "1")])
        return []

    run(asked(application, service, request, client))
    assert client.answers == [(204, [("X-Own", "1")], b"")]
    return seen[0]


def test_a_request_is_told_in_the_words_of_wsgi(service: Service) -> None:
    accepted, cookies = (("accept", "a/b"), ("accept", "c/d")), (("cookie", "a=1"), ("cookie", "b=2"))
    headers = (("content-type", "text/plain"), *accepted, *cookies)
    request = Request("POST", "/term/é", "q=ö&x=%2F", headers, "example.org")
    environ = environ_of(service, request, Client(b"ab", b"cd"))
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
    headers = (("x_forwarded_for", "192.0.2.1"), ("x-own", "1"))
    environ = environ_of(service, Request(headers=headers), Client())
    assert "HTTP_X_FORWARDED_FOR" not in environ
    assert environ["HTTP_X_OWN"] == "1"


def test_of_a_body_no_more_is_read_than_shows_that_it_is_too_long(service: Service) -> None:
    client = Client(*[b"12345"] * 1_000)
    environ = environ_of(service, Request("POST"), client)
    assert client.taken == 3
    assert environ["wsgi.input"].read() == b"12345123451"


def test_an_application_that_breaks_is_the_servers_to_tell_and_the_next_is_answered(service: Service) -> None:
    def application(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        if environ["PATH_INFO"] == "/broken":
            raise ValueError("broken")
        start("200 OK", [])
        return [b"a", b"b"]

    async def all_asked() -> None:
        made = gateway(application, service)
        for _ in range(30):
            with pytest.raises(ValueError, match="broken"):
                await ask(made, Request(path="/broken"), Client())
        client = Client()
        await ask(made, Request(), client)
        assert client.answers == [(200, [], b"ab")]

    run(all_asked())


@pytest.mark.parametrize("leaves", [True, False])
def test_who_asks_is_told_when_the_client_leaves_and_only_then(service: Service, leaves: bool) -> None:
    told = threading.Event()

    def application(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        environ[WATCH](told.set)
        told.wait(5 if leaves else 0.1)
        start("200 OK", [])
        return []

    async def asked_and_left() -> None:
        gone = asyncio.Event()
        if leaves:
            asyncio.get_running_loop().call_later(0.05, gone.set)
        await asked(application, service, Request(), Client(gone=gone))
        gone.set()
        await asyncio.sleep(0.05)

    run(asked_and_left())
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

    async def all_asked() -> None:
        made.append(gateway(first.pop(), service))
        await ask(made[0], Request(), Client())

    run(all_asked())
    made[0]._succession.now.application = Answering()
    gc.collect()
    assert held() is None
