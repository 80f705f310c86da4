"""A service that is started again when it ends, clients, an editor who publishes, and kill -9 of whoever it may be."""

import http.client
import json
import os
import random
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from urllib.parse import quote, urlencode

from miliary.curation.accounts import Role
from miliary.curation.audit import Origin
from miliary.curation.office import Office
from miliary.curation.tokens import Scope
from miliary.vocabulary import SKOS
from tests.curation.killing import CLIENTS, names
from tests.processes import answering, descendants_of, web_workers_of
from tests.web.editors import NAMES, PASSWORD, settle

HOST = "127.0.0.1"
SECONDS_BEFORE_RESTART = 0.1  # systemd's own RestartSec
PAUSE = 0.05
SECONDS_TO_BE_WHOLE = 120  # a machine may be busy; how long it took is told
ERRORS = "errors.txt"
LABELS = quote(f"SELECT ?label (COUNT(?term) AS ?n) {{ ?term <{SKOS}altLabel> ?label }} GROUP BY ?label")
QUESTIONS = ("/api/v1/differential?present=mil:Finding11", f"/sparql?query={LABELS}", "/term/Disease1.ttl")


class Victim(StrEnum):
    """Which process of the service is killed."""

    MASTER = "master"
    WEB_WORKER = "web worker"
    QUERY_WORKER = "query worker"
    WRITER = "writer"


@dataclass(frozen=True)
class Told:
    """What became of one question: when it was asked and answered, and its status; None where no answer came whole."""

    sent: float
    ended: float
    status: int | None
    body: bytes = field(default=b"", repr=False)


@dataclass
class Supervisor:
    """``miliary serve`` on a port of its own, started again when it ends, as systemd would."""

    knowledge: Path
    data: Path
    port: int
    settings: Mapping[str, int] = field(default_factory=dict)
    starts: int = 0

    @contextmanager
    def running(self) -> Iterator[None]:
        """Keep the service running."""
        self._enough, self._process = threading.Event(), self._start()
        keeper = threading.Thread(target=self._keep)
        keeper.start()
        try:
            wait_until(lambda: self.ask(QUESTIONS[1]).status == 200, 60)
            yield
        finally:
            self._enough.set()
            self._process.terminate()
            keeper.join()

    @property
    def master(self) -> int:
        """The process that was started last."""
        return self._process.pid

    def ask(self, path: str) -> Told:
        """Ask one thing on a connection of its own."""
        sent = time.monotonic()
        connection = http.client.HTTPConnection(HOST, self.port, timeout=20)
        try:
            connection.request("GET", path)
            response = connection.getresponse()
            body = response.read()
        except (OSError, http.client.HTTPException):
            return Told(sent, time.monotonic(), None)
        finally:
            connection.close()
        return Told(sent, time.monotonic(), response.status, body)

    def _start(self) -> "subprocess.Popen[bytes]":
        self.starts += 1
        own = {"MILIARY_KNOWLEDGE": self.knowledge, "MILIARY_DATA": self.data, "PORT": self.port, "MILIARY_LOG": "off"}
        given = {f"MILIARY_{name.upper()}": value for name, value in self.settings.items()}
        environment = os.environ | {name: str(value) for name, value in (own | given).items()}
        with (self.data / ERRORS).open("ab") as errors:
            return subprocess.Popen(
                [sys.executable, "-m", "miliary", "serve", "--workers", "2"],
                env=environment,
                stdout=subprocess.DEVNULL,
                stderr=errors,
            )

    def _keep(self) -> None:
        while True:
            self._process.wait()
            if self._enough.wait(SECONDS_BEFORE_RESTART):
                return
            self._process = self._start()


