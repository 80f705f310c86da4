"""Tokens: shown once, for a purpose, until a day, and only the owner's to revoke."""

import sqlite3

import pytest

from miliary.curation.accounts import Account, Accounts
from miliary.curation.audit import Audit, Event, Origin
from miliary.curation.database import Database
from miliary.curation.refusals import InvalidAccount, NotAllowed, NotLoggedIn
from miliary.curation.tokens import PREFIX, Scope, Tokens
from miliary.errors import NotFound
from tests.curation.conftest import PASSWORD, Watch


@pytest.fixture
def tokens(database: Database, watch: Watch) -> Tokens:
    return Tokens(database, watch)


def issue(tokens: Tokens, account: Account, *scopes: Scope) -> tuple[int, str]:
    token, secret = tokens.issue(account.id, "nightly", set(scopes or (Scope.PROPOSE,)), 30, Origin(account.id))
    return token.id, secret


def test_a_token_acts_for_its_account(tokens: Tokens, editor: Account) -> None:
    _, secret = issue(tokens, editor)
    assert secret.startswith(PREFIX)
    assert tokens.use(secret, Scope.PROPOSE) == editor
    assert tokens.listed(editor.id)[0].used is not None


def test_its_secret_is_nowhere_in_the_file(database: Database, tokens: Tokens, editor: Account) -> None:
    _, secret = issue(tokens, editor)
    with sqlite3.connect(database.path) as connection:
        assert secret not in "\n".join(connection.iterdump())


def test_it_is_for_its_purpose_only(tokens: Tokens, editor: Account) -> None:
    _, secret = issue(tokens, editor, Scope.READ)
    with pytest.raises(NotAllowed, match="“propose”"):
        tokens.use(secret, Scope.PROPOSE)


def test_it_ends_with_its_day_its_revocation_and_its_account(
    tokens: Tokens, accounts: Accounts, editor: Account, watch: Watch
) -> None:
    first, revoked = issue(tokens, editor)
    tokens.revoke(editor.id, first, Origin(editor.id))
    _, expired = issue(tokens, editor)
    watch.wait(days=30)
    _, orphaned = issue(tokens, editor)
    accounts.change(editor.id, active=False)
    for secret in (revoked, expired, orphaned, PREFIX + "guessed", ""):
        with pytest.raises(NotLoggedIn):
            tokens.use(secret, Scope.PROPOSE)


def test_nobody_revokes_anothers(tokens: Tokens, accounts: Accounts, editor: Account) -> None:
    other = accounts.add("other", PASSWORD)
    number, secret = issue(tokens, editor)
    with pytest.raises(NotFound):
        tokens.revoke(other.id, number, Origin(other.id))
    assert tokens.use(secret, Scope.PROPOSE) == editor


@pytest.mark.parametrize(
    ("label", "scopes", "days", "field"),
    [
        *(("", {"read"}, 1, "label"), ("x" * 61, {"read"}, 1, "label"), ("a\x07b", {"read"}, 1, "label")),
        *(("x", set(), 1, "scope"), ("x", {"read"}, 0, "days"), ("x", {"read"}, 367, "days")),
    ],
)
def test_a_token_without_name_purpose_or_end_is_refused(
    tokens: Tokens, editor: Account, label: str, scopes: set[str], days: int, field: str
) -> None:
    with pytest.raises(InvalidAccount) as caught:
        tokens.issue(editor.id, label, set(map(Scope, scopes)), days, Origin(editor.id))
    assert caught.value.extra == {"field": field}


def test_nobody_has_tokens_without_end(tokens: Tokens, editor: Account) -> None:
    for _ in range(20):
        issue(tokens, editor)
    with pytest.raises(InvalidAccount, match="You have 20 tokens"):
        issue(tokens, editor)


def test_the_audit_tells_of_each_use_and_refusal(database: Database, tokens: Tokens, editor: Account) -> None:
    _, secret = issue(tokens, editor, Scope.READ)
    tokens.use(secret, Scope.READ, "192.0.2.1")
    with pytest.raises(NotAllowed):
        tokens.use(secret, Scope.PROPOSE, "192.0.2.2")
    with pytest.raises(NotLoggedIn):
        tokens.use("guessed", Scope.READ, "192.0.2.3")
    told = [(entry.event, entry.account, entry.address, entry.detail) for _, entry in Audit(database).listed(3)]
    assert told == [
        (Event.TOKEN_REFUSED, "", "192.0.2.3", "read"),
        (Event.TOKEN_REFUSED, "edith", "192.0.2.2", "nightly: propose"),
        (Event.TOKEN_USED, "edith", "192.0.2.1", "nightly: read"),
    ]
