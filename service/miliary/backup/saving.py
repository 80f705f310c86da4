"""Writing a backup while everything goes on: what belongs together is read again when it changed meanwhile."""

import json
import sqlite3
import tarfile
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

from pyoxigraph import RdfFormat

from miliary.backup.place import (
    DATABASE_FILES,
    DATABASES,
    DATASET,
    FORMAT,
    KNOWLEDGE,
    MANIFEST,
    BackupFailed,
    Installation,
)
from miliary.store.sums import digest

_ATTEMPTS = 5


def back_up(installation: Installation, target: Path, software: str, progress: Callable[[str], None]) -> str:
    """Write a backup into the file ``target``, which appears when it is whole; returns the version in it.

    :param software: the version of the program
    :raises BackupFailed: nothing is published, or there was no quiet moment in several attempts
    :raises FileExistsError: the file is there already
    """
    if target.exists():
        raise FileExistsError(f"{target} is there already; a backup replaces none.")
    with TemporaryDirectory(prefix=".backup-", dir=target.parent) as folder:
        for _ in range(_ATTEMPTS):
            before = _state(installation)
            version = _collect(installation, Path(folder), progress)
            if _state(installation) == before:
                break
        else:
            raise BackupFailed("The installation changed whenever it was read; try again when it is quieter.")
        progress("packing")
        _describe(Path(folder), version, software)
        packed = target.parent / f".{target.name}-{uuid4().hex}"
        try:
            with tarfile.open(packed, "w:gz", compresslevel=6) as archive:
                for path in sorted(Path(folder).rglob("*")):
                    archive.add(path, path.relative_to(folder).as_posix(), recursive=False)
            packed.rename(target)
        finally:
            packed.unlink(missing_ok=True)
    return version


def _collect(installation: Installation, folder: Path, progress: Callable[[str], None]) -> str:
    version = installation.versions.current()
    if version is None:
        raise BackupFailed("Nothing is published yet, so that there is nothing to back up.")
    progress("reading the databases")
    (folder / DATABASES).mkdir(exist_ok=True)
    for database in sorted(installation.data.glob(DATABASE_FILES)):
        _copy_database(database, folder / DATABASES / database.name)
    progress("reading the knowledge")
    for name, path in installation.sources().items():
        copy = folder / KNOWLEDGE / name
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(path.read_bytes())
    progress(f"reading version {version}")
    with (folder / DATASET).open("wb") as output:
        installation.versions.open(version).dump(output, RdfFormat.N_QUADS)
    return version


def _copy_database(database: Path, copy: Path) -> None:
    """Copy one consistent state; who writes meanwhile is not held up."""
    copy.unlink(missing_ok=True)
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as source, closing(sqlite3.connect(copy)) as to:
        source.backup(to)
        to.execute("PRAGMA journal_mode=DELETE")  # one file, with nothing beside it


def _state(installation: Installation) -> object:
    """What must be the same before and after: the version, the files, and how often the databases were changed."""
    files = {name: path.stat().st_mtime_ns for name, path in installation.sources().items()}
    databases = {}
    for database in sorted(installation.data.glob(DATABASE_FILES)):
        log = database.with_name(database.name + "-wal")
        databases[database.name] = [path.stat().st_mtime_ns for path in (database, log) if path.exists()]
    return installation.versions.current(), files, databases


def _describe(folder: Path, version: str, software: str) -> None:
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != MANIFEST)
    manifest = {
        "format": FORMAT,
        "made": datetime.now(UTC).isoformat(timespec="seconds"),
        "software": software,
        "version": version,
        "sha256": {path.relative_to(folder).as_posix(): digest(path) for path in files},
    }
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")
