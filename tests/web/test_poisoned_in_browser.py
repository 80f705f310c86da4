"""A poisoned ontology, walked by a real browser: nothing of the graph ever becomes markup, script or a link to one.

Every text of the published graph ends in markup and script, and terms have IRIs that would run if they were links.
"""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from apiflask import APIFlask
from playwright.sync_api import Dialog, Page, expect
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad

from miliary.composition import Service, open_service
from miliary.store import EmbeddedStore
from miliary.vocabulary import MIL, RDFS, SKOS
from miliary.web import create_app
from tests.web.serving import serving

POISON = (
    "<img src=x onerror=alert(1)><script>alert(2)</script></textarea></title><svg onload=alert(3)>"
    "\"' onmouseover='alert(4)' style='color:red {{ 7 * 7 }} ${alert(5)} &lt;b&gt; \u202e"
)
SHOWN = "<img src=x onerror=alert(1)>"
# An IRI may hold quotes, so that one put between them would end its attribute.
IRIS = [
    "javascript:alert(6)",
    "JavaScript:alert(7)//https://example.org/",
    "data:text/html,alert(8)",
    "vbscript:alert(9)",
    "https://example.org/'onmouseover='alert(10)'style='color:red",
    "https://w3id.org/miliary/'onmouseover='alert(11)",
]
TAG = "en-x-onerror"
TERM = "mil:SusacSyndrome"
CASE = "/?present=mil:LeptomeningealEnhancement&present=mil:SensorineuralHearingLoss&absent=mil:Haemorrhage&age=39"
PATHS = [
    "/",
    CASE,
    "/knowledge",
    "/term/SusacSyndrome",
    "/term/SusacSyndrome-LeptomeningealEnhancement-Table3",
    "/queries",
    "/queries/findings-of-disease?disease=mil:SusacSyndrome",
]
QUERIES = [
    f"PREFIX mil: <{MIL}> SELECT ?property ?value {{ {TERM} ?property ?value }}",
    f"PREFIX mil: <{MIL}> CONSTRUCT {{ {TERM} ?property ?value }} WHERE {{ {TERM} ?property ?value }}",
    'SELECT (<javascript:alert(1)> AS ?a) (STRDT("1", <javascript:alert(2)>) AS ?b) (STRLANG("<b>", "en") AS ?c) {}',
]
SEEN = """
window.refused = [];
const note = (each) => refused.push(`${each.violatedDirective} ${each.sample}`);
document.addEventListener("securitypolicyviolation", note);
"""
TOUCH_ALL = """() => {
  for (const each of document.querySelectorAll("details")) each.open = true;
  const touch = () => new MouseEvent("mouseover", { bubbles: true });
  for (const each of document.querySelectorAll("body *")) each.dispatchEvent(touch());
}"""
ALIVE = """() => {
  const nodes = [...document.querySelectorAll("body *")];
  const addresses = nodes.flatMap((each) => [each.href, each.src, each.action]);
  return [
    ...addresses.filter((each) => each && typeof each === "string" && !/^https?:/.test(each)),
    ...nodes.filter((each) => each.matches("img, main script, [srcdoc]")).map((each) => each.outerHTML),
    ...nodes.flatMap((each) => each.getAttributeNames()).filter((name) => name.startsWith("on")),
    ...refused,
  ];
}"""


@pytest.fixture(scope="module")
def poisoned(published: Service, tmp_path_factory: pytest.TempPathFactory) -> Service:
    """The published version with poison in every text, opened as any version is."""
    data = tmp_path_factory.mktemp("poisoned")
    store = EmbeddedStore.create(data / "versions" / published.version)
    assert isinstance(published.store, EmbeddedStore)
    store.extend(_poisoned(quad) for quad in published.store.quads())
    store.extend(_planted())
    store.flush()
    del store
    (data / "current").write_text(published.version, encoding="utf-8")
    return open_service(replace(published.settings, data=data))


