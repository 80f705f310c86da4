"""The stored queries over HTTP: listed, shown, and answered by name."""

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from rdflib import Graph
from rdflib.namespace import RDF, SH

from miliary.composition import Service
from miliary.queries import Catalogue
from miliary.store import Solutions
from miliary.web.queries import SUFFIXES
from miliary.web.representations import GRAPHS, RESULTS
from tests.conftest import REPOSITORY

CATALOGUE = Catalogue(REPOSITORY / "queries")
PUBLIC = CATALOGUE.names()
INTERNAL = ["index/bands", "rules/20-kind", "pages/term", "terms/mappings", "../settings", "index%2Fbands", "no-such"]
HTML, JSON, TURTLE, QUERY = "text/html", "application/json", "text/turtle", "application/sparql-query"
SUSAC = "disease=mil:SusacSyndrome"


def as_(media_type: str) -> dict[str, str]:
    return {"Accept": media_type}


def example(name: str) -> dict[str, Any]:
    return {key: value for key, value in CATALOGUE.load(name).examples().items() if value is not None}


# --- the list ---------------------------------------------------------------------------------------------------------


def test_the_page_lists_every_public_query_with_a_button(client: FlaskClient) -> None:
    page = client.get("/queries", headers=as_(HTML)).text
    for name in PUBLIC:
        query = CATALOGUE.load(name)
        assert f'href="/queries/{name}"' in page
        assert (f'<form action="/queries/{name}"' in page) is not query.header.network
    assert 'aria-current="page">Queries</a>' in page
    assert "index/" not in page


def test_a_program_gets_the_list_as_json(client: FlaskClient, service: Service) -> None:
    listing = client.get("/queries", headers=as_(JSON)).get_json()
    assert listing["version"] == service.version
    assert [each["name"] for each in listing["queries"]] == PUBLIC
    compatible = next(each for each in listing["queries"] if each["name"] == "compatible-diseases")
    assert [each["name"] for each in compatible["parameters"]] == ["present", "absent", "age"]
    assert compatible["returns"] == ["disease", "label", "status", "score"]
    assert client.get(compatible["address"], headers=as_(HTML)).status_code == 200


@pytest.mark.parametrize("accept", [each for each in GRAPHS if each != JSON])
def test_the_list_comes_as_triples(client: FlaskClient, accept: str) -> None:
    response = client.get("/queries", headers=as_(accept))
    assert (response.status_code, response.mimetype) == (200, accept)
    assert b"SPARQLSelectExecutable" in response.data


def test_the_triples_hold_every_query(client: FlaskClient) -> None:
    found = Graph().parse(data=client.get("/queries", headers=as_(TURTLE)).text, format="turtle")
    assert len(set(found.subjects(RDF.type, SH.SPARQLExecutable))) == len(PUBLIC)


# --- one query --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", PUBLIC)
def test_every_query_has_a_page_with_its_text_and_a_field_for_each_parameter(client: FlaskClient, name: str) -> None:
    query = CATALOGUE.load(name)
    response = client.get(f"/queries/{name}", headers=as_(HTML))
    assert response.status_code == 200
    assert query.title in response.text.replace("&#39;", "'").replace("&amp;", "&")
    for parameter in query.parameters:
        assert f'name="{parameter.name}"' in response.text
    assert 'id="answer"' not in response.text


@pytest.mark.parametrize("name", [name for name in PUBLIC if not CATALOGUE.load(name).header.network])
def test_every_query_answers_its_example_on_its_page_and_as_data(client: FlaskClient, name: str) -> None:
    address, values = f"/queries/{name}", example(name) | {"run": "1"}
    page = client.get(address, query_string=values, headers=as_(HTML))
    assert page.status_code == 200
    assert 'id="answer"' in page.text
    graph = CATALOGUE.load(name).form == "CONSTRUCT"
    response = client.get(address, query_string=values, headers=as_("*/*"))
    assert (response.status_code, response.mimetype) == (200, TURTLE if graph else "application/sparql-results+json")


@pytest.mark.parametrize("accept", RESULTS)
def test_an_answer_comes_in_every_form(client: FlaskClient, accept: str) -> None:
    response = client.get(f"/queries/findings-of-disease?{SUSAC}", headers=as_(accept))
    assert (response.status_code, response.mimetype) == (200, accept)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_suffix_chooses_the_form_whatever_is_accepted(client: FlaskClient, suffix: str) -> None:
    graph = SUFFIXES[suffix] in GRAPHS
    address = "provenance-of-statement" if graph else "is-finding-stated"
    media_type = SUFFIXES[suffix]
    response = client.get(f"/queries/{address}.{suffix}", query_string=example(address), headers=as_(HTML))
    assert (response.status_code, response.mimetype) == (200, media_type)


def test_an_answer_cannot_have_a_form_of_another_kind(client: FlaskClient) -> None:
    assert client.get(f"/queries/findings-of-disease.ttl?{SUSAC}").status_code == 406
    assert client.get(f"/queries/findings-of-disease?{SUSAC}", headers=as_(TURTLE)).status_code == 406
    assert client.get("/queries/findings-of-disease.pdf").status_code == 404


