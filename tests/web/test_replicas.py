"""Several services on one remote store behind a balancer: a publication and a death under load, and nobody notices."""

import json
import shutil
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import pytest
from pyoxigraph import Literal, NamedNode, Quad

from miliary.composition import Service
from miliary.store import EmbeddedStore, Server, read_address
from miliary.store.editions import Editions
from miliary.vocabulary import iri
from tests.store.servers import oxigraph
from tests.web.balancer import ask, balancer
from tests.web.killers import Served, served

pytestmark = pytest.mark.long

REPLICAS, CLIENTS, MARKED = 3, 4, 500
MARK = NamedNode(iri("writtenIn"))
MARKS = quote(f"SELECT ?version (COUNT(*) AS ?n) {{ ?thing {MARK} ?version }} GROUP BY ?version")
ADDRESSES = [
    "/api/v1/differential?present=mil:PonsLesion&age={number}",
    f"/sparql?query={MARKS}%23{{number}}",
    "/term/Clippers.ttl?{number}",
]


@dataclass(frozen=True)
class Told:
    """What one request was answered: the status, and the versions that the answer names."""

    ended: float
    status: int
    versions: frozenset[str]


def marked(service: Service, version: str) -> Iterator[Quad]:
    """The published knowledge as another version, which many triples name."""
    assert isinstance(service.store, EmbeddedStore)
    yield from service.store.quads()
    for number in range(MARKED):
        yield Quad(NamedNode(iri(f"thing-{number}")), MARK, Literal(version))


def furnish(folder: Path, service: Service, *versions: str) -> Path:
    """Make a replica's own data folder, with what is computed from a version, so that it need not compute it anew."""
    computed = service.settings.data / "snapshots" / service.version
    for version in versions:
        shutil.copytree(computed, folder / "snapshots" / version)
        index = folder / "snapshots" / version / "index.json"
        index.write_text(index.read_text().replace(f'"{service.version}"', f'"{version}"'))
    return folder


def keep_asking(address: tuple[str, int], number: int, enough: threading.Event) -> list[Told]:
    told = []
    while not enough.is_set():
        number += 1
        answer = ask(address, ADDRESSES[number % len(ADDRESSES)].format(number=number % 90))
        assert answer is not None
        told.append(Told(time.monotonic(), answer[0], named_in(*answer[1:])))
    return told


def named_in(body: bytes, kind: str) -> frozenset[str]:
    if "sparql-results+json" in kind:
        rows = json.loads(body)["results"]["bindings"]
        assert {row["n"]["value"] for row in rows} == {str(MARKED)}
        return frozenset(row["version"]["value"] for row in rows)
    return frozenset([json.loads(body)["version"]]) if "json" in kind else frozenset()


def ready(replica: Served) -> str:
    return str(json.loads(replica.get("/health/ready")[1])["version"])


def until_all(replicas: list[Served], version: str) -> bool:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and {ready(each) for each in replicas} != {version}:
        time.sleep(0.2)
    return {ready(each) for each in replicas} == {version}


def test_a_publication_and_a_death_under_load_are_not_noticed(
    published: Service, repository: Path, tmp_path: Path
) -> None:
    with ExitStack() as running:
        store = running.enter_context(oxigraph())
        server = read_address(store, tmp_path)
        assert isinstance(server, Server)
        editions = Editions(server, 60)
        editions.write("first", marked(published, "first"))
        replicas = [
            running.enter_context(
                served(repository, furnish(tmp_path / str(number), published, "first", "second"), store=store, rate=0)
            )
            for number in range(REPLICAS)
        ]
        assert {ready(each) for each in replicas} == {"first"}
        address = running.enter_context(balancer([(each.host, each.port) for each in replicas]))
        enough = threading.Event()
        with ThreadPoolExecutor(CLIENTS) as threads:
            clients = [threads.submit(keep_asking, address, 7 * each, enough) for each in range(CLIENTS)]
            time.sleep(1)
            editions.write("second", marked(published, "second"))
            moved = until_all(replicas, "second")
            all_moved = time.monotonic()
            time.sleep(1)
            replicas[0].process.kill()
            killed = time.monotonic()
            time.sleep(2)
            enough.set()
            told = [each for client in clients for each in client.result()]
    assert moved
    assert [each for each in told if each.status != 200] == []
    assert {each.versions for each in told} <= {frozenset(), frozenset(["first"]), frozenset(["second"])}
    assert {"first"} < set().union(*(each.versions for each in told))
    assert {"second"} >= set().union(*(each.versions for each in told if each.ended > all_moved + 1))
    assert len([each for each in told if each.ended > killed]) > CLIENTS
