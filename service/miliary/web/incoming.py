"""A request as it comes over a connection, before anything is understood of it."""

from collections.abc import Sequence
from typing import Any, NamedTuple
from urllib.parse import unquote_to_bytes

from miliary.web.kept import Telling, telling

_ANNOUNCING = frozenset(("content-length", "transfer-encoding"))
_WITH_BODY = ("POST", "PUT", "PATCH", "DELETE")
Fields = Sequence[tuple[bytes, bytes]]


class ClientLeft(Exception):
    """The client left before all of its request was here."""


class Head:
    """The headers of a request. They are read once where they come again, as those of one connection do.

    :ivar headers: as they came, with names in lower case
    :ivar telling: those that an answer depends on; None where it may be somebody's own
    :ivar announces_body: whether a body may follow
    """

    __slots__ = ("_by_name", "announces_body", "headers", "telling")

    def __init__(self, fields: Fields) -> None:
        self.headers = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in fields]
        self.telling: Telling | None = telling(self.headers)
        self._by_name: dict[str, str] = {}
        for name, value in self.headers:
            before = self._by_name.get(name)
            self._by_name[name] = value if before is None else f"{before},{value}"
        self.announces_body = not _ANNOUNCING.isdisjoint(self._by_name)

    def header(self, name: str) -> str | None:
        """Return the header of that name, which is in lower case; several are one, joined, as the application has it.

        Else what is known by the first could be decided by the second: who asks, or for which host an answer is kept.
        """
        return self._by_name.get(name)


class Incoming(NamedTuple):
    """A request without its body. All octets stand for themselves, as in WSGI (``latin-1``).

    :param path: with its escapes resolved
    :param query_string: as it came
    :param peer: the address at the other end of the connection
    :param server: the address and the port of this end
    :param begun: when it came, by :func:`time.perf_counter`
    """

    method: str
    scheme: str
    path: str
    query_string: str
    http_version: str
    head: Head
    peer: str
    server: tuple[str, int]
    begun: float

    @classmethod
    def of(cls, scope: Any, raw_path: bytes, query_string: bytes, head: Head, begun: float) -> "Incoming":
        """Read what ASGI calls the scope of a request."""
        client, server = scope["client"], scope["server"]
        return cls(
            scope["method"],
            scope["scheme"],
            (unquote_to_bytes(raw_path) if b"%" in raw_path else raw_path).decode("latin-1"),
            query_string.decode("latin-1"),
            scope["http_version"],
            head,
            client[0] if client else "",
            (server[0], server[1] or 0) if server else ("", 0),
            begun,
        )

    @property
    def host(self) -> str:
        """What the client calls this server; nothing where it does not say."""
        return self.head.header("host") or ""


async def body_of(request: Incoming, receive: Any, most: int) -> bytes:
    """Read the body, but no more than is needed to see that it has more than ``most`` bytes.

    :raises ClientLeft: there will be no more of it
    """
    if request.method not in _WITH_BODY:
        return b""
    body = bytearray()
    more = True
    while more and len(body) <= most:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientLeft
        body += message.get("body", b"")
        more = message.get("more_body", False)
    return bytes(body[: most + 1])


async def left(receive: Any) -> None:
    """Wait until the client has left; what it still sends is not looked at."""
    while (await receive())["type"] != "http.disconnect":
        pass
