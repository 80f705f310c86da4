"""``python -m tests.benchmarks.scale [--sizes 1000 10000 100000]``: what more diseases cost, as a table and a picture.

Each size goes through the steps below, each of them in a process of its own, so that its memory is its own, and with
an end in time. What a step has found is written down at once: who runs this again goes on where it ended. What takes
long is told in seconds of the processor, of all threads together, so that other work on the machine does not count.
"""

import argparse
import json
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from pyoxigraph import NamedNode, RdfFormat, parse

from miliary.differential.case import read
from miliary.differential.compatibility import differentiate
from miliary.differential.compiled import Compiled
from miliary.differential.weights import weigh
from miliary.index import penalties, read_scale
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
VERSION, INDEX, FOUND = "scale", "index", "found.json"
PICTURE = Path(__file__).parent / "scale.svg"
SELECT = "SELECT ?d ?w { ?x <%s> <%s> ; <%s> ?d ; <%s> ?w }"
MEASURES = {
    "index built": "CPU s",
    "memory to build": "MiB",
    "index reopened": "s",
    "differential": "ms",
    "memory to answer": "MiB",
    "published": "CPU s",
    "memory to publish": "MiB",
    "on disk": "MiB",
    "SELECT": "ms",
    "triples": "",
}
Found = dict[str, float]


def build(folder: Path, diseases: int) -> Found:
    """Weigh the knowledge and write the index; making it up is not counted."""
    likelihood = EmbeddedStore.memory()
    bands = parse(path=REPOSITORY / "ontology" / "likelihood.ttl", format=RdfFormat.TURTLE)
    likelihood.add(quad.triple for quad in bands)
    scale = read_scale(likelihood, Catalogue(REPOSITORY / "queries"))
    knowledge = synthetic(Size(diseases=diseases), scale)
    begun = time.process_time()
    save(Compiled(VERSION, knowledge, scale, weigh(knowledge, scale)), folder / INDEX)
    return {"index built": time.process_time() - begun, "memory to build": _memory()}


def answer(folder: Path, _: int) -> Found:
    """Reopen the index and take the median of all scores and statuses, for cases that have been asked before."""
    compiled, reopening = timed(lambda: reopen(folder / INDEX))
    readings = [read(case, compiled.knowledge) for case in draw_cases(compiled, CASES)]
    for reading in readings:
        differentiate(reading, compiled)
    times = [timed(partial(differentiate, reading, compiled))[1] for reading in readings]
    return {
        "index reopened": reopening,
        "differential": percentile(times, 50) * 1000,
        "memory to answer": _memory(),
    }


def publish(folder: Path, _: int) -> Found:
    """Compute every weight and write all as a version."""
    compiled = reopen(folder / INDEX)
    quads = (quad for piece in penalties(compiled) for quad in parse(piece, format=RdfFormat.TURTLE, lenient=True))
    versions = FolderVersions(folder)
    begun = time.process_time()
    versions.write(VERSION, quads)
    publishing = time.process_time() - begun
    disk = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 2**20
    return {"published": publishing, "memory to publish": _memory(), "on disk": disk}


def select(folder: Path, _: int) -> Found:
    """Take the median of a SELECT for every disease's weight of one finding."""
    store = FolderVersions(folder).open(VERSION)
    names = [iri(name) for name in ("weightFor", "weightOf", "decibans")]
    times = []
    for number in range(CASES):
        begun = time.perf_counter()
        for _row in store.query(SELECT % (names[0], NamedNode(iri(f"f{number}")).value, names[1], names[2])):  # type: ignore[union-attr]
            pass
        times.append(time.perf_counter() - begun)
    return {"SELECT": percentile(times, 50) * 1000, "triples": store.count()}


STEPS: Mapping[str, Callable[[Path, int], Found]] = {
    "build": build,
    "answer": answer,
    "publish": publish,
    "select": select,
}


def main() -> None:
    """Go through the steps that are still missing of every size, then print the table and draw the picture."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 10_000, 100_000])
    parser.add_argument("--folder", type=Path, default=Path(".bench/scale"), help="where indexes and stores are kept")
    parser.add_argument("--seconds", type=float, default=3_600, help="the end of one step")
    parser.add_argument("--memory", type=int, default=16, help="what one step may take, in GiB")
    parser.add_argument("--picture", type=Path, default=PICTURE)
    parser.add_argument("--step", choices=STEPS, help="one step of one size in this process, as JSON")
    options = parser.parse_args()
    if options.step:
        print(json.dumps(STEPS[options.step](options.folder, options.sizes[0])))
        return
    found = {size: measure(size, options.folder / str(size), options.seconds, options.memory) for size in options.sizes}
    print(f"Taken on {datetime.now(UTC):%Y-%m-%d}: {machine()}.\n")
    rows = [(f"{size:,}", *(_shown(each.get(name)) for name in MEASURES)) for size, each in found.items()]
    table(("diseases", *(f"{name}, {unit}".strip(", ") for name, unit in MEASURES.items())), rows)
    lines = {
        f"{name}, {unit}": {size: each[name] for size, each in found.items() if name in each}
        for name, unit in MEASURES.items()
        if unit
    }
    options.picture.write_text(log_log(lines, "diseases"), encoding="utf-8")


def measure(diseases: int, folder: Path, seconds: float, memory: int) -> Found:
    """Return what every step has found for so many diseases; a step that fails ends the size, and is told."""
    folder.mkdir(parents=True, exist_ok=True)
    book = folder / FOUND
    known: dict[str, Found] = json.loads(book.read_text(encoding="utf-8")) if book.is_file() else {}
    for step in STEPS:
        if step not in known:
            print(f"{datetime.now(UTC):%H:%M:%S} {diseases:,} diseases: {step} …", file=sys.stderr, flush=True)
            found = _apart(step, diseases, folder, seconds, memory)
            if found is None:
                break
            known[step] = found
            book.write_text(json.dumps(known), encoding="utf-8")
    return {name: value for found in known.values() for name, value in found.items()}


def _apart(step: str, diseases: int, folder: Path, seconds: float, memory: int) -> Found | None:
    command = [sys.executable, "-m", "tests.benchmarks.scale", "--step", step, "--sizes", str(diseases)]
    limit = memory * 2**30
    try:
        run = subprocess.run(
            [*command, "--folder", str(folder)],
            check=True,
            stdout=subprocess.PIPE,
            text=True,
            timeout=seconds,
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (limit, limit)),
        )
    except subprocess.TimeoutExpired:
        print(f"{step} did not end within {seconds:g} s", file=sys.stderr)
    except subprocess.CalledProcessError as error:
        print(f"{step} failed with {error.returncode}, with {memory} GiB", file=sys.stderr)
    else:
        found: Found = json.loads(run.stdout)
        return found
    shutil.rmtree(folder / "versions", ignore_errors=True)
    return None


def _memory() -> float:
    """The most that this process had in memory, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _shown(value: float | None) -> str:
    if value is None:
        return "not ended"
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


if __name__ == "__main__":
    main()
