"""The main ways through the page, walked as a reader would: a figure patient by keyboard, a link sent on, no script."""

import re
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Browser, Page, expect

from miliary.composition import Service

# The patient of Figs. 3b and 5d, as one would type her.
TYPED = ["corpus callosum les", "branch retinal art", "non-perivascular"]
LEADER = "details.disease[open]"


def pick(page: Page, typed: str) -> None:
    """Type, wait for the suggestions, take the first."""
    before = page.locator(".chip").count()
    page.keyboard.type(typed)
    page.get_by_role("option").first.wait_for()
    page.keyboard.press("Enter")
    page.locator(".chip").nth(before).wait_for()


def test_a_figure_patient_is_entered_and_the_first_reason_read_by_keyboard_alone(
    page: Page, address: str, published: Service
) -> None:
    page.goto(address)
    page.keyboard.press("/")
    for typed in TYPED:
        pick(page, typed)
    page.keyboard.press("Tab")
    page.keyboard.type("20")
    page.keyboard.press("Tab")
    page.wait_for_url("**age=20**")
    page.locator(LEADER).wait_for()
    page.locator(f"{LEADER} > summary").focus()
    # From the leading disease to its first passage there are only links on the way.
    for _ in range(12):
        page.keyboard.press("Tab")
        link = page.evaluate("document.activeElement.className === 'passage' ? document.activeElement.href : ''")
        if link:
            break
    assert link in {each.link for each in published.citations.values()}
    told = page.evaluate("document.activeElement.closest('.statement').innerText")
    (anchor,) = {each.anchor for each in published.citations.values() if each.link == link and each.locator in told}
    assert re.sub(r"\W", "", unquote(link.partition("#:~:text=")[2])) == re.sub(r"\W", "", anchor)


def test_the_suggested_next_finding_is_added_and_the_answer_follows(page: Page, address: str) -> None:
    page.goto(f"{address}/?present=mil:PerivascularSpacePattern&age=53&sex=female")
    first = page.locator(".telling > li").first
    finding = first.locator(".finding").inner_text()
    promised = re.search(r"→ (\d+) compatible", first.locator(".outcomes > li").first.inner_text())
    first.get_by_role("link", name="if present").click()
    expect(page.locator(".chip.present .what", has_text=finding)).to_be_visible()
    assert promised is not None
    expect(page.locator(".group.compatible .count").first).to_have_text(f"{promised[1]} of 17")


def test_two_diseases_of_a_case_are_set_side_by_side(page: Page, address: str) -> None:
    page.goto(f"{address}/?present=mil:PonsLesion&present=mil:GaitAtaxia&age=45")
    labels = page.locator("details.disease .label").all_inner_texts()[:2]
    page.locator(".side-by-side a").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"{labels[0]} beside {labels[1]}")
    expect(page.get_by_role("region", name="What would tell them apart").locator("tbody tr").first).to_be_visible()


def test_a_link_gives_the_same_answer_in_a_fresh_session(page: Page, browser: Browser, address: str) -> None:
    page.goto(address)
    page.keyboard.press("/")
    for typed in TYPED[:2]:
        pick(page, typed)
    page.locator(LEADER).wait_for()
    # Reasons are read when a disease is opened; the fresh page has them all.
    shown = "[...document.querySelectorAll('details.disease > summary')].slice(0, 3).map((each) => each.innerText)"
    there = browser.new_context()
    tab = there.new_page()
    tab.goto(page.url)
    assert tab.evaluate(shown) == page.evaluate(shown)
    there.close()


def test_what_is_behind_a_disease_is_read_when_it_is_opened(page: Page, address: str) -> None:
    page.goto(f"{address}/?present=mil:LeptomeningealEnhancement&present=mil:SensorineuralHearingLoss")
    page.get_by_label("Age in years").fill("39")
    page.get_by_label("Age in years").press("Tab")
    page.wait_for_url("**age=39**")
    sarcoidosis = page.locator("[id='mil:Neurosarcoidosis']")
    expect(sarcoidosis.locator(".ledger")).to_have_count(0)
    sarcoidosis.locator("summary").first.press("Enter")
    for heading in (
        "What would change this",
        "Treatments that the article mentions",
        "Work-up that the article mentions",
    ):
        expect(sarcoidosis.get_by_role("heading", name=heading)).to_be_visible()


def test_a_sex_that_contradicts_a_finding_is_marked_in_its_field_and_on_the_finding(page: Page, address: str) -> None:
    page.goto(f"{address}/?absent=mil:FemaleSex&present=mil:PonsLesion")
    page.get_by_label("Sex", exact=True).select_option("female")
    expect(page.get_by_label("Sex", exact=True)).to_have_attribute("aria-invalid", "true")
    expect(page.locator(".chip.clash .what")).to_have_text("female sex")
    page.get_by_label("Sex", exact=True).select_option("male")
    expect(page.locator("[aria-invalid]")).to_have_count(0)


def test_the_kinds_are_tabs_that_arrows_move_through(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_text("Look through all findings").click()
    tabs = page.get_by_role("tab")
    tabs.first.focus()
    page.keyboard.press("End")
    expect(tabs.last).to_be_focused()
    expect(page.get_by_role("tabpanel")).to_have_count(1)
    page.keyboard.press("ArrowRight")
    expect(tabs.first).to_have_attribute("aria-selected", "true")


def test_every_change_is_undone_one_by_one_from_the_keyboard(page: Page, address: str) -> None:
    page.goto(f"{address}/?present=mil:PonsLesion&present=mil:GaitAtaxia&present=mil:Diplopia")
    for left in (2, 1):
        page.locator(".chip .remove").first.click()
        expect(page.locator(".chip")).to_have_count(left)
    for back in (2, 3):
        page.keyboard.press("Control+z")
        expect(page.locator(".chip")).to_have_count(back)
    expect(page.get_by_role("button", name="Undo")).to_be_disabled()


@pytest.mark.parametrize("path", ["/answer", "/answer/mil:Clippers"])
def test_pieces_are_those_of_the_page(client: FlaskClient, path: str) -> None:
    case = "present=mil:PonsLesion&present=mil:GaitAtaxia&age=45"
    whole = client.get(f"/?{case}", headers={"Accept": "text/html"}).text
    pieces = client.get(f"{path}?{case}&open=mil:Clippers", headers={"Accept": "text/html"}).text
    ledger = re.search(r'<ol class="ledger">.*?</ol>', pieces, re.DOTALL)
    assert ledger is not None
    assert ledger[0] in whole
    assert len(pieces) < len(whole) / 2


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/answer?present=ponds+lesion", 422),
        ("/answer/mil:Clippers?present=ponds+lesion", 422),
        ("/answer/mil:Clippers?present=mil:PonsLesion&absent=mil:BrainstemLesion", 422),
        ("/answer/mil:PonsLesion?present=mil:PonsLesion", 404),
        ("/answer/x%22%3E?present=mil:PonsLesion", 404),
    ],
)
def test_a_piece_that_cannot_be_had_says_why(client: FlaskClient, path: str, status: int) -> None:
    assert client.get(path, headers={"Accept": "text/html"}).status_code == status


def test_the_pieces_tell_the_address_of_the_case(client: FlaskClient) -> None:
    pieces = client.get("/answer?present=pons+lesion&add=haemorrhage&as=absent", headers={"Accept": "text/html"}).text
    found = re.search(r'data-address="([^"]*)"', pieces)
    assert found is not None
    address = urlsplit(found[1].replace("&amp;", "&"))
    assert parse_qs(address.query) == {"present": ["mil:PonsLesion"], "absent": ["mil:Haemorrhage"]}
