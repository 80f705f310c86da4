"""Codes of other vocabularies over HTTP: the step is told in the answer and on the page, and a doubt is a choice."""

import re
from html import unescape

import pytest
from flask.testing import FlaskClient

from miliary.web.schemas import AnswerSchema

DIFFERENTIAL = "/api/v1/differential"


def page(client: FlaskClient, address: str, status: int = 200) -> str:
    response = client.get(address, headers={"Accept": "text/html"})
    assert response.status_code == status
    return unescape(response.text)


def test_an_answer_tells_what_a_code_was_taken_as(client: FlaskClient) -> None:
    answer = client.get(DIFFERENTIAL, query_string={"present": "snomedct:71286001"}).get_json()
    assert AnswerSchema().validate(answer) == {}
    term = {"id": "mil:SpinalCordCompression", "label": "spinal cord compression"}
    assert answer["mapped"] == [{"given": "snomedct:71286001", "predicate": "skos:exactMatch", "term": term}]


@pytest.mark.parametrize(
    ("given", "slug", "key", "value"),
    [
        ({"present": ["hp:0033342"]}, "ambiguous-term", "candidates", ["AQP4-IgG in CSF", "AQP4-IgG in serum"]),
        ({"absent": ["hp:0430048"]}, "narrower-code", "nearest", ["calcification"]),
        ({"present": ["UBERON:0000988"]}, "unknown-term", "known_as", "anatomical structure"),
        ({"present": ["mesh:D0"]}, "unknown-term", "nearest", []),
    ],
)
def test_a_code_that_names_no_one_finding_is_refused(
    client: FlaskClient, given: dict[str, list[str]], slug: str, key: str, value: object
) -> None:
    response = client.post(DIFFERENTIAL, json=given)
    problem = response.get_json()
    assert (response.status_code, problem["type"].rpartition("/")[2]) == (422, slug)
    assert problem[key] == value


def test_the_page_says_what_a_code_was_taken_as_and_its_address_keeps_the_code(client: FlaskClient) -> None:
    added = client.get("/?add=radlex:RID34300&as=present", headers={"Accept": "text/html"})
    assert added.headers["Location"] == "/?present=radlex:RID34300"
    text = page(client, added.headers["Location"])
    assert "“radlex:RID34300” is taken as “contrast enhancement”." in text
    assert re.search(r'<input type="hidden"[^>]*value="radlex:RID34300"', text)


def test_the_page_offers_the_terms_of_an_ambiguous_code(client: FlaskClient) -> None:
    text = page(client, "/?present=hp:0033342", 422)
    assert re.findall(r'<li><a data-case href="[^"]*">([^<]*)</a></li>', text) == [
        "AQP4-IgG in CSF",
        "AQP4-IgG in serum",
    ]


def test_the_page_offers_the_whole_for_a_part_that_is_absent(client: FlaskClient) -> None:
    text = page(client, "/?absent=hp:0430048", 422)
    assert "is narrower than “calcification”" in text
    assert 'href="/?absent=mil:Calcification"' in text
