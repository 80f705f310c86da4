"""What an operator's Prometheus reads: requests by route and status, how long they took, why some had no answer.

Nothing here tells of a patient or of a query: a label is a route's pattern, a method, a status, a problem's name.
"""

import contextlib
import os
import threading
import time
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

from apiflask import APIBlueprint
from flask import Response, request
from prometheus_client import REGISTRY, CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead

from miliary import __version__
from miliary.composition import Service
from miliary.errors import NotFound
from miliary.web.logs import Seen
from miliary.web.opened import opened
from miliary.web.rates import is_local

metrics = APIBlueprint("metrics", __name__, tag="Operations")

_RESPONSES: dict[int | str, Any] = {
    200: {"description": "The counts.", "content": {"text/plain": {"schema": {"type": "string"}}}},
    404: {"description": "Whoever asks may not know."},
}

FOLDER = "PROMETHEUS_MULTIPROC_DIR"
"""The environment variable by which prometheus_client is told where several processes add up their counts."""

_SECONDS = (0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
REQUESTS = Counter("miliary_requests", "Requests answered.", ["method", "route", "status"])
DURATION = Histogram("miliary_request_seconds", "Seconds from request to answer.", ["route"], buckets=_SECONDS)
PROBLEMS = Counter("miliary_problems", "Requests refused or given up, by the name of the problem.", ["problem"])
VERSION = Gauge(
    "miliary_version",
    "1 for what answers, 0 for what answered before.",
    ["software", "knowledge"],
    multiprocess_mode="livemax",
)
WORKERS = Gauge("miliary_query_workers", "Processes that answer queries.", ["state"], multiprocess_mode="livesum")
WAITING = Gauge("miliary_queries_waiting", "Queries that wait for a process.", multiprocess_mode="livesum")
KEPT = Counter("miliary_kept_answers", "Answers that were given again from memory.", ["route"])
_VERSIONS: set[str] = set()
"""What answered in this process so far."""
_FORWARDED = ("X-Forwarded-For", "Forwarded")


class _Tally:
    """Counts requests of this process until they are written down, which takes longer than to answer some of them."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[str, str, int, bool], int] = {}
        self._lock = threading.Lock()

    def add(self, kind: tuple[str, str, int, bool]) -> None:
        """Count a request, known by its method, route, status and whether its answer had been made before."""
        with self._lock:
            self._numbers[kind] = self._numbers.get(kind, 0) + 1

    def write(self) -> None:
        """Write down what was counted since the last time."""
        with self._lock:
            numbers, self._numbers = self._numbers, {}
        for (method, route, status, kept), number in numbers.items():
            REQUESTS.labels(method, route, status).inc(number)
            if kept:
                KEPT.labels(route).inc(number)


_TALLY = _Tally()


def count(seen: Seen, *, kept: bool) -> None:
    """Count a request that was answered; ``kept`` when the answer is one that had been made before."""
    _TALLY.add((seen.method, seen.route, seen.status, kept))
    _duration(seen.route).observe(seen.seconds)


@lru_cache(maxsize=256)
def _duration(route: str) -> Histogram:
    """Find the histogram of a route, which prometheus_client takes longer to find than to move."""
    return DURATION.labels(route)


@metrics.get("/metrics")
@metrics.doc(
    summary="Counts for Prometheus",
    responses=_RESPONSES,
)
def counts() -> Response:
    """Tell the counts of all processes that serve, in Prometheus's text format.

    :raises NotFound: whoever asks may not know
    """
    if not _may_read(opened().settings.metrics):
        raise NotFound("There is nothing here for you: MILIARY_METRICS says who may read the metrics.")
    _note_state(opened())
    return Response(generate_latest(_registry()), content_type=CONTENT_TYPE_LATEST)


def note_problem(slug: str) -> None:
    """Count a request that was refused or given up."""
    PROBLEMS.labels(slug).inc()


def note_from_time_to_time(service: Callable[[], Service]) -> None:
    """Note the state of this process every second, for ever: any of several may be asked for the counts of all."""
    while True:
        _note_state(service())
        time.sleep(1)


def note_succession(service: Service) -> None:
    """Note that another version answers from now on."""
    for labels in _VERSIONS - {service.version}:
        VERSION.labels(__version__, labels).set(0)
    _note_state(service)


def _may_read(who: str) -> bool:
    """Whoever comes through a proxy is not local, although the proxy may be."""
    forwarded = any(name in request.headers for name in _FORWARDED)
    return who == "all" or (who == "local" and is_local(request.remote_addr or "") and not forwarded)


def _note_state(service: Service) -> None:
    _TALLY.write()
    _VERSIONS.add(service.version)
    VERSION.labels(__version__, service.version).set(1)
    state = service.strangers.state()
    WAITING.set(state["waiting"])
    WORKERS.labels("busy").set(state["busy"])
    WORKERS.labels("idle").set(state["workers"] - state["busy"])


def _registry() -> CollectorRegistry:
    if FOLDER not in os.environ:
        return REGISTRY
    _forget_the_dead(Path(os.environ[FOLDER]))
    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return registry


def _forget_the_dead(folder: Path) -> None:
    """Leave out the state of processes that have gone; what they counted stays counted."""
    for process in {int(file.stem.rpartition("_")[2]) for file in folder.glob("gauge_live*.db")}:
        try:
            os.kill(process, 0)
        except (ProcessLookupError, PermissionError):  # gone, or its number is now somebody else's
            with contextlib.suppress(FileNotFoundError):  # another process was asked at the same time
                mark_process_dead(process)  # type: ignore[no-untyped-call]
