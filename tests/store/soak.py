"""Publish every few seconds under load, and see that memory, handles and disk stay as they are.

``python -m tests.store.soak [MINUTES]``; in ``make test-long`` it takes twenty minutes. The figures are printed a line
a sample; the last quarter is compared with the second.
"""

import os
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import astuple, dataclass, fields
from pathlib import Path
from statistics import median

from pyoxigraph import Literal, NamedNode, Quad

from miliary.store import RESULT_FORMATS, Asked, FolderVersions, Keep, Limits, Pool

TRIPLES, SECONDS_BETWEEN, PAUSE = 20_000, 2.0, 0.05
KEEP = Keep(number=3, hours=0)
LIMITS = Limits(seconds=60, memory=512_000_000, rows=1_000, bytes=1_000_000)
QUERY = "SELECT (COUNT(*) AS ?n) (MIN(?version) AS ?first) (MAX(?version) AS ?last) { ?s ?p ?version }"
GROWTH = 1.15
"""How much more the last quarter may have than the second: allocators keep what they once had."""


@dataclass(frozen=True, slots=True)
class Sample:
    """What the process has: seconds since the start, resident bytes, open handles, threads, bytes and names on disk."""

    seconds: float
    memory: int
    handles: int
    threads: int
    disk: int
    names: int


def sample(begun: float, data: Path) -> Sample:
    resident = int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGESIZE")
    files = [path for path in data.rglob("*") if path.is_file()]
    size = sum(path.stat().st_size for path in files)
    names = len(list((data / "versions").iterdir()))
    handles = len(list(Path("/proc/self/fd").iterdir()))
    return Sample(round(time.monotonic() - begun, 1), resident, handles, threading.active_count(), size, names)


def soak(seconds: float, data: Path) -> list[Sample]:
    """Publish, move and ask for ``seconds``; every answer must be of one version.

    :raises AssertionError: an answer was of two versions, or not whole
    """
    versions, begun, samples, number = FolderVersions(data), time.monotonic(), [], 0
    while time.monotonic() - begun < seconds:
        number += 1
        pool = _publish_and_open(versions, f"{number:06}")
        until = time.monotonic() + SECONDS_BETWEEN
        while time.monotonic() < until:
            body = pool.ask(Asked(QUERY, RESULT_FORMATS[2], None)).body
            assert body == f"n,first,last\r\n{TRIPLES},{number:06},{number:06}\r\n".encode()
            time.sleep(PAUSE)
        pool.close()
        samples.append(sample(begun, data))
    return samples


def _publish_and_open(versions: FolderVersions, version: str) -> Pool:
    thing, value = "https://example.org/", Literal(version)
    versions.write(version, (Quad(NamedNode(f"{thing}{n}"), NamedNode(thing), value) for n in range(TRIPLES)))
    versions.prune(KEEP)
    current = versions.current()
    assert current == version
    return versions.asking(version, LIMITS, workers=1, queue=1)


def growth(samples: Sequence[Sample]) -> dict[str, float]:
    """Return, for each figure, the median of the last quarter as a multiple of that of the second."""
    quarter = len(samples) // 4
    second, last = samples[quarter : 2 * quarter], samples[3 * quarter :]
    names = [each.name for each in fields(Sample)][1:]
    return {
        name: median(getattr(each, name) for each in last) / median(getattr(each, name) for each in second)
        for name in names
    }


def main() -> None:
    """Run for the minutes given, print the samples and fail when anything grows."""
    minutes = float(sys.argv[1]) if len(sys.argv) > 1 else 20.0
    with tempfile.TemporaryDirectory() as folder:
        samples = soak(minutes * 60, Path(folder))
    print(*(each.name for each in fields(Sample)), sep="\t")
    for each in samples:
        print(*astuple(each), sep="\t")
    grown = growth(samples)
    print({name: round(value, 3) for name, value in grown.items()})
    sys.exit(any(value > GROWTH for value in grown.values()))


if __name__ == "__main__":
    main()
