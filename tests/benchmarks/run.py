"""``make bench``: ours, ``oxigraph serve`` and hpo3 side by side in one interleaved run; prints a Markdown table."""

import argparse
import gc
import json
import os
import platform
import signal
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

import numpy as np
from pyoxigraph import RdfFormat, parse

from miliary.differential.case import Case, read
from miliary.differential.compatibility import Differential, differentiate
from miliary.differential.compiled import Compiled
from miliary.differential.explanation import badges, coverage, reasons
from miliary.differential.weights import weigh
from miliary.index import compile_index, read_scale
from miliary.index.archive import reopen, save
from miliary.queries import Catalogue
from miliary.store import EmbeddedStore
from tests.benchmarks.cases import draw_cases
from tests.benchmarks.hpo import graph, read_annotations, read_terms
from tests.benchmarks.sparql import Server, question, scores, serve, weights_of
from tests.benchmarks.synthetic import Size, synthetic
from tests.benchmarks.tables import least, milliseconds, percentile, table, verdict

REPOSITORY = Path(__file__).resolve().parent.parent.parent
SHOWN = 20
_Value = TypeVar("_Value")
Times = dict[str, list[float]]
Row = tuple[str, str, str]


def main() -> None:
    """Run everything and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pyhpo", type=Path, required=True, help="the environment with the package pyhpo")
    parser.add_argument("--hpo3", type=Path, required=True, help="the Python that hpo3 is installed for")
    parser.add_argument("--oxigraph", type=Path, required=True, help="the oxigraph program")
    parser.add_argument("--cases", type=int, default=60)
    parser.add_argument("--rounds", type=int, default=4)
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("out of time"))  # so that the peers are stopped too
    with TemporaryDirectory() as place:
        folder = Path(place)
        print(f"Taken on {datetime.now(UTC):%Y-%m-%d}: {machine()}.\n")
        hpo = build_hpo(next(options.pyhpo.glob("**/pyhpo/data")), folder / "hpo")
        side_by_side(hpo, options, folder)
        del hpo
        gc.collect()
        build_synthetic(folder / "synthetic", options.cases, options.rounds)


def machine() -> str:
    """The size of this machine."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{os.cpu_count()} cores, {memory:.0f} GiB, Python {platform.python_version()}, NumPy {np.__version__}"


def timed(work: Callable[[], _Value]) -> tuple[_Value, float]:
    """What ``work`` returns, and the seconds it took."""
    start = time.perf_counter()
    found = work()
    return found, time.perf_counter() - start


def read_graph(data: Path) -> EmbeddedStore:
    """The HPO annotations in our model, with the bands of likelihood."""
    terms = read_terms(data / "hp.obo")
    annotations = list(read_annotations(data / "phenotype.hpoa", terms))
    store = EmbeddedStore.memory()
    store.add(graph(terms, annotations))
    likelihood = REPOSITORY / "ontology" / "likelihood.ttl"
    store.add(quad.triple for quad in parse(path=likelihood, format=RdfFormat.TURTLE))
    return store


def build_hpo(data: Path, folder: Path) -> Compiled:
    """Compile the index of the HPO annotations and reopen it."""
    store = read_graph(data)
    catalogue = Catalogue(REPOSITORY / "queries")

    def compile_all() -> Compiled:
        compiled = compile_index(store, catalogue, "benchmark")
        assert compiled.columns.size
        return compiled

    compiled, seconds = timed(compile_all)
    known = compiled.knowledge
    print(
        f"HPO annotations: {len(known.diseases):,} diseases, {len(known.findings):,} findings, "
        f"{len(known.statements):,} assertions, {store.count():,} triples.\n"
    )
    built = [("index built from the graph", f"{seconds:.1f} s", verdict(seconds, 10, "≤ 10 s"))]
    return kept(compiled, folder, built, 0.1)


