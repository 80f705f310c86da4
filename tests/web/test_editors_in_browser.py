"""Logging in, in Chromium: what the browser itself adds or refuses, no test of ours could."""

from collections.abc import Iterator

import pytest
from apiflask import APIFlask
from playwright.sync_api import Page, expect

from miliary.curation.office import Office
from tests.web.editors import PASSWORD
from tests.web.serving import serving
from tests.web.test_accessible import violations

STATEMENT = "mil:SusacSyndrome-LeptomeningealEnhancement-Section"


@pytest.fixture
def desk(curated: APIFlask) -> Iterator[str]:
    """The address of a service with curation on."""
    with serving(curated) as found:
        yield found


def log_in(page: Page, desk: str, name: str) -> None:
    page.goto(f"{desk}/login")
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()


def test_who_logs_out_leaves_nothing_behind_the_back_button(page: Page, desk: str) -> None:
    page.goto(f"{desk}/worklist")
    expect(page).to_have_url(f"{desk}/login?next=/worklist")
    page.get_by_label("Name").fill("edith")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    expect(page).to_have_url(f"{desk}/worklist")
    page.goto(f"{desk}/account")
    assert page.evaluate("document.cookie") == ""
    page.get_by_role("button", name="Log out").click()
    expect(page.get_by_role("link", name="Log in")).to_be_visible()
    page.go_back()
    expect(page).to_have_url(f"{desk}/login?next=/account")


def test_another_site_cannot_send_the_forms_of_somebody_logged_in(page: Page, desk: str, office: Office) -> None:
    log_in(page, desk, "root")
    expect(page.get_by_role("link", name="root")).to_be_visible()
    forged = FORGED.format(desk=desk)
    page.route("http://evil.example/", lambda route: route.fulfill(body=forged, content_type="text/html"))
    page.goto("http://evil.example/")
    with page.expect_response(f"{desk}/accounts") as answer:
        page.get_by_role("button", name="Win").click()
    assert answer.value.status in (400, 401, 403)
    assert office.accounts.find("rita").role == "reader"


FORGED = (
    '<form method="post" action="{desk}/accounts"><input name="account" value="1">'
    '<input name="role" value="administrator"><button>Win</button></form>'
)


def test_a_reader_sends_a_remark_and_an_editor_closes_it(page: Page, desk: str) -> None:
    page.goto(f"{desk}/term/{STATEMENT.removeprefix('mil:')}")
    page.get_by_role("link", name="looks wrong?").click()
    page.get_by_label("What the passage says instead").fill("The table says 12 of 40.")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("status")).to_contain_text("Thank you")
    assert page.context.cookies() == []
    log_in(page, desk, "edith")
    page.goto(f"{desk}/worklist")
    expect(page.locator(".remark .said")).to_have_text("The table says 12 of 40.")
    page.get_by_label("What came of it").fill("Corrected.")
    page.get_by_role("button", name="Close remark").click()
    expect(page.locator(".remark")).to_have_count(0)


# A page of each kind; those of the history are looked at in test_changes.py.
PAGES = (
    *("/account", "/accounts", "/audit", "/worklist", "/worklist?chapter=unmapped", "/proposals", "/edit/bulk"),
    *("/edit", "/edit/assertion/new", "/edit/SusacSyndrome", "/edit/mapping/new", "/edit/mapping/candidates"),
    *("/edit/BrainAbscess/obsolete", "/edit/BrainAbscess/obsolete?into=mil:Haemorrhage"),
    *(f"/edit/{STATEMENT.removeprefix('mil:')}", f"/feedback?statement={STATEMENT}"),
)


@pytest.mark.long
def test_no_page_of_the_editors_violates_wcag_2_2_aa_in_light_or_dark(page: Page, desk: str) -> None:
    log_in(page, desk, "root")
    assert {path: page.request.get(desk + path).status for path in PAGES} == dict.fromkeys(PAGES, 200)
    found = {path: violations(page, desk + path) for path in PAGES}
    assert {path: rows for path, rows in found.items() if rows} == {}


def test_the_pages_fit_a_telephone(page: Page, desk: str) -> None:
    page.set_viewport_size({"width": 360, "height": 800})
    log_in(page, desk, "root")
    for path in ("/account", "/accounts", "/audit", "/worklist?chapter=unmapped", f"/feedback?statement={STATEMENT}"):
        page.goto(desk + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, path
