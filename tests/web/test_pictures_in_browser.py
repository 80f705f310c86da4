"""The pictures in a real browser: sorted and opened in place, walked by arrow keys, drawn under our policy."""

from playwright.sync_api import Page, expect

MATRIX = "/matrix?kind=imaging+finding&least=5"


def test_a_column_sorts_in_place_and_a_cell_opens_beside(page: Page, address: str) -> None:
    page.goto(f"{address}{MATRIX}")
    page.evaluate("window.same = true")
    page.get_by_role("link", name="CLIPPERS").click()
    expect(page.locator("th[aria-sort=descending]")).to_have_text("CLIPPERS")
    page.locator("#matrix td a").first.click()
    expect(page.locator("#cell h2")).to_be_visible()
    assert page.evaluate("window.same") is True
    assert "sort=mil:Clippers" in page.url
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.closest('td') !== null")


def test_arrow_keys_go_from_cell_to_cell_over_the_empty_ones(page: Page, address: str) -> None:
    page.goto(f"{address}{MATRIX}")
    page.locator("#matrix td a").first.focus()
    row = "document.activeElement.closest('tr').dataset.finding"
    before = page.evaluate(row)
    page.keyboard.press("ArrowRight")
    assert page.evaluate(row) == before
    page.keyboard.press("ArrowDown")
    assert page.evaluate(row) != before


def test_the_graph_is_drawn_and_a_key_less_reader_has_the_table(page: Page, address: str) -> None:
    told: list[str] = []
    page.on("console", lambda message: told.append(message.text))
    page.goto(f"{address}/around/SusacSyndrome")
    expect(page.locator("#graph[data-drawn]")).to_be_visible()
    nodes = int(page.locator("#graph").get_attribute("data-drawn") or 0)
    assert nodes > page.locator("tr[id]").count() > 30
    assert told == []
