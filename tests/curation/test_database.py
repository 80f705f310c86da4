"""The database: everything or nothing, and a schema that is brought up to date."""

import sqlite3
from pathlib import Path

import pytest

from miliary.curation.database import Database, _statements


@pytest.fixture
def database(tmp_path: Path) -> Database:
    found = Database(tmp_path / "folder" / "curation.sqlite")
    with found.writing() as connection:
        connection.execute("CREATE TABLE kept (what TEXT NOT NULL)")
    return found


def kept(database: Database) -> list[str]:
    with database.reading() as connection:
        return [row["what"] for row in connection.execute("SELECT what FROM kept")]


def test_what_is_written_is_there_for_whoever_opens_the_file_next(database: Database) -> None:
    with database.writing() as connection:
        connection.execute("INSERT INTO kept VALUES ('this')")
    assert kept(Database(database.path)) == ["this"]


def test_what_fails_half_way_leaves_nothing(database: Database) -> None:
    with pytest.raises(sqlite3.IntegrityError), database.writing() as connection:
        connection.executemany("INSERT INTO kept VALUES (?)", [("half",), (None,)])
    assert kept(database) == []


def test_a_script_is_cut_where_its_statements_end() -> None:
    trigger = "CREATE TRIGGER t AFTER INSERT ON a BEGIN\n DELETE FROM a;\nEND;\n"
    script = f"CREATE TABLE a (b TEXT);\n-- what follows; is one\n{trigger}"
    assert len(list(_statements(script))) == 2


def test_nobody_else_on_the_machine_reads_it(database: Database) -> None:
    with database.writing() as connection:
        connection.execute("INSERT INTO kept VALUES ('this')")
        modes = {path.name: path.stat().st_mode & 0o777 for path in database.path.parent.iterdir()}
    assert modes == dict.fromkeys(("curation.sqlite", "curation.sqlite-wal", "curation.sqlite-shm"), 0o600)