def kept(compiled: Compiled, folder: Path, rows: list[Row], limit: float | None = None) -> Compiled:
    """Save, reopen and measure the index; print what was found."""
    _, saving = timed(lambda: save(compiled, folder))
    opened = [timed(lambda: reopen(folder)) for _ in range(5)]
    opening = sorted(seconds for _, seconds in opened)[2]
    size = sum(each.stat().st_size for each in folder.iterdir()) / 2**20
    rows.append(("saved", f"{saving:.1f} s, {size:.0f} MiB", ""))
    rows.append(
        ("reopened (median of 5)", f"{opening:.3f} s", verdict(opening, limit, f"≤ {limit} s") if limit else "")
    )
    rows.append(("memory of a process that has reopened it and answered once", f"{memory_of(folder):.0f} MiB", ""))
    table(("", "measured", "target"), rows)
    return opened[0][0]


_REOPEN = """
import sys
from pathlib import Path
from miliary.differential.case import Case, read
from miliary.differential.compatibility import differentiate
from miliary.index.archive import reopen
compiled = reopen(Path(sys.argv[1]))
case = Case(frozenset(compiled.columns.stated.findings[:6]))
differentiate(read(case, compiled.knowledge), compiled).first(20)
print(next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM")))
"""


def memory_of(folder: Path) -> float:
    """The most memory, in MiB, that a process needs to reopen an index and answer one case."""
    run = subprocess.run([sys.executable, "-c", _REOPEN, folder], check=True, stdout=subprocess.PIPE, text=True)
    return int(run.stdout) / 1024


def side_by_side(compiled: Compiled, options: argparse.Namespace, folder: Path) -> None:
    """Every case in every round to each peer in turn."""
    cases = draw_cases(compiled, options.cases)
    times: Times = defaultdict(list)
    for case in cases:
        times["first time"].append(timed(lambda case=case: answered(case, compiled))[1])  # type: ignore[misc]
    readings = [read(case, compiled.knowledge) for case in cases]
    with serve(options.oxigraph, weights_of(readings, compiled), folder) as server, enrichment(options.hpo3) as ask:
        agree(server, cases, compiled)
        for number in range(options.rounds):
            for case in cases:
                one_round(case, compiled, server, times)
                if number < 2:
                    reply = ask(case)
                    times["hpo3"].append(reply["seconds"])
        memory = {"oxigraph": server.memory(), "hpo3": reply["memory"]}
    report(times, memory)


def one_round(case: Case, compiled: Compiled, server: Server, times: Times) -> None:
    """Ours, its explanation, and the store's two answers."""
    found, seconds = timed(lambda: answered(case, compiled))
    times["ours"].append(seconds)
    times["explained"].append(timed(lambda: explained(found, compiled))[1])
    everything = question(found.reading, compiled)
    times["oxigraph"].append(timed(lambda: server.ask(everything))[1])
    shortened = question(found.reading, compiled, SHOWN)
    times["oxigraph 20"].append(timed(lambda: server.ask(shortened))[1])


def answered(case: Case, compiled: Compiled) -> Differential:
    """Scores and statuses of all diseases."""
    found = differentiate(read(case, compiled.knowledge), compiled)
    assert found.statuses.size == found.scores.size
    return found


def explained(found: Differential, compiled: Compiled) -> list[object]:
    """Everything that is said of the first diseases, nothing remembered of their weights."""
    compiled.weights.forget()
    first = found.first(SHOWN)
    return [
        (reasons(each, compiled), badges(each, found.reading, compiled), coverage(each, compiled)) for each in first
    ]


def agree(server: Server, cases: Sequence[Case], compiled: Compiled) -> None:
    """Both give the same scores for every disease, or the comparison means nothing."""
    for case in cases:
        found = answered(case, compiled)
        ours = {compiled.columns.diseases[row]: int(found.scores[row]) for row in np.flatnonzero(found.scores)}
        theirs = {
            disease: score for disease, score in scores(server.ask(question(found.reading, compiled))).items() if score
        }
        if ours != theirs:
            raise SystemExit(f"SPARQL and the columns disagree on {case}")


