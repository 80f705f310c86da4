"""A request told in WSGI's words, and what a WSGI application answers."""

import io
import sys
from collections.abc import Callable, Iterable
from typing import Any, TypeAlias

from miliary.web.incoming import Incoming

Environ: TypeAlias = dict[str, Any]
Headers: TypeAlias = list[tuple[str, str]]
Answer: TypeAlias = tuple[int, Headers, bytes]
Application: TypeAlias = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]

_WITHOUT_HTTP = ("CONTENT_TYPE", "CONTENT_LENGTH")


def environ_of(request: Incoming, body: bytes) -> Environ:
    """Say in WSGI's words what was asked; a header with an underscore could pose as another."""
    name, port = request.server
    environ: Environ = {
        "REQUEST_METHOD": request.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": request.path,
        "QUERY_STRING": request.query_string,
        "SERVER_NAME": name,
        "SERVER_PORT": str(port),
        "SERVER_PROTOCOL": f"HTTP/{request.http_version}",
        "REMOTE_ADDR": request.peer,
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": request.scheme,
        "wsgi.input": io.BytesIO(body),
        "wsgi.input_terminated": True,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    for header, value in request.head.headers:
        if "_" not in header:
            _add(environ, header.upper().replace("-", "_"), value)
    return environ


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
