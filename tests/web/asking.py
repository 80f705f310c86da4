"""A gateway over the real application that tells which requests came through to it."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any
from urllib.parse import urlencode

from miliary.composition import Service, limits
from miliary.store import Pool
from miliary.web import create_app
from miliary.web.edition import Edition, look_ups_in
from miliary.web.gateway import Gateway
from miliary.web.kept import KeptAnswers
from miliary.web.lane import Manners
from miliary.web.observing import Observer
from tests.loops import run
from tests.web.asgi import Client, Request, ask

Answers = list[tuple[int, list[tuple[str, str]], bytes]]
LABEL = "SELECT ?label {{ <https://w3id.org/miliary/{}> <http://www.w3.org/2000/01/rdf-schema#label> ?label }}"
PONS, CSF = LABEL.format("PonsLesion"), LABEL.format("CerebrospinalFluidPleocytosis")
FORM = ("content-type", "application/x-www-form-urlencoded")
PLAIN = ("content-type", "application/sparql-query")
WAYS = {"GET": "GET", "POST": "POST", "form": "POST"}


class Asking:
    """A gateway over the real application, and how many requests came through to that.

    :param seconds: of a query; by default as many as it needs, however busy the machine is
    """

    def __init__(self, service: Service, *, editable: bool = False, kept: int = 0, seconds: int = 60) -> None:
        settings = replace(
            service.settings,
            kept_answers=kept,
            query_seconds=seconds,
            max_rows=2_000,
            editable=editable,
            query_workers=2,
            query_queue=8,
        )
        self.pool = Pool(service.settings.data / "versions" / service.version, limits(settings), 2, 8)
        service = replace(service, settings=settings, strangers=self.pool)
        self.observer = Observer(settings)
        self.app = create_app(service=service, observer=self.observer)
        self.reached: list[str] = []
        self.edition = Edition(self._through, service, KeptAnswers(kept))
        self.look_ups = look_ups_in(service)
        self.gateway = Gateway(self.edition, self.observer)

    def _through(self, environ: dict[str, Any], start: Any) -> Any:
        self.reached.append(environ["PATH_INFO"])
        return self.app(environ, start)

    def ask(self, *requests: tuple[Request, bytes]) -> Answers:
        clients = [Client(body) for _, body in requests]

        async def asked() -> None:
            self.gateway.begin(asyncio.get_running_loop())
            for (request, _), client in zip(requests, clients, strict=True):
                await ask(self.gateway, request, client)

        run(asked())
        return [answer for client in clients for answer in client.answers]


def request(
    way: str,
    query: str,
    headers: tuple[tuple[str, str], ...] = (),
    graph: str = "",
    beside: Mapping[str, str] = MappingProxyType({}),
) -> tuple[Request, bytes]:
    written = urlencode({**beside, "query": query} | ({"default-graph-uri": graph} if graph else {}))
    named = (*headers, ("x-request-id", "1"), *{"POST": [PLAIN], "form": [FORM]}.get(way, []))
    scope = Request(WAYS[way], "/sparql", written if way == "GET" else "", named, host="example.org")
    return scope, {"POST": query.encode(), "form": written.encode()}.get(way, b"")


def the_long_way(asking: Asking, asked: tuple[Request, bytes]) -> tuple[int, list[tuple[str, str]], bytes]:
    """The answer of a gateway that has learned nothing yet."""
    asking.edition.manners = Manners()
    (answer,) = asking.ask(asked)
    return answer
