"""What sees every request: how often its address asks, what is counted of it and what is logged.

The application asks it, and so does the gateway for an answer that never comes to the application.
"""

import re
import secrets
import time

from flask import Flask, Response, g, request
from werkzeug.middleware.proxy_fix import ProxyFix

from miliary.settings import Settings
from miliary.web.logs import RequestLog, Seen, explain_failures
from miliary.web.metrics import count
from miliary.web.rates import Rates

HEADER = "X-Request-ID"
COUNTED = "miliary.counted"
"""The place in a request's environment of the moment at which the gateway counted it."""

_GIVEN = re.compile(r"[A-Za-z0-9._-]{1,64}", re.ASCII)


class Observer:
    """Sees the requests of one process."""

    def __init__(self, settings: Settings) -> None:
        self.rates = Rates(settings)
        self._log = RequestLog(settings)

    def see(self, seen: Seen, *, kept: bool = False) -> None:
        """Count and log a request that was answered, ``kept`` when with an answer that had been made before."""
        count(seen, kept=kept)
        self._log.write(seen)


def register(app: Flask, settings: Settings, observer: Observer) -> None:
    """Let ``observer`` see what ``app`` answers; behind proxies, take the client's address from what they say."""
    if settings.proxies:
        number = settings.proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=number, x_proto=number, x_host=number)  # type: ignore[method-assign]

    def begin() -> None:
        counted = request.environ.get(COUNTED)
        g.begun = counted or time.perf_counter()
        g.request_id = identifier(request.headers.get(HEADER, ""))
        if not counted:
            observer.rates.count(request.path, request.remote_addr or "")

    def end(response: Response) -> Response:
        response.headers[HEADER] = g.request_id
        observer.see(_seen(response))
        return response

    explain_failures(app.logger, settings, lambda: g.get("request_id", ""))
    app.before_request(begin)
    app.after_request(end)


def identifier(given: str) -> str:
    """Return what a request is called in log and response: what its client calls it, if that can stand in a line."""
    return given if _GIVEN.fullmatch(given) else secrets.token_hex(16)


def route() -> str:
    """Return the pattern of the current request's route; nothing where there is none."""
    return request.url_rule.rule if request.url_rule else ""


def _seen(response: Response) -> Seen:
    return Seen(
        id=g.request_id,
        method=request.method,
        route=route(),
        status=response.status_code,
        seconds=time.perf_counter() - g.begun,
        size=response.content_length or 0,
        address=request.remote_addr or "",
        query=request.query_string.decode("utf-8", "backslashreplace"),
    )
