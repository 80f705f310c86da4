"""Eight queries that would never end, or fill the memory, and a service in a process of its own to send them to."""

import http.client
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlencode

from tests.conftest import REPOSITORY

_NUMBERS = " ".join(map(str, range(20_000)))
KILLERS = {
    "cross product": "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "path upon path": "SELECT (COUNT(*) AS ?n) { ?a (!<x:x>)*/(!<x:x>)* ?b }",
    "path in NOT EXISTS": (
        "SELECT (COUNT(*) AS ?n) { ?a ?p ?b FILTER NOT EXISTS { ?a (!<x:x>)+ ?c . ?c (!<x:x>)+/<x:none> ?d } }"
    ),
    "ORDER BY over everything": "SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?f ?c",
    "huge VALUES": f"SELECT (COUNT(*) AS ?n) {{ VALUES ?a {{ {_NUMBERS} }} VALUES ?b {{ {_NUMBERS} }} ?c ?d ?e }}",
    "nested OPTIONAL": (
        "SELECT (COUNT(*) AS ?n) { ?a ?b ?c OPTIONAL { ?d ?e ?f OPTIONAL { ?g ?h ?i OPTIONAL { ?j ?k ?l } } } }"
    ),
    "group_concat": (
        'SELECT (GROUP_CONCAT(CONCAT(STR(?b), STR(?e)); separator="xxxxxxxxxxxxxxxx") AS ?all) { ?a ?b ?c . ?d ?e ?f }'
    ),
    "CONSTRUCT": "CONSTRUCT { ?a ?e ?c } WHERE { ?a ?b ?c . ?d ?e ?f FILTER (?b = ?e && ?a = ?f) }",
}


@dataclass(frozen=True)
class Served:
    """A running service: its main process and where it answers."""

    process: "subprocess.Popen[str]"
    host: str
    port: int

    def connect(self, timeout: float = 30) -> http.client.HTTPConnection:
        return http.client.HTTPConnection(self.host, self.port, timeout=timeout)

    def get(self, path: str) -> tuple[int, bytes]:
        return self._answer("GET", path)

    def ask(self, query: str) -> tuple[int, bytes]:
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        return self._answer("POST", "/sparql", urlencode({"query": query}), form)

    def _answer(
        self, method: str, path: str, body: str | None = None, headers: dict[str, str] | None = None
    ) -> tuple[int, bytes]:
        connection = self.connect()
        try:
            connection.request(method, path, body, headers or {})
            response = connection.getresponse()
            return response.status, response.read()
        finally:
            connection.close()


@contextmanager
def served(knowledge: Path, data: Path, *options: str, **settings: int | str) -> Iterator[Served]:
    """Run ``miliary serve`` on what is published in ``data``; settings by their names: ``query_seconds=1``.

    The checkout's own knowledge is there without being named; a folder that is named would be one for editors.
    """
    given = {f"MILIARY_{name.upper()}": str(value) for name, value in settings.items()}
    if knowledge != REPOSITORY:
        given["MILIARY_KNOWLEDGE"] = str(knowledge)
    inherited = {name: value for name, value in os.environ.items() if name != "MILIARY_KNOWLEDGE"}
    environment = {**inherited, "MILIARY_DATA": str(data), "PORT": "0", **given}
    command = [sys.executable, "-m", "miliary", "serve", *options]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            found = next(filter(None, (re.search(r"http://([^/:]+):(\d+)/", line) for line in process.stdout)))
            service = Served(process, found[1], int(found[2]))
            _wait(service)
            yield service
        finally:
            process.terminate()


@contextmanager
def served_apart(knowledge: Path, data: Path, *options: str, **settings: int | str) -> Iterator[Served]:
    """Run it on a copy of ``data``: of two services on one data folder the second is refused."""
    with TemporaryDirectory() as place:
        own = Path(place) / "data"
        shutil.copytree(data, own)
        with served(knowledge, own, *options, **settings) as service:
            yield service


def _wait(service: Served) -> None:
    for _ in range(300):
        try:
            if service.get("/health/live")[0] == 200:
                return
        except OSError:
            time.sleep(0.05)
    raise TimeoutError("the service does not answer")
