"""What the page of a term shows beside its statements: kind, links, licence, citation, caution, downloads."""

import csv
import html
import io
import re

import pytest
from flask.testing import FlaskClient

from miliary.composition import Service
from miliary.vocabulary import curie, iri

HTML = {"Accept": "text/html"}
PAGES = {
    "diseases": "SusacSyndrome",
    "findings": "LeptomeningealEnhancement",
    "sites": "Pons",
    "tests": "BrainMRI",
    "treatments": "Corticosteroid",
    "organisms": "MycobacteriumTuberculosis",
    "criteria": "BehcetCriteria",
    "conflicts": "BehcetDisease-Age-Table2-conflict",
    "references": "Reference76",
    "sources": "BrainMiliaryEnhancement2020",
}


def page(client: FlaskClient, name: str) -> str:
    return html.unescape(client.get(f"/term/{name}", headers=HTML).text)


@pytest.mark.parametrize("listed", PAGES)
def test_a_page_leads_back_to_its_list_and_says_how_to_cite_it(
    client: FlaskClient, service: Service, listed: str
) -> None:
    text = page(client, PAGES[listed])
    assert f'<p class="trail"><a href="/{listed}">' in text
    assert f"version {service.version}. {iri(PAGES[listed])}" in text
    assert 'class="disclaimer"' in text


def test_only_what_rests_on_the_article_is_cited_with_it(client: FlaskClient) -> None:
    assert "doi:10.1007/s00234-019-02335-5" in page(client, "SusacSyndrome")
    assert "From: " not in page(client, "Pons"), "nothing is stated of the pons itself"


def test_links_to_other_vocabularies_stand_with_their_licence(client: FlaskClient) -> None:
    text = page(client, "Pons")
    assert '<a href="http://snomed.info/id/49557009" target="_blank" rel="noopener noreferrer">' in text
    assert "Affiliate licence of SNOMED International" in text
    assert "RSNA's RadLex licence" in text


def test_a_vocabulary_that_was_searched_in_vain_is_named(client: FlaskClient) -> None:
    assert "Looked for without success in" in page(client, "PonsLesion")


@pytest.mark.parametrize("name", ["Corticosteroid", "CorticosteroidResponse", "Neurotuberculosis", "AmphotericinB"])
def test_where_treatment_is_spoken_of_the_page_begins_with_the_caution(client: FlaskClient, name: str) -> None:
    text = page(client, name)
    assert text.index("Nothing here recommends a treatment") < text.index('id="statements"')


def test_the_warnings_of_a_treatment_come_before_what_it_is_said_to_treat(client: FlaskClient) -> None:
    text = page(client, "Corticosteroid")
    assert text.index("contraindicated in") < text.index('id="statements"')


def test_a_candidate_is_shown_as_unconfirmed_and_an_unidentified_work_as_unknown(client: FlaskClient) -> None:
    badge = '<strong class="badge disputed">possible source, unconfirmed</strong>'
    assert badge in page(client, "Reference1")
    assert "The work behind this number is not identified" in page(client, "Reference74")
    matched = page(client, "Reference76")
    assert badge not in matched
    assert '<a href="https://pubmed.ncbi.nlm.nih.gov/14694047/"' in matched
    assert "A record of the work was seen" in matched


def test_a_matched_reference_is_not_called_unconfirmed_beside_a_statement(client: FlaskClient) -> None:
    beside = dict(re.findall(r"(\d+)(?: <em>\(([^)]+)\)</em>)?(?:, |</summary>)", page(client, "SusacSyndrome")))
    assert (beside["76"], beside["74"]) == ("", "not identified")


def test_a_conflict_says_why_and_shows_both_sides(client: FlaskClient) -> None:
    text = page(client, "BehcetDisease-Age-Table2-conflict")
    assert "<h1>Conflict on Behçet's disease: age" in text
    assert "The table gives 10 to 50 as the age of patients" in text
    assert {"Table 2, Age", "section Behçet’s disease"} <= set(text.replace("<", ">").split(">"))


def test_a_finding_leads_to_the_differential(client: FlaskClient) -> None:
    assert '<a href="/?present=mil:PonsLesion">' in page(client, "PonsLesion").replace("%3A", ":")


def test_a_disease_leads_to_its_pictures_and_a_finding_to_none(client: FlaskClient) -> None:
    text = page(client, "SusacSyndrome")
    for address in ("/around/SusacSyndrome", "/matrix?sort=mil:SusacSyndrome"):
        assert f'<a href="{address}">' in text.replace("%3A", ":")
        assert client.get(address, headers=HTML).status_code == 200
    assert '<a href="/around/' not in page(client, "PonsLesion")


def test_a_weight_against_has_the_sign_that_is_printed(client: FlaskClient) -> None:
    assert '<td class="number">−3</td>' in page(client, "PonsLesion")


def test_the_statements_of_a_page_can_be_taken_away(client: FlaskClient, service: Service) -> None:
    response = client.get("/term/SusacSyndrome.csv")
    lines = list(csv.DictReader(io.StringIO(response.text)))
    own = [each for each in service.citations.values() if each.disease == iri("SusacSyndrome")]
    assert {line["statement"] for line in lines} == {curie(each.id) for each in own}
    assert len(lines) == len(own)
    for line in lines:
        cited = service.citations[iri(line["statement"].removeprefix("mil:"))]
        assert (line["link"], line["occurrence"]) == (cited.link, cited.occurrence or "")
        assert bool(line["conflicts"]) == bool(cited.conflicts)


def test_a_statement_and_a_term_without_statements_come_as_csv_too(client: FlaskClient) -> None:
    own = client.get("/term/SusacSyndrome-LeptomeningealEnhancement-Table3", headers={"Accept": "text/csv"}).text
    assert len(own.splitlines()) == 2
    assert len(client.get("/term/hasSite.csv").text.splitlines()) == 1
