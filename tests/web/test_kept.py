"""Answers that are given again: only to a request that is alike, only so many, and seen like any other."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from miliary.composition import Service
from miliary.web import create_app
from miliary.web.edition import Edition
from miliary.web.gateway import Gateway
from miliary.web.kept import KeptAnswer, KeptAnswers
from miliary.web.observing import Observer
from tests.loops import run
from tests.web.asgi import Client, Request, ask

pytestmark = pytest.mark.usefixtures("one_minute")

SEARCH = Request(path="/api/v1/findings", query_string="q=pons", host="example.org")
NOW = "query=SELECT (NOW() AS ?now) {}".replace(" ", "%20")


class Asking:
    """A gateway over the real application, and how often a request came through to it."""

    def __init__(self, service: Service, **settings: Any) -> None:
        service = replace(service, settings=replace(service.settings, query_workers=1, query_queue=1, **settings))
        observer = Observer(service.settings)
        app = create_app(service=service, observer=observer)
        self.reached: list[str] = []
        kept = KeptAnswers(service.settings.kept_answers)
        self.gateway = Gateway(Edition(self._through(app), service, kept), observer)
        self.begun = False

    def _through(self, app: Any) -> Any:
        def application(environ: dict[str, Any], start: Any) -> Any:
            self.reached.append(environ["PATH_INFO"])
            return app(environ, start)

        return application

    def ask(self, *requests: Request, body: bytes = b"") -> list[tuple[int, dict[str, str], bytes]]:
        clients = [Client(body) for _ in requests]

        async def asked() -> None:
            self.gateway.begin(asyncio.get_running_loop())
            for request, client in zip(requests, clients, strict=True):
                await ask(self.gateway, request, client)

        run(asked())
        return [(status, dict(headers), content) for [(status, headers, content)] in (p.answers for p in clients)]


def test_the_same_question_is_answered_from_memory_with_an_identifier_of_its_own(service: Service) -> None:
    asking = Asking(service)
    first, second = asking.ask(SEARCH, SEARCH)
    assert len(asking.reached) == 1
    assert first[2] == second[2]
    assert first[1].pop("X-Request-ID") != second[1].pop("X-Request-ID")
    assert second[1] == first[1]
    assert "Content-Security-Policy" in second[1]


def test_it_does_not_matter_which_header_comes_first(service: Service) -> None:
    asking = Asking(service)
    headers = (("accept", "application/json"), ("accept-encoding", "identity"))
    first, second = asking.ask(replace(SEARCH, headers=headers), replace(SEARCH, headers=headers[::-1]))
    assert len(asking.reached) == 1
    assert first[2] == second[2]


def test_of_headers_with_one_name_it_does(service: Service) -> None:
    asking = Asking(service)
    headers = (("accept", "application/json"), ("accept", "text/html"))
    asking.ask(replace(SEARCH, headers=headers), replace(SEARCH, headers=headers[::-1]))
    assert len(asking.reached) == 2


@pytest.mark.parametrize(
    "other",
    [
        replace(SEARCH, query_string="q=brainstem"),
        replace(SEARCH, headers=(("accept-encoding", "gzip"),)),
        replace(SEARCH, headers=(("accept", "text/html"),)),
        replace(SEARCH, host="elsewhere.example"),
        replace(SEARCH, method="HEAD"),
    ],
)
def test_another_question_is_not_answered_with_it(service: Service, other: Request) -> None:
    asking = Asking(service)
    asking.ask(SEARCH, other)
    assert len(asking.reached) == 2


@pytest.mark.parametrize(
    "scope",
    [
        replace(SEARCH, headers=(("cookie", "session=1"),)),
        replace(SEARCH, headers=(("authorization", "Bearer x"),)),
        replace(SEARCH, query_string="q="),
        replace(SEARCH, path="/health/ready", query_string=""),
        replace(SEARCH, path="/sparql", query_string=NOW),
    ],
)
def test_what_is_somebodys_own_an_error_or_of_now_is_never_kept(service: Service, scope: Request) -> None:
    asking = Asking(service)
    asking.ask(scope, scope)
    assert len(asking.reached) == 2


def test_a_body_is_part_of_the_question(service: Service) -> None:
    asking = Asking(service)
    scope = Request("POST", "/api/v1/differential", headers=(("content-type", "application/json"),))
    [[status, _, one]] = asking.ask(scope, body=b'{"present": ["pons lesion"]}')
    [[_, _, other]] = asking.ask(scope, body=b'{"present": ["haemorrhage"]}')
    [[_, _, again]] = asking.ask(scope, body=b'{"present": ["pons lesion"]}')
    assert (status, one == again, one == other) == (200, True, False)
    assert len(asking.reached) == 2


def test_with_no_room_nothing_is_kept(service: Service) -> None:
    asking = Asking(service, kept_answers=0)
    asking.ask(SEARCH, SEARCH)
    assert len(asking.reached) == 2


def test_who_asks_too_often_is_refused_although_the_answer_is_there(service: Service) -> None:
    asking = Asking(service, rate=2)
    statuses = [status for status, _, _ in asking.ask(*[replace(SEARCH, client="192.0.2.9")] * 3)]
    assert statuses == [200, 200, 429]


def test_who_says_whom_it_asks_for_is_the_last_before_us_however_many_headers_say_it(service: Service) -> None:
    asking = Asking(service, rate=2, proxies=1)
    said = [(("x-forwarded-for", f"192.0.2.{number}"), ("x-forwarded-for", "198.51.100.9")) for number in range(3)]
    statuses = [status for status, _, _ in asking.ask(*[replace(SEARCH, headers=each) for each in said])]
    assert statuses == [200, 200, 429]


def test_an_answer_for_two_hosts_is_not_given_for_the_first(service: Service) -> None:
    asking = Asking(service)
    _, (_, _, alone) = asking.ask(replace(SEARCH, headers=(("host", "elsewhere.example"),)), SEARCH)
    assert b"elsewhere.example" not in alone
    assert len(asking.reached) == 2


def test_what_was_not_asked_for_longest_goes_first_when_room_is_short() -> None:
    kept = KeptAnswers(20_000)
    for number in range(8):
        kept.keep((str(number),), KeptAnswer(200, [], b"x" * 1_000, "/"))
        kept.get(("0",))
    assert kept.get(("0",)) is not None
    assert kept.get(("1",)) is None
    assert kept.get(("7",)) is not None


def test_an_answer_that_would_fill_the_room_is_not_kept() -> None:
    kept = KeptAnswers(20_000)
    kept.keep(("large",), KeptAnswer(200, [], b"x" * 10_000, "/"))
    assert kept.get(("large",)) is None
