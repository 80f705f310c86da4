"""The page in a real browser: by keyboard, in place, with and without its script, narrow and wide, light and dark."""

import re

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, expect

pytestmark = pytest.mark.early

CASE = "/?present=mil:LeptomeningealEnhancement&present=mil:SensorineuralHearingLoss&absent=mil:Haemorrhage&age=39"
PAGES = [
    "/",
    CASE,
    "/sparql",
    "/knowledge",
    "/help",
    "/matrix?least=5",
    "/pathway?present=mil:PonsLesion&age=39",
    "/around/SusacSyndrome",
    "/compare?one=mil:Clippers&other=mil:CnsLymphoma&present=mil:PonsLesion",
    "/term/Clippers",
    "/term/Corticosteroid",
    "/term/Pons",
    "/term/Reference1",
    "/findings",
    "/conflicts?q=graded",
    "/term/SusacSyndrome-LeptomeningealEnhancement-Table3",
    "/nowhere",
]
OPEN_ALL = "for (const each of document.querySelectorAll('details')) each.open = true"
NAMELESS = """[...document.querySelectorAll("input, select, textarea")]
  .filter(each => each.checkVisibility() && !each.labels.length && !each.ariaLabel).map(each => each.outerHTML)"""
PASSAGE = re.compile(r"https://doi\.org/10\.1007/s00234-019-02335-5#:~:text=.+")


def pick(page: Page, typed: str, key: str = "Enter") -> None:
    """Type into the search, wait for the suggestions, and choose the first one."""
    page.get_by_role("combobox", name="Finding").press_sequentially(typed)
    page.get_by_role("option").first.wait_for()
    page.keyboard.press(key)


def test_a_finding_is_picked_by_keyboard_and_its_first_reason_followed(page: Page, address: str) -> None:
    page.goto(address)
    pick(page, "leptomeningeal enh")
    page.locator("details.disease").first.wait_for()
    assert page.url == f"{address}/?present=mil:LeptomeningealEnhancement"
    assert page.evaluate("document.activeElement.id") == "add"
    assert "17 diseases" in page.get_by_role("status").inner_text()
    page.locator("details.disease > summary").first.press("Enter")
    reason = page.locator("details.disease[open] .ledger a.passage").first
    assert PASSAGE.fullmatch(reason.get_attribute("href") or "")
    assert reason.get_attribute("target") == "_blank"


def test_arrows_move_through_the_suggestions_and_escape_closes_them(page: Page, address: str) -> None:
    page.goto(address)
    search = page.get_by_role("combobox", name="Finding")
    search.press_sequentially("lepto")
    page.get_by_role("option").first.wait_for()
    chosen = page.get_by_role("listbox", name="Suggestions").get_by_role("option", selected=True)
    first = chosen.inner_text()
    page.keyboard.press("ArrowDown")
    assert chosen.inner_text() != first
    assert search.get_attribute("aria-activedescendant") == "suggestion-1"
    page.keyboard.press("Escape")
    assert search.get_attribute("aria-expanded") == "false"


def test_shift_and_enter_add_what_was_not_seen(page: Page, address: str) -> None:
    page.goto(address)
    pick(page, "haemorrhage", "Shift+Enter")
    page.wait_for_url("**/?absent=mil:Haemorrhage")


def test_a_leading_disease_shows_shares_that_add_up(page: Page, address: str) -> None:
    page.goto(address + CASE)
    shares = page.locator("details.disease[open] > .body > .inside > .ledger > li > .share").all_inner_texts()
    numbers = [int(each.replace("−", "-")) for each in shares]
    assert sum(numbers[:-1]) == numbers[-1] > 0


def test_changes_happen_in_place_and_can_be_undone(page: Page, address: str) -> None:
    page.goto(address + CASE)
    page.evaluate("window.untouched = true")
    page.get_by_label("Remove haemorrhage").click()
    page.wait_for_url(lambda url: "Haemorrhage" not in url)
    page.get_by_label("Age in years").fill("60")
    page.get_by_label("Age in years").press("Tab")
    page.wait_for_url("**age=60**")
    page.go_back()
    page.wait_for_url("**age=39**")
    expect(page.get_by_label("Age in years")).to_have_value("39")
    assert page.evaluate("window.untouched") is True


def test_a_contradiction_is_told_where_it_was_made(page: Page, address: str) -> None:
    page.goto(f"{address}/?present=mil:PonsLesion")
    pick(page, "brainstem lesion", "Shift+Enter")
    page.get_by_role("alert").wait_for()
    assert "cannot both hold" in page.get_by_role("alert").inner_text()
    assert page.locator(".chip.clash .what").all_inner_texts() == ["pontine lesion", "brainstem lesion"]


