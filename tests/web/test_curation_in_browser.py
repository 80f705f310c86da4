"""In a browser: an editor adds what a new paper says, a second person agrees, and the service answers with it."""

import re
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from miliary.composition import Service, open_service
from miliary.curation.accounts import Role
from miliary.curation.office import Office
from miliary.settings import Settings
from miliary.web.edition import Edition, Succession
from miliary.web.observing import Observer
from tests.conftest import REPOSITORY
from tests.web.editors import PASSWORD
from tests.web.serving import serving

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

pytestmark = pytest.mark.early

PEOPLE = {"edith": Role.EDITOR, "emil": Role.EDITOR, "rita": Role.REVIEWER, "root": Role.ADMINISTRATOR}
NAME = "Neurosarcoidosis-LeptomeningealEnhancement-Table2"
_PATIENCE = 120_000  # milliseconds: other tests may have the processor
SENTENCE = "Neurosarcoidosis: leptomeningeal enhancement"


@dataclass
class Site:
    """A service with curation on, over a copy of the knowledge of its own."""

    address: str
    settings: Settings
    succession: Succession

    def file(self, name: str) -> str:
        return (self.settings.knowledge / "ontology" / name).read_text(encoding="utf-8")


@pytest.fixture(autouse=True)
def patience() -> Iterator[None]:
    """Wait for what takes as long as publishing."""
    expect.set_options(timeout=_PATIENCE)
    yield
    expect.set_options(timeout=5_000)


