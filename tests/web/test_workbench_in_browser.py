"""The editor of /sparql in a real browser: asking, completing, examples, errors, links, and what it never asks for."""

import re
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

WRITE = "(query) => document.querySelector('.tabPanel.active .CodeMirror').CodeMirror.setValue(query)"
READ = "document.querySelector('.tabPanel.active .CodeMirror').CodeMirror.getValue()"
FIVE = "PREFIX mil: <https://w3id.org/miliary/>\nSELECT ?d ?n { VALUES (?d ?n) { %s } }"
ROWS = "(mil:Clippers 10) (mil:SusacSyndrome 9) (mil:Neurosarcoidosis 100) (<http://example.org/a> 1) (<urn:b> UNDEF)"


@pytest.fixture
def editor(page: Page, address: str) -> Iterator[Page]:
    """The page with its editor; whatever it asks of another server fails the test."""
    elsewhere: list[str] = []
    page.on("request", lambda request: None if request.url.startswith(address) else elsewhere.append(request.url))
    page.goto(f"{address}/sparql")
    page.locator(".CodeMirror").wait_for()
    yield page
    assert elsewhere == []


def run(page: Page, query: str | None = None) -> Locator:
    """Ask, with the button; returns where the answer stands."""
    if query is not None:
        page.evaluate(WRITE, query)
    with page.expect_response("**/sparql"):
        page.get_by_role("button", name="Run query").locator("visible=true").click()
    return page.locator(".tabPanel.active .yasr_results")


def first_column(page: Page) -> list[str]:
    return page.locator(".answer-rows tbody tr td:nth-child(2)").all_inner_texts()


def test_the_query_of_the_form_is_asked_and_answered_as_a_table(editor: Page) -> None:
    expect(editor.locator("#plain")).to_be_hidden()
    answer = run(editor)
    expect(answer.locator("tbody tr")).to_have_count(17)
    expect(answer.get_by_role("link", name="mil:SusacSyndrome")).to_have_attribute("href", "/term/SusacSyndrome")


def test_rows_are_sorted_by_value_and_filtered(editor: Page) -> None:
    answer = run(editor, FIVE % ROWS)
    expect(answer.locator("tbody tr")).to_have_count(5)
    answer.get_by_role("button", name="n", exact=True).click()
    ordered = ["urn:b", "http://example.org/a", "mil:SusacSyndrome", "mil:Clippers", "mil:Neurosarcoidosis"]
    assert first_column(editor) == ordered
    answer.get_by_role("button", name="n", exact=True).click()
    assert first_column(editor) == ordered[::-1]
    editor.get_by_role("searchbox", name="Filter rows").fill("susac")
    assert first_column(editor) == ["mil:SusacSyndrome"]


def test_only_web_addresses_become_links(editor: Page) -> None:
    answer = run(editor, FIVE % f"{ROWS} (<javascript:alert(1)> 2) (<data:text/html,x> 3)")
    expect(answer.locator("tbody tr")).to_have_count(7)
    links = answer.locator("a").evaluate_all("links => links.map((each) => each.getAttribute('href'))")
    assert links == ["/term/Clippers", "/term/SusacSyndrome", "/term/Neurosarcoidosis", "http://example.org/a"]


def test_long_answers_come_in_pages(editor: Page) -> None:
    answer = run(editor, "SELECT ?s { ?s ?p ?o } LIMIT 120")
    expect(answer.locator("tbody tr")).to_have_count(50)
    answer.get_by_role("button", name="Next").click()
    answer.get_by_role("button", name="Next").click()
    expect(answer.locator("tbody tr")).to_have_count(20)
    expect(answer.get_by_role("button", name="Next")).to_be_disabled()


def test_braces_in_a_literal_stay_what_they_are(editor: Page) -> None:
    answer = run(editor, 'SELECT ?a ?b { VALUES (?a ?b) { ("{{b}}" "other") } }')
    expect(answer.locator("tbody td").nth(1)).to_have_text("{{b}}")


def test_the_table_is_downloaded_as_csv(editor: Page) -> None:
    run(editor, 'SELECT ?a ?b { VALUES (?a ?b) { ("x,\\"y\\"" UNDEF) ("z" <urn:b>) } }').locator(
        "tbody tr"
    ).first.wait_for()
    with editor.expect_download() as download:
        editor.get_by_label("Download Results").click()
    assert download.value.path().read_bytes() == b'a,b\r\n"x,""y""",\r\nz,urn:b\r\n'


def test_a_graph_and_a_truth_value_are_shown_too(editor: Page) -> None:
    graph = run(editor, "PREFIX mil: <https://w3id.org/miliary/>\nDESCRIBE mil:SusacSyndrome")
    expect(graph.locator("tbody tr").first).to_contain_text("mil:SusacSyndrome")
    expect(run(editor, "ASK { ?s ?p ?o }")).to_contain_text("True")