def _poisoned(quad: Quad) -> Quad:
    value = quad.object
    if not isinstance(value, Literal) or not (value.language or value.datatype.value.endswith("#string")):
        return quad
    text = value.value + POISON
    poison = Literal(text, language=TAG) if value.language else Literal(text)
    return Quad(quad.subject, quad.predicate, poison, quad.graph_name)


def _planted() -> Iterator[Quad]:
    subject = NamedNode(MIL + "SusacSyndrome")
    for iri in map(NamedNode, IRIS):
        for predicate in (RDFS + "seeAlso", SKOS + "exactMatch", iri.value):
            yield Quad(subject, NamedNode(predicate), iri, DefaultGraph())
        yield Quad(iri, NamedNode(RDFS + "label"), Literal(POISON, language=TAG), DefaultGraph())


@pytest.fixture(scope="module")
def address(poisoned: Service) -> Iterator[str]:
    app: APIFlask = create_app(service=poisoned)
    with serving(app) as found:
        yield found


@pytest.fixture
def watched(page: Page, address: str) -> Iterator[Page]:
    """A tab in which a dialog, a refusal by the policy, or a request that leaves this server fails the test."""
    dialogs: list[str] = []
    elsewhere: list[str] = []

    def note(dialog: Dialog) -> None:
        dialogs.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", note)
    page.on("request", lambda request: None if request.url.startswith(address) else elsewhere.append(request.url))
    page.add_init_script(SEEN)
    yield page
    assert (dialogs, elsewhere) == ([], [])


def alive(page: Page) -> list[str]:
    """Touch everything on the page; return what of the graph came to life as markup, handler, address or refusal."""
    page.evaluate(TOUCH_ALL)
    found: list[str] = page.evaluate(ALIVE)
    return found


@pytest.mark.parametrize("path", PATHS)
def test_a_page_shows_poison_as_text(watched: Page, address: str, path: str) -> None:
    watched.goto(address + path)
    watched.wait_for_load_state("networkidle")
    assert alive(watched) == []
    if path not in ("/", "/queries"):
        assert SHOWN in watched.locator("main").inner_text()


def test_suggestions_show_poison_as_text(watched: Page, address: str) -> None:
    watched.goto(address)
    watched.get_by_role("combobox", name="Finding").press_sequentially("leptomening")
    expect(watched.get_by_role("option").first).to_contain_text(SHOWN)
    assert alive(watched) == []


@pytest.mark.parametrize("query", QUERIES)
def test_an_answer_shows_poison_as_text(watched: Page, address: str, query: str) -> None:
    watched.goto(f"{address}/sparql")
    watched.locator(".CodeMirror").wait_for()
    watched.evaluate("(query) => document.querySelector('.CodeMirror').CodeMirror.setValue(query)", query)
    watched.get_by_role("button", name="Run query").click()
    watched.locator(".answer-rows tbody tr").first.wait_for()
    assert alive(watched) == []
    watched.locator(".answer-rows thead button").first.click()
    watched.get_by_role("searchbox", name="Filter rows").fill("e")
    assert alive(watched) == []
    if "STRDT" not in query:
        assert SHOWN in watched.locator(".answer-rows").inner_text()
    watched.get_by_role("button", name="Shows Response view").click()
    watched.locator(".yasr_results .CodeMirror").wait_for()
    assert alive(watched) == []


def test_completion_shows_poison_as_text(watched: Page, address: str) -> None:
    watched.goto(f"{address}/sparql")
    watched.locator(".CodeMirror").wait_for()
    watched.evaluate("document.querySelector('.CodeMirror').CodeMirror.setValue('')")
    watched.locator(".CodeMirror").click()
    watched.keyboard.type("SELECT * { ?x ?y mil:SusacS", delay=20)
    expect(watched.locator(".CodeMirror-hints li").first).to_contain_text(SHOWN)
    assert alive(watched) == []
