"""The editors' whole state as one file, to be moved elsewhere: the database as JSON lines, the knowledge as it lies.

A zip file: ``database/<table>.jsonl`` holds one row a line, ``knowledge/ontology/…`` the files. Who is logged in is
left behind. Names and passwords' hashes are in it: it is to be kept like the database itself.
"""

import json
import sqlite3
import zipfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path, PurePosixPath

from miliary.curation.database import FILE, SCRIPTS, Database
from miliary.curation.refusals import Conflict
from miliary.curation.turns import turn
from miliary.curation.workspace import Workspace
from miliary.errors import MalformedInput
from miliary.settings import Settings

_DATABASE, _KNOWLEDGE, _VERSION = "database/", "knowledge/", "version.json"
_LEFT_BEHIND = frozenset({"session", "attempt", "sqlite_sequence", SCRIPTS})
_FORM = 1


def export(settings: Settings, target: Path) -> int:
    """Write the editors' state to ``target``; returns how many rows and files it holds.

    :raises Conflict: nobody edits here: there is no database
    """
    source = settings.data / FILE
    if not source.is_file():
        raise Conflict(f"There is nothing to export: {source} is not there.")
    database, number = Database(source), 0
    with turn(settings.data), zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        with database.reading() as connection:
            (schema,) = connection.execute("PRAGMA user_version").fetchone()
            archive.writestr(_VERSION, json.dumps({"form": _FORM, "schema": schema}) + "\n")
            for table in _tables(connection):
                rows = [json.dumps(dict(row), ensure_ascii=False) for row in _rows(connection, table)]
                archive.writestr(f"{_DATABASE}{table}.jsonl", "".join(f"{row}\n" for row in rows))
                number += len(rows)
        for name, content in Workspace.open(settings.knowledge).contents.items():
            archive.writestr(_KNOWLEDGE + name, content)
            number += 1
    return number


def restore(settings: Settings, source: Path) -> int:
    """Take over the state that :func:`export` wrote, where nobody has edited yet; returns how many files were written.

    Everything is read and checked before anything is written.

    :raises Conflict: there is a database already, or a file of the knowledge that holds something else
    :raises MalformedInput: it is no such file, or one of another schema
    """
    target = settings.data / FILE
    if target.exists():
        raise Conflict(f"{target} is there already: a state is imported where nobody has edited yet.")
    try:
        with zipfile.ZipFile(source) as archive:
            files = {each: archive.read(_KNOWLEDGE + each) for each in _names(archive, _KNOWLEDGE)}
            tables = {Path(each).stem: archive.read(_DATABASE + each) for each in _names(archive, _DATABASE)}
            schema = json.loads(archive.read(_VERSION))["schema"]
    except (OSError, zipfile.BadZipFile, KeyError, ValueError) as error:
        raise MalformedInput(f"{source} is no export of Miliary: {error}.") from error
    _refuse_others(settings.knowledge, files)
    working = target.with_suffix(".importing")
    working.unlink(missing_ok=True)
    _fill(Database(working), tables, schema)
    workspace = Workspace.open(settings.knowledge)
    for rewriting in workspace.rewritings(
        {name: files[name] for name in files if workspace.contents.get(name) is None}
    ):
        rewriting.target.parent.mkdir(parents=True, exist_ok=True)
        rewriting.write()
    working.replace(target)
    return len(files)


def _fill(database: Database, tables: dict[str, bytes], schema: int) -> None:
    with database.writing() as connection:
        (own,) = connection.execute("PRAGMA user_version").fetchone()
        if own != schema:
            raise MalformedInput(f"The export has schema {schema}, this program {own}: use the program that wrote it.")
        connection.execute("PRAGMA defer_foreign_keys = ON")
        known = set(_tables(connection))
        for table, content in tables.items():
            if table not in known:
                raise MalformedInput(f"There is no table “{table}” here.")
            for line in content.decode().splitlines():
                _insert(connection, table, json.loads(line))
    with closing(sqlite3.connect(database.path)) as connection:  # so that all of it is in the one file
        connection.execute("PRAGMA journal_mode = DELETE")


def _insert(connection: sqlite3.Connection, table: str, row: dict[str, object]) -> None:
    columns = {each["name"] for each in connection.execute("SELECT name FROM pragma_table_info(?)", (table,))}
    if not row.keys() <= columns:
        raise MalformedInput(f"The table “{table}” has no column {min(row.keys() - columns)}.")
    names, places = ", ".join(f'"{each}"' for each in row), ", ".join("?" * len(row))
    connection.execute(f'INSERT INTO "{table}" ({names}) VALUES ({places})', tuple(row.values()))  # noqa: S608  # known names


def _refuse_others(knowledge: Path, files: dict[str, bytes]) -> None:
    held = Workspace.open(knowledge).contents
    if others := sorted(name for name in files.keys() & held.keys() if files[name] != held[name]):
        raise Conflict(f"{knowledge} holds something else: {', '.join(others)}. Import into an empty folder.")
    if more := sorted(held.keys() - files.keys()):
        raise Conflict(f"{knowledge} holds more: {', '.join(more)}. Import into an empty folder.")


def _names(archive: zipfile.ZipFile, folder: str) -> Iterator[str]:
    """The names of the files below a folder of the archive, none of which leads out of it.

    :raises ValueError: one does
    """
    for name in archive.namelist():
        if name.startswith(folder):
            path = PurePosixPath(name.removeprefix(folder))
            if path.is_absolute() or ".." in path.parts or (folder == _KNOWLEDGE and path.parts[:1] != ("ontology",)):
                raise ValueError(f"the name {name}")
            yield path.as_posix()


def _tables(connection: sqlite3.Connection) -> list[str]:
    rows = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
    return [row["name"] for row in rows if row["name"] not in _LEFT_BEHIND]


def _rows(connection: sqlite3.Connection, table: str) -> sqlite3.Cursor:
    return connection.execute(f'SELECT * FROM "{table}"')  # noqa: S608  # the name of one of our own tables
