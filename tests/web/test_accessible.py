"""Every page held to WCAG 2.2 AA by axe-core, in light and dark, and to the width of a telephone and of 200 % zoom."""

from collections.abc import Iterable, Iterator, Mapping
from importlib.resources import files
from typing import Any, Literal

import pytest
from apiflask import APIFlask
from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.early

Theme = Literal["light", "dark"]
AXE_SCRIPT = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# Only colours differ from theme to theme.
RUN: dict[Theme, Mapping[str, object]] = {
    "light": {"type": "tag", "values": LEVELS},
    "dark": {"type": "rule", "values": ["color-contrast"]},
}
CASE = "present=mil:LeptomeningealEnhancement&present=mil:SensorineuralHearingLoss&absent=mil:Haemorrhage&age=39"
# What stands for a parameter of a path, and pages that look otherwise with a query.
EXAMPLES = {
    "/around/{name}": ["SusacSyndrome"],
    "/": ["", f"?{CASE}", "?present=ponds+lesion", "?sex=female&absent=mil:FemaleSex&present=mil:PonsLesion"],
    # The editors' history, looked at in test_changes.py: here there is none.
    "/changes/{number}": [],
    "/history/{name}": [],
    "/compare": ["", "?one=mil:Clippers&other=mil:CnsLymphoma&present=mil:PonsLesion"],
    "/ontology/{name}": [],  # the same page as /ontology, for one version
    "/queries/{name}": ["diseases-by-code"],
    "/term/{name}": ["HearingLoss", "SusacSyndrome-LeptomeningealEnhancement-Table3"],
}
# Pieces of the page of the differential, seen there.
PIECES = {"/answer", "/answer/{name}"}
# YASGUI's own: the button that adds a tab stands among the tabs.
THEIRS = {("/sparql", "aria-required-children")}
# The first of all that opens, and the first rows of tables: the rest looks alike, and takes its time.
OPEN = """for (const row of document.querySelectorAll('tbody > tr:nth-child(n + 6)')) row.remove();
for (const each of document.querySelectorAll('details')) {
  each.open = !each.matches('details ~ details');
  if (!each.open) each.replaceChildren(each.querySelector('summary'));
}"""
NOWHERE = "/nowhere"
# One of each kind of page, with all the colours that any has.
COLOURFUL = {
    f"/?{CASE}",
    "/compare?one=mil:Clippers&other=mil:CnsLymphoma&present=mil:PonsLesion",
    "/term/SusacSyndrome-LeptomeningealEnhancement-Table3",
    "/findings",
    "/matrix",
    "/sparql",
}


def addresses(app: APIFlask) -> Iterator[str]:
    """Every page that the application has, once for each of its examples."""
    spec: Any = app.spec
    for path, item in spec["paths"].items():
        asked = item.get("get", {})
        answers: dict[str, Any] = asked.get("responses", {}).get("200", {}).get("content", {})
        # The editors' pages are off here, and are looked at in test_editors_in_browser.py.
        if "text/html" not in answers or path in PIECES or "Curation" in asked.get("tags", ()):
            continue
        stem, parameter, _ = path.partition("{")
        assert not parameter or path in EXAMPLES, f"give an example of {path} in EXAMPLES"
        yield from (stem + each for each in EXAMPLES.get(path, [""]))
    yield NOWHERE


def test_no_page_violates_wcag_2_2_aa(browser: Browser, app: APIFlask, address: str) -> None:
    """In the light theme; of the dark one what is most colourful, and all of it in the test below."""
    pages = list(addresses(app))
    assert {*pages} >= COLOURFUL
    themes: dict[str, list[Theme]] = {each: ["light", "dark"] if each in COLOURFUL else ["light"] for each in pages}
    assert broken_on(themes, browser, address) == {}


@pytest.mark.long
def test_no_page_violates_wcag_2_2_aa_in_the_dark(browser: Browser, app: APIFlask, address: str) -> None:
    assert broken_on({each: ["dark"] for each in addresses(app)}, browser, address) == {}


def broken_on(pages: Mapping[str, list[Theme]], browser: Browser, address: str) -> dict[str, list[tuple[str, ...]]]:
    """The pages that break rules, each asked in its themes, with what they break."""
    context = browser.new_context(color_scheme="light")
    page = context.new_page()
    found = {path: violations(page, address + path, themes) for path, themes in pages.items()}
    context.close()
    kept = {path: [row for row in rows if (path, row[1]) not in THEIRS] for path, rows in found.items()}
    return {path: rows for path, rows in kept.items() if rows}


def violations(page: Page, address: str, themes: Iterable[Theme] = tuple(RUN)) -> list[tuple[str, ...]]:
    """The rules that a page breaks: the theme, the rule and the first element that breaks it."""
    page.emulate_media(color_scheme="light")
    page.goto(address, wait_until="networkidle" if address.endswith("/sparql") else "load")
    page.evaluate(OPEN)
    page.evaluate(AXE_SCRIPT)
    return [row for theme in themes for row in broken(page, theme, RUN[theme])]


def broken(page: Page, theme: Theme, only: Mapping[str, object]) -> Iterator[tuple[str, ...]]:
    page.emulate_media(color_scheme=theme)
    result = page.evaluate("only => axe.run({runOnly: only, resultTypes: ['violations']})", only)
    yield from ((theme, each["id"], each["nodes"][0]["html"][:200]) for each in result["violations"])


@pytest.mark.parametrize(("width", "scale"), [(360, 1), (640, 2)])
def test_nothing_scrolls_sideways_on_a_telephone_or_at_twice_the_size(
    browser: Browser, app: APIFlask, address: str, width: int, scale: int
) -> None:
    """A window of 1280 pixels at 200 % has room for 640 of them."""
    context = browser.new_context(viewport={"width": width, "height": 640}, device_scale_factor=scale)
    page = context.new_page()
    wide = {}
    for path in addresses(app):
        page.goto(address + path)
        page.evaluate(OPEN)
        wide[path] = page.evaluate("document.documentElement.scrollWidth") - width
    context.close()
    assert {path: more for path, more in wide.items() if more > 0} == {}
