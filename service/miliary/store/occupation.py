"""One service a data folder: who serves from it holds a lock on a file there that says who it is."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from time import monotonic, sleep

from miliary.errors import MiliaryError

NAME = "serving"

_SECONDS_TO_DIE = 1.0
_PAUSE = 0.05
_held: set[int] = set()


class FolderOccupied(MiliaryError):
    """Another service runs on the data folder."""

    title = "The data folder is taken"
    slug = "folder-occupied"


@contextmanager
def occupied(folder: Path, who: str) -> Iterator[None]:
    """Hold ``folder`` for a service; the system lets go of it when the process ends, however it ends.

    A folder that may only be read is held by nobody: nothing is written there.

    :param who: what another one is told, an address for instance
    :raises FolderOccupied: another service, which is named, holds it
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = os.open(folder / NAME, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError:
        yield
        return
    try:
        _lock(lock, folder)
        os.ftruncate(lock, 0)
        with suppress(OSError):  # a full disk: then the other one is not named
            os.pwrite(lock, f"process {os.getpid()}, {who}".encode(), 0)
        _held.add(lock)
        yield
    finally:
        _held.discard(lock)
        os.close(lock)


def _let_go() -> None:
    """A process that was forked from the one that serves must not hold the folder when that one is gone."""
    for lock in _held:
        os.close(lock)
    _held.clear()


os.register_at_fork(after_in_child=_let_go)


def _lock(lock: int, folder: Path) -> None:
    """Lock at once, or as soon as what a killed service leaves behind has gone too."""
    deadline = monotonic() + _SECONDS_TO_DIE
    while True:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if monotonic() > deadline:
                break
            sleep(_PAUSE)
        else:
            return
    other = os.pread(lock, 200, 0).decode("utf-8", "replace") or "another process"
    detail = f"{folder} is served from already, by {other}. Stop that, or set MILIARY_DATA to a folder of its own."
    raise FolderOccupied(detail, folder=str(folder))