class enrichment:  # noqa: N801 - a context manager, used like a function
    """hpo3 in a process of its own environment."""

    def __init__(self, python: Path) -> None:
        worker = Path(__file__).with_name("enrichment.py")
        self.process = subprocess.Popen([python, worker], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def __enter__(self) -> Callable[[Case], dict[str, Any]]:
        return self.ask

    def __exit__(self, *_: object) -> None:
        self.process.communicate()

    def ask(self, case: Case) -> dict[str, Any]:
        """What hpo3 took for the present findings; it knows no absent ones."""
        assert self.process.stdin
        assert self.process.stdout
        names = [each.rpartition("/")[2].replace("-", ":") for each in sorted(case.present)]
        self.process.stdin.write(json.dumps(names) + "\n")
        self.process.stdin.flush()
        reply: dict[str, Any] = json.loads(self.process.stdout.readline())
        return reply


def report(times: Times, memory: dict[str, int]) -> None:
    """Print the table of one interleaved run."""
    ours = percentile(times["ours"], 50)
    slower = {name: percentile(each, 50) / ours for name, each in times.items()}
    store, hpo3 = f"{memory['oxigraph'] / 2**20:.0f} MiB", f"{memory['hpo3'] / 2**20:.0f} MiB"
    explaining = percentile(times["explained"], 50)
    rows = [
        ("ours, all scores and statuses", *milliseconds(times["ours"]), "1", "", ""),
        ("ours, a case's first time", *milliseconds(times["first time"]), f"{slower['first time']:.0f}", "", ""),
        (
            "ours, explanation of the first 20",
            *milliseconds(times["explained"]),
            "",
            "",
            verdict(explaining * 1e3, 3, "≤ 3 ms"),
        ),
        (
            "oxigraph serve, all scores",
            *milliseconds(times["oxigraph"]),
            f"{slower['oxigraph']:.0f}",
            store,
            least(slower["oxigraph"], 15),
        ),
        (
            "oxigraph serve, best 20 only",
            *milliseconds(times["oxigraph 20"]),
            f"{slower['oxigraph 20']:.0f}",
            store,
            least(slower["oxigraph 20"], 15),
        ),
        ("hpo3 enrichment", *milliseconds(times["hpo3"]), f"{slower['hpo3']:.0f}", hpo3, least(slower["hpo3"], 100)),
    ]
    table(("", "p50 ms", "p99 ms", "times ours", "memory", "target"), rows)


def build_synthetic(folder: Path, count: int, rounds: int) -> None:
    """The made-up knowledge: built, reopened, asked."""
    store = EmbeddedStore.memory()
    store.add(quad.triple for quad in parse(path=REPOSITORY / "ontology" / "likelihood.ttl", format=RdfFormat.TURTLE))
    scale = read_scale(store, Catalogue(REPOSITORY / "queries"))
    size = Size()
    knowledge = synthetic(size, scale)

    def compile_all() -> Compiled:
        compiled = Compiled("synthetic", knowledge, scale, weigh(knowledge, scale))
        assert compiled.columns.size
        return compiled

    compiled, seconds = timed(compile_all)
    print(f"Made up: {size.diseases:,} diseases x {size.findings_each} of {size.findings:,} findings.\n")
    again = kept(compiled, folder, [("index built from objects", f"{seconds:.1f} s", "")])
    cases = draw_cases(again, count)
    first = [timed(lambda case=case: answered(case, again))[1] for case in cases]  # type: ignore[misc]
    then = [timed(lambda case=case: answered(case, again))[1] for _ in range(rounds) for case in cases]  # type: ignore[misc]
    p50 = percentile(then, 50) * 1e3
    rows = [
        ("ours, all scores and statuses", *milliseconds(then), verdict(p50, 0.5, "≤ 0.5 ms")),
        ("ours, a case's first time", *milliseconds(first), ""),
    ]
    table(("", "p50 ms", "p99 ms", "target"), rows)


if __name__ == "__main__":
    main()
