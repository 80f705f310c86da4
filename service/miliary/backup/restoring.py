"""Putting a backup back: all of it is unpacked beside its place and checked before anything is replaced."""

import json
import shutil
import sqlite3
import tarfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from pyoxigraph import Quad, RdfFormat, parse

from miliary.backup.place import (
    DATABASE_FILES,
    DATABASES,
    DATASET,
    FORMAT,
    KNOWLEDGE,
    MANIFEST,
    SOURCES,
    BackupFailed,
    Installation,
)
from miliary.store.sums import digest

_GZIP_ERRORS = (tarfile.TarError, EOFError, OSError)


def restore(installation: Installation, file: Path, progress: Callable[[str], None], *, force: bool = False) -> str:
    """Put a backup in place; returns the version that answers then.

    :param force: replace what is there; without it only an empty place is filled
    :raises BackupFailed: the file is no whole backup, or something is in its place; nothing was replaced
    """
    installation.data.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix=".restoring-", dir=installation.data) as name:
        folder = Path(name)
        progress("checking")
        version = _checked(file, folder)
        if not force:
            _refuse_to_replace(installation, folder)
        progress("putting the knowledge in place")
        _put_knowledge(installation, folder / KNOWLEDGE)
        progress("putting the databases in place")
        for database in sorted((folder / DATABASES).glob(DATABASE_FILES)):
            _put_database(database, installation.data / database.name)
        progress(f"writing version {version}")
        if not installation.versions.is_sound(version):
            installation.versions.discard(version)
        installation.versions.write(version, _quads(folder / DATASET))
    return version


def _checked(file: Path, folder: Path) -> str:
    """Unpack ``file`` and compare everything with its manifest."""
    try:
        with tarfile.open(file, "r:gz") as archive:
            _unpack(archive, folder)
        manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        listed: dict[str, str] = manifest["sha256"]
        version, written = str(manifest["version"]), manifest["format"]
    except FileNotFoundError:
        if not file.exists():
            raise
        raise BackupFailed(f"{file} is no backup of Miliary: it has no {MANIFEST}.", file=str(file)) from None
    except (*_GZIP_ERRORS, ValueError, KeyError, TypeError) as error:
        raise BackupFailed(f"{file} is no whole backup of Miliary: {error}.", file=str(file)) from error
    if written != FORMAT:
        raise BackupFailed(f"{file} is a backup of the form {written}; this program reads {FORMAT}.", file=str(file))
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()} - {MANIFEST}
    wrong = (there ^ listed.keys()) | {name for name in there & listed.keys() if digest(folder / name) != listed[name]}
    if wrong:
        detail = f"{file} is damaged: {', '.join(sorted(wrong)[:5])} is not as the manifest says."
        raise BackupFailed(detail, files=sorted(wrong))
    for database in (folder / DATABASES).glob(DATABASE_FILES):
        _refuse_unsound(database)
    for _ in _quads(folder / DATASET):
        pass
    return version


def _unpack(archive: tarfile.TarFile, folder: Path) -> None:
    """Write the files of ``archive`` into ``folder``; Python 3.11.2 of Debian 12 has no ``filter="data"`` to do it.

    :raises TarError: something is neither file nor folder, or would lie outside
    """
    for member in archive:
        target = folder / member.name
        if not target.resolve().is_relative_to(folder.resolve()):
            raise tarfile.TarError(f"{member.name} would lie outside")
        content = archive.extractfile(member) if member.isfile() else None
        if content is not None:
            target.parent.mkdir(parents=True, exist_ok=True)
            with content, target.open("xb") as file:
                shutil.copyfileobj(content, file)
        elif not member.isdir():
            raise tarfile.TarError(f"{member.name} is neither a file nor a folder")


def _refuse_unsound(database: Path) -> None:
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        try:
            said = connection.execute("PRAGMA integrity_check").fetchone()[0]
        except sqlite3.DatabaseError as error:
            said = str(error)
    if said != "ok":
        raise BackupFailed(f"The database {database.name} in the backup is damaged: {said}.", file=database.name)


def _refuse_to_replace(installation: Installation, folder: Path) -> None:
    found = sorted(path.name for path in installation.data.iterdir() if not path.name.startswith(".restoring-"))
    if found:
        where, what = installation.data, ", ".join(found[:3])
    elif installation.versions.current() is not None:
        where, what = installation.data, "a published version"
    else:
        differing = _differing(installation, folder / KNOWLEDGE)
        if not differing:
            return
        where, what = installation.knowledge, f"other knowledge ({', '.join(differing[:3])})"
    raise BackupFailed(f"{where} holds {what}; restore into an empty folder, or replace it with --force.")


def _differing(installation: Installation, knowledge: Path) -> list[str]:
    """Return which files there are in the place of the knowledge that the backup does not have just so."""
    return [
        name
        for name, path in installation.sources().items()
        if not (knowledge / name).is_file() or (knowledge / name).read_bytes() != path.read_bytes()
    ]


def _put_knowledge(installation: Installation, knowledge: Path) -> None:
    """Put the folders of the knowledge in place, each in one step, unless they are as they should be."""
    there = {path.relative_to(knowledge).as_posix() for path in knowledge.rglob("*") if path.is_file()}
    if not _differing(installation, knowledge) and there == installation.sources().keys():
        return
    installation.knowledge.mkdir(parents=True, exist_ok=True)
    for name in SOURCES:
        target, beside = installation.knowledge / name, installation.knowledge / f".{name}-restored"
        shutil.rmtree(beside, ignore_errors=True)
        shutil.copytree(knowledge / name, beside)
        shutil.rmtree(target, ignore_errors=True)
        beside.rename(target)


def _put_database(database: Path, target: Path) -> None:
    """Fill the database with what the backup has, in one transaction: who has it open goes on with the new content."""
    with closing(sqlite3.connect(database)) as source, closing(sqlite3.connect(target)) as to:
        source.backup(to)


def _quads(file: Path) -> Iterator[Quad]:
    try:
        yield from parse(path=str(file), format=RdfFormat.N_QUADS)
    except (SyntaxError, OSError) as error:
        raise BackupFailed(f"The dataset in the backup cannot be read: {error}.") from error
