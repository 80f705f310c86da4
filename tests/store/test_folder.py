"""Versions in a folder when things break: writers die, disks are full, clocks jump, and others read meanwhile."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad

from miliary.store import FolderVersions, Keep
from miliary.store.versions import superfluous
from tests.disks import small_disk

NOW = datetime(2026, 1, 1, tzinfo=UTC)
OLD = Keep(number=1, hours=0)
WRITE = (
    "import sys; from pathlib import Path; from miliary.store import FolderVersions\n"
    "from tests.store.test_folder import quads\n"
    "versions = FolderVersions(Path(sys.argv[1])); number = 0\n"
    "while True:\n"
    "    number += 1; versions.write(f'{sys.argv[2]}-{number}', quads(300)); print(number, flush=True)"
)
READ = (
    "import sys, time; from pathlib import Path; from miliary.store import FolderVersions\n"
    "store = FolderVersions(Path(sys.argv[1])).open(sys.argv[2]); print('open', flush=True); time.sleep(60)"
)


def quads(number: int) -> Iterator[Quad]:
    for each in range(number):
        yield Quad(NamedNode(f"https://example.org/{each}"), NamedNode("https://example.org/p"), Literal(str(each)))


@contextmanager
def process(script: str, *arguments: object) -> Iterator["subprocess.Popen[str]"]:
    command = [sys.executable, "-c", script, *map(str, arguments)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as started:
        assert started.stdout is not None
        assert started.stdout.readline()
        try:
            yield started
        finally:
            started.kill()


def hidden(data: Path) -> list[str]:
    return [path.name for path in (data / "versions").iterdir() if path.name.startswith(".")]


def kill_writers(data: Path, times: int) -> None:
    """Kill a writer at whatever it does, each time; what answers then is whole, and no older than what it told of."""
    versions = FolderVersions(data)
    for attempt in range(times):
        with process(WRITE, data, attempt) as writer:
            time.sleep(0.002 * (attempt * 7 % 20))
            os.kill(writer.pid, signal.SIGKILL)
            assert writer.stdout is not None
            told = [1, *map(int, writer.stdout.read().split())]
        current = versions.current()
        assert current is not None
        number = current.partition("-")
        assert int(number[0]) == attempt
        assert int(number[2]) >= told[-1]
        assert versions.open(current).count() == 300
        assert versions.is_sound(current)
        versions.prune(OLD)
        assert hidden(data) == []


def test_a_writer_killed_at_whatever_it_does_leaves_nothing_half(tmp_path: Path) -> None:
    kill_writers(tmp_path, 5)


@pytest.mark.long
def test_two_hundred_killed_writers_leave_nothing_half(tmp_path: Path) -> None:
    kill_writers(tmp_path, 200)


def test_what_a_process_has_open_is_not_pruned(tmp_path: Path) -> None:
    versions = FolderVersions(tmp_path)
    for version in "123":
        versions.write(version, quads(3))
    with process(READ, tmp_path, "1"):
        assert versions.prune(OLD) == ["2"]
    assert versions.prune(OLD) == ["1"]
    here = versions.open("3")
    versions.write("4", quads(3))
    assert versions.prune(OLD) == []
    del here
    assert versions.prune(OLD) == ["3"]


def test_a_living_writers_folder_is_not_taken_for_a_dead_ones(tmp_path: Path) -> None:
    versions = FolderVersions(tmp_path)

    def pruning() -> Iterator[Quad]:
        yield from quads(2)
        assert FolderVersions(tmp_path).prune(OLD) == []
        yield from quads(3)

    versions.write("1", pruning())
    assert versions.open("1").count() == 3


@pytest.mark.parametrize("jump", [timedelta(days=-400), timedelta(days=400)])
def test_a_clock_that_jumps_takes_away_nothing_that_answers(jump: timedelta) -> None:
    written = {str(number): NOW - timedelta(minutes=number) for number in range(6)}
    gone = superfluous(written, "5", Keep(number=2, hours=1), NOW + jump)
    assert gone == ([] if jump < timedelta(0) else ["4", "3", "2"])


def test_a_full_disk_is_told_and_what_answered_goes_on(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk") as disk:
        versions = FolderVersions(disk / "data")
        versions.write("1", quads(10))
        with pytest.raises(OSError, match=r"[Nn]o space"):
            versions.write("2", quads(200_000))
        assert versions.current() == "1"
        assert versions.open("1").count() == 10
        assert hidden(disk / "data") == []


def test_a_disk_that_cannot_be_written_is_told_and_read(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk") as disk:
        versions = FolderVersions(disk / "data")
        versions.write("1", quads(10))
        subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
        with pytest.raises(OSError, match="Read-only"):
            versions.write("2", quads(10))
        assert versions.current() == "1"
        assert versions.open("1").count() == 10
        assert versions.is_sound("1")
