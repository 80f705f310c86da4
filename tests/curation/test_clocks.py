"""A clock that is put forward or back: nobody is let in for longer, or shut out, and the log keeps its order."""

import pytest

from miliary.curation.accounts import Account
from miliary.curation.attempts import BY_NAME, WITHIN, Attempts
from miliary.curation.audit import Origin
from miliary.curation.database import Database
from miliary.curation.publication import Publication
from miliary.curation.refusals import NotLoggedIn, TooManyAttempts
from miliary.curation.sessions import IDLE, Sessions
from miliary.curation.tokens import Scope, Tokens
from tests.curation.conftest import Watch
from tests.curation.desk import Desk


@pytest.mark.parametrize("days", [-400, 400])
def test_a_session_is_over_when_the_clock_jumps(database: Database, editor: Account, watch: Watch, days: int) -> None:
    sessions = Sessions(database, watch)
    secret = sessions.begin(editor.id)
    watch.wait(days=days)
    assert sessions.find(secret) is None
    again = sessions.begin(editor.id)
    assert sessions.find(again) == editor


def test_a_clock_that_is_put_right_by_a_little_logs_nobody_out(
    database: Database, editor: Account, watch: Watch
) -> None:
    sessions = Sessions(database, watch)
    secret = sessions.begin(editor.id)
    watch.wait(minutes=-5)
    assert sessions.find(secret) == editor
    watch.wait(seconds=IDLE.total_seconds() - 1)
    assert sessions.find(secret) == editor


def test_nobody_is_shut_out_until_a_clock_that_was_put_back_has_caught_up(database: Database, watch: Watch) -> None:
    attempts = Attempts(database, watch)
    for _ in range(BY_NAME):
        attempts.count("edith", "")
    with pytest.raises(TooManyAttempts):
        attempts.count("edith", "")
    watch.wait(minutes=-5)
    with pytest.raises(TooManyAttempts):  # nor does a small correction let anybody guess on
        attempts.count("edith", "")
    watch.wait(seconds=-2 * WITHIN.total_seconds())
    attempts.count("edith", "")


def test_a_token_ends_with_its_day_whatever_the_clock_did_before(
    database: Database, editor: Account, watch: Watch
) -> None:
    tokens = Tokens(database, watch)
    _, secret = tokens.issue(editor.id, "nightly", {Scope.PROPOSE}, 30, Origin(editor.id))
    watch.wait(days=-10)
    assert tokens.use(secret, Scope.PROPOSE) == editor
    watch.wait(days=41)
    with pytest.raises(NotLoggedIn):
        tokens.use(secret, Scope.PROPOSE)


def test_the_log_keeps_the_order_of_what_was_done(desk: Desk, editor: Account, reviewer: Account, watch: Watch) -> None:
    desk.publication = Publication(desk.settings, desk.database, clock=watch)
    for days, value in ((400, "10.0"), (-800, "20.0"), (1, "30.0")):
        watch.wait(days=days)
        desk.publish(desk.percent(value), editor, reviewer)
    newest = desk.publication.log.newest(4)
    assert [each.number for each in newest] == [3, 2, 1, 0]
    assert newest[0].at < newest[2].at
    assert (newest[0].version, newest[0].before) == (desk.version, newest[1].after)
    assert desk.values("mil:Disease0-Finding11-Table1", "mil:percent") == {"30.0"}
