"""The database beside the published versions: accounts, drafts, proposals, audit, and the log of published changes.

SQLite in one file. A commit is on the disk when it returns (``synchronous=FULL``): the log is what everything published
can be made from again. The tables are made and changed by the files of ``schema/``, in the order of their numbers.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

FILE = "curation.sqlite"
LARGEST = (1 << 63) - 1
"""The largest number that the database can be asked for."""
_SCHEMA = Path(__file__).resolve().parent / "schema"
_SECONDS_TO_WAIT = 10.0
_OWNER_ONLY = 0o600  # there are hashes of passwords in it


class Database:
    """One database file. Each use has a connection of its own, so that any thread and any process may use it.

    :param path: the file; it is made, and brought to the newest schema, when it is first opened
    """

    def __init__(self, path: Path) -> None:
        self.path = path
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
            (done,) = connection.execute("PRAGMA user_version").fetchone()
            for number, script in _scripts():
                if number > done:
                    for statement in _statements(script):
                        connection.execute(statement)
                    connection.execute(f"PRAGMA user_version = {number:d}")


def _scripts() -> list[tuple[int, str]]:
    """The files of the schema, ``<number>-<what>.sql``, in order."""
    found = [(int(path.name.partition("-")[0]), path) for path in _SCHEMA.glob("*.sql")]
    return [(number, path.read_text(encoding="utf-8")) for number, path in sorted(found)]


def _statements(script: str) -> Iterator[str]:
    """The statements of a script one by one: ``executescript`` would commit before it begins."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
