"""One line a request on standard error, as text or as JSON: what was asked for and how it went.

A case stands in query strings and bodies: no body is ever logged, a query string only where the operator asks for it.
"""

import json
import logging
import sys
from collections.abc import Mapping
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
