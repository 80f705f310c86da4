"""The headers that keep a browser from doing what no page of ours asks for: on every answer, whatever became of it."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from miliary.composition import Service, limits
from miliary.store import Pool
from miliary.web import create_app

pytestmark = pytest.mark.usefixtures("one_minute")

EXACTLY = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
POLICY = {
    "default-src": ["'none'"],
    "script-src": ["'self'"],
    "style-src": ["'self'"],
    "img-src": ["'self'"],
    "connect-src": ["'self'"],
    "form-action": ["'self'"],
    "base-uri": ["'none'"],
    "frame-ancestors": ["'none'"],
}
METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"]
PARTS = {
    "number": 1,
    "filename": "miliary.css",
    "kind": "CodeSystem",
    "name": "Clippers",
    "operation": "lookup",
    "into": "hpo",
    "row": "Abscess-0025615",
}
AWAY = {"REMOTE_ADDR": "192.0.2.7"}
BROWSER = {"Accept": "text/html"}


class Broken:
    """A vocabulary in which something unforeseen happens."""

    def __getattr__(self, name: str) -> Any:
        raise ZeroDivisionError


@pytest.fixture
def plain(app: APIFlask) -> FlaskClient:
    return FlaskClient(app)


def check(response: TestResponse) -> None:
    headers = response.headers
    told = f"{response.request.method} {response.request.path}: {response.status}"
    assert {name: headers.getlist(name) for name in EXACTLY} == {name: [each] for name, each in EXACTLY.items()}, told
    [policy] = headers.getlist("Content-Security-Policy")
    directives = [each.split() for each in policy.split(";")]
    assert {name: sources for name, *sources in directives} == POLICY, told
    assert "Set-Cookie" not in headers, told
    assert "Access-Control-Allow-Credentials" not in headers, told
    if response.status_code == 500:
        assert "ZeroDivision" not in response.text


def test_every_route_sends_them_whatever_the_method(plain: FlaskClient) -> None:
    application = plain.application
    assert isinstance(application, APIFlask)
    rules = list(application.url_map.iter_rules())
    assert len(rules) > 30
    for rule in rules:
        for method in METHODS:
            response = plain.open(_address(rule), method=method)
            with response:
                check(response)
                assert response.status_code < 500


def _address(rule: Rule) -> str:
    _, address = rule.build({name: PARTS[name] for name in rule.arguments}) or ("", "")
    assert address
    return address


def test_every_error_sends_them(service: Service) -> None:
    seen = set()
    for response in _errors(service):
        with response:
            check(response)
            seen.add(response.status_code)
    assert seen - {200} == {304, 400, 404, 405, 406, 413, 415, 422, 429, 500, 503}


def _errors(service: Service) -> Iterator[TestResponse]:
    def with_settings(**changes: Any) -> FlaskClient:
        return create_app(service=replace(service, settings=replace(service.settings, **changes))).test_client()

    client = with_settings()
    tag = {"If-None-Match": client.get("/term/Clippers").headers["ETag"]}
    yield client.get("/term/Clippers", headers=tag)
    for accepted in ({}, BROWSER):
        yield from _refusals(client, accepted)
        limited = with_settings(rate=1)
        for _ in range(2):
            yield limited.get("/term/Clippers", environ_base=AWAY, headers=accepted)
    yield with_settings(max_body=10).post("/sparql", data={"query": "SELECT * { ?a ?b ?c }"})
    yield with_settings(rate=1, query_rate=1).get("/fhir/metadata", environ_base=AWAY)
    full = Pool(service.settings.data, limits(service.settings), workers=0, queue=0)
    yield create_app(service=replace(service, strangers=full)).test_client().get("/sparql?query=ASK{}")
    broken = create_app(service=replace(service, terms=Broken())).test_client()  # type: ignore[arg-type]
    for address in ("/api/v1/findings?q=x", "/?present=x"):
        yield broken.get(address)


def _refusals(client: FlaskClient, accepted: Mapping[str, str]) -> Iterator[TestResponse]:
    for address in (
        *("/nowhere", "/static/nowhere.css", "/fhir/CodeSystem/nowhere", "/term/Nowhere"),
        *("/?present=nonsense", "/api/v1/differential?age=x", "/sparql?query=SELECT"),
        *("/sparql?query=ASK{SERVICE<http://a.example/>{}}", "/queries/nowhere", "/graph?graph=x", "/graph"),
    ):
        yield client.get(address, headers=accepted)
    yield client.delete("/", headers=accepted)
    yield client.post("/api/v1/differential", data="<x/>", content_type="text/xml", headers=accepted)
    yield client.post("/api/v1/differential", data="{", content_type="application/json", headers=accepted)
    yield client.get("/sparql?query=ASK{}", headers={"Accept": "image/png"})
