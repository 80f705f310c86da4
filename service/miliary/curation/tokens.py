"""Tokens: what lets a script act for an account, for some purposes, until a day. Only their hash is kept."""

import secrets
import sqlite3
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from miliary.curation import moments
from miliary.curation.accounts import Account, account_of
from miliary.curation.audit import Event, Origin, write
from miliary.curation.database import Database
from miliary.curation.moments import Clock
from miliary.curation.refusals import InvalidAccount, NotAllowed, NotLoggedIn
from miliary.curation.roles import Role
from miliary.curation.sessions import digest
from miliary.errors import NotFound

PREFIX = "mil_"
"""What a token begins with, so that it is recognised where it should not stand."""
LONGEST_DAYS = 366
_MOST = 20
_LONGEST_LABEL = 60


class Scope(StrEnum):
    """What a token may be used for."""

    READ = "read"
    PROPOSE = "propose"

    @property
    def needs(self) -> Role:
        """The least role for which a token may be used so: it never lets a script do more than its account may."""
        return Role.EDITOR if self is Scope.PROPOSE else Role.READER


@dataclass(frozen=True, slots=True)
class Token:
    """What is known of a token, without its secret; moments as :mod:`miliary.curation.moments` writes them."""

    id: int
    label: str
    scopes: tuple[Scope, ...]
    created: str
    expires: str
    used: str | None
    revoked: str | None


class Tokens:
    """The tokens of one database; issuing, use and revocation are written to the audit."""

    def __init__(self, database: Database, clock: Clock = moments.now) -> None:
        self._database = database
        self._clock = clock

    def issue(self, account: int, label: str, scopes: set[Scope], days: int, origin: Origin) -> tuple[Token, str]:
        """Make a token and return it with its secret, which nothing can tell again.

        :raises InvalidAccount: it has no name, no scope or no sensible time; ``field`` names what is wrong
        """
        found = " ".join(label.split())
        if not found or len(found) > _LONGEST_LABEL or not found.isprintable():
            raise InvalidAccount(f"Give the token a name of 1 to {_LONGEST_LABEL} characters.", field="label")
        if not scopes:
            raise InvalidAccount("Choose what the token may be used for.", field="scope")
        if not 1 <= days <= LONGEST_DAYS:
            raise InvalidAccount(f"A token is valid for 1 to {LONGEST_DAYS} days.", field="days")
        secret, now = PREFIX + secrets.token_urlsafe(32), self._clock()
        written = " ".join(sorted(scopes))
        until = moments.written(now + timedelta(days=days))
        with self._database.writing() as connection:
            _refuse_many(connection, account, moments.written(now))
            number = connection.execute(
                "INSERT INTO token (account, label, scopes, secret, created, expires) VALUES (?, ?, ?, ?, ?, ?)",
                (account, found, written, digest(secret), moments.written(now), until),
            ).lastrowid
            write(
                connection, self._clock, Event.TOKEN_ISSUED, account, origin, f"{found}: {written}, until {until[:10]}"
            )
            return _token(connection.execute("SELECT * FROM token WHERE id = ?", (number,)).fetchone()), secret

    def use(self, secret: str, scope: Scope, address: str = "") -> Account:
        """Return the account that the token acts for, and note its use.

        :raises NotLoggedIn: there is no such token, it is over or revoked, or the account is inactive
        :raises NotAllowed: it is not for this, or the account may not do it
        """
        now = moments.written(self._clock())
        with self._database.reading() as connection:
            row = connection.execute(
                "SELECT account.*, token.id AS token, token.label, token.scopes FROM token"
                " JOIN account ON account.id = token.account"
                " WHERE token.secret = ? AND token.expires > ? AND token.revoked IS NULL AND account.active",
                (digest(secret), now),
            ).fetchone()
        fits = row is not None and scope in row["scopes"].split() and Role(row["role"]) >= scope.needs
        event, detail = (
            (Event.TOKEN_USED if fits else Event.TOKEN_REFUSED),
            f"{row['label']}: {scope}" if row else scope,
        )
        account = row["id"] if row else None
        with self._database.writing() as connection:
            write(connection, self._clock, event, account, Origin(account, address), detail)
            if fits:
                connection.execute("UPDATE token SET used = ? WHERE id = ?", (now, row["token"]))
        if row is None:
            raise NotLoggedIn("The token is not known, has expired or was revoked.")
        if not fits:
            detail = f"This needs the scope “{scope}” and the role {scope.needs}; the token or its account has less."
            raise NotAllowed(detail, scope=scope)
        return account_of(row)

    def listed(self, account: int) -> list[Token]:
        """Return the tokens of an account, newest first."""
        with self._database.reading() as connection:
            asked = "SELECT * FROM token WHERE account = ? ORDER BY id DESC"
            return [_token(row) for row in connection.execute(asked, (account,))]

    def revoke(self, account: int, token: int, origin: Origin) -> None:
        """Make a token of this account worth nothing from now on.

        :raises NotFound: the account has no such token, or it was revoked before
        """
        with self._database.writing() as connection:
            found = connection.execute(
                "UPDATE token SET revoked = ? WHERE id = ? AND account = ? AND revoked IS NULL RETURNING label",
                (moments.written(self._clock()), token, account),
            ).fetchone()
            if found is None:
                raise NotFound("You have no such token.")
            write(connection, self._clock, Event.TOKEN_REVOKED, account, origin, found["label"])


def _refuse_many(connection: sqlite3.Connection, account: int, now: str) -> None:
    asked = "SELECT COUNT(*) FROM token WHERE account = ? AND revoked IS NULL AND expires > ?"
    (number,) = connection.execute(asked, (account, now)).fetchone()
    if number >= _MOST:
        raise InvalidAccount(f"You have {number} tokens; revoke one that is not used.", field="label")


def _token(row: sqlite3.Row) -> Token:
    scopes = tuple(Scope(each) for each in row["scopes"].split())
    return Token(row["id"], row["label"], scopes, row["created"], row["expires"], row["used"], row["revoked"])
