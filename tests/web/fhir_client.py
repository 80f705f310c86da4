"""Asking FHIR as a client does: every answer is parsed by the models of ``fhir.resources`` before a test sees it.

The models are those of R4B, the release that the library has in the place of R4; of these resources R4B changed none.
"""

import importlib
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

SYSTEM = "https://w3id.org/miliary/ontology"
SNOMED = "http://snomed.info/sct"
CANONICAL = "https://w3id.org/miliary/fhir"
MEDIA_TYPE = "application/fhir+json"


def parsed(response: TestResponse) -> dict[str, Any]:
    """The resource of an answer, which must be one, whole and well-formed."""
    assert response.mimetype == MEDIA_TYPE, response.text[:200]
    resource: dict[str, Any] = response.get_json()
    model(resource)
    return resource


def model(resource: dict[str, Any]) -> Any:
    """The resource as the library's model; it raises on anything that FHIR does not have."""
    kind = resource["resourceType"]
    module = importlib.import_module(f"fhir.resources.R4B.{kind.casefold()}")
    return getattr(module, kind).model_validate(resource)


class Fhir:
    """A client of the FHIR interface."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client

    def get(self, path: str, **fields: object) -> dict[str, Any]:
        """A good answer to GET."""
        response = self.client.get(f"/fhir/{path}", query_string=fields or None)
        assert response.status_code == 200, response.text
        return parsed(response)

    def post(self, path: str, *parameters: dict[str, Any]) -> dict[str, Any]:
        """A good answer to POST with a Parameters resource."""
        body = {"resourceType": "Parameters", "parameter": list(parameters)}
        model(body)
        response = self.client.post(f"/fhir/{path}", json=body, content_type=MEDIA_TYPE)
        assert response.status_code == 200, response.text
        return parsed(response)

    def refused(self, path: str, **fields: object) -> tuple[int, str]:
        """The status and the issue's code of a refusal of GET."""
        return refusal(self.client.get(f"/fhir/{path}", query_string=fields))


def refusal(response: TestResponse) -> tuple[int, str]:
    """The status and the issue's code of an OperationOutcome."""
    outcome = parsed(response)
    assert outcome["resourceType"] == "OperationOutcome"
    return response.status_code, outcome["issue"][0]["code"]


def values(parameters: dict[str, Any], name: str) -> list[Any]:
    """The values of the parameters of that name; parts as dictionaries by name."""
    return [_value(each) for each in parameters["parameter"] if each["name"] == name]


def _value(parameter: dict[str, Any]) -> Any:
    if "part" in parameter:
        return {part["name"]: _value(part) for part in parameter["part"]}
    return next(value for key, value in parameter.items() if key.startswith("value"))
