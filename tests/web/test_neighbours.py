"""How much others notice of one who sends killers without a pause; timing, so alone and by ``make test-long``."""

import http.client
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import pytest

from miliary.composition import Service
from tests.web.killers import KILLERS, Served, served_apart

pytestmark = pytest.mark.alone

SELECT = "SELECT ?d { ?d <https://w3id.org/miliary/differentialOf> <https://w3id.org/miliary/MiliaryEnhancement> }"
COUNT = SELECT.replace("?d {", "(COUNT(?d) AS ?n) {", 1)
OTHERS = {
    "differential": "/api/v1/differential?present=mil:PonsLesion&present=mil:LeptomeningealEnhancement&age={n}",
    "small SELECT": f"/sparql?query={quote(SELECT)}&n={{n}}",
    "small SELECT in a process": f"/sparql?query={quote(COUNT)}&n={{n}}",
    "health": "/health/ready",
}
REQUESTS = 400
SECONDS_TO_SAY_SO = 0.1


def p99(connection: http.client.HTTPConnection, path: str) -> float:
    times = []
    for number in range(REQUESTS):
        begun = time.perf_counter()
        # Never twice the same address, so that no cache answers.
        connection.request("GET", path.replace("{n}", str(20 + number / 10)))
        response = connection.getresponse()
        response.read()
        times.append(time.perf_counter() - begun)
        assert response.status == 200
        time.sleep(0.002)
    return sorted(times)[REQUESTS * 99 // 100]


@contextmanager
def killing(service: Served) -> Iterator[list[int]]:
    statuses: list[int] = []
    over = threading.Event()

    def kill() -> None:
        while not over.is_set():
            for query in KILLERS.values():
                statuses.append(service.ask(query)[0])
                if over.is_set():
                    return

    thread = threading.Thread(target=kill)
    thread.start()
    yield statuses
    over.set()
    thread.join()


@contextmanager
def killing_at_once(service: Served) -> Iterator[list[int]]:
    statuses: list[int] = []
    over = threading.Event()

    def kill(query: str) -> None:
        while not over.is_set():
            statuses.append(service.ask(query)[0])

    with ThreadPoolExecutor(len(KILLERS)) as threads:
        for query in KILLERS.values():
            threads.submit(kill, query)
        yield statuses
        over.set()


@pytest.mark.long
def test_the_question_whether_it_is_alive_is_answered_at_once_beside_eight_killers(
    published: Service, repository: Path
) -> None:
    limits = {"query_seconds": 2, "query_memory": 512_000_000, "query_workers": len(KILLERS)}
    with served_apart(repository, published.settings.data, **limits) as service:
        connection = service.connect()
        alone = p99(connection, "/health/live")
        with killing_at_once(service) as statuses:
            time.sleep(1)
            beside = p99(connection, "/health/live")
        connection.close()
    print(f"alive: p99 alone {alone * 1000:.1f} ms, beside eight killers {beside * 1000:.1f} ms")
    assert set(statuses) <= {503, 413}
    assert len(statuses) > len(KILLERS)
    assert beside < SECONDS_TO_SAY_SO


@pytest.mark.long
def test_killers_at_most_double_what_others_wait(published: Service, repository: Path) -> None:
    with served_apart(repository, published.settings.data, query_seconds=2) as service:
        connection = service.connect()
        for path in OTHERS.values():
            p99(connection, path)
        alone = {name: p99(connection, path) for name, path in OTHERS.items()}
        with killing(service) as statuses:
            beside = {name: p99(connection, path) for name, path in OTHERS.items()}
        connection.close()
    for name in OTHERS:
        print(f"{name}: p99 alone {alone[name] * 1000:.1f} ms, beside killers {beside[name] * 1000:.1f} ms")
    assert set(statuses) <= {503, 413}
    assert len(statuses) >= 2
    assert all(beside[name] <= 2 * alone[name] for name in OTHERS), (alone, beside)