@pytest.fixture(scope="module")
def site(published: Service, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("curation")
    for name in ("ontology", "shapes", "queries"):
        shutil.copytree(REPOSITORY / name, folder / "knowledge" / name)
    shutil.copytree(published.settings.data, folder / "data")
    settings = Settings(knowledge=folder / "knowledge", data=folder / "data", port=0, editable=True)
    office = Office.open(settings.data)
    for name, role in PEOPLE.items():
        office.accounts.add(name, PASSWORD, role)
    observer = Observer(settings)
    succession = Succession(Edition.of(open_service(settings), observer), observer)

    def answer(environ: "WSGIEnvironment", start: "StartResponse") -> Iterable[bytes]:
        return succession.now.application(environ, start)

    with serving(answer) as found:
        yield Site(found, settings, succession)
    succession.now.service.close()


def enter(browser: Browser, site: Site, name: str) -> Page:
    """A browser of its own in which somebody has logged in."""
    context = browser.new_context()
    context.set_default_timeout(_PATIENCE)
    page = context.new_page()
    page.goto(f"{site.address}/login?next=/edit")
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    page.wait_for_url("**/edit")
    return page


def pick(page: Page, label: str, typed: str) -> None:
    """Type the beginning of a term's name and take the first suggestion."""
    page.get_by_label(label, exact=True).press_sequentially(typed)
    page.locator(".suggestions [role=option]").first.wait_for()
    page.keyboard.press("Enter")


def write_statement(page: Page) -> None:
    """Fill in “leptomeningeal enhancement in 12 of 40, neurosarcoidosis, Smith 2024, Table 2”."""
    page.get_by_role("link", name="statement", exact=True).click()
    pick(page, "disease needed", "neurosarc")
    expect(page.get_by_label("disease needed")).to_have_value("neurosarcoidosis")
    page.get_by_label("count", exact=True).fill("12")
    page.get_by_label("out of", exact=True).fill("40")
    page.get_by_label("source document needed").select_option("new")
    page.get_by_label("label needed").fill("Smith et al. 2024")
    page.get_by_label("title needed").fill("A series of forty patients")
    page.get_by_label("authors needed").fill("Smith A")
    page.get_by_label("year needed").fill("2024")
    page.get_by_label("where it stands needed").fill("Table 2")
    page.get_by_label("first words needed").fill("Leptomeningeal enhancement")
    page.get_by_label("evidence type needed").select_option("case series")
    page.get_by_label("Reason").fill("A new series of forty patients.")


def save(page: Page) -> None:
    page.get_by_role("button", name="Check and save").click()


def test_a_statement_goes_from_a_paper_into_the_answers(browser: Browser, site: Site) -> None:
    editor = enter(browser, site, "edith")
    write_statement(editor)
    correct(editor)
    expect(editor.locator(".words")).to_contain_text(f"{SENTENCE}: 12 of 40 (Smith et al. 2024, Table 2)")
    add_another(editor)
    editor.get_by_text("As Turtle").click()
    expect(editor.locator(".diff .plus").get_by_text("mil:count 12 ;")).to_be_visible()
    editor.get_by_role("button", name="Submit for review").click()
    expect(editor.get_by_role("note")).to_contain_text("a second person has to")
    assert editor.get_by_role("button", name="Approve").count() == 0
    assert NAME not in site.file("diseases/Neurosarcoidosis.ttl")
    predicted = approve(enter(browser, site, "rita"), site)
    assert any(disease == "Neurosarcoidosis" for _, disease, _, _ in predicted)
    assert f"mil:{NAME}\n    a mil:Assertion ;" in site.file("diseases/Neurosarcoidosis.ttl")
    assert "mil:Smith2024\n    a mil:SourceDocument ;" in site.file("references.ttl")
    assert site.succession.look(), "the service moves to the new version"
    reader = browser.new_context().new_page()
    reader.goto(f"{site.address}/term/{NAME}")
    expect(reader.get_by_role("main")).to_contain_text("12/40")
    assert [standing(reader, site, *each[:2]) for each in predicted] == [each[2:] for each in predicted]


def test_two_editors_at_once_on_one_statement_are_told_of_each_other(browser: Browser, site: Site) -> None:
    first, second = enter(browser, site, "edith"), enter(browser, site, "emil")
    for page in (first, second):
        page.goto(f"{site.address}/edit/SusacSyndrome-LeptomeningealEnhancement-Section")
    propose(first, "25")
    first.get_by_role("button", name="Submit for review").click()
    propose(second, "30")
    expect(second.get_by_role("region", name="Others want to change the same")).to_contain_text("by edith")
    second.get_by_role("button", name="Submit for review").click()
    first.reload()
    expect(first.get_by_role("region", name="Others want to change the same")).to_contain_text("by emil")


@contextmanager
def scripts_held_back(page: Page) -> Iterator[None]:
    """Let the scripts of the page that is opened within arrive at the end only, and wait until they have run."""
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/suggestions.js", hold)
    yield
    while not held:
        page.wait_for_timeout(10)
    held.pop().continue_()
    expect(page.locator("[role=combobox]").first).to_be_visible()


def test_who_is_quicker_than_the_scripts_loses_nothing(browser: Browser, site: Site) -> None:
    page = enter(browser, site, "edith")
    with scripts_held_back(page):
        page.goto(f"{site.address}/edit/assertion/new", wait_until="commit")
        page.get_by_label("source document needed").select_option("new")
        page.get_by_label("disease needed", exact=True).press_sequentially("neurosarc")
    expect(page.locator(".suggestions [role=option]").first).to_contain_text("neurosarcoidosis")
    expect(page.get_by_label("label needed")).to_be_visible()
    expect(page.get_by_label("disease needed")).to_be_focused()


def test_scripts_that_come_late_do_not_take_the_focus_from_what_is_corrected(browser: Browser, site: Site) -> None:
    page = enter(browser, site, "edith")
    page.goto(f"{site.address}/edit/SusacSyndrome-LeptomeningealEnhancement-Section")
    page.get_by_label("percent", exact=True).fill("")
    page.get_by_label("percent from").fill("50")
    page.get_by_label("percent to").fill("20")
    page.get_by_label("Reason").fill("Misread.")
    with scripts_held_back(page):
        save(page)
        expect(page.get_by_role("alert")).to_be_focused()
        page.get_by_label("percent from").focus()
    expect(page.get_by_label("percent from")).to_be_focused()


def propose(page: Page, percent: str) -> None:
    """Correct the percentage of the statement whose form is open."""
    page.get_by_label("percent", exact=True).fill(percent)
    page.get_by_label("Reason").fill("Misread.")
    save(page)
    page.wait_for_url("**/proposals/*")


def correct(page: Page) -> None:
    """Be stopped by an unknown finding, then by an interval that ends before it begins, and put both right."""
    page.get_by_label("subject needed").fill("leptomeningal enhancment")
    page.get_by_text("how often, and in whom").click()
    page.get_by_label("percent from").fill("50")
    page.get_by_label("percent to").fill("20")
    save(page)
    expect(page.get_by_role("alert")).to_contain_text("Nothing is known as “leptomeningal enhancment”")
    expect(page.get_by_role("alert")).to_be_focused()
    page.get_by_role("radio", name="leptomeningeal enhancement", exact=True).check()
    save(page)
    expect(page.get_by_role("alert")).to_contain_text("not above the upper end")
    page.get_by_label("percent from").fill("")
    page.get_by_label("percent to").fill("")
    save(page)
    page.wait_for_url("**/proposals/1")


def add_another(page: Page) -> None:
    """Add what the same paper says of pons lesions: 30 of 40, which moves some of the stored patients."""
    page.get_by_role("link", name="Add another statement").click()
    for label, text in {
        "disease needed": "neurosarcoidosis",
        "finding or other subject needed": "pons lesion",
        "count": "30",
        "out of": "40",
        "where it stands needed": "Table 3",
        "first words needed": "Pons",
    }.items():
        page.get_by_label(label, exact=True).fill(text)
    page.get_by_label("source document needed").select_option("Smith et al. 2024")
    page.get_by_label("evidence type needed").select_option("case series")
    save(page)
    page.wait_for_url("**/proposals/1")


def approve(page: Page, site: Site) -> list[tuple[str, str, str, str]]:
    """Look at the proposal, agree to it, and return what it was said to do to the stored patients."""
    page.goto(f"{site.address}/proposals")
    page.get_by_role("link", name="Proposal 1").click()
    page.locator("#effect h3").first.wait_for()
    predicted = moves(page)
    page.get_by_role("button", name="Approve").click()
    expect(page.locator(".status").first).to_have_text("published")
    return predicted


def moves(page: Page) -> list[tuple[str, str, str, str]]:
    """Patient, disease, and the place and the score that are predicted for it, from the table of a proposal's page."""
    rows = [row.locator("td").all_inner_texts() for row in page.locator("#effect tbody tr").all()]
    found = [re.fullmatch(r"(\d+)\. .*, (\S+)", cells[3]) for cells in rows]
    return [(cells[0], cells[1], each[1], each[2]) for cells, each in zip(rows, found, strict=True) if each]


def standing(page: Page, site: Site, patient: str, disease: str) -> tuple[str, str]:
    """The place and the score of a disease in the differential of a stored patient, as the page shows it."""
    page.goto(f"{site.address}/help")
    page.get_by_role("link", name=patient, exact=True).click()
    found = page.locator(f"details.disease[id='mil:{disease}'] > summary")
    return found.locator(".place").inner_text(), found.locator(".score").inner_text().split()[-1]
