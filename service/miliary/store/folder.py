"""Versions in a folder: an embedded store each, and a small file that names the one that answers.

``versions/<version>/`` is never written again once its name is there. Who reads a version, or writes one under a
working name, holds a lock on the folder, which the system lets go of when the process ends, however it ends.
"""

import contextlib
import fcntl
import logging
import os
import shutil
import tempfile
import weakref
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from pyoxigraph import Quad

from miliary.errors import NoPublishedVersion
from miliary.store.asking import Limits
from miliary.store.embedded import EmbeddedStore
from miliary.store.pool import Pool
from miliary.store.sums import damaged, write_sums
from miliary.store.versions import Keep, now, superfluous

_LOG = logging.getLogger(__name__)
_POINTER = "current"
_WRITING, _GONE = ".writing-", ".gone-"
_SECONDS_OF_A_POINTER = 3600


class FolderVersions:
    """The versions of a folder; see :class:`miliary.store.versions.Versions`."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._all = root / "versions"

    def current(self) -> str | None:
        """Return the version that answers now."""
        with contextlib.suppress(FileNotFoundError):
            version = (self._root / _POINTER).read_text(encoding="utf-8").strip()
            return version if version and self.path(version).is_dir() else None
        return None

    def path(self, version: str) -> Path:
        """Where the store of ``version`` lies."""
        return self._all / version

    def open(self, version: str) -> EmbeddedStore:
        """Open a version for reading; it is not pruned before the store is let go.

        :raises NoPublishedVersion: there is none of that name
        :raises OSError: its files are damaged
        """
        lock = self._share(version)
        try:
            store = EmbeddedStore.open_read_only(self.path(version))
        except BaseException:
            os.close(lock)
            raise
        weakref.finalize(store, os.close, lock)
        return store

    def asking(self, version: str, limits: Limits, workers: int, queue: int) -> Pool:
        """Return a pool of processes; none is started before a query comes."""
        pool = Pool(self.path(version), limits, workers, queue)
        weakref.finalize(pool, os.close, self._share(version))
        return pool

    def write(self, version: str, quads: Iterable[Quad]) -> None:
        """Write the whole version under a working name, then let its own name appear, then the pointer.

        :raises OSError: the disk is full, or cannot be written; what answered goes on
        """
        target = self.path(version)
        if not target.is_dir():
            self._all.mkdir(parents=True, exist_ok=True)
            with self._working() as working:
                store = EmbeddedStore.create(working / "store")
                store.fill(quads)
                store.flush()
                del store
                write_sums(working / "store")
                _appear(working / "store", target)
        self._point(version)

    def is_sound(self, version: str) -> bool:
        """Compare the files of a version with their digests; what is wrong is told in the log."""
        try:
            wrong = damaged(self.path(version))
        except FileNotFoundError:  # from before digests were written
            wrong = []
        if wrong:
            _LOG.warning("version %s in %s is damaged: %s", version, self._root, ", ".join(wrong))
        return not wrong

    def discard(self, version: str) -> None:
        """Take a version away, whoever has it open."""
        self._remove(self.path(version))

    def prune(self, keep: Keep) -> list[str]:
        """Take away what need not be kept; a folder that a process reads, or writes, stays."""
        if not self._all.is_dir():
            return []
        names = [path for path in self._all.iterdir() if path.is_dir()]
        written = {path.name: _written(path) for path in names if not path.name.startswith(".")}
        left = [path for path in names if path.name.startswith((_WRITING, _GONE))]
        for path in left:
            self._remove_if_free(path)
        for pointer in self._root.glob(f".{_POINTER}-*"):
            if (now() - _written(pointer)).total_seconds() > _SECONDS_OF_A_POINTER:
                pointer.unlink(missing_ok=True)
        return [each for each in superfluous(written, self.current(), keep, now()) if self._is_pruned(each)]

    def _is_pruned(self, version: str) -> bool:
        return version != self.current() and self._remove_if_free(self.path(version))

    def _remove_if_free(self, path: Path) -> bool:
        with contextlib.suppress(FileNotFoundError, BlockingIOError), _opened(path) as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            self._remove(path)
            return True
        return False

    def _remove(self, path: Path) -> None:
        """Take the name away first, so that nobody finds half a folder under it."""
        gone = self._all / f"{_GONE}{uuid4().hex}"
        path.rename(gone)
        shutil.rmtree(gone, ignore_errors=True)

    def _share(self, version: str) -> int:
        """Return an open lock on the folder of a version.

        :raises NoPublishedVersion: there is none of that name
        """
        path = self.path(version)
        while True:
            try:
                lock = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
            except (FileNotFoundError, NotADirectoryError):
                raise NoPublishedVersion(self._root) from None
            fcntl.flock(lock, fcntl.LOCK_SH)
            if _is_still(path, lock):
                return lock
            os.close(lock)

    @contextmanager
    def _working(self) -> Iterator[Path]:
        """Make a folder to write in that nobody takes for a dead writer's."""
        while True:
            working = Path(tempfile.mkdtemp(prefix=_WRITING, dir=self._all))
            with contextlib.suppress(FileNotFoundError), _opened(working) as lock:
                fcntl.flock(lock, fcntl.LOCK_EX)
                if _is_still(working, lock):
                    try:
                        yield working
                        return
                    finally:
                        shutil.rmtree(working, ignore_errors=True)

    def _point(self, version: str) -> None:
        pointer = self._root / f".{_POINTER}-{uuid4().hex}"
        try:
            with pointer.open("w", encoding="utf-8") as file:
                file.write(version + "\n")
                file.flush()
                os.fsync(file.fileno())
            pointer.replace(self._root / _POINTER)
        finally:
            pointer.unlink(missing_ok=True)
        _fsync(self._root)


def _appear(store: Path, target: Path) -> None:
    _fsync(store)
    try:
        store.rename(target)
    except OSError:
        if not target.is_dir():  # else another process wrote the same version first
            raise
    _fsync(target.parent)


@contextmanager
def _opened(folder: Path) -> Iterator[int]:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _fsync(folder: Path) -> None:
    """Have the names in ``folder`` on the disk."""
    with _opened(folder) as descriptor:
        os.fsync(descriptor)


def _is_still(path: Path, lock: int) -> bool:
    """Whether what is locked is what stands under that name now."""
    try:
        return os.path.samestat(path.stat(), os.fstat(lock))
    except FileNotFoundError:
        return False


def _written(path: Path) -> datetime:
    return datetime.fromtimestamp(path.stat().st_mtime, UTC)
