"""A request in RSGI's words, told in WSGI's, and what a WSGI application answers."""

import io
import sys
from collections.abc import Callable, Iterable
from typing import Any, TypeAlias

Environ: TypeAlias = dict[str, Any]
Headers: TypeAlias = list[tuple[str, str]]
Answer: TypeAlias = tuple[int, Headers, bytes]
Application: TypeAlias = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]

_WITHOUT_HTTP = ("CONTENT_TYPE", "CONTENT_LENGTH")


def environ_of(scope: Any, body: bytes) -> Environ:
    """Say in WSGI's words what was asked; a header with an underscore could pose as another."""
    name, _, port = scope.server.rpartition(":")
    environ: Environ = {
        "REQUEST_METHOD": scope.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": _octets(scope.path),
        "QUERY_STRING": _octets(scope.query_string),
        "SERVER_NAME": name,
        "SERVER_PORT": port,
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "REMOTE_ADDR": host_of(scope.client),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.scheme,
        "wsgi.input": io.BytesIO(body),
        "wsgi.input_terminated": True,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    if scope.authority:
        environ["HTTP_HOST"] = scope.authority
    for header, value in scope.headers.items():
        if "_" not in header:
            _add(environ, header.upper().replace("-", "_"), _octets(value))
    return environ


def host_of(client: str) -> str:
    """Return the address in what RSGI calls a client, without port and brackets."""
    return client.rpartition(":")[0].strip("[]")


def answer_of(application: Application, environ: Environ) -> Answer:
    """Ask ``application``, and return status, headers and the whole body."""
    begun: list[tuple[int, Headers]] = []

    def start(status: str, headers: Headers, _: object = None) -> None:
        begun.append((int(status.split(" ", 1)[0]), headers))

    parts = application(environ, start)
    try:
        content = b"".join(parts)
    finally:
        if hasattr(parts, "close"):
            parts.close()
    status, headers = begun[-1]
    return status, headers, content


def _add(environ: Environ, name: str, value: str) -> None:
    key = name if name in _WITHOUT_HTTP else f"HTTP_{name}"
    separator = "; " if name == "COOKIE" else ","
    environ[key] = f"{environ[key]}{separator}{value}" if key in environ else value


def _octets(text: str) -> str:
    """WSGI's way of having octets in a text."""
    return text.encode("utf-8", "surrogateescape").decode("latin-1")
