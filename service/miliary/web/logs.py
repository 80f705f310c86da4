"""One line a request on standard error, as text or as JSON: what was asked for and how it went.

A case stands in query strings and bodies: no body is ever logged, a query string only where the operator asks for it.
"""

import json
import logging
import re
import sys
import time
import uuid
from datetime import UTC, datetime

from flask import Flask, Response, g, request

from miliary.settings import Settings

HEADER = "X-Request-ID"
_GIVEN = re.compile(r"[A-Za-z0-9._-]{1,64}", re.ASCII)
_LOGGER = "miliary.requests"


def register(app: Flask, settings: Settings) -> None:
    """Give every request an identifier, which the response tells too, and log it once it is answered."""
    logger = _logger() if settings.log != "off" else None
    write = _as_json if settings.log == "json" else _as_text

    def begin() -> None:
        given = request.headers.get(HEADER, "")
        g.request_id = given if _GIVEN.fullmatch(given) else uuid.uuid4().hex
        g.begun = time.perf_counter()

    def end(response: Response) -> Response:
        response.headers[HEADER] = g.request_id
        if logger is not None:
            logger.info(write(_record(response, settings.log_details)))
        return response

    app.before_request(begin)
    app.after_request(end)


def route() -> str:
    """Return the route of the current request with its parts named, not filled in; nothing where there is none."""
    return request.url_rule.rule if request.url_rule else ""


def _record(response: Response, details: str) -> dict[str, object]:
    record: dict[str, object] = {
        "time": datetime.now(UTC).isoformat(timespec="milliseconds"),
        "id": g.request_id,
        "method": request.method,
        "route": route(),
        "status": response.status_code,
        "milliseconds": round((time.perf_counter() - g.begun) * 1000, 1),
        "bytes": response.content_length,
    }
    if details != "none":
        record["address"] = request.remote_addr
    if details == "all":
        record["query"] = request.query_string.decode("utf-8", "backslashreplace")
    return record


def _as_json(record: dict[str, object]) -> str:
    return json.dumps(record)


def _as_text(record: dict[str, object]) -> str:
    fields = [
        f"{name}={json.dumps(value)}" if name in ("query", "route") else str(value) for name, value in record.items()
    ]
    return " ".join(fields)


def _logger() -> logging.Logger:
    """A logger of its own lines: what the application's own logger is told to leave out must not silence it."""
    logger = logging.getLogger(_LOGGER)
    logger.setLevel(logging.INFO)
    logger.propagate = False
    if not logger.handlers:
        handler = logging.StreamHandler(sys.stderr)
        handler.setFormatter(logging.Formatter("%(message)s"))
        logger.addHandler(handler)
    return logger
