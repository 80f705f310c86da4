"""One line a request on standard error, as text or as JSON: what was asked for and how it went.

A case stands in query strings and bodies: no body is ever logged, a query string only where the operator asks for it.
"""

import json
import logging
import sys
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import NamedTuple

from miliary.settings import Settings

_LOGGER = "miliary.requests"
_QUOTED = ("query", "route")


class Seen(NamedTuple):
    """A request that was answered; ``route`` is its pattern, with the parts that vary named and not filled in."""

    id: str
    method: str
    route: str
    status: int
    seconds: float
    size: int
    address: str
    query: str


class RequestLog:
    """Writes a line for each request, if the settings want it."""

    def __init__(self, settings: Settings) -> None:
        self._logger = None if settings.log == "off" else _logger()
        self._line = _as_json if settings.log == "json" else _as_text
        self._details = settings.log_details

    def write(self, seen: Seen) -> None:
        """Log ``seen``."""
        if self._logger is not None:
            self._logger.info(self._line(self._record(seen)))

    def _record(self, seen: Seen) -> dict[str, object]:
        record: dict[str, object] = {
            "time": datetime.now(UTC).isoformat(timespec="milliseconds"),
            "id": seen.id,
            "method": seen.method,
            "route": seen.route,
            "status": seen.status,
            "milliseconds": round(seen.seconds * 1000, 1),
            "bytes": seen.size,
        }
        if self._details != "none":
            record["address"] = seen.address
        if self._details == "all":
            record["query"] = seen.query
        return record


class _Failure(logging.Formatter):
    """Writes a failure of ours with the traceback and the identifier by which the client knows the request."""

    def __init__(self, *, as_json: bool, identify: Callable[[], str]) -> None:
        super().__init__()
        self._as_json = as_json
        self._identify = identify

    def format(self, record: logging.LogRecord) -> str:
        told: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "id": self._identify(),
            "level": record.levelname,
            "message": record.getMessage(),
        }
        traceback = self.formatException(record.exc_info) if record.exc_info else ""
        if self._as_json:
            return json.dumps(told | ({"traceback": traceback} if traceback else {}))
        return "\n".join([" ".join(map(str, told.values())), *([traceback] if traceback else [])])


def explain_failures(logger: logging.Logger, settings: Settings, identify: Callable[[], str]) -> None:
    """Let ``logger`` write on standard error as requests are logged; failures are told also where requests are not.

    :param identify: returns the identifier of the current request
    """
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Failure(as_json=settings.log == "json", identify=identify))
    logger.handlers[:] = [handler]


def _as_json(record: Mapping[str, object]) -> str:
    return json.dumps(record)


def _as_text(record: Mapping[str, object]) -> str:
    return " ".join(f"{name}={json.dumps(value)}" if name in _QUOTED else str(value) for name, value in record.items())


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