def test_our_terms_complete_what_is_typed_and_declare_their_prefix(editor: Page) -> None:
    editor.evaluate(WRITE, "")
    editor.locator(".CodeMirror").click()
    hints = editor.locator(".CodeMirror-hints li")
    editor.keyboard.type("SELECT * { ?x mil:aboutDis", delay=20)
    expect(hints.first).to_have_text("mil:aboutDisease  about disease")
    editor.keyboard.press("Enter")
    editor.keyboard.type(" histoplasmos", delay=20)
    expect(hints.first).to_have_text("mil:CnsHistoplasmosis  histoplasmosis")
    editor.keyboard.press("Enter")
    declared = "PREFIX mil: <https://w3id.org/miliary/>\n"
    assert editor.evaluate(READ) == f"{declared}SELECT * {{ ?x mil:aboutDisease mil:CnsHistoplasmosis"


def test_a_stored_query_opens_beside_what_was_typed(editor: Page) -> None:
    editor.evaluate(WRITE, "ASK {}")
    editor.get_by_text("Examples").click()
    editor.get_by_role("button", name="Diseases compatible with a case").click()
    assert "# title: Diseases compatible with a case" in editor.evaluate(READ)
    expect(run(editor).locator("tbody tr")).to_have_count(17)
    editor.get_by_role("tab", name="Query", exact=True).click()
    assert editor.evaluate(READ) == "ASK {}"


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("SELEC ?x", "The query is not SPARQL"),
        ("ASK { SERVICE <http://example.org/> { ?s ?p ?o } }", "this endpoint asks no other server"),
    ],
)
def test_a_refusal_is_told_in_the_endpoints_words(editor: Page, query: str, told: str) -> None:
    answer = run(editor, query)
    expect(answer.get_by_role("alert")).to_contain_text(told)
    assert "{" not in answer.get_by_role("alert").inner_text()


@pytest.mark.parametrize(("status", "advice"), [(413, "a LIMIT"), (429, "wait a moment"), (503, "make it narrower")])
def test_a_limit_is_told_with_what_can_be_done(editor: Page, status: int, advice: str) -> None:
    body = {"title": "A <b>limit</b>", "detail": "10 seconds are what a query may take.", "status": status}
    editor.route("**/sparql", lambda route: route.fulfill(status=status, json=body))
    alert = run(editor).get_by_role("alert")
    expect(alert).to_contain_text("A <b>limit</b>")
    expect(alert).to_contain_text("10 seconds")
    expect(alert).to_contain_text(advice)


def test_a_service_that_is_gone_is_told(editor: Page) -> None:
    editor.route("**/sparql", lambda route: route.abort("connectionrefused"))
    editor.get_by_role("button", name="Run query").click()
    expect(editor.get_by_role("alert")).to_contain_text("could not be reached")


def test_a_query_can_be_stopped(editor: Page) -> None:
    editor.route("**/sparql", lambda route: None)
    button = editor.get_by_role("button", name="Run query")
    button.click()
    expect(button).to_contain_class("busy")
    button.click()
    expect(editor.get_by_role("alert")).to_have_text("The query was stopped.")


def test_a_link_brings_a_query_and_nothing_else(editor: Page, address: str) -> None:
    query = 'SELECT ?x { VALUES ?x { "linked & told" } }'
    foreign = "endpoint=http%3A%2F%2Felsewhere.example%2F&headers=%7B&requestMethod=GET"
    editor.evaluate("hash => { location.hash = hash }", f"query={quote(query)}&{foreign}")
    expect(editor.get_by_role("tab", name="Linked query")).to_be_visible()
    assert editor.evaluate(READ) == query
    assert editor.url == f"{address}/sparql"
    expect(run(editor).locator("tbody td").nth(1)).to_have_text("linked & told")
    editor.get_by_role("button", name="Share query").locator("visible=true").click()
    shared = editor.locator(".yasqe_sharePopup input").input_value()
    assert shared.startswith(f"{address}/sparql#query=SELECT")
    assert "&" not in shared


def test_queries_are_kept_in_the_browser_and_answers_are_not(editor: Page) -> None:
    run(editor, "SELECT ?kept { VALUES ?kept { 'kept' } }").locator("tbody tr").wait_for()
    editor.reload()
    editor.locator(".CodeMirror").wait_for()
    assert "?kept" in editor.evaluate(READ)
    assert editor.locator(".answer-rows").count() == 0


def test_without_what_it_works_with_the_plain_form_stays(page: Page, address: str) -> None:
    def refuse(route: Route) -> None:
        route.fulfill(status=503)

    page.route("**/workbench.json", refuse)
    page.goto(f"{address}/sparql")
    page.wait_for_load_state("networkidle")
    expect(page.get_by_role("textbox", name="Query")).to_be_visible()
    expect(page.locator("#bench")).to_be_hidden()


def test_the_plain_form_asks_without_a_script(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    tab = context.new_page()
    tab.goto(f"{address}/sparql")
    expect(tab.locator("#bench")).to_be_hidden()
    tab.get_by_role("textbox", name="Query").fill("ASK { ?s ?p ?o }")
    with tab.expect_response(re.compile(r"/sparql\?query=ASK")) as answered:
        tab.get_by_role("button", name="Ask").click()
    assert answered.value.ok
    context.close()
