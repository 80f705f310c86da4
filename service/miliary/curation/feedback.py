"""What readers of the pages say of a statement: plain text, seen by editors alone, closed with a note."""

import sqlite3
from dataclasses import dataclass

from miliary.curation import moments
from miliary.curation.accounts import Account
from miliary.curation.database import Database
from miliary.curation.moments import Clock
from miliary.errors import MiliaryError, NotFound

SHORTEST = 10
LONGEST = 2_000
_LONGEST_NOTE = 500


class InvalidFeedback(MiliaryError):
    """A text that says too little, or too much."""

    title = "This cannot be sent"
    slug = "invalid-feedback"
    status = 422


@dataclass(frozen=True, slots=True)
class Remark:
    """What somebody said of a statement; who it was is not known and not kept.

    :param statement: the statement, as a CURIE
    :param version: the published version that they had before them
    :param closed: when an editor closed it, as :mod:`miliary.curation.moments` writes it
    :param closed_by: what that editor is called
    """

    id: int
    statement: str
    version: str
    said: str
    at: str
    closed: str | None
    closed_by: str
    note: str


class Feedback:
    """The remarks of one database."""

    def __init__(self, database: Database, clock: Clock = moments.now) -> None:
        self._database = database
        self._clock = clock

    def leave(self, statement: str, version: str, said: str) -> None:
        """Keep what somebody says of a statement.

        :raises InvalidFeedback: it is too short to help, or too long
        """
        text = readable(said)
        with self._database.writing() as connection:
            connection.execute(
                "INSERT INTO feedback (statement, version, said, at) VALUES (?, ?, ?, ?)",
                (statement, version, text, moments.written(self._clock())),
            )

    def list(self, *, closed: bool = False, statement: str | None = None, most: int = 200) -> list[Remark]:
        """Return the remarks that are open, the oldest first, or those that are closed, the newest first."""
        with self._database.reading() as connection:
            rows = connection.execute(
                "SELECT feedback.*, account.display FROM feedback LEFT JOIN account ON account.id = feedback.closed_by"
                " WHERE (closed IS NOT NULL) = :closed AND (:statement IS NULL OR statement = :statement)"
                " ORDER BY CASE WHEN :closed THEN -feedback.id ELSE feedback.id END LIMIT :most",
                {"closed": closed, "statement": statement, "most": most},
            ).fetchall()
        return [_remark(row) for row in rows]

    def number_open(self) -> int:
        """Return how many remarks nobody has closed yet."""
        with self._database.reading() as connection:
            (number,) = connection.execute("SELECT COUNT(*) FROM feedback WHERE closed IS NULL").fetchone()
        return int(number)

    def close(self, remark: int, editor: Account, note: str) -> None:
        """Close a remark, saying what came of it.

        :raises InvalidFeedback: the note is missing, or too long
        :raises NotFound: there is no such remark, or it is closed
        """
        text = _plain(note)
        if not 1 <= len(text) <= _LONGEST_NOTE:
            raise InvalidFeedback(f"Say in 1 to {_LONGEST_NOTE} characters what came of it.", field="note")
        with self._database.writing() as connection:
            done = connection.execute(
                "UPDATE feedback SET closed = ?, closed_by = ?, note = ? WHERE id = ? AND closed IS NULL",
                (moments.written(self._clock()), editor.id, text, remark),
            )
            if not done.rowcount:
                raise NotFound("There is no such remark, or somebody has closed it.")


def readable(said: str) -> str:
    """Return what is kept of a remark.

    :raises InvalidFeedback: it is too short to help, or too long
    """
    text = _plain(said)
    if not SHORTEST <= len(text) <= LONGEST:
        detail = f"Say in {SHORTEST} to {LONGEST:,} characters what looks wrong; these are {len(text):,}."
        raise InvalidFeedback(detail, field="said")
    return text


def _plain(text: str) -> str:
    """The text without what no keyboard types, its lines as they were."""
    lines = text.replace("\r\n", "\n").split("\n")
    return "\n".join("".join(letter for letter in line if letter.isprintable()).rstrip() for line in lines).strip()


def _remark(row: sqlite3.Row) -> Remark:
    return Remark(
        id=row["id"],
        statement=row["statement"],
        version=row["version"],
        said=row["said"],
        at=row["at"],
        closed=row["closed"],
        closed_by=row["display"] or "",
        note=row["note"],
    )
