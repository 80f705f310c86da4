"""What concerns safety, as it happened: log-ins, refusals, changes of accounts, the use of tokens.

A line is written in the same transaction as what it tells, so that there is neither without the other.
"""

import sqlite3
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from miliary.curation import moments
from miliary.curation.database import Database
from miliary.curation.moments import Clock

DAYS_OF_ADDRESSES = 90
"""After so many days it is forgotten from which address something came."""


class Event(StrEnum):
    """What can have happened, in the words that people read."""

    LOGGED_IN = "logged in"
    LOGIN_REFUSED = "log-in refused"
    LOGIN_THROTTLED = "too many log-ins"
    LOGGED_OUT = "logged out"
    NOT_ALLOWED = "not allowed"
    ACCOUNT_ADDED = "account added"
    ROLE_CHANGED = "role changed"
    ACTIVATED = "activated"
    DEACTIVATED = "deactivated"
    PASSWORD_CHANGED = "password changed"  # noqa: S105  # the name of an event
    TOKEN_ISSUED = "token issued"  # noqa: S105
    TOKEN_USED = "token used"  # noqa: S105
    TOKEN_REFUSED = "token refused"  # noqa: S105
    TOKEN_REVOKED = "token revoked"  # noqa: S105


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the audit.

    :param at: when, in UTC, as :mod:`miliary.curation.moments` writes it
    :param account: the name of the account that it happened to, if that is known
    :param by: the name of the account that did it; nothing for the command line and for strangers
    :param address: from where, while that is remembered
    """

    at: str
    event: Event
    account: str
    by: str
    address: str
    detail: str


@dataclass(frozen=True, slots=True)
class Origin:
    """Who does something, and from where; without both it is the command line.

    :param by: the number of the account
    :param address: the IP address
    """

    by: int | None = None
    address: str = ""


COMMAND_LINE = Origin()


class Audit:
    """The lines of the audit, newest first."""

    def __init__(self, database: Database, clock: Clock = moments.now) -> None:
        self._database = database
        self._clock = clock

    def note(self, event: Event, account: int | None, origin: Origin, detail: str = "") -> None:
        """Write a line about what changed nothing else, and forget addresses that are old."""
        long_ago = moments.written(self._clock() - timedelta(days=DAYS_OF_ADDRESSES))
        with self._database.writing() as connection:
            write(connection, self._clock, event, account, origin, detail)
            connection.execute("UPDATE audit SET address = NULL WHERE at < ? AND address IS NOT NULL", (long_ago,))

    def listed(self, most: int = 100, before: int | None = None, event: Event | None = None) -> list[tuple[int, Entry]]:
        """Return the newest lines, each with its number; ``before`` is a number to go on from."""
        with self._database.reading() as connection:
            rows = connection.execute(
                "SELECT audit.*, whose.name AS whose, doer.name AS doer FROM audit"
                " LEFT JOIN account whose ON whose.id = audit.account LEFT JOIN account doer ON doer.id = audit.by"
                " WHERE (:before IS NULL OR audit.id < :before) AND (:event IS NULL OR event = :event)"
                " ORDER BY audit.id DESC LIMIT :most",
                {"before": before, "event": event, "most": most},
            ).fetchall()
        return [(row["id"], _entry(row)) for row in rows]


def write(  # the columns of a line
    connection: sqlite3.Connection,
    clock: Clock,
    event: Event,
    account: int | None,
    origin: Origin,
    detail: str = "",
) -> None:
    """Write a line in the transaction of what it tells."""
    connection.execute(
        "INSERT INTO audit (at, event, account, by, address, detail) VALUES (?, ?, ?, ?, ?, ?)",
        (moments.written(clock()), event, account, origin.by, origin.address or None, detail),
    )


def _entry(row: sqlite3.Row) -> Entry:
    return Entry(
        row["at"],
        Event(row["event"]),
        row["whose"] or "",
        row["doer"] or "",
        row["address"] or "",
        row["detail"],
    )
