"""The OpenAPI document describes every route, and what it says can be relied on (see DescribedClient)."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient

VERBS = ("get", "post", "put", "delete")


@pytest.fixture(scope="module")
def document(app: APIFlask) -> dict[str, Any]:
    answer: dict[str, Any] = app.test_client().get("/openapi.json").get_json()
    return answer


def operations(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in document["paths"].items():
        yield from ((path, method, operation) for method, operation in methods.items())


def references(node: object) -> Iterator[str]:
    if isinstance(node, dict):
        yield from ([node["$ref"]] if "$ref" in node else [])
        for value in node.values():
            yield from references(value)
    elif isinstance(node, list):
        for value in node:
            yield from references(value)


def test_every_route_is_described(app: APIFlask, document: dict[str, Any]) -> None:
    rules = [
        rule for rule in app.url_map.iter_rules() if rule.endpoint != "static" and not rule.rule.startswith("/fhir/")
    ]
    routes = {
        (re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule), verb)
        for rule in rules
        for verb in VERBS
        if verb.upper() in (rule.methods or ())
    }
    assert {(path, method) for path, method, _ in operations(document)} == routes


def test_it_is_openapi_3_1_and_names_no_host(document: dict[str, Any]) -> None:
    assert document["openapi"] == "3.1.0"
    assert [server["url"] for server in document["servers"]] == ["/"]


def test_every_operation_has_a_summary_a_tag_and_an_identifier(document: dict[str, Any]) -> None:
    identifiers = [operation["operationId"] for _, _, operation in operations(document)]
    assert len(set(identifiers)) == len(identifiers)
    assert all(operation["summary"] and operation["tags"] for _, _, operation in operations(document))


def test_every_error_is_described_as_problem_json(document: dict[str, Any]) -> None:
    for path, method, operation in operations(document):
        failures = {status: each for status, each in operation["responses"].items() if status >= "400"}
        assert "500" in failures, (path, method)
        assert all("application/problem+json" in each["content"] for each in failures.values()), (path, method)


def test_every_reference_leads_somewhere(document: dict[str, Any]) -> None:
    schemas = document["components"]["schemas"]
    named = {reference.removeprefix("#/components/schemas/") for reference in references(document)}
    assert named <= schemas.keys()
    assert {"Answer", "Disease", "Reason", "Assertion", "Question", "Found", "Problem"} <= schemas.keys()


def test_no_private_key_is_left_over(document: dict[str, Any]) -> None:
    keys = {key for _, _, operation in operations(document) for key in operation}
    assert not {key for key in keys if key.startswith("x-")}


def test_lists_of_an_address_are_given_by_repeating_their_name(document: dict[str, Any]) -> None:
    parameters = {each["name"]: each for each in document["paths"]["/api/v1/differential"]["get"]["parameters"]}
    assert (parameters["present"]["in"], parameters["present"]["schema"]["type"]) == ("query", "array")
    assert parameters["present"].get("explode", True) is True
    assert parameters["present"]["schema"]["maxItems"] == 200


def test_the_example_of_the_differential_is_answered(client: FlaskClient, document: dict[str, Any]) -> None:
    body = document["paths"]["/api/v1/differential"]["post"]["requestBody"]
    assert body["required"] is True
    assert client.post("/api/v1/differential", json=body["content"]["application/json"]["example"]).status_code == 200


def test_the_example_query_is_answered(client: FlaskClient, document: dict[str, Any]) -> None:
    body = document["paths"]["/sparql"]["post"]["requestBody"]["content"]
    for media_type, described in body.items():
        assert client.post("/sparql", data=described["example"], content_type=media_type).status_code == 200
