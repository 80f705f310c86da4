"""Accounts: no password that nobody chose, none kept, roles in order, and never without an administrator."""

import sqlite3
from pathlib import Path
from typing import Literal

import pytest
from argon2 import PasswordHasher

from miliary.curation.accounts import Account, Accounts, Role
from miliary.curation.audit import Audit, Event, Origin
from miliary.curation.database import Database
from miliary.curation.passwords import Passwords
from miliary.curation.refusals import Conflict, InvalidAccount
from miliary.errors import NotFound
from tests.curation.conftest import PASSWORD, QUICK


def test_each_role_may_more_than_the_one_before() -> None:
    assert Role.READER < Role.EDITOR < Role.REVIEWER < Role.ADMINISTRATOR
    assert sorted([Role.REVIEWER, Role.ADMINISTRATOR, Role.EDITOR, Role.READER]) == list(Role)
    assert Role.EDITOR >= Role.EDITOR
    assert not Role.ADMINISTRATOR <= Role.REVIEWER


def test_there_is_no_account_until_one_is_made(accounts: Accounts) -> None:
    assert (accounts.list(), accounts.has_administrator()) == ([], False)


def test_whoever_shows_the_password_is_the_account(accounts: Accounts, editor: Account) -> None:
    assert accounts.authenticate("edith", PASSWORD) == editor
    assert accounts.authenticate(" Edith ", PASSWORD) == editor
    assert accounts.authenticate("edith", PASSWORD + " ") is None
    assert accounts.authenticate("nobody", PASSWORD) is None


def test_an_inactive_account_and_one_without_a_password_cannot_log_in(accounts: Accounts, editor: Account) -> None:
    accounts.add("elsewhere", None, Role.EDITOR)
    assert accounts.authenticate("elsewhere", "") is None
    accounts.add("root", PASSWORD, Role.ADMINISTRATOR)
    accounts.change(editor.id, active=False)
    assert accounts.authenticate("edith", PASSWORD) is None
    assert accounts.change(editor.id, active=True).active
    assert accounts.authenticate("edith", PASSWORD) is not None


def test_an_unknown_name_takes_a_hash_as_well(database: Database) -> None:
    class Counting(PasswordHasher):
        verified = 0

        def verify(self, hash: str | bytes, password: str | bytes) -> Literal[True]:  # noqa: A002
            self.verified += 1
            return super().verify(hash, password)

    hasher = Counting(time_cost=1, memory_cost=8, parallelism=1)
    accounts = Accounts(database, Passwords(hasher))
    accounts.add("edith", PASSWORD)
    for name in ("edith", "nobody"):
        accounts.authenticate(name, "wrong")
    assert hasher.verified == 2


def test_no_password_stands_in_the_file(database: Database, accounts: Accounts, editor: Account) -> None:
    with sqlite3.connect(database.path) as connection:
        dump = "\n".join(connection.iterdump())
    assert "$argon2id$" in dump
    assert PASSWORD not in dump


def test_a_hash_of_less_work_is_made_anew_at_the_next_log_in(database: Database, editor: Account) -> None:
    def kept() -> str:
        with database.reading() as connection:
            found: str = connection.execute("SELECT password FROM account").fetchone()[0]
            return found

    dearer = Passwords(PasswordHasher(time_cost=2, memory_cost=16, parallelism=1))
    assert "t=1" in kept()
    assert Accounts(database, dearer).authenticate("edith", PASSWORD) == editor
    assert "t=2" in kept()
    assert Accounts(database, dearer).authenticate("edith", PASSWORD) == editor


@pytest.mark.parametrize("password", ["", "short", "a" * 40, "edithedithedith", "x" * 257])
def test_a_password_that_is_easily_guessed_is_refused(accounts: Accounts, password: str) -> None:
    with pytest.raises(InvalidAccount) as caught:
        accounts.add("edith", password)
    assert caught.value.extra == {"field": "password"}
    assert accounts.list() == []


@pytest.mark.parametrize("name", ["", "Edith", "a b", "-edith", "e" * 41, "édith", "edith\n", "a/b", "<b>"])
def test_a_name_that_could_be_misread_is_refused(accounts: Accounts, name: str) -> None:
    with pytest.raises(InvalidAccount, match="A name has"):
        accounts.add(name, PASSWORD)


def test_a_name_is_given_once(accounts: Accounts, editor: Account) -> None:
    with pytest.raises(Conflict, match="“edith” already"):
        accounts.add("edith", PASSWORD)


def test_an_orcid_is_checked_by_its_last_character(accounts: Accounts, editor: Account) -> None:
    found = accounts.describe(editor.id, "Edith  Example", "https://orcid.org/0000-0002-1825-0097")
    assert (found.display, found.orcid) == ("Edith Example", "0000-0002-1825-0097")
    for wrong in ("0000-0002-1825-0096", "0000-0002-1825", "x", "0000-0002-1825-00970"):
        with pytest.raises(InvalidAccount, match="no ORCID"):
            accounts.describe(editor.id, "Edith", wrong)


def test_the_only_administrator_stays_one(accounts: Accounts, administrator: Account) -> None:
    for changed in ({"role": Role.REVIEWER}, {"active": False}):
        with pytest.raises(Conflict, match="only active administrator"):
            accounts.change(administrator.id, **changed)
    assert accounts.find("root") == administrator
    accounts.add("second", PASSWORD, Role.ADMINISTRATOR)
    assert accounts.change(administrator.id, role=Role.REVIEWER).role is Role.REVIEWER


def test_who_changed_what_is_told_by_the_audit(
    database: Database, accounts: Accounts, administrator: Account, editor: Account
) -> None:
    accounts.change(editor.id, role=Role.REVIEWER, origin=Origin(administrator.id, "192.0.2.1"))
    accounts.change(editor.id, role=Role.REVIEWER)  # nothing changes, nothing is told
    (_, newest), *_ = Audit(database).listed()
    assert (newest.event, newest.account, newest.by, newest.address, newest.detail) == (
        *(Event.ROLE_CHANGED, "edith", "root"),
        *("192.0.2.1", "editor → reviewer"),
    )


def test_what_is_not_there_is_not_found(accounts: Accounts) -> None:
    for missing in ("nobody", 7):
        with pytest.raises(NotFound, match="There is no account"):
            accounts.find(missing)


def test_a_password_is_made_anew(accounts: Accounts, editor: Account, tmp_path: Path) -> None:
    accounts.set_password(editor.id, "another password entirely")
    assert accounts.authenticate("edith", PASSWORD) is None
    assert accounts.authenticate("edith", "another password entirely") == editor


def test_a_letter_is_the_same_however_a_keyboard_composes_it(accounts: Accounts) -> None:
    accounts.add("umlaut", "schöne neue Welt".replace("ö", "o\u0308"))
    assert accounts.authenticate("umlaut", "schöne neue Welt") is not None


def test_the_quick_hasher_of_these_tests_is_not_the_one_in_use() -> None:
    assert Passwords().is_outdated(QUICK.again("anything"))
