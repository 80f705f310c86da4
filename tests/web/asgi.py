"""A client of the gateway that needs no connection: it says in ASGI's words what a server would."""

import asyncio
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from miliary.web.gateway import Gateway
from miliary.web.incoming import Head, Incoming

Headers = tuple[tuple[str, str], ...]


@dataclass
class Request:
    method: str = "GET"
    path: str = "/"
    query_string: str = ""
    headers: Headers = ()
    host: str = ""
    client: str = "::1"

    @property
    def scope(self) -> dict[str, Any]:
        named = (*((("host", self.host),) if self.host else ()), *self.headers)
        return {
            "type": "http",
            "method": self.method,
            "scheme": "http",
            "http_version": "1.1",
            "raw_path": quote(self.path).encode(),
            "query_string": self.query_string.encode(),
            "headers": [(name.encode(), value.encode()) for name, value in named],
            "client": (self.client, 4711),
            "server": ("127.0.0.1", 8000),
        }


class Client:
    """Sends the body in so many parts, and stays until ``gone``."""

    def __init__(self, *parts: bytes, gone: asyncio.Event | None = None) -> None:
        self._parts = [*parts] or [b""]
        self._gone = gone or asyncio.Event()
        self.taken = 0
        self.answers: list[tuple[int, list[tuple[str, str]], bytes]] = []
        self._begun: dict[str, Any] = {}

    async def receive(self) -> dict[str, Any]:
        if self.taken == len(self._parts):
            await self._gone.wait()
            return {"type": "http.disconnect"}
        self.taken += 1
        more = self.taken < len(self._parts)
        return {"type": "http.request", "body": self._parts[self.taken - 1], "more_body": more}

    async def send(self, message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start":
            self._begun = message
            return
        headers = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in self._begun["headers"]]
        self.answers.append((self._begun["status"], headers, message["body"]))


async def ask(gateway: Gateway, request: Request, client: Client) -> None:
    """Ask as a connection does: what has no body may be answered at once."""
    scope = request.scope
    if request.method in ("GET", "HEAD"):
        fields = scope["raw_path"], scope["query_string"], Head(scope["headers"])
        found = gateway.at_once(Incoming.of(scope, *fields, time.perf_counter()))
        if found is not None:
            answer, name = found
            client.answers.append((answer.status, [*answer.headers, ("X-Request-ID", name)], answer.body))
            return
    await gateway(scope, client.receive, client.send)
