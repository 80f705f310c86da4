"""What is read of strangers before anything is done: it is taken or refused in words, and nothing else happens.

A few thousand inputs each time, the same ones; a million, others each time, in `make test-long` (README.md beside).
"""

import contextlib
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from miliary.composition import Service
from miliary.errors import MiliaryError
from miliary.store import refuse_outward
from miliary.terms import FINDINGS, TESTS
from miliary.web import create_app
from miliary.web.negotiation import preferred
from tests.fuzz import inputs

BODIES = {
    "/api/v1/differential": inputs.cases,
    "/api/v1/phenopacket": inputs.cases,
    "/api/v1/phenopacket/differential": inputs.packets,
}
PAGES = ["/", "/case.txt", "/compare"]
OFFERS = ["text/html", "application/json", "text/turtle"]


def many(few: int, long: int) -> pytest.MarkDecorator:
    """Run a test with ``few`` inputs, and in `make test-long` with ``long`` others."""
    return pytest.mark.parametrize(
        "number", [pytest.param(few, id="few"), pytest.param(long, id="many", marks=pytest.mark.long)]
    )


def fuzz(number: int, strategy: st.SearchStrategy[Any], check: Callable[[Any], None]) -> None:
    """Put ``number`` examples of ``strategy`` to ``check``; how many were made is part of the check."""
    made = 0

    @given(strategy)
    @settings(
        max_examples=number,
        derandomize=number < 10_000,
        database=None,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )
    def put(example: Any) -> None:
        nonlocal made
        made += 1
        check(example)

    put()
    assert made >= number


@many(800, 350_000)
def test_the_guard_lets_a_query_pass_or_refuses_it_in_words(number: int) -> None:
    def check(query: str) -> None:
        with contextlib.suppress(MiliaryError):
            refuse_outward(query)

    fuzz(number, inputs.queries, check)


@many(800, 400_000)
def test_any_accept_header_chooses_an_offer_or_none(number: int) -> None:
    def check(header: str) -> None:
        assert preferred(header, OFFERS) in [*OFFERS, None]

    fuzz(number, inputs.headers, check)


@many(400, 200_000)
def test_any_word_is_a_term_or_is_refused_in_words(number: int, published: Service) -> None:
    def check(word: str) -> None:
        with contextlib.suppress(MiliaryError):
            assert published.terms.take(word, FINDINGS | TESTS).id.startswith("https://w3id.org/miliary/")

    fuzz(number, inputs.words, check)


@pytest.fixture(scope="module")
def client(published: Service) -> FlaskClient:
    return create_app(service=published).test_client()


@many(150, 60_000)
def test_any_address_of_the_api_is_answered_or_refused(number: int, client: FlaskClient) -> None:
    def check(fields: list[tuple[str, str]]) -> None:
        address = urlencode(fields, errors="surrogatepass")
        response = client.get(f"/api/v1/differential?{address}")
        assert response.status_code in (200, 422), response.text
        assert response.status_code == 200 or response.get_json()["detail"]

    fuzz(number, inputs.addresses, check)


@pytest.mark.parametrize("page", PAGES)
@many(50, 5_000)
def test_any_address_of_a_page_is_answered_or_refused(number: int, page: str, client: FlaskClient) -> None:
    def check(fields: list[tuple[str, str]]) -> None:
        response = client.get(f"{page}?{urlencode(fields, errors='surrogatepass')}", follow_redirects=True)
        assert response.status_code in (200, 400, 404, 422), response.text

    fuzz(number, inputs.addresses, check)


@pytest.mark.parametrize("path", BODIES)
@many(150, 20_000)
def test_any_body_of_a_case_is_answered_or_refused(number: int, path: str, client: FlaskClient) -> None:
    def check(body: str) -> None:
        data = body.encode("utf-8", "surrogatepass")
        response = client.post(path, data=data, content_type="application/json")
        assert response.status_code in (200, 400, 422), response.text
        assert response.status_code == 200 or response.get_json()["detail"]

    fuzz(number, BODIES[path], check)


@many(200, 20_000)
def test_any_value_of_a_stored_query_is_bound_or_refused(number: int, client: FlaskClient, published: Service) -> None:
    catalogue = published.catalogue
    asked = [query for query in map(catalogue.load, catalogue.names()) if query.parameters]

    def check(given: tuple[int, list[str]]) -> None:
        query = asked[given[0] % len(asked)]
        names = [each.name for each in query.parameters]
        fields = [(names[place % len(names)], value) for place, value in enumerate(given[1])]
        response = client.get(f"/queries/{query.name}.rq?{urlencode(fields, errors='surrogatepass')}")
        assert response.status_code in (200, 400), response.text

    fuzz(number, st.tuples(st.integers(0, 1_000), st.lists(inputs.words | inputs.queries, max_size=4)), check)
