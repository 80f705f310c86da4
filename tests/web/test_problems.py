"""Every error is problem+json, or a page for a person; none tells how the program works."""

import logging
from dataclasses import replace
from typing import Any

import pytest
from flask.testing import FlaskClient

from miliary.composition import Service
from miliary.web import create_app

BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
ADDRESSES = ["/nowhere", "/api/v1/nowhere", "/static/nowhere.css", "/health/nowhere"]


class Broken:
    """A vocabulary in which something unforeseen happens."""

    def __getattr__(self, name: str) -> Any:
        raise ZeroDivisionError("secret detail")


@pytest.fixture
def broken(service: Service, caplog: pytest.LogCaptureFixture) -> FlaskClient:
    caplog.set_level(logging.CRITICAL)
    return create_app(service=replace(service, terms=Broken())).test_client()  # type: ignore[arg-type]


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_unknown_address_is_a_problem(client: FlaskClient, address: str) -> None:
    response = client.get(address)
    problem = response.get_json()
    assert (response.status_code, response.mimetype) == (404, "application/problem+json")
    assert problem.keys() == {"type", "title", "status", "detail"}
    assert (problem["status"], problem["title"]) == (404, "Not Found")


def test_a_browser_on_a_page_gets_a_page(client: FlaskClient) -> None:
    response = client.get("/nowhere", headers=BROWSER)
    assert (response.status_code, response.mimetype) == (404, "text/html")
    assert "Back to the differential" in response.text


def test_a_browser_on_the_api_gets_problem_json(client: FlaskClient) -> None:
    assert client.get("/api/v1/nowhere", headers=BROWSER).mimetype == "application/problem+json"


@pytest.mark.parametrize(
    ("method", "address", "allowed"),
    [
        ("DELETE", "/api/v1/differential", {"GET", "HEAD", "OPTIONS", "POST"}),
        ("POST", "/api/v1/findings", {"GET", "HEAD", "OPTIONS"}),
        ("PUT", "/sparql", {"GET", "HEAD", "OPTIONS", "POST"}),
        ("POST", "/", {"GET", "HEAD", "OPTIONS"}),
        ("PATCH", "/term/SusacSyndrome", {"GET", "HEAD", "OPTIONS"}),
    ],
)
def test_another_method_is_refused_with_those_that_are_allowed(
    client: FlaskClient, method: str, address: str, allowed: set[str]
) -> None:
    response = client.open(address, method=method)
    assert (response.status_code, response.mimetype) == (405, "application/problem+json")
    assert set(response.headers["Allow"].split(", ")) == allowed


@pytest.mark.parametrize(
    ("address", "accept"),
    [
        ("/api/v1/findings?q=x", "*/*"),
        ("/api/v1/findings?q=x", "application/json"),
        ("/?present=x", "*/*"),
        ("/?present=x", "text/html"),
    ],
)
def test_what_was_not_foreseen_tells_nothing_of_the_program(broken: FlaskClient, address: str, accept: str) -> None:
    response = broken.get(address, headers={"Accept": accept})
    assert response.status_code == 500
    assert not any(word in response.text for word in ("secret", "ZeroDivision", "Traceback", ".py"))


def test_only_what_programs_read_is_shared_across_origins(client: FlaskClient) -> None:
    shared = {
        address: client.get(address).headers.get("Access-Control-Allow-Origin")
        for address in ("/", "/sparql", "/api/v1/x")
    }
    assert shared == {"/": None, "/sparql": "*", "/api/v1/x": "*"}
    assert "Access-Control-Allow-Credentials" not in client.get("/sparql").headers


def test_a_preflight_is_answered(client: FlaskClient) -> None:
    headers = client.options("/api/v1/differential", headers={"Origin": "https://a.example"}).headers
    assert "POST" in headers["Access-Control-Allow-Methods"]
    assert "Content-Type" in headers["Access-Control-Allow-Headers"]


def test_a_case_is_kept_by_nobody_on_the_way(client: FlaskClient) -> None:
    for address in ("/?age=3", "/api/v1/differential?age=3"):
        assert client.get(address).headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in client.get("/?age=3").headers
