"""Stopping and starting again while clients ask: whoever was heard is answered in full, whoever was not is refused."""

import http.client
import json
import os
import re
import shutil
import signal
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import pytest

from miliary.composition import Service
from tests.processes import web_workers_of
from tests.web.killers import Served, served

pytestmark = pytest.mark.alone

CLIENTS = 8
ROWS = quote("SELECT * { ?a ?b ?c } LIMIT 5000")
ADDRESSES = [
    "/api/v1/differential?present=mil:PonsLesion&age={number}",
    f"/sparql?query={ROWS}%23{{number}}",
    "/term/Clippers.ttl?{number}",
    "/?present=mil:PonsLesion&age={number}",
]
# On its way to the service a request is not yet heard.
ON_THE_WAY = 0.2


@dataclass(frozen=True)
class Told:
    """What became of one request: its status and whether the body came whole, or nothing of an answer at all."""

    sent: float
    ended: float
    status: int | None
    whole: bool


def ask(service: Served, path: str) -> Told:
    sent = time.monotonic()
    connection = service.connect()
    status = None
    try:
        connection.request("GET", path)
        response = connection.getresponse()
        status = response.status
        body = response.read()
    except (OSError, http.client.HTTPException):
        return Told(sent, time.monotonic(), status, whole=False)
    finally:
        connection.close()
    return Told(sent, time.monotonic(), status, len(body) == int(response.headers["Content-Length"]))


def keep_asking(service: Served, number: int, enough: threading.Event) -> list[Told]:
    """Ask one thing after the other, until one was not answered or it is enough."""
    told: list[Told] = []
    while not enough.is_set() and (not told or told[-1].status is not None):
        number += 1
        told.append(ask(service, ADDRESSES[number % len(ADDRESSES)].format(number=number % 90)))
    return told


def test_a_restart_under_load_cuts_no_answer_and_loses_none(published: Service, repository: Path) -> None:
    enough = threading.Event()
    with (
        served(repository, published.settings.data, "--workers", "2") as service,
        ThreadPoolExecutor(CLIENTS) as threads,
    ):
        clients = [threads.submit(keep_asking, service, 7 * each, enough) for each in range(CLIENTS)]
        time.sleep(1)
        stopped = time.monotonic()
        service.process.send_signal(signal.SIGTERM)
        assert service.process.wait(20) == 0
        enough.set()
        told = [each for client in clients for each in client.result()]
    with served(repository, published.settings.data, "--workers", "2") as again:
        assert ask(again, ADDRESSES[0].format(number=1)).whole
    answered = [each for each in told if each.status is not None]
    assert [each for each in answered if each.status != 200 or not each.whole] == []
    assert [each for each in told if each.sent < stopped - ON_THE_WAY and each.status is None] == []
    assert [each for each in answered if each.sent < stopped < each.ended] != []


@pytest.fixture
def data(published: Service, tmp_path: Path) -> Path:
    """A data folder of the test's own with the published version, in which another may appear."""
    folder = tmp_path / "data"
    shutil.copytree(published.settings.data, folder)
    return folder


def publish_again(data: Path, version: str) -> str:
    """Let the same store appear under another name, as a publication does: the folder first, then the pointer."""
    following = f"{version}.next"
    shutil.copytree(data / "versions" / version, data / "versions" / following)
    (data / "next").write_text(following, encoding="utf-8")
    (data / "next").replace(data / "current")
    return following


def test_a_running_service_moves_to_the_next_version_and_no_answer_is_lost(
    published: Service, data: Path, repository: Path
) -> None:
    enough = threading.Event()
    with served(repository, data, "--workers", "2") as service, ThreadPoolExecutor(2) as threads:
        clients = [threads.submit(keep_asking, service, each, enough) for each in range(2)]
        try:
            following = publish_again(data, published.version)
            assert until(lambda: versions_told(service) == {following})
        finally:
            enough.set()
        told = [each for client in clients for each in client.result()]
    assert told != []
    assert [each for each in told if each.status != 200 or not each.whole] == []


def versions_told(service: Served) -> set[str]:
    """Which versions answer, asked often enough to meet both processes."""
    return {json.loads(service.get("/health/ready")[1])["version"] for _ in range(10)}


def counted(service: Served, pattern: str) -> float:
    text = service.get("/metrics")[1].decode()
    return sum(float(each) for each in re.findall(rf"^{pattern} (\S+)$", text, re.MULTILINE))


def until(true: Callable[[], bool], seconds: float = 30) -> bool:
    deadline = time.monotonic() + seconds
    while not true() and time.monotonic() < deadline:
        time.sleep(0.1)
    return true()


def test_several_processes_are_counted_as_one_and_a_dead_one_no_more(published: Service, repository: Path) -> None:
    answered = r'miliary_requests_total{[^}]*route="/term/<path:name>"[^}]*}'
    processes = r'miliary_query_workers{state="\w+"}'
    with served(repository, published.settings.data, "--workers", "2") as service:
        for number in range(10):
            assert service.get(f"/term/Clippers?{number % 2}")[0] == 200
        assert until(lambda: counted(service, answered) == 10)
        assert counted(service, r'miliary_kept_answers_total{route="/term/<path:name>"}') >= 6
        assert until(lambda: counted(service, processes) == 2)
        first = web_workers_of(service.process.pid)[0]
        os.kill(first, signal.SIGKILL)
        assert until(
            lambda: first not in web_workers_of(service.process.pid) and len(web_workers_of(service.process.pid)) == 2
        )
        assert until(lambda: counted(service, processes) == 2)
        time.sleep(1.5)
        assert counted(service, processes) == 2
        assert counted(service, answered) == 10
