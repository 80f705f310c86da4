"""``python -m tests.benchmarks.scale [--sizes 1000 10000 100000]``: what more diseases cost, as a table and a picture.

Each size has a process of its own, so that its memory is its own. ``scale.svg`` beside this file is drawn anew.
"""

import argparse
import json
import resource
import subprocess
import sys
import time
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat, parse

from miliary.differential.case import read
from miliary.differential.compatibility import differentiate
from miliary.differential.compiled import Compiled
from miliary.differential.weights import weigh
from miliary.index import penalty_triples, read_scale
from miliary.index.archive import reopen, save
from miliary.queries import Catalogue
from miliary.store import EmbeddedStore, FolderVersions
from miliary.vocabulary import iri
from tests.benchmarks.cases import draw_cases
from tests.benchmarks.plot import log_log
from tests.benchmarks.run import REPOSITORY, machine, timed
from tests.benchmarks.synthetic import Size, synthetic
from tests.benchmarks.tables import percentile, table

CASES = 20
SELECT = "SELECT ?d ?w { ?x <%s> <%s> ; <%s> ?d ; <%s> ?w }"
MEASURES = {
    "weighed": "s",
    "published": "s",
    "reopened": "s",
    "differential": "ms",
    "select": "ms",
    "memory": "MiB",
    "disk": "MiB",
    "triples": "",
}


def main() -> None:
    """Measure every size, print the table and draw the picture."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 10_000, 100_000])
    parser.add_argument("--one", action="store_true", help="measure one size in this process, as JSON")
    options = parser.parse_args()
    if options.one:
        print(json.dumps(measure(options.sizes[0])))
        return
    found = {size: _apart(size) for size in options.sizes}
    print(f"Taken on {datetime.now(UTC):%Y-%m-%d}: {machine()}.\n")
    rows = [(f"{size:,}", *(_shown(each[name]) for name in MEASURES)) for size, each in found.items()]
    table(("diseases", *(f"{name} {unit}".strip() for name, unit in MEASURES.items())), rows)
    drawn = {name: [each[name] for each in found.values()] for name in MEASURES if name != "triples"}
    labels = {f"{name}, {MEASURES[name]}": values for name, values in drawn.items()}
    (Path(__file__).parent / "scale.svg").write_text(log_log(options.sizes, labels, "diseases"), encoding="utf-8")


def _apart(size: int) -> dict[str, float]:
    command = [sys.executable, "-m", "tests.benchmarks.scale", "--one", "--sizes", str(size)]
    run = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    measured: dict[str, float] = json.loads(run.stdout)
    return measured


def measure(diseases: int) -> dict[str, float]:
    """Return what a knowledge of so many diseases costs: seconds, milliseconds, MiB, triples."""
    likelihood = EmbeddedStore.memory()
    likelihood.add(
        quad.triple for quad in parse(path=REPOSITORY / "ontology" / "likelihood.ttl", format=RdfFormat.TURTLE)
    )
    scale = read_scale(likelihood, Catalogue(REPOSITORY / "queries"))
    knowledge = synthetic(Size(diseases=diseases), scale)
    compiled, weighing = timed(lambda: Compiled("scale", knowledge, scale, weigh(knowledge, scale)))
    with TemporaryDirectory() as name:
        folder = Path(name)
        versions = FolderVersions(folder)
        quads = (
            Quad(each.subject, each.predicate, each.object, DefaultGraph())
            for each in penalty_triples(compiled.weights)
        )
        _, publishing = timed(lambda: versions.write("scale", quads))
        save(compiled, folder / "index")
        _, reopening = timed(lambda: reopen(folder / "index"))
        store = versions.open("scale")
        disk = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 2**20
        return {
            "weighed": weighing,
            "published": publishing,
            "reopened": reopening,
            "differential": _differential(compiled),
            "select": _select(store, compiled),
            "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
            "disk": disk,
            "triples": store.count(),
        }


def _differential(compiled: Compiled) -> float:
    """The median of all scores and statuses for cases that have been asked before, in milliseconds."""
    readings = [read(case, compiled.knowledge) for case in draw_cases(compiled, CASES)]
    for reading in readings:
        differentiate(reading, compiled)
    times = [timed(partial(differentiate, reading, compiled))[1] for reading in readings]
    return percentile(times, 50) * 1000


def _select(store: EmbeddedStore, compiled: Compiled) -> float:
    """The median of a SELECT for every disease's weight of one finding, in milliseconds."""
    findings = sorted(compiled.knowledge.findings)[:CASES]
    names = [iri(name) for name in ("weightFor", "weightOf", "decibans")]
    times = []
    for finding in findings:
        begun = time.perf_counter()
        for _ in store.query(SELECT % (names[0], NamedNode(finding).value, names[1], names[2])):  # type: ignore[union-attr]
            pass
        times.append(time.perf_counter() - begun)
    return percentile(times, 50) * 1000


def _shown(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


if __name__ == "__main__":
    main()
