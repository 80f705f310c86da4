"""Sessions: who shows the secret is logged in, until it is over; in the file there is no secret."""

import sqlite3

import pytest

from miliary.curation.accounts import Account, Accounts
from miliary.curation.database import Database
from miliary.curation.sessions import IDLE, LONGEST, Sessions
from tests.curation.conftest import Watch


@pytest.fixture
def sessions(database: Database, watch: Watch) -> Sessions:
    return Sessions(database, watch)


def test_a_session_is_known_to_every_process(database: Database, sessions: Sessions, editor: Account) -> None:
    secret = sessions.begin(editor.id)
    assert Sessions(Database(database.path), sessions._clock).find(secret) == editor
    assert sessions.find(secret + "x") is None


def test_the_file_holds_no_secret(database: Database, sessions: Sessions, editor: Account) -> None:
    secret = sessions.begin(editor.id)
    with sqlite3.connect(database.path) as connection:
        assert secret not in "\n".join(connection.iterdump())


def test_a_session_that_is_not_used_ends(sessions: Sessions, editor: Account, watch: Watch) -> None:
    secret = sessions.begin(editor.id)
    for _ in range(3):
        watch.wait(hours=1.9)
        assert sessions.find(secret) == editor
    watch.wait(seconds=IDLE.total_seconds() + 1)
    assert sessions.find(secret) is None


def test_a_session_ends_however_much_it_is_used(sessions: Sessions, editor: Account, watch: Watch) -> None:
    secret = sessions.begin(editor.id)
    for _ in range(int(LONGEST.total_seconds() // 3600)):
        assert sessions.find(secret) == editor
        watch.wait(hours=1)
    watch.wait(seconds=1)
    assert sessions.find(secret) is None


def test_logging_out_ends_one_session_and_no_other(sessions: Sessions, editor: Account) -> None:
    first, second = sessions.begin(editor.id), sessions.begin(editor.id)
    sessions.end(first)
    assert (sessions.find(first), sessions.find(second)) == (None, editor)


def test_what_changes_an_account_ends_its_sessions(sessions: Sessions, accounts: Accounts, editor: Account) -> None:
    secret = sessions.begin(editor.id)
    accounts.set_password(editor.id, "another password entirely")
    assert sessions.find(secret) is None
    secret = sessions.begin(editor.id)
    accounts.change(editor.id, active=False)
    accounts.change(editor.id, active=True)
    assert sessions.find(secret) is None


def test_sessions_that_are_over_leave_the_file(
    database: Database, sessions: Sessions, editor: Account, watch: Watch
) -> None:
    sessions.begin(editor.id)
    watch.wait(hours=13)
    sessions.begin(editor.id)
    with database.reading() as connection:
        assert connection.execute("SELECT COUNT(*) FROM session").fetchone()[0] == 1
