"""The services of a load test, as processes: ours over a published version or over a bare graph, and oxigraph's."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import flask
from flask import Response, json, request

from miliary.cli.serve import Address
from miliary.cli.workers import Workers
from miliary.composition import Service, strangers
from miliary.consultation.care import Care
from miliary.differential.case import Case, read
from miliary.differential.compatibility import differentiate
from miliary.differential.firm import Firm
from miliary.index.archive import reopen
from miliary.queries import Catalogue
from miliary.settings import Settings
from miliary.store import EmbeddedStore
from miliary.terms import TermIndex
from miliary.web import create_app
from miliary.web.connection import Server, configured
from miliary.web.edition import Edition, look_ups_in
from miliary.web.gateway import SECONDS_TO_FINISH, Gateway
from miliary.web.kept import KeptAnswers
from miliary.web.observing import Observer
from tests.benchmarks.sparql import free_port

REPOSITORY = Path(__file__).resolve().parent.parent.parent
FOLDER = "MILIARY_BENCHMARK"
"""The environment variable that names the folder of a bare graph: a store at ``versions/hpo`` and ``index``."""
SHOWN = 20
START_WITHIN = 60


def create_gateway() -> Gateway:
    """Our gateway over a bare graph: the SPARQL endpoint, and ``/scores``, the differential without its explanation."""
    folder = Path(os.environ[FOLDER])
    settings = Settings(REPOSITORY, folder, log="off", kept_answers=0, query_queue=256)
    compiled = reopen(folder / "index")
    service = Service(
        settings=settings,
        version="hpo",
        store=EmbeddedStore.open_read_only(folder / "versions" / "hpo"),
        strangers=strangers(settings, "hpo"),
        catalogue=Catalogue(REPOSITORY / "queries"),
        compiled=compiled,
        firm=Firm(compiled),
        terms=TermIndex(()),
        citations={},
        care=Care(compiled.knowledge, {}),
    )
    observer = Observer(settings)
    app = create_app(service=service, observer=observer)
    flask.Flask.add_url_rule(app, "/scores", "scores", lambda: _scores(service))
    return Gateway(Edition(app, service, KeptAnswers(0), look_ups_in(service)), observer)


def _scores(service: Service) -> Response:
    """The first diseases with status and score, as ``oxigraph serve`` is asked for them."""
    case = Case(frozenset(request.args.getlist("present")), frozenset(request.args.getlist("absent")))
    first = differentiate(read(case, service.compiled.knowledge), service.compiled).first(SHOWN)
    rows = [{"disease": each.disease, "status": each.status, "score": each.tally.score} for each in first]
    return Response(json.dumps(rows), mimetype="application/json")


def serve_bare(port: int, workers: int) -> None:
    """Serve a bare graph on this machine until a signal comes, as ``miliary serve`` does the published one."""
    address = Address("127.0.0.1", port)
    Workers(_answer, [address.bound() for _ in range(workers)], 2 * SECONDS_TO_FINISH).run()


def _answer(bound: socket.socket) -> None:
    Server(configured(create_gateway(), SECONDS_TO_FINISH)).run(sockets=[bound])


@contextmanager
def ours(folder: Path, workers: int, *, bare: bool = False, **environment: str) -> Iterator[str]:
    """Serve the version in ``folder`` with so many processes, and give its address."""
    port = free_port()
    told = {**os.environ, "MILIARY_DATA": str(folder), "PORT": str(port), "MILIARY_LOG": "off", **environment}
    told.pop("PYTHONDONTWRITEBYTECODE", None)  # what is compiled once is found by later starts, as it is by any user's
    command = [sys.executable, "-m", "miliary", "serve", "--workers", str(workers)]
    if bare:
        told |= {FOLDER: str(folder), "PYTHONPATH": f"{REPOSITORY / 'service'}:{REPOSITORY}"}
        code = f"from tests.benchmarks.served import serve_bare; serve_bare({port}, {workers})"
        command = [sys.executable, "-c", code]
    with subprocess.Popen(command, env=told, stdout=subprocess.DEVNULL, cwd=REPOSITORY) as process:
        try:
            _wait(f"http://127.0.0.1:{port}/health/live")
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()


def _wait(address: str) -> None:
    until = time.monotonic() + START_WITHIN
    while time.monotonic() < until:
        try:
            urlopen(address, timeout=5).close()  # an address of this machine
        except URLError:
            time.sleep(0.01)
        else:
            return
    raise RuntimeError(f"{address} did not answer within {START_WITHIN} seconds")
