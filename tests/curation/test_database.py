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


def with_scripts(folder: Path, *names: str) -> Path:
    """A folder of scripts, each of which makes the table that it is named after."""
    folder.mkdir(exist_ok=True)
    for name in names:
        (folder / f"{name}.sql").write_text(f"CREATE TABLE {name.partition('-')[2]} (a TEXT);\n", encoding="utf-8")
    return folder


def tables(database: Database) -> set[str]:
    with database.reading() as connection:
        rows = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall()
    return {row["name"] for row in rows} - {"schema_script"}


def test_a_script_that_is_added_later_with_a_lower_number_is_run_too(tmp_path: Path) -> None:
    schema = with_scripts(tmp_path / "schema", "10-people", "20-papers")
    assert tables(Database(tmp_path / "some.sqlite", schema)) == {"people", "papers"}
    with_scripts(schema, "15-rooms", "30-keys")
    assert tables(Database(tmp_path / "some.sqlite", schema)) == {"people", "papers", "rooms", "keys"}
    Database(tmp_path / "some.sqlite", schema)  # runs none twice, which would fail


def test_a_database_that_kept_the_highest_number_only_goes_on_from_it(tmp_path: Path) -> None:
    before = sqlite3.connect(tmp_path / "some.sqlite")
    before.executescript("CREATE TABLE people (a TEXT); CREATE TABLE papers (a TEXT); PRAGMA user_version = 20;")
    before.close()
    schema = with_scripts(tmp_path / "schema", "10-people", "20-papers", "30-keys")
    assert tables(Database(tmp_path / "some.sqlite", schema)) == {"people", "papers", "keys"}


def test_nobody_else_on_the_machine_reads_it(database: Database) -> None:
    with database.writing() as connection:
        connection.execute("INSERT INTO kept VALUES ('this')")
        modes = {path.name: path.stat().st_mode & 0o777 for path in database.path.parent.iterdir()}
    assert modes == dict.fromkeys(("curation.sqlite", "curation.sqlite-wal", "curation.sqlite-shm"), 0o600)
