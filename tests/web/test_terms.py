"""Term pages: every IRI of the project leads somewhere, for people and for programs."""

import re

import pytest
from flask.testing import FlaskClient

from miliary.composition import Service
from miliary.vocabulary import local_name
from miliary.web.representations import GRAPHS

HTML = {"Accept": "text/html"}
STATEMENT = "SusacSyndrome-LeptomeningealEnhancement-Table3"


def test_a_disease_shows_its_definition_and_its_statements(client: FlaskClient) -> None:
    page = client.get("/term/SusacSyndrome", headers=HTML).text
    assert "<h1>Susac's syndrome</h1>" in page.replace("&#39;", "'")
    assert "leptomeningeal enhancement" in page
    assert "https://doi.org/10.1007/s00234-019-02335-5#:~:text=" in page


def test_a_finding_names_the_diseases_that_it_is_stated_for(client: FlaskClient) -> None:
    page = client.get("/term/LeptomeningealEnhancement", headers=HTML).text
    assert '<h3 id="group-1"><a href="/term/' in page
    assert '<a href="/term/SusacSyndrome">' in page


@pytest.mark.parametrize(
    "name",
    [STATEMENT, f"{STATEMENT}-evidence", "Reference76", "hasSite", "Reported", "ontology", "ontology/references"],
)
def test_everything_with_a_name_has_a_page(client: FlaskClient, name: str) -> None:
    response = client.get(f"/term/{name}", headers=HTML)
    assert (response.status_code, response.mimetype) == (200, "text/html")


def test_a_statement_shows_its_passage_and_its_conflicts(client: FlaskClient) -> None:
    page = client.get(f"/term/{STATEMENT}", headers=HTML).text
    assert "Table 3, Leptomeningeal enhancement" in page
    assert "<strong>Conflict</strong>" in page


@pytest.mark.parametrize("accept", GRAPHS)
def test_a_term_comes_as_triples_too(client: FlaskClient, accept: str) -> None:
    response = client.get("/term/SusacSyndrome", headers={"Accept": accept})
    assert (response.status_code, response.mimetype) == (200, accept)
    assert b"SusacSyndrome" in response.data


@pytest.mark.parametrize("name", ["NoSuchTerm", "no such term", "x<y>", "%22", "%00", "..%2f..%2fetc", "a" * 3_000])
def test_an_unknown_term_is_not_found(client: FlaskClient, name: str) -> None:
    response = client.get(f"/term/{name}")
    assert (response.status_code, response.mimetype) == (404, "application/problem+json")


def test_a_person_is_told_so_on_a_page(client: FlaskClient) -> None:
    response = client.get("/term/%3Cscript%3Ealert(1)%3C/script%3E", headers=HTML)
    assert (response.status_code, response.mimetype) == (404, "text/html")
    assert "<script>" not in response.text


def test_a_form_that_cannot_be_made_is_refused(client: FlaskClient) -> None:
    assert client.get("/term/SusacSyndrome", headers={"Accept": "image/png"}).status_code == 406


def test_every_caution_stands_on_the_page_of_its_statement(client: FlaskClient, service: Service) -> None:
    cautioned = [each for each in service.citations.values() if each.caution]
    assert cautioned
    for each in cautioned[:20]:
        assert "<strong>Caution</strong>" in client.get(f"/term/{local_name(each.id)}", headers=HTML).text


def test_json_ld_is_compact_and_brings_its_context(client: FlaskClient) -> None:
    for accept in ("application/ld+json", "application/json"):
        document = client.get("/term/SusacSyndrome", headers={"Accept": accept}).get_json()
        assert document["@context"]["mil"] == "https://w3id.org/miliary/"
        assert document["@id"] == "mil:SusacSyndrome"
        assert document["rdfs:label"] == [{"@value": "Susac's syndrome", "@language": "en"}]


def test_turtle_is_written_with_prefixes(client: FlaskClient) -> None:
    assert "\nmil:SusacSyndrome " in client.get("/term/SusacSyndrome", headers={"Accept": "text/turtle"}).text


@pytest.mark.parametrize("name", ["SusacSyndrome", "ontology/references"])
def test_the_link_header_names_every_form_and_each_is_there(client: FlaskClient, name: str) -> None:
    links = client.get(f"/term/{name}").headers["Link"].split(", ")
    assert len(links) == 6
    for link in links:
        (found,) = re.findall(r'^<([^>]+)>; rel="alternate"; type="([^"]+)"$', link)
        address, media_type = found
        response = client.get(address, headers={"Accept": "image/png"})
        assert (response.status_code, response.mimetype) == (200, media_type)
        assert response.headers["Link"].split(", ") == links


@pytest.mark.parametrize("name", ["NoSuchTerm.ttl", ".ttl", "SusacSyndrome.ttl.ttl", "SusacSyndrome.pdf"])
def test_an_ending_alone_makes_no_term(client: FlaskClient, name: str) -> None:
    assert client.get(f"/term/{name}").status_code == 404
