"""Every error as problem+json (RFC 9457), a small page where a person asked, or FHIR's own; mapped here alone."""

from collections.abc import Iterator, Mapping
from http import HTTPStatus

from apiflask import HTTPError
from flask import Flask, Response, current_app, json, render_template, request
from werkzeug.exceptions import HTTPException

from miliary.errors import MiliaryError
from miliary.terms.fhir import MEDIA_TYPE as FHIR_TYPE
from miliary.terms.fhir import operation_outcome
from miliary.web.endpoint import endpoint
from miliary.web.metrics import note_problem
from miliary.web.negotiation import preferred

MEDIA_TYPE = "application/problem+json"
_FHIR = "/fhir/"
_MACHINES = ("/api/", "/sparql", "/graph", "/health/", "/openapi.json")
_DETAILS = {
    404: "There is nothing at this address.",
    405: "This address does not answer to that method; the Allow header names those that it does.",
    413: "The request is larger than what is accepted here.",
    500: "Something went wrong on our side. The request was not carried out; nothing about it was kept.",
}


def register(app: Flask) -> None:
    """Answer every error that a route of ``app`` can raise."""
    app.register_error_handler(MiliaryError, _of_the_tree)
    app.register_error_handler(HTTPError, _of_the_validation)
    app.register_error_handler(HTTPException, _of_the_protocol)


def problem(status: int, title: str, detail: str, slug: str, extra: Mapping[str, object]) -> Response:
    """Return the error as the client can read it: a page for a browser on a page's address, else problem+json.

    A client of FHIR reads an OperationOutcome, whatever it accepts.
    """
    note_problem(slug)
    if request.path.startswith(_FHIR):
        outcome = operation_outcome(status, title, detail)
        return Response(json.dumps(outcome), status=status, content_type=FHIR_TYPE)
    if wants_a_page():
        page = render_template("error.html", status=status, title=title, detail=detail, extra=extra)
        return Response(page, status=status, mimetype="text/html")
    base = endpoint().settings.base
    body = {"type": f"{base}problem/{slug}", "title": title, "status": status, "detail": detail, **extra}
    return Response(json.dumps(body), status=status, content_type=MEDIA_TYPE)


def wants_a_page() -> bool:
    """Tell whether a person asks, on the address of a page."""
    if request.path.startswith(_MACHINES):
        return False
    return preferred(request.headers.get("Accept"), [MEDIA_TYPE, "text/html"]) == "text/html"


def _of_the_tree(error: MiliaryError) -> Response:
    """Answer an error of :mod:`miliary.errors`; its class knows the status, and its values go beside the detail."""
    response = problem(error.status, error.title, error.detail, error.slug, error.extra)
    if error.retry_after is not None:
        response.headers["Retry-After"] = str(error.retry_after)
    if error.status == HTTPStatus.UNAUTHORIZED:
        response.headers["WWW-Authenticate"] = 'Bearer realm="Miliary"'
    return response


def _of_the_protocol(error: HTTPException) -> Response:
    """Answer what Flask refuses by itself, and what went wrong unforeseen: without a word of how it went wrong."""
    status = error.code or HTTPStatus.INTERNAL_SERVER_ERROR
    if error.response is not None:
        return current_app.make_response(error.response)
    title = HTTPStatus(status).phrase
    detail = _DETAILS.get(status) or error.description or title
    response = problem(status, title, detail, title.casefold().replace(" ", "-"), _limits(status))
    for name, value in error.get_headers():
        if name not in ("Content-Type", "Content-Length"):
            response.headers[name] = value
    return response


def _limits(status: int) -> dict[str, object]:
    too_large = status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    return {"limit": request.max_content_length, "unit": "bytes"} if too_large else {}


def _of_the_validation(error: HTTPError) -> Response:
    """Answer fields that do not fit their schema, each by name."""
    errors = list(_faults(error.detail))
    detail = " ".join(f"{each['field']}: {each['message']}" for each in errors) or str(error.message)
    return problem(error.status_code, "The request cannot be used", detail, "invalid-request", {"errors": errors})


def _faults(detail: object) -> Iterator[dict[str, str]]:
    """Flatten marshmallow's tree of messages (place, field, perhaps position) into one entry a message."""
    for place, fields in detail.items() if isinstance(detail, Mapping) else ():
        for path, message in _leaves(fields, ()):
            yield {"in": "body" if place == "json" else str(place), "field": path or "body", "message": message}


def _leaves(node: object, path: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    if isinstance(node, Mapping):
        for key, below in node.items():
            yield from _leaves(below, path if key == "_schema" else (*path, str(key)))
    elif isinstance(node, list):
        for message in node:
            yield from _leaves(message, path)
    else:
        yield ".".join(path), str(node)
