"""Proposals as the rows of their tables, inside a transaction that somebody else has begun."""

import sqlite3
from dataclasses import dataclass
from datetime import datetime

from miliary.curation import moments
from miliary.curation.accounts import Account
from miliary.curation.change import Change
from miliary.curation.database import LARGEST
from miliary.curation.proposal import STEPS, Act, Note, Proposal, Status
from miliary.curation.refusals import Conflict, StaleRevision, UnfitProposal
from miliary.errors import NotFound

MOST_TEXT = 10_000  # characters of a reason or a comment


@dataclass(frozen=True, slots=True)
class Deed:
    """Who does what when, and what they say to it."""

    act: Act
    person: Account
    at: datetime
    text: str = ""


def insert(connection: sqlite3.Connection, author: Account, change: Change, reason: str, at: datetime) -> int:
    """Write a new draft; returns its number."""
    now = moments.written(at)
    cursor = connection.execute(
        "INSERT INTO proposal (author, author_name, created, modified, reason, change, status, revision)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, 1)",
        (author.id, author.display, now, now, fit(reason), change.to_json(), Status.DRAFT),
    )
    number = int(cursor.lastrowid or 0)
    _write_subjects(connection, number, change)
    return number


def read(connection: sqlite3.Connection, number: int) -> Proposal:
    """Return the proposal with its notes.

    :raises NotFound: there is none of that number
    """
    row = connection.execute("SELECT * FROM proposal WHERE number = ?", (min(number, LARGEST),)).fetchone()
    if row is None:
        raise NotFound(f"There is no proposal {number}.", proposal=number)
    notes = connection.execute("SELECT * FROM proposal_note WHERE proposal = ? ORDER BY number", (number,))
    return proposal(row, tuple(map(_note, notes)))


def proposal(row: sqlite3.Row, notes: tuple[Note, ...] = ()) -> Proposal:
    """Make a proposal of its row."""
    return Proposal(
        id=row["number"],
        author=row["author"],
        author_name=row["author_name"],
        created=moments.read(row["created"]),
        modified=moments.read(row["modified"]),
        reason=row["reason"],
        change=Change.from_json(row["change"]),
        status=Status(row["status"]),
        revision=row["revision"],
        notes=notes,
        reviewer=row["reviewer"],
        reviewer_name=row["reviewer_name"] or "",
        entry=row["entry"],
    )


def read_for(connection: sqlite3.Connection, number: int, revision: int, act: Act) -> Proposal:
    """Return the proposal if the act can be done to it as its doer saw it.

    :raises StaleRevision: it has been changed since
    :raises Conflict: it is not in a state for this act
    """
    found = read(connection, number)
    if found.revision != revision:
        raise StaleRevision(number, revision, found.revision)
    if found.status not in STEPS[act].before:
        raise Conflict(f"Proposal {number} is {found.status}: it cannot be {act} now.", status=str(found.status))
    return found


def write(connection: sqlite3.Connection, found: Proposal, deed: Deed) -> None:
    """Write the proposal as it is after the deed, as its next revision."""
    connection.execute(
        "UPDATE proposal SET status = ?, modified = ?, reason = ?, change = ?, reviewer = ?, reviewer_name = ?,"
        " entry = ?, revision = revision + 1 WHERE number = ?",
        (
            STEPS[deed.act].after or found.status,
            moments.written(deed.at),
            fit(found.reason),
            found.change.to_json(),
            found.reviewer,
            found.reviewer_name,
            found.entry,
            found.id,
        ),
    )
    connection.execute("DELETE FROM proposal_subject WHERE proposal = ?", (found.id,))
    _write_subjects(connection, found.id, found.change)
    note(connection, found.id, deed)


def note(connection: sqlite3.Connection, number: int, deed: Deed) -> None:
    """Write down what was done and said; this alone makes no new revision."""
    connection.execute(
        "INSERT INTO proposal_note (proposal, person, person_name, at, kind, text) VALUES (?, ?, ?, ?, ?, ?)",
        (number, deed.person.id, deed.person.display, moments.written(deed.at), deed.act, fit(deed.text)),
    )


def fit(text: str) -> str:
    """Return a text that is not too long.

    :raises UnfitProposal: it is
    """
    if len(text) > MOST_TEXT:
        raise UnfitProposal(f"The text is longer than {MOST_TEXT:,} characters.", field="text")
    return text


def _write_subjects(connection: sqlite3.Connection, number: int, change: Change) -> None:
    rows = [(number, subject) for subject in sorted(change.subjects)]
    connection.executemany("INSERT INTO proposal_subject (proposal, subject) VALUES (?, ?)", rows)


def _note(row: sqlite3.Row) -> Note:
    at = moments.read(row["at"])
    return Note(row["person"], row["person_name"], at, Act(row["kind"]), row["text"])
