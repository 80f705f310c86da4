"""What strangers put into the stored queries: each value is one term and no more, and never markup."""

import re
from dataclasses import replace

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Triple

from miliary.composition import Service
from miliary.queries import Catalogue, Parameter, StoredQuery
from miliary.queries.tokens import blocks
from miliary.store import EmbeddedStore, InProcess, Limits, Solutions
from miliary.vocabulary import MIL, OWL, RDF, RDFS, XSD, expand
from miliary.web import create_app
from tests.conftest import REPOSITORY

CATALOGUE = Catalogue(REPOSITORY / "queries")
WITH_PARAMETERS = [name for name in CATALOGUE.names() if CATALOGUE.load(name).parameters]
HTML = {"Accept": "text/html"}
LIMITS = Limits(seconds=10, memory=10**9, rows=1_000, bytes=10**6)
HOSTILE = [
    "mil:Fever } ?s ?p ?o {",
    "> } SELECT * { ?s ?p ?o } #",
    '" } UNION { ?s ?p ?o } #',
    "'''",
    "\\u003E",
    "\\",
    "http://a.example/> } { ?s ?p ?o } #",
    "mil:<script>alert(1)</script>",
    "UNDEF",
    "39.0 40.0",
    "\u0000",
]
TEXTS = st.one_of(st.sampled_from(HOSTILE), st.text(max_size=12), st.text("<>{}\"'\\#?:;.\n mil5", max_size=12))


def meant(parameter: Parameter, text: str) -> NamedNode | Literal:
    """The one term that ``text`` can be taken for; a query that holds another one would have been widened."""
    if parameter.type == "iri":
        try:
            return NamedNode(expand(text.strip()))
        except ValueError:
            return NamedNode(text.strip())
    return (
        Literal(text) if parameter.type == "string" else Literal(text.strip(), datatype=NamedNode(XSD + parameter.type))
    )


def read(rows: str) -> list[object]:
    """The terms that the engine reads between the braces of VALUES; numbers come as it writes them."""
    answer = EmbeddedStore.memory().query(f"SELECT ?x {{ VALUES ?x {{ {rows} }} }}")
    assert isinstance(answer, Solutions)
    return [row[0] for row in answer]


def asked(bound: str, query: StoredQuery) -> dict[str, list[object]]:
    """The terms between the braces of each parameter, as the engine reads them; all else must be as it was."""
    found: dict[str, list[object]] = {}
    place, end = 0, 0
    for block in query.blocks:
        before = query.text[end : block.start]
        assert bound[place:].startswith(before)
        start = place + len(before)
        rows = next(each for each in blocks(bound[start - len(before) :]) if each.name == block.name)
        place, end = start - len(before) + rows.end, block.end
        found[block.name] = read(bound[start:place])
    assert bound[place:] == query.text[end:]
    return found


@pytest.mark.parametrize("name", WITH_PARAMETERS)
@settings(max_examples=8)  # for each of forty queries; fuzz/test_parsing.py asks for more
@given(data=st.data())
def test_no_value_asks_for_more_than_its_own_term(app: APIFlask, name: str, data: st.DataObject) -> None:
    client, query = app.test_client(), CATALOGUE.load(name)
    hostile = {parameter.name: data.draw(TEXTS) for parameter in query.parameters}
    response = client.get(f"/queries/{name}.rq", query_string=hostile)
    assert response.status_code in (200, 400)
    if response.status_code == 200 and any(text.strip() for text in hostile.values()):
        for parameter in query.parameters:
            lines = re.split(r"\r?\n", hostile[parameter.name]) if parameter.many else [hostile[parameter.name]]
            terms = [read(str(meant(parameter, text)))[0] for text in lines if text.strip()]
            assert asked(response.text, query)[parameter.name] == terms or (not terms and parameter.optional)


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("name", WITH_PARAMETERS)
def test_nothing_breaks_and_nobody_uses_what_was_made_up(client: FlaskClient, name: str, text: str) -> None:
    hostile = {parameter.name: text for parameter in CATALOGUE.load(name).parameters}
    response = client.get(f"/queries/{name}.json", query_string=hostile)
    assert response.status_code in (200, 400)
    if response.status_code == 200 and "results" in response.get_json():
        assert len(response.get_json()["results"]["bindings"]) in (0, 17), "none, or every disease of the differential"


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("name", ["terms-by-name", "compatible-diseases", "diseases-at-age", "findings-of-disease"])
def test_what_was_typed_is_never_markup(client: FlaskClient, name: str, text: str) -> None:
    hostile = {parameter.name: text for parameter in CATALOGUE.load(name).parameters}
    page = client.get(f"/queries/{name}", query_string=hostile, headers=HTML)
    assert page.status_code in (200, 400)
    assert "<script>alert" not in page.text


@settings(max_examples=40)
@given(text=TEXTS)
def test_no_field_of_a_strangers_name_is_passed_over(app: APIFlask, text: str) -> None:
    response = app.test_client().get("/queries/all-statements.csv", query_string={text: "x"})
    assert response.status_code == (200 if text == "run" else 400)


def test_labels_and_texts_are_never_markup(published: Service) -> None:
    label = Literal("<script>alert(1)</script><img src=x onerror=alert(2)>", language="en")
    store = EmbeddedStore.memory()
    term = NamedNode(MIL + "Planted")
    facts = ((RDFS + "label", label), (RDF + "type", NamedNode(OWL + "Class")))
    store.add(Triple(term, NamedNode(name), value) for name, value in facts)
    planted = replace(published, store=store, strangers=InProcess(store, LIMITS))
    page = (
        create_app(published.settings, planted)
        .test_client()
        .get("/queries/terms-by-name", query_string={"text": "<script>"}, headers=HTML)
    )
    assert page.status_code == 200
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page.text
    assert "<script>alert" not in page.text
    assert "<img" not in page.text
