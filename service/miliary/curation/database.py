"""The database beside the published versions: accounts, drafts, proposals, audit, and the log of published changes.

SQLite in one file. A commit is on the disk when it returns (``synchronous=FULL``): the log is what everything published
can be made from again. The tables are made and changed by the files of ``schema/``, in the order of their numbers;
each is run once, also one that is added later with a lower number than others.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

FILE = "curation.sqlite"
Unusable = sqlite3.OperationalError
"""What is raised when the disk is full or may only be read, when another has written for too long, and at other faults.
"""
LARGEST = (1 << 63) - 1
"""The largest number that the database can be asked for."""
SCRIPTS = "schema_script"
"""The table of the scripts that have been run; the highest number is the database's ``user_version``."""
_SCHEMA = Path(__file__).resolve().parent / "schema"
_SECONDS_TO_WAIT = 10.0
_OWNER_ONLY = 0o600  # there are hashes of passwords in it


class Database:
    """One database file. Each use has a connection of its own, so that any thread and any process may use it.

    :param path: the file; it is made, and brought to the newest schema, when it is first opened
    :param schema: the folder of the scripts that make the tables
    """

    def __init__(self, path: Path, schema: Path = _SCHEMA) -> None:
        self.path = path
        self._schema = schema
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=_OWNER_ONLY)  # what SQLite puts beside it gets the same mode
        self._migrate()

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Read one consistent state."""
        connection = self._connect()
        try:
            connection.execute("BEGIN")
            yield connection
        finally:
            connection.close()

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Write all or, when an error comes out of the block, nothing; one writer at a time.

        :raises sqlite3.OperationalError: another writer took too long, or the disk is full
        """
        connection = self._connect()
        try:
            connection.execute("BEGIN IMMEDIATE")
            yield connection
            connection.execute("COMMIT")
        finally:
            connection.close()  # takes back what was not committed

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self.path, timeout=_SECONDS_TO_WAIT, isolation_level=None)
        connection.row_factory = sqlite3.Row
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")
        return connection

    def _migrate(self) -> None:
        with self.writing() as connection:
            scripts = _scripts(self._schema)
            done = _done(connection, [number for number, _ in scripts])
            for number, script in scripts:
                if number not in done:
                    for statement in _statements(script):
                        connection.execute(statement)
                    connection.execute(f"INSERT INTO {SCRIPTS} VALUES (?)", (number,))  # noqa: S608  # our own table
            connection.execute(f"PRAGMA user_version = {max(number for number, _ in scripts):d}")


def _done(connection: sqlite3.Connection, numbers: Iterable[int]) -> set[int]:
    """The numbers of the scripts that have been run.

    A database of before 28 November 2026 kept the highest number only, as its ``user_version``.
    """
    tables = connection.execute("SELECT name FROM sqlite_schema WHERE name = ?", (SCRIPTS,)).fetchall()
    if not tables:
        (highest,) = connection.execute("PRAGMA user_version").fetchone()
        connection.execute(f"CREATE TABLE {SCRIPTS} (number INTEGER PRIMARY KEY)")
        run = [(number,) for number in numbers if number <= highest]
        connection.executemany(f"INSERT INTO {SCRIPTS} VALUES (?)", run)  # noqa: S608
    return {row["number"] for row in connection.execute(f"SELECT number FROM {SCRIPTS}")}  # noqa: S608


def _scripts(folder: Path) -> list[tuple[int, str]]:
    """The files of the schema, ``<number>-<what>.sql``, in order."""
    found = [(int(path.name.partition("-")[0]), path) for path in folder.glob("*.sql")]
    return [(number, path.read_text(encoding="utf-8")) for number, path in sorted(found)]


def _statements(script: str) -> Iterator[str]:
    """The statements of a script one by one: ``executescript`` would commit before it begins."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