def test_a_word_in_doubt_leaves_the_last_answer_in_sight_and_says_whose_it_is(page: Page, address: str) -> None:
    page.goto(address + CASE)
    page.get_by_role("combobox", name="Finding").fill("qqqqzzzz")
    page.keyboard.press("Enter")
    page.get_by_text("as it was before the last change").wait_for()
    assert page.locator("details.disease").count() >= 17
    page.get_by_label("Remove haemorrhage").click()
    page.get_by_text("as it was before the last change").wait_for(state="detached")


def test_a_finding_is_added_by_looking_through_the_kinds(page: Page, address: str) -> None:
    page.goto(address + CASE)
    page.get_by_text("Look through all findings").click()
    page.get_by_role("tab", name="CSF finding").click()
    page.get_by_role("button", name="malignant cells in CSF").click()
    page.wait_for_url("**present=mil:CsfMalignantCells**")
    expect(page.get_by_role("button", name="malignant cells in CSF")).to_be_visible()


def test_what_would_tell_most_next_is_added_with_one_click(page: Page, address: str) -> None:
    page.goto(address + CASE)
    first = page.locator(".telling > li").first
    finding = first.locator(".finding").inner_text()
    first.get_by_role("link", name="if absent").click()
    expect(page.locator(".chip.absent .what", has_text=finding)).to_be_visible()


def test_a_change_is_undone_with_its_button(page: Page, address: str) -> None:
    page.goto(address + CASE)
    expect(page.get_by_role("button", name="Undo")).to_be_disabled()
    page.get_by_label("Remove haemorrhage").click()
    page.wait_for_url(lambda url: "Haemorrhage" not in url)
    page.get_by_role("button", name="Undo").click()
    page.wait_for_url("**" + CASE)
    expect(page.locator(".chip.absent .what")).to_have_text("haemorrhage")


def test_the_case_is_copied_as_text(browser: Browser, address: str) -> None:
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    tab = context.new_page()
    tab.goto(address + CASE)
    tab.get_by_role("button", name="Copy as text").click()
    tab.get_by_role("button", name="Copied").wait_for()
    assert "absent: haemorrhage" in tab.evaluate("navigator.clipboard.readText()")
    context.close()


@pytest.mark.parametrize("status", [503, None])
def test_a_service_that_does_not_answer_costs_nobody_the_case(page: Page, address: str, status: int | None) -> None:
    page.goto(address + CASE)
    kindly = '<main><p class="lead">Busy; ask again.</p></main>'
    page.route("**/answer?*", lambda route: route.fulfill(status=status, body=kindly) if status else route.abort())
    page.get_by_label("Remove haemorrhage").click()
    expect(page.get_by_role("alert")).to_contain_text("Busy; ask again." if status else "The service did not answer.")
    assert page.locator(".chip").count() == 3
    page.unroute("**/answer?*")
    page.get_by_role("link", name="Try again").click()
    page.wait_for_url(lambda url: "Haemorrhage" not in url)
    expect(page.get_by_role("alert")).to_have_count(0)


def test_the_page_answers_without_its_script(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    tab = context.new_page()
    tab.goto(address)
    tab.get_by_label("Finding, site, patient factor").fill("leptomeningeal enhancement")
    tab.get_by_label("Age in years").fill("39")
    tab.get_by_role("button", name="Show").click()
    assert tab.url == f"{address}/?present=mil:LeptomeningealEnhancement&age=39"
    tab.get_by_label("leptomeningeal enhancement", exact=True).get_by_text("absent").click()
    assert tab.url == f"{address}/?absent=mil:LeptomeningealEnhancement&age=39"
    tab.locator("details.disease").nth(16).wait_for(state="attached")
    context.close()


@pytest.mark.parametrize("path", PAGES)
def test_nothing_is_wider_than_the_window(page: Page, address: str, path: str) -> None:
    page.goto(address + path)
    page.evaluate(OPEN_ALL)
    for width in (360, 1024, 1920):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_no_page_breaks_its_own_content_security_policy(page: Page, address: str) -> None:
    refused: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text:
            refused.append(message.text)

    page.on("console", note)
    for path in PAGES:
        page.goto(address + path)
    assert refused == []


def test_every_field_has_a_name_and_every_page_one_heading(page: Page, address: str) -> None:
    for path in PAGES:
        page.goto(address + path)
        assert page.get_by_role("heading", level=1).count() == 1
        page.wait_for_load_state("networkidle")
        assert page.evaluate(NAMELESS) == []
