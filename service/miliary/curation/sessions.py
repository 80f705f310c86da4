"""Who is logged in. A session is a secret of which only the hash is kept; whoever shows it is that account.

It ends when the person logs out, does nothing for :data:`IDLE`, or after :data:`LONGEST`, whatever they do; and with
the account, and with its password. All processes see that at once, since it stands in the database alone.
"""

import hashlib
import secrets
from datetime import datetime, timedelta

from miliary.curation import moments
from miliary.curation.accounts import Account, account_of
from miliary.curation.database import Database
from miliary.curation.moments import Clock

IDLE = timedelta(hours=2)
LONGEST = timedelta(hours=12)
_NOTED_EVERY = timedelta(minutes=1)


class Sessions:
    """The sessions of one database."""

    def __init__(self, database: Database, clock: Clock = moments.now) -> None:
        self._database = database
        self._clock = clock

    def begin(self, account: int) -> str:
        """Begin a session and return its secret, which nothing else can tell again; those that are over are dropped."""
        secret, now = secrets.token_urlsafe(32), self._clock()
        with self._database.writing() as connection:
            connection.execute(
                "DELETE FROM session WHERE seen < ? OR begun < ? OR seen > ?",
                _bounds(now),
            )
            connection.execute(
                "INSERT INTO session (secret, account, begun, seen) VALUES (?, ?, ?, ?)",
                (digest(secret), account, moments.written(now), moments.written(now)),
            )
        return secret

    def find(self, secret: str) -> Account | None:
        """Return whose session it is, and note that it is in use; None when it is over, or the account inactive."""
        now = self._clock()
        with self._database.reading() as connection:
            row = connection.execute(
                "SELECT account.*, session.seen FROM session JOIN account ON account.id = session.account"
                " WHERE session.secret = ? AND account.active AND session.seen >= ? AND session.begun >= ?"
                " AND session.seen <= ?",
                (digest(secret), *_bounds(now)),
            ).fetchone()
        if row is None:
            return None
        if moments.read(row["seen"]) < now - _NOTED_EVERY:
            with self._database.writing() as connection:
                connection.execute(
                    "UPDATE session SET seen = ? WHERE secret = ?", (moments.written(now), digest(secret))
                )
        return account_of(row)

    def end(self, secret: str) -> None:
        """End a session; the secret is worth nothing any more."""
        with self._database.writing() as connection:
            connection.execute("DELETE FROM session WHERE secret = ?", (digest(secret),))


def _bounds(now: datetime) -> tuple[str, str, str]:
    """When a session must have been seen and begun since, and seen until.

    One that was seen in a time to come is over: the clock has been put back, and nobody knows how long it has lasted.
    """
    return moments.written(now - IDLE), moments.written(now - LONGEST), moments.written(now + IDLE)


def digest(secret: str) -> str:
    """Return what is kept of a secret: it is random and long, so that no slow hash is needed."""
    return hashlib.sha256(secret.encode()).hexdigest()
