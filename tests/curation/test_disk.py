"""A disk that is full or may only be read while an editor publishes: told, and nothing is lost, half or moved."""

import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from miliary.curation.accounts import Account, Accounts, Role
from miliary.curation.database import FILE, Database
from miliary.curation.publication import digest_of
from tests.curation.conftest import PASSWORD, QUICK
from tests.curation.desk import Desk
from tests.disks import small_disk

REFUSED = (OSError, sqlite3.OperationalError)


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    with small_disk(tmp_path / "disk", megabytes=16) as found:
        yield found


@pytest.fixture
def on_it(disk: Path, published_folder: Path) -> Desk:
    """Files, data and accounts of editors, all on the small disk."""
    shutil.copytree(published_folder, disk / "desk", symlinks=True)
    return Desk(disk / "desk" / "knowledge", disk / "desk" / "data", Database(disk / "desk" / "data" / FILE))


@pytest.fixture
def people(on_it: Desk) -> tuple[Account, Account]:
    accounts = Accounts(on_it.database, QUICK)
    return accounts.add("edith", PASSWORD, Role.EDITOR), accounts.add("rita", PASSWORD, Role.REVIEWER)


def fill(disk: Path, leave: int) -> Path:
    """Fill the disk but for ``leave`` bytes."""
    filler, free = disk / "filler", shutil.disk_usage(disk).free
    filler.write_bytes(b"x" * max(0, free - leave))
    return filler


def agrees(desk: Desk) -> bool:
    head = desk.publication.log.newest(1)[0]
    return (head.version, head.after) == (desk.version, digest_of(desk.workspace.contents))


@pytest.mark.parametrize("leave", [0, 60_000, 300_000])
def test_what_a_full_disk_cut_off_is_whole_once_there_is_room(
    on_it: Desk, disk: Path, people: tuple[Account, Account], leave: int
) -> None:
    author, reviewer = people
    before = on_it.version
    change = on_it.percent("12.0")
    filler = fill(disk, leave)
    with pytest.raises(REFUSED, match=r"full|[Nn]o space|I/O"):
        on_it.publish(change, author, reviewer)
    assert on_it.version == before
    filler.unlink()
    on_it.publication.follow()
    assert agrees(on_it)
    on_it.publish(on_it.percent("13.0"), author, reviewer)
    assert agrees(on_it)
    assert on_it.answers("Disease0-Finding11-Table1") == 13.0


def test_a_disk_that_may_only_be_read_refuses_a_change_and_answers_on(
    on_it: Desk, disk: Path, people: tuple[Account, Account]
) -> None:
    before, change = on_it.version, on_it.percent("12.0")
    subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
    try:
        with pytest.raises(REFUSED, match=r"[Rr]ead-?only|readonly|unable to open"):
            on_it.publish(change, *people)
        assert on_it.version == before
    finally:
        subprocess.run(["mount", "-o", "remount,rw", str(disk)], check=True)
    on_it.publish(change, *people)
    assert agrees(on_it)
