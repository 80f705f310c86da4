"""Accounts of people whom a provider of OpenID Connect knows: by its address and its name for them, never by e-mail."""

import re

from miliary.curation import moments
from miliary.curation.accounts import Account, Accounts, Role, account_of, insert
from miliary.curation.audit import Origin
from miliary.curation.database import Database
from miliary.curation.moments import Clock
from miliary.curation.refusals import Conflict

_LONGEST_NAME = 32


class Identities:
    """Who is which account, as providers tell it."""

    def __init__(self, database: Database, accounts: Accounts, clock: Clock = moments.now) -> None:
        self._database = database
        self._accounts = accounts
        self._clock = clock

    def account(self, issuer: str, subject: str, called: str, role: Role | None, origin: Origin) -> Account:
        """Return the account of somebody whom the provider has let in; made, as a reader, when they come first.

        :param issuer: the provider's address
        :param subject: what it calls the person, for good
        :param called: a name of theirs, for people; it may be anything, and nobody is taken for another by it
        :param role: what the provider gives them; None leaves it to the administrators
        """
        with self._database.writing() as connection:
            row = connection.execute(
                "SELECT account.* FROM account JOIN account_identity ON account_identity.account = account.id"
                " WHERE issuer = ? AND subject = ?",
                (issuer, subject),
            ).fetchone()
            if row is not None:
                found = account_of(row)
            else:
                taken = {each["name"] for each in connection.execute("SELECT name FROM account")}
                shown = " ".join("".join(filter(str.isprintable, called)).split())[:100]
                found = insert(connection, self._clock, _free(called, taken), shown, role or Role.READER, origin)
                connection.execute(
                    "INSERT INTO account_identity (issuer, subject, account) VALUES (?, ?, ?)",
                    (issuer, subject, found.id),
                )
        return found if role is None or role is found.role else self._promoted(found, role, origin)

    def _promoted(self, account: Account, role: Role, origin: Origin) -> Account:
        try:
            return self._accounts.change(account.id, role=role, origin=origin)
        except Conflict:  # the only administrator stays one, whatever the provider says
            return account


def _free(called: str, taken: set[str]) -> str:
    """A name for the account that nobody has yet, like the one that the person is called."""
    like = re.sub(r"[^a-z0-9]+", "-", called.casefold())[:_LONGEST_NAME].strip("-") or "somebody"
    numbered = (f"{like}-{number}" for number in range(2, len(taken) + 3))
    return next(each for each in (like, *numbered) if each not in taken)
