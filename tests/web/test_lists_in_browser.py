"""The lists in a real browser: narrowed as one types, and with the same answer without a script."""

from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, Page, expect

LEVEL_AA = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}


def test_a_list_narrows_as_one_types_and_leads_to_the_term(page: Page, address: str) -> None:
    page.goto(f"{address}/findings")
    rows = page.locator("#rows tbody tr:visible")
    before = rows.count()
    page.get_by_label("Only rows with").press_sequentially("leptomeningeal enh")
    expect(rows).not_to_have_count(before)
    expect(page.locator("#shown")).to_have_text(str(rows.count()))
    page.get_by_role("link", name="leptomeningeal enhancement", exact=True).click()
    page.wait_for_url("**/term/LeptomeningealEnhancement")
    page.get_by_role("navigation", name="On this page").get_by_role("link", name="Susac's syndrome").click()
    expect(page.get_by_role("heading", name="Susac's syndrome")).to_be_in_viewport()


def test_without_its_script_the_form_gives_the_same_rows(browser: Browser, page: Page, address: str) -> None:
    page.goto(f"{address}/diseases")
    page.get_by_label("Only rows with").fill("ranked neuro")
    scripted = page.locator("#rows tbody tr:visible").all_inner_texts()
    context = browser.new_context(java_script_enabled=False)
    plain = context.new_page()
    plain.goto(f"{address}/diseases")
    plain.get_by_label("Only rows with").fill("ranked neuro")
    plain.get_by_role("button", name="Filter").click()
    assert plain.locator("#rows tbody tr").all_inner_texts() == scripted != []
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_barrier_on_a_page_of_a_term_nor_on_a_list(
    browser: Browser, address: str, scheme: Literal["light", "dark"]
) -> None:
    context = browser.new_context(color_scheme=scheme)
    tab = context.new_page()
    for path in ("/term/Corticosteroid", "/term/Reference1", "/treatments"):
        tab.goto(address + path)
        found = Axe().run(tab, options=LEVEL_AA)
        assert found.violations_count == 0, found.generate_report()
    context.close()