def test_the_text_comes_as_it_stands_or_bound(client: FlaskClient) -> None:
    text = CATALOGUE.load("findings-of-disease").text
    assert client.get("/queries/findings-of-disease", headers=as_(QUERY)).text == text
    assert client.get("/queries/findings-of-disease.rq").text == text
    assert (
        "<https://w3id.org/miliary/Clippers>" in client.get("/queries/findings-of-disease.rq?disease=mil:Clippers").text
    )


def test_a_case_gets_the_answer_of_the_stored_query(client: FlaskClient, service: Service) -> None:
    case = {"present": ["mil:PonsLesion", "mil:Diplopia"], "absent": ["mil:Fever"], "age": "39"}
    sent = client.get("/queries/compatible-diseases.json", query_string=case).get_json()["results"]["bindings"]
    answer = service.store.query(service.catalogue.load("compatible-diseases").bind(**case))
    assert isinstance(answer, Solutions)
    assert [each["score"]["value"] for each in sent] == [getattr(row[3], "value", "") for row in answer]
    assert sent[0]["label"]["value"] == "CLIPPERS"


def test_a_list_may_come_line_by_line_and_blank_fields_are_not_given(client: FlaskClient) -> None:
    lines = client.get("/queries/compatible-diseases.csv?present=mil:PonsLesion%0D%0Amil:Diplopia&absent=&age=+")
    repeated = client.get("/queries/compatible-diseases.csv?present=mil:PonsLesion&present=mil:Diplopia")
    assert (lines.status_code, lines.data) == (200, repeated.data)


def test_a_term_may_be_a_curie_or_an_iri(client: FlaskClient) -> None:
    short = client.get(f"/queries/findings-of-disease.csv?{SUSAC}")
    long = client.get("/queries/findings-of-disease.csv?disease=https://w3id.org/miliary/SusacSyndrome")
    assert short.data == long.data


def test_the_page_links_terms_and_files(client: FlaskClient) -> None:
    page = client.get(f"/queries/findings-of-disease?{SUSAC}", headers=as_(HTML)).text
    assert '<a href="/term/LeptomeningealEnhancement">mil:LeptomeningealEnhancement</a>' in page
    assert '<a href="/queries/findings-of-disease.csv?disease=mil%3ASusacSyndrome">CSV</a>' in page
    assert 'value="mil:SusacSyndrome"' in page


def test_a_long_answer_says_on_the_page_that_more_is_in_the_files(client: FlaskClient) -> None:
    page = client.get("/queries/all-statements?run=1", headers=as_(HTML)).text
    count = client.get("/queries/all-statements.csv").text.count("\n") - 1
    assert f"Only the first 500 of {count} rows" in page
    assert page.count("<tr>") == 501


# --- what is refused --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", INTERNAL)
@pytest.mark.parametrize("accept", [HTML, JSON])
def test_what_is_not_public_has_no_address(client: FlaskClient, name: str, accept: str) -> None:
    assert client.get(f"/queries/{name}", headers=as_(accept)).status_code == 404


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("findings-of-disease?finding=mil:X&disease=mil:Y", "finding"),
        ("findings-of-disease?disease=", "disease"),
        ("findings-of-disease", "disease"),
        ("findings-of-disease?disease=no+colon", "disease"),
        ("findings-of-disease?disease=mil:A&disease=mil:B", "disease"),
        ("diseases-at-age?age=forty", "age"),
        ("compatible-diseases?present=mil:A%0A%3Cscript%3E", "present"),
        ("all-statements?limit=5", "limit"),
    ],
)
def test_a_parameter_that_does_not_fit_is_named(client: FlaskClient, query: str, parameter: str) -> None:
    response = client.get(f"/queries/{query}", headers=as_("text/csv"))
    assert (response.status_code, response.mimetype) == (400, "application/problem+json")
    assert response.get_json()["parameter"] == parameter


def test_a_person_is_told_so_beside_what_was_typed(client: FlaskClient) -> None:
    response = client.get("/queries/diseases-at-age?age=%22forty%22%3Cb%3E&run=1", headers=as_(HTML))
    assert (response.status_code, response.mimetype) == (400, HTML)
    assert "The parameter “age” must be a number" in response.text
    assert 'value="&#34;forty&#34;&lt;b&gt;"' in response.text


@pytest.mark.parametrize("accept", ["text/csv", "*/*"])
def test_a_query_that_asks_another_server_is_shown_and_never_run(client: FlaskClient, accept: str) -> None:
    response = client.get("/queries/diseases-in-wikidata?run=1", headers=as_(accept))
    assert (response.status_code, response.get_json()["refused"]) == (400, "SERVICE")
    page = client.get("/queries/diseases-in-wikidata?run=1", headers=as_(HTML))
    assert page.status_code == 200
    assert "SERVICE &lt;https://query.wikidata.org/sparql&gt;" in page.text
    assert 'id="answer"' not in page.text


def test_an_answer_of_too_many_rows_is_refused(client_with: Callable[..., FlaskClient]) -> None:
    client = client_with(max_rows=16)
    for accept in ("text/csv", HTML):
        assert client.get("/queries/compatible-diseases?present=mil:Fever", headers=as_(accept)).status_code == 413
