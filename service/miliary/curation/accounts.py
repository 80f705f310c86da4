"""Accounts: who may log in, what they may do, and their passwords.

There is none to begin with, and no password that anybody did not choose: the first administrator is made at the command
line. An account is never deleted, since what it did is told by it; it is deactivated.
"""

import re
import sqlite3
from dataclasses import dataclass
from typing import Any

from miliary.curation import moments
from miliary.curation.audit import COMMAND_LINE, Event, Origin, write
from miliary.curation.database import Database
from miliary.curation.moments import Clock
from miliary.curation.passwords import Passwords
from miliary.curation.refusals import Conflict, InvalidAccount
from miliary.curation.roles import Role
from miliary.errors import NotFound

__all__ = ["Account", "Accounts", "Role"]

_NAME = re.compile(r"[a-z0-9](?:[a-z0-9._-]{0,38}[a-z0-9])?", re.ASCII)
_ORCID = re.compile(r"(?:\d{4}-){3}\d{3}[\dX]", re.ASCII)
_LONGEST_DISPLAY = 100


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who may log in.

    :param name: what they log in by: small letters, digits, dots, hyphens
    :param display: what others read
    :param orcid: ``0000-0002-1825-0097``
    """

    id: int
    name: str
    display: str
    orcid: str | None
    role: Role
    active: bool


class Accounts:
    """The accounts of one database; each change of one is written to the audit together with it."""

    def __init__(self, database: Database, passwords: Passwords | None = None, clock: Clock = moments.now) -> None:
        self._database = database
        self._passwords = passwords or Passwords()
        self._clock = clock

    def add(  # what an account is made of
        self,
        name: str,
        password: str | None,
        role: Role = Role.READER,
        *,
        display: str = "",
        orcid: str | None = None,
        origin: Origin = COMMAND_LINE,
    ) -> Account:
        """Make an account; without a password it can log in by a provider of OpenID Connect only.

        :raises InvalidAccount: a part of it cannot be used; ``field`` names it
        :raises Conflict: there is an account of that name
        """
        if not _NAME.fullmatch(name):
            raise InvalidAccount(
                "A name has 1 to 40 small letters, digits, dots, hyphens and underscores, and begins and ends with a "
                "letter or digit.",
                field="name",
            )
        kept = None if password is None else self._passwords.hash(password, name)
        shown, identifier = _display(display or name), _orcid(orcid)
        with self._database.writing() as connection:
            if connection.execute("SELECT 1 FROM account WHERE name = ?", (name,)).fetchone():
                raise Conflict(f"There is an account “{name}” already.", name=name)
            made = insert(connection, self._clock, name, shown, role, origin)
            connection.execute("UPDATE account SET orcid = ?, password = ? WHERE id = ?", (identifier, kept, made.id))
            return account_of(_row(connection, "id", made.id))

    def authenticate(self, name: str, password: str) -> Account | None:
        """Return the active account that ``password`` belongs to; None, after the same time, where there is none."""
        with self._database.reading() as connection:
            row = connection.execute("SELECT * FROM account WHERE name = ?", (name.strip().casefold(),)).fetchone()
        kept: str | None = row["password"] if row and row["active"] else None
        if not self._passwords.fits(password, kept):
            return None
        if kept and self._passwords.is_outdated(kept):
            with self._database.writing() as connection:
                connection.execute(
                    "UPDATE account SET password = ? WHERE id = ? AND password = ?",
                    (self._passwords.again(password), row["id"], kept),
                )
        return account_of(row)

    def change(
        self, account: int, *, role: Role | None = None, active: bool | None = None, origin: Origin = COMMAND_LINE
    ) -> Account:
        """Give an account another role, or deactivate or activate it; deactivated, it is logged out everywhere.

        :raises NotFound: there is no such account
        :raises Conflict: no active administrator would be left
        """
        with self._database.writing() as connection:
            before = account_of(_row(connection, "id", account))
            if role is not None and role is not before.role:
                connection.execute("UPDATE account SET role = ? WHERE id = ?", (role, account))
                write(connection, self._clock, Event.ROLE_CHANGED, account, origin, f"{before.role} → {role}")
            if active is not None and active is not before.active:
                connection.execute("UPDATE account SET active = ? WHERE id = ?", (active, account))
                write(connection, self._clock, Event.ACTIVATED if active else Event.DEACTIVATED, account, origin)
                connection.execute("DELETE FROM session WHERE account = ?", (account,))
            if before.active and before.role is Role.ADMINISTRATOR and not _has_administrator(connection):
                raise Conflict(f"“{before.name}” is the only active administrator; make another one first.")
            return account_of(_row(connection, "id", account))

    def describe(self, account: int, display: str, orcid: str | None) -> Account:
        """Change how an account is shown to others.

        :raises InvalidAccount: the ORCID or the name shown cannot be one
        :raises NotFound: there is no such account
        """
        values = (_display(display), _orcid(orcid), account)
        with self._database.writing() as connection:
            connection.execute("UPDATE account SET display = ?, orcid = ? WHERE id = ?", values)
            return account_of(_row(connection, "id", account))

    def set_password(self, account: int, password: str, origin: Origin = COMMAND_LINE) -> None:
        """Give an account a new password; it is logged out everywhere.

        :raises InvalidAccount: the password is too short or too simple
        :raises NotFound: there is no such account
        """
        kept = self._passwords.hash(password, self.find(account).name)
        with self._database.writing() as connection:
            connection.execute("UPDATE account SET password = ? WHERE id = ?", (kept, account))
            connection.execute("DELETE FROM session WHERE account = ?", (account,))
            write(connection, self._clock, Event.PASSWORD_CHANGED, account, origin)

    def find(self, account: int | str) -> Account:
        """Return the account of that number or name.

        :raises NotFound: there is none
        """
        with self._database.reading() as connection:
            return account_of(_row(connection, "name" if isinstance(account, str) else "id", account))

    def list(self) -> list[Account]:
        """Return all accounts by name."""
        with self._database.reading() as connection:
            return [account_of(row) for row in connection.execute("SELECT * FROM account ORDER BY name")]

    def has_administrator(self) -> bool:
        """Tell whether there is an active administrator, without whom curation is off."""
        with self._database.reading() as connection:
            return _has_administrator(connection)


def _has_administrator(connection: sqlite3.Connection) -> bool:
    asked = "SELECT 1 FROM account WHERE active AND role = ? LIMIT 1"
    return connection.execute(asked, (Role.ADMINISTRATOR,)).fetchone() is not None


def _row(connection: sqlite3.Connection, column: str, value: Any) -> sqlite3.Row:
    row: sqlite3.Row | None = connection.execute(f"SELECT * FROM account WHERE {column} = ?", (value,)).fetchone()  # noqa: S608  # ours
    if row is None:
        raise NotFound(f"There is no account {f'“{value}”' if column == 'name' else f'number {value}'}.")
    return row


def insert(connection: sqlite3.Connection, clock: Clock, name: str, shown: str, role: Role, origin: Origin) -> Account:
    """Make an account without a password, in the transaction of whoever makes it."""
    number = connection.execute(
        "INSERT INTO account (name, display, role, created) VALUES (?, ?, ?, ?)",
        (name, shown or name, role, moments.written(clock())),
    ).lastrowid
    write(connection, clock, Event.ACCOUNT_ADDED, number, origin, role)
    return account_of(_row(connection, "id", number))


def account_of(row: sqlite3.Row) -> Account:
    """Return the account that a row of its table tells."""
    return Account(row["id"], row["name"], row["display"], row["orcid"], Role(row["role"]), bool(row["active"]))


def _display(text: str) -> str:
    found = " ".join(text.split())
    if not found or len(found) > _LONGEST_DISPLAY or not found.isprintable():
        raise InvalidAccount(f"The name shown has 1 to {_LONGEST_DISPLAY} printable characters.", field="display")
    return found


def _orcid(text: str | None) -> str | None:
    """The ORCID iD in ``text``, with or without its address; its last character checks the others (ISO 7064)."""
    found = (text or "").strip().removeprefix("https://orcid.org/").upper()
    if not found:
        return None
    total = 0
    for digit in found[:-1].replace("-", ""):
        total = (total + int(digit)) * 2 if digit.isdecimal() else total
    if not _ORCID.fullmatch(found) or "0123456789X"[(12 - total % 11) % 11] != found[-1]:
        raise InvalidAccount(f"“{found}” is no ORCID iD; one looks like 0000-0002-1825-0097.", field="orcid")
    return found
