"""The OpenAPI document: what APIFlask derives from the routes, completed by what it cannot know."""

import copy
from collections.abc import Iterable
from http import HTTPStatus
from typing import Any

from apiflask import APIFlask, Schema

from miliary.web import problems

_FOR_PEOPLE = ("Pages", "Queries", "Terms", "Curation")
# Any route of curation may refuse so: it is off, the form is old, nobody has logged in, or may not do this.
_OF_CURATION = (400, 401, 403, 404)
_PROBLEM = {"$ref": "#/components/schemas/Problem"}
_UNCHANGED = "The tag in If-None-Match is that of what would be sent."
_EXAMPLE = {
    "type": "https://w3id.org/miliary/problem/unknown-term",
    "title": "Unknown term",
    "status": 422,
    "detail": "Nothing is known as “ponds”. Did you mean “pons lesion”?",
    "term": "ponds",
    "nearest": ["pons lesion"],
}
_MEANINGS = {
    400: "The request is malformed; the position is given where there is one.",
    401: "Nobody has logged in, or the token is not valid.",
    403: "Who asks may not do this.",
    404: "There is no such thing.",
    406: "None of the accepted media types can be made; those that can are listed.",
    409: "It does not go together with how things stand.",
    412: "Somebody has changed it since it was read; both are told.",
    413: "The request, or what it asks for, is larger than what is served. Nothing is ever cut.",
    415: "The body's content type is not one that is read here.",
    422: "The request is well-formed but cannot be used; the offending values are named.",
    428: "Say which revision you have seen, in If-Match.",
    429: "More came from one address than may; Retry-After says in how many seconds to ask again.",
    500: "Something went wrong on our side.",
    501: "What this needs is not installed here.",
    503: "Nothing is published yet; or a query took more time or memory than it may, or was ended.",
}


def errors(*statuses: int) -> dict[str | int, Any]:
    """Return what a route's description says of the errors that it may answer with."""
    return {status: {"description": _MEANINGS[status]} for status in statuses}


def content(media_types: Iterable[str]) -> dict[str, dict[str, Any]]:
    """Return what a route's description says of answers whose form other standards tell: a text, or whatever JSON."""
    return {each: {"schema": {} if each.endswith("json") else {"type": "string"}} for each in media_types}


def configure(app: APIFlask) -> None:
    """Describe ``app`` in OpenAPI 3.1, served at its ``/openapi.json``."""
    app.config.update(
        AUTO_404_RESPONSE=False,
        AUTO_VALIDATION_ERROR_RESPONSE=False,
        AUTO_SERVERS=False,
        AUTO_OPERATION_ID=True,
        OPENAPI_VERSION="3.1.0",
        SERVERS=[{"url": "/", "description": "This server"}],
        DESCRIPTION="Which diseases are compatible with these findings, and why. Decision support from one review "
        "article of 2020; not a medical device. The FHIR R4 terminology describes itself at /fhir/metadata.",
        LICENSE={"name": "Code Apache-2.0, knowledge CC BY 4.0"},
    )
    app.schema_name_resolver = _name
    app.spec_processor(complete)


def complete(document: Any) -> Any:
    """Give every error its shape, and add the routes that are not made of schemas."""
    document = copy.deepcopy(document)
    document["paths"]["/openapi.json"] = {"get": _description_of_itself()}
    schemas = document.setdefault("components", {}).setdefault("schemas", {})
    schemas["Problem"] = _problem_schema()
    for path, operations in document["paths"].items():
        if "get" in operations and not path.startswith("/health/"):
            operations["get"]["responses"].setdefault("304", {"description": _UNCHANGED})
        for operation in operations.values():
            _describe_errors(operation)
            _take_over_body(operation)
    return document


def _name(schema: type[Schema] | Schema) -> str:
    kind = schema if isinstance(schema, type) else type(schema)
    return kind.__name__.removesuffix("Schema")


def _describe_errors(operation: dict[str, Any]) -> None:
    responses = operation["responses"]
    for status in (429, 500):  # any request may come too often, and none is beyond an accident
        responses.setdefault(str(status), {"description": _MEANINGS[status]})
    for status in _OF_CURATION if operation["tags"][0] == "Curation" else ():
        responses.setdefault(str(status), {"description": _MEANINGS[status]})
    for status, response in responses.items():
        if int(status) >= HTTPStatus.BAD_REQUEST:
            response["content"] = {problems.MEDIA_TYPE: {"schema": _PROBLEM}}
            if status == "422":
                response["content"][problems.MEDIA_TYPE]["example"] = _EXAMPLE
            if operation["tags"][0] in _FOR_PEOPLE:
                response["content"]["text/html"] = {"schema": {"type": "string"}}


def _take_over_body(operation: dict[str, Any]) -> None:
    """Move a body that a route describes by hand to where OpenAPI wants it."""
    body = operation.pop("x-request-body", None)
    if body:
        operation["requestBody"] = body
    operation.get("requestBody", {}).setdefault("required", True)
    parameters = operation.pop("x-parameters", [])
    operation.setdefault("parameters", []).extend(parameters)


def _problem_schema() -> dict[str, Any]:
    texts = {
        "type": "An IRI that names the kind of problem.",
        "title": "The kind of problem in words.",
        "detail": "What happened, and what would have been right.",
    }
    properties: dict[str, Any] = {name: {"type": "string", "description": text} for name, text in texts.items()}
    properties["status"] = {"type": "integer", "description": "The HTTP status."}
    return {
        "type": "object",
        "description": "An error (RFC 9457); the offending values stand beside the fields that every error has.",
        "required": ["type", "title", "status", "detail"],
        "properties": properties,
        "additionalProperties": True,
    }


def _description_of_itself() -> dict[str, Any]:
    return {
        "tags": ["Operations"],
        "operationId": "get_openapi",
        "summary": "This document",
        "parameters": [],
        "responses": {
            "200": {"description": "OpenAPI 3.1.", "content": {"application/json": {"schema": {"type": "object"}}}}
        },
    }
