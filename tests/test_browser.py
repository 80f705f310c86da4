"""The browser that the page's tests use: it runs, and a page's own errors are seen."""

from playwright.sync_api import Page


def test_chromium_runs_a_pages_script(page: Page) -> None:
    page.set_content("<p id=answer></p><script>document.getElementById('answer').textContent = 6 * 7</script>")
    assert page.inner_text("#answer") == "42"
