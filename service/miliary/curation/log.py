"""The log of published changes: what was changed when, by whom, on whose agreement, and why.

A transaction that has written an entry here is the publication; it is on the disk before anybody is told. Beside the
entries stands what they add up to, line by line, so that the files can be held to it.
"""

import sqlite3
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from miliary.curation import moments
from miliary.curation.change import Change, Line
from miliary.curation.database import LARGEST, Database
from miliary.curation.workspace import Files


class Kind(StrEnum):
    """What a change came from."""

    BEGINNING = "beginning"
    PROPOSAL = "proposal"
    FILES = "files"


@dataclass(frozen=True, slots=True)
class Entry:
    """One published change.

    :param author: the account that proposed it; None for a change made in the files by hand
    :param reviewer: the account that agreed to it
    :param before: the digest of the files that it was made to, ``after`` of those that came of it
    :param version: the version of the knowledge that it was published as
    """

    number: int
    kind: Kind
    at: datetime
    change: Change
    before: str
    after: str
    version: str
    proposal: int | None = None
    author: int | None = None
    author_name: str = ""
    reviewer: int | None = None
    reviewer_name: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which entries are asked for; empty: any.

    :param term: those that changed this term, a CURIE, or a statement that is called by it
    :param person: those that somebody of this name proposed or agreed to
    """

    term: str = ""
    person: str = ""
    kind: str = ""


ALL = Wanted()
# A statement is called by the terms that it is about, and its passages by the statement.
_NEWEST = """
SELECT * FROM log_entry
WHERE (:before IS NULL OR number < :before)
    AND :person IN ('', author_name, reviewer_name)
    AND :kind IN ('', kind)
    AND (:term = '' OR number IN (
        SELECT entry FROM log_subject
        WHERE instr(subject || '-', :term || '-') = 1
            OR instr(subject || '-', '-' || substr(:term, instr(:term, ':') + 1) || '-') > 0
    ))
ORDER BY number DESC LIMIT :most
"""


class Log:
    """The log of one database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def head(self) -> Entry | None:
        """Return the last entry; None when nothing has been written."""
        return next(iter(self.newest(1)), None)

    def newest(self, most: int, before: int | None = None, wanted: Wanted = ALL) -> tuple[Entry, ...]:
        """Return entries from the last backwards; ``before`` is a number to go on from."""
        asked = {"before": before, "most": most, "term": wanted.term, "person": wanted.person, "kind": wanted.kind}
        with self._database.reading() as connection:
            return tuple(map(_entry, connection.execute(_NEWEST, asked)))

    def people(self) -> tuple[str, ...]:
        """Return the names of all who proposed what was published, or agreed to it."""
        with self._database.reading() as connection:
            rows = connection.execute("SELECT author_name, reviewer_name FROM log_entry")
            return tuple(sorted({name for row in rows for name in row if name}))

    def entry(self, number: int) -> Entry | None:
        """Return the entry of that number; None when there is none."""
        if number > LARGEST:
            return None
        with self._database.reading() as connection:
            row = connection.execute("SELECT * FROM log_entry WHERE number = ?", (number,)).fetchone()
            return _entry(row) if row else None

    def about(self, subjects: Collection[str], after: int = -1) -> tuple[Entry, ...]:
        """Return the entries that changed any of the terms, CURIEs, with a number above ``after``, oldest first."""
        with self._database.reading() as connection:
            numbers = {
                row["entry"]
                for subject in subjects
                for row in connection.execute(
                    "SELECT entry FROM log_subject WHERE subject = ? AND entry > ?", (subject, after)
                )
            }
            return tuple(
                _entry(connection.execute("SELECT * FROM log_entry WHERE number = ?", (number,)).fetchone())
                for number in sorted(numbers)
            )

    def number_of(self, version: str) -> int | None:
        """Return the number of the last entry that was published as ``version``; None for a version unknown here."""
        with self._database.reading() as connection:
            row = connection.execute(
                "SELECT max(number) AS number FROM log_entry WHERE version = ?", (version,)
            ).fetchone()
            return None if row["number"] is None else int(row["number"])

    def followed(self) -> int:
        """Return the number of the last entry that all files are known to have followed."""
        with self._database.reading() as connection:
            row = connection.execute("SELECT max(number) AS number FROM log_followed").fetchone()
            return -1 if row["number"] is None else int(row["number"])

    def note_followed(self, number: int) -> None:
        """Remember that the files hold what the log says up to this entry."""
        with self._database.writing() as connection:
            connection.execute("DELETE FROM log_followed")
            connection.execute("INSERT INTO log_followed VALUES (?)", (number,))

    def said_of(self, subject: str) -> frozenset[Line]:
        """Return what the files say of a term, a CURIE, after the last entry."""
        with self._database.reading() as connection:
            rows = connection.execute("SELECT * FROM log_line WHERE subject = ?", (subject,))
            return frozenset(Line(row["subject"], row["predicate"], row["value"]) for row in rows)

    def files(self) -> Files:
        """Return what each file holds after the last entry."""
        found: dict[str, set[Line]] = {}
        with self._database.reading() as connection:
            for row in connection.execute("SELECT * FROM log_line"):
                found.setdefault(row["file"], set()).add(Line(row["subject"], row["predicate"], row["value"]))
        return {file: frozenset(lines) for file, lines in found.items()}


def append(connection: sqlite3.Connection, entry: Entry, before: Files, after: Files) -> None:
    """Write an entry and what it leaves the files with, in a transaction that somebody else has begun.

    :param before: the files that it touches, as they were; ``after`` as they are
    """
    connection.execute(
        "INSERT INTO log_entry VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            entry.number,
            entry.kind,
            moments.written(entry.at),
            entry.proposal,
            entry.author,
            entry.author_name,
            entry.reviewer,
            entry.reviewer_name,
            entry.reason,
            entry.change.to_json(),
            entry.before,
            entry.after,
            entry.version,
        ),
    )
    subjects = sorted(entry.change.subjects)
    connection.executemany("INSERT INTO log_subject VALUES (?, ?)", [(each, entry.number) for each in subjects])
    gone, new = _difference(before, after), _difference(after, before)
    connection.executemany(
        "DELETE FROM log_line WHERE file = ? AND subject = ? AND predicate = ? AND value = ?", _rows(gone)
    )
    connection.executemany("INSERT INTO log_line VALUES (?, ?, ?, ?)", _rows(new))


def _difference(one: Files, other: Files) -> Mapping[str, frozenset[Line]]:
    return {file: lines - other.get(file, frozenset()) for file, lines in one.items()}


def _rows(files: Files) -> Iterable[tuple[str, str, str, str]]:
    return [(file, each.subject, each.predicate, each.value) for file in files for each in sorted(files[file])]


def _entry(row: sqlite3.Row) -> Entry:
    return Entry(
        number=row["number"],
        kind=Kind(row["kind"]),
        at=moments.read(row["at"]),
        change=Change.from_json(row["change"]),
        before=row["digest_before"],
        after=row["digest_after"],
        version=row["version"],
        proposal=row["proposal"],
        author=row["author"],
        author_name=row["author_name"],
        reviewer=row["reviewer"],
        reviewer_name=row["reviewer_name"],
        reason=row["reason"],
    )
