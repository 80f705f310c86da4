"""The audit: newest first, page by page, and addresses are forgotten in time."""

from miliary.curation.accounts import Account
from miliary.curation.audit import Audit, Event, Origin
from miliary.curation.database import Database
from tests.curation.conftest import Watch


def test_lines_are_turned_over_page_by_page(database: Database, watch: Watch) -> None:
    audit = Audit(database, watch)
    for number in range(5):
        audit.note(Event.LOGIN_REFUSED, None, Origin(), str(number))
    first = audit.listed(2)
    assert [entry.detail for _, entry in first] == ["4", "3"]
    assert [entry.detail for _, entry in audit.listed(2, before=first[-1][0])] == ["2", "1"]


def test_lines_can_be_had_by_what_happened(database: Database, editor: Account) -> None:
    audit = Audit(database)
    audit.note(Event.LOGGED_IN, editor.id, Origin(editor.id))
    assert [entry.event for _, entry in audit.listed()] == [Event.LOGGED_IN, Event.ACCOUNT_ADDED]
    assert [entry.account for _, entry in audit.listed(event=Event.LOGGED_IN)] == ["edith"]


def test_addresses_are_forgotten_after_some_months_and_the_rest_is_not(database: Database, watch: Watch) -> None:
    audit = Audit(database, watch)
    audit.note(Event.LOGIN_REFUSED, None, Origin(address="192.0.2.1"), "long ago")
    watch.wait(days=91)
    audit.note(Event.LOGIN_REFUSED, None, Origin(address="192.0.2.2"), "today")
    assert [(entry.address, entry.detail) for _, entry in audit.listed()] == [("192.0.2.2", "today"), ("", "long ago")]
