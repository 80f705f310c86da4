"""A whole service that ages: publications every few seconds while clients ask, and what its processes have.

``python -m tests.web.soak [MINUTES]``; in ``make test-long`` it takes twenty minutes. Each publication adds a label or
takes the last one away again, so that only the log of the changes grows. The figures are printed a line a sample.
"""

import sys
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import astuple, dataclass, fields, replace
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from miliary.curation.accounts import Account, Accounts, Role
from miliary.curation.change import Change
from miliary.curation.database import FILE, Database
from miliary.curation.press import Press
from miliary.knowledge.publish import current
from miliary.settings import Settings
from tests.curation.folders import write_folder
from tests.curation.killing import change
from tests.processes import descendants_of
from tests.store.servers import free_port
from tests.web.faults import Supervisor, Told, keep_asking

SECONDS_BETWEEN = 5.0
ASKING = 2
KEPT = {"keep_versions": 3, "keep_hours": 0, "kept_answers": 1_000_000}
GROWTH = 1.15
"""How much more the last quarter may have than the second: allocators keep what they once had."""


@dataclass(frozen=True, slots=True)
class Sample:
    """What the service has: seconds since the start, MiB of all processes, their open files, their number; disk, log.

    Memory is each process's own and its share of what several have; ``disk`` is MiB without the editors' database,
    ``log`` MiB of that.
    """

    seconds: float
    memory: float
    handles: int
    processes: int
    versions: int
    disk: float
    log: float


def sample(begun: float, service: Supervisor) -> Sample:
    """Look at the service's processes and at its data folder."""
    family = [service.master, *descendants_of(service.master)]
    sizes = {path: _size(path) for path in service.data.rglob("*")}
    log = sum(size for path, size in sizes.items() if path.name.startswith(FILE))
    return Sample(
        seconds=round(time.monotonic() - begun, 1),
        memory=round(sum(map(_memory, family)), 1),
        handles=sum(map(_handles, family)),
        processes=len(family),
        versions=sum(not each.name.startswith(".") for each in (service.data / "versions").iterdir()),
        disk=round((sum(sizes.values()) - log) / 2**20, 2),
        log=round(log / 2**20, 3),
    )


def _size(path: Path) -> int:
    try:
        return path.stat().st_size if path.is_file() else 0
    except FileNotFoundError:
        return 0


def _memory(process: int) -> float:
    try:
        text = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="utf-8")
    except OSError:  # it has ended
        return 0
    return int(text.partition("\nPss:")[2].split()[0]) / 1024


def _handles(process: int) -> int:
    try:
        return len(list(Path(f"/proc/{process}/fd").iterdir()))
    except OSError:
        return 0


class Publishing:
    """An editor and a reviewer who add a label and take it away again."""

    def __init__(self, knowledge: Path, data: Path) -> None:
        accounts = Accounts(Database(data / FILE))
        self._people: tuple[Account, Account] = (
            accounts.add("edith", None, Role.EDITOR),
            accounts.add("rita", None, Role.REVIEWER),
        )
        settings = Settings(knowledge=knowledge, data=data, port=0, editable=True)
        settings = replace(settings, keep_versions=KEPT["keep_versions"], keep_hours=KEPT["keep_hours"])
        self._press = Press.of(settings, Database(data / FILE))
        self._data = data
        self._number = 0

    def publish(self) -> None:
        """Publish the next change."""
        author, reviewer = self._people
        round_, takes_away = divmod(self._number, 2)
        self._number += 1
        lines = change(0, f"label-{round_}", current(self._data) or "")
        asked = Change(lines.base, lines.deletions, lines.additions) if takes_away else lines
        draft = self._press.proposals.draft(author, asked, "why")
        found = self._press.proposals.submit(draft.id, author, draft.revision)
        self._press.publication.publish(found.id, reviewer, found.revision)


def soak(seconds: float, place: Path) -> tuple[list[Sample], list[Told]]:
    """Publish and ask for ``seconds``; return what the service had, and every answer that was none."""
    folder, data = write_folder(place / "knowledge", diseases=10, assertions=1), place / "data"
    data.mkdir()
    publishing = Publishing(folder, data)
    service, samples, enough = Supervisor(folder, data, free_port(), KEPT), list[Sample](), threading.Event()
    with service.running(), ThreadPoolExecutor(ASKING) as threads:
        clients = [threads.submit(keep_asking, service, number, enough) for number in range(ASKING)]
        begun = time.monotonic()
        try:
            while time.monotonic() - begun < seconds:
                following = time.monotonic() + SECONDS_BETWEEN
                publishing.publish()
                time.sleep(max(0.0, following - time.monotonic()))
                samples.append(sample(begun, service))
        finally:
            enough.set()
        told = [each for client in clients for each in client.result()]
    assert service.starts == 1
    return samples, [each for each in told if each.status != 200 and not _was_given_up(each)]


def _was_given_up(told: Told) -> bool:
    """Tell whether it was a query that took too long for a busy machine, or for the version that it was begun on."""
    return told.status == 503 and (b"query-ended" in told.body or b"query-limit" in told.body)


def growth(samples: Sequence[Sample]) -> dict[str, float]:
    """Return, for each figure but the log, the median of the last quarter as a multiple of that of the second."""
    quarter = len(samples) // 4
    second, last = samples[quarter : 2 * quarter], samples[3 * quarter :]
    names = [each.name for each in fields(Sample) if each.name not in {"seconds", "log"}]
    return {
        name: median(getattr(each, name) for each in last) / median(getattr(each, name) for each in second)
        for name in names
    }


def main() -> None:
    """Run for the minutes given, print the samples and fail when anything grows or went unanswered."""
    minutes = float(sys.argv[1]) if len(sys.argv) > 1 else 20.0
    with TemporaryDirectory() as folder:
        samples, failed = soak(minutes * 60, Path(folder))
    print(*(each.name for each in fields(Sample)), sep="\t")
    for each in samples:
        print(*astuple(each), sep="\t")
    grown = growth(samples)
    print({name: round(value, 3) for name, value in grown.items()}, f"{len(failed)} questions without an answer")
    print(*failed[:10], sep="\n")
    sys.exit(bool(failed) or any(value > GROWTH for value in grown.values()))


if __name__ == "__main__":
    main()