class Editing:
    """Somebody who proposes with a script and somebody who agrees at a browser, one change after the other."""

    def __init__(self, service: Supervisor) -> None:
        office = Office.open(service.data)
        settle(office)
        editor = office.accounts.find(NAMES[Role.EDITOR])
        _, self._token = office.tokens.issue(editor.id, "faults", {Scope.PROPOSE}, 1, Origin(editor.id))
        self._service = service
        self._cookie = ""
        self.acknowledged: list[str] = []
        self.refused: list[str] = []
        self.publishing: int | None = None
        """The port from which a publication is under way."""

    def work(self, enough: threading.Event) -> None:
        """Publish until it is enough; what was cut off is not tried again."""
        number = 0
        while not enough.is_set():
            number += 1
            try:
                if self._publish(f"label-{number}", number % CLIENTS):
                    self.acknowledged.append(f"label-{number}")
            except (OSError, http.client.HTTPException):
                time.sleep(0.05)
            except LookupError as error:  # another page than the one that was asked for
                self.refused.append(str(error))

    def _publish(self, label: str, client: int) -> bool:
        additions = " ".join(f'{name} skos:altLabel "{label}"@en .' for name in names(client))
        body = json.dumps({"reason": "why", "additions": additions, "submit": True})
        status, answer = self._send(
            "/api/v1/proposals", body, {"Authorization": f"Bearer {self._token}", "Content-Type": "application/json"}
        )
        if status != 201:
            self.refused.append(f"{status} {answer[:300]}")
            return False
        number = json.loads(answer)["id"]
        status, page = self._send(f"/proposals/{number}")
        if status != 200:
            self._log_in()
            status, page = self._send(f"/proposals/{number}")
        form = {"csrf_token": _hidden(page, "csrf_token"), "revision": _hidden(page, "revision"), "text": ""}
        status, page = self._send(f"/proposals/{number}/approve", urlencode(form), publishes=True)
        if status != 303:
            self.refused.append(f"{status} {page[:3000]}")
        return status == 303

    def _log_in(self) -> None:
        _, page = self._send("/login")
        form = {"csrf_token": _hidden(page, "csrf_token"), "name": NAMES[Role.REVIEWER], "password": PASSWORD}
        self._send("/login", urlencode(form))

    def _send(
        self, path: str, body: str | None = None, headers: dict[str, str] | None = None, *, publishes: bool = False
    ) -> tuple[int, str]:
        connection = http.client.HTTPConnection(HOST, self._service.port, timeout=60)
        try:
            connection.connect()
            if publishes:
                self.publishing = connection.sock.getsockname()[1]
            given = headers or {"Cookie": self._cookie, "Content-Type": "application/x-www-form-urlencoded"}
            connection.request("GET" if body is None else "POST", path, body, {"Accept": "*/*", **given})
            response = connection.getresponse()
            if cookie := response.headers.get("Set-Cookie"):
                self._cookie = cookie.partition(";")[0]
            return response.status, response.read().decode()
        finally:
            self.publishing = None
            connection.close()


@dataclass(frozen=True)
class Kill:
    """Who was killed and when, when the first question was answered again, and when all was as before."""

    victim: Victim
    at: float
    answered: float
    whole: float


def kill(victim: Victim, service: Supervisor, editing: Editing, chance: random.Random) -> Kill:
    """Kill one process of the service, and wait until it is as it was before."""
    number = _chosen(victim, service, editing, chance)
    starts, at = service.starts, time.monotonic()
    os.kill(number, signal.SIGKILL)
    wait_until(lambda: service.ask(QUESTIONS[0]).status == 200 and (victim != Victim.MASTER or service.starts > starts))
    answered = time.monotonic()
    wait_until(lambda: _is_whole(service, number) and service.ask(QUESTIONS[1]).status == 200, SECONDS_TO_BE_WHOLE)
    return Kill(victim, at, answered, time.monotonic())


def _chosen(victim: Victim, service: Supervisor, editing: Editing, chance: random.Random) -> int:
    if victim is Victim.MASTER:
        return service.master
    if victim is Victim.WEB_WORKER:
        return chance.choice(web_workers_of(service.master))
    deadline = time.monotonic() + SECONDS_TO_BE_WHOLE
    while time.monotonic() < deadline:
        workers = web_workers_of(service.master)
        if victim is Victim.QUERY_WORKER:
            found = [each for worker in workers for each in descendants_of(worker)]
            if found:
                return chance.choice(found)
        elif (port := editing.publishing) is not None:
            time.sleep(chance.uniform(0, 0.3))
            if editing.publishing == port and (writer := answering(port, workers)) is not None:
                return writer
        time.sleep(0.01)
    raise TimeoutError(f"no {victim} to be killed; refused: {editing.refused}")


def _is_whole(service: Supervisor, killed: int) -> bool:
    workers = web_workers_of(service.master)
    return len(workers) == 2 and killed not in workers


def keep_asking(service: Supervisor, first: int, enough: threading.Event) -> list[Told]:
    """Ask one thing after the other; where nothing answers, again after a moment."""
    told, number = [], first
    while not enough.is_set():
        number += 1
        told.append(service.ask(QUESTIONS[number % len(QUESTIONS)]))
        time.sleep(PAUSE)
    return told


def wait_until(true: Callable[[], bool], seconds: float = 30) -> None:
    """Look again and again.

    :raises TimeoutError: it did not come true
    """
    deadline = time.monotonic() + seconds
    while not true():
        if time.monotonic() > deadline:
            raise TimeoutError
        time.sleep(0.02)


def _hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]+)"', page)
    if found is None:
        raise LookupError(f"no {name} on the page: {page[:3000]}")
    return found[1]
