"""The SPARQL endpoint: the query part of the SPARQL 1.1 Protocol, read only."""

from typing import Any

from apiflask import APIBlueprint
from flask import Response, render_template, request
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import UnsupportedMediaType

from miliary.errors import ForbiddenQuery, MalformedInput
from miliary.web.bodies import text_of_body, unsupported
from miliary.web.openapi import errors
from miliary.web.opened import opened
from miliary.web.representations import GRAPHS, RESULTS, accepted, answer

sparql = APIBlueprint("sparql", __name__, tag="SPARQL")

QUERY_TYPE = "application/sparql-query"
UPDATE_TYPE = "application/sparql-update"
FORM_TYPE = "application/x-www-form-urlencoded"

_EXAMPLE = "SELECT ?disease WHERE { ?disease <https://w3id.org/miliary/differentialOf> ?finding }"
_TEXT = {"schema": {"type": "string"}}
_CONTENT = dict.fromkeys([*RESULTS, *GRAPHS], _TEXT)
_INTRODUCTION = dict.fromkeys(["text/html", "text/plain"], _TEXT)
_WHOLE = "SELECT and ASK as results, CONSTRUCT and DESCRIBE as a graph; always whole."
_PARAMETER = {
    "name": "query",
    "in": "query",
    "required": False,
    "description": "SPARQL 1.1.",
    "example": _EXAMPLE,
    **_TEXT,
}
_FORM = {"type": "object", "required": ["query"], "properties": {"query": {"type": "string"}}}
_BODY = {
    "required": True,
    "content": {
        QUERY_TYPE: {**_TEXT, "example": _EXAMPLE},
        FORM_TYPE: {"schema": _FORM, "example": {"query": _EXAMPLE}},
    },
}
# What would change the meaning of a query, were it passed over in silence.
_DATASET = ("default-graph-uri", "named-graph-uri", "using-graph-uri", "using-named-graph-uri")
_ONE_GRAPH = "everything is in the default graph"
_READ_ONLY = "this endpoint answers questions and changes nothing"


@sparql.get("/sparql")
@sparql.doc(
    summary="Ask a query in the address, or read about the endpoint",
    responses={200: {"description": _WHOLE, "content": _CONTENT | _INTRODUCTION}, **errors(400, 406, 413)},
    extensions={"x-parameters": [_PARAMETER]},
)
def query_by_get() -> Response:
    """Answer ``query``; without one, tell what can be asked here."""
    _refuse_dataset(request.args)
    if "query" not in request.args and "update" not in request.args:
        return _introduction()
    return answer(_query_of(request.args))


@sparql.post("/sparql")
@sparql.doc(
    summary="Ask a query in the body",
    responses={200: {"description": _WHOLE, "content": _CONTENT}, **errors(400, 406, 413, 415)},
    extensions={"x-request-body": _BODY},
)
def query_by_post() -> Response:
    """Answer the query that is the body, or that is the field ``query`` of a form."""
    _refuse_dataset(request.args)
    if request.mimetype == UPDATE_TYPE:
        raise ForbiddenQuery("An update", _READ_ONLY)
    if request.mimetype == QUERY_TYPE:
        return answer(text_of_body())
    if request.mimetype == FORM_TYPE:
        _refuse_dataset(request.form)
        return answer(_query_of(request.form))
    raise UnsupportedMediaType(unsupported(QUERY_TYPE, FORM_TYPE))


def _query_of(fields: MultiDict[str, str]) -> str:
    if "update" in fields:
        raise ForbiddenQuery("An update", _READ_ONLY)
    given = fields.getlist("query")
    if len(given) != 1:
        raise MalformedInput(f"The request holds {len(given)} queries; give one, in the field “query”.")
    return given[0]


def _refuse_dataset(fields: MultiDict[str, str]) -> None:
    for name in _DATASET:
        if name in fields:
            raise ForbiddenQuery(name, _ONE_GRAPH)


def _introduction() -> Response:
    """Tell about the endpoint: a page for people, the same as text for programs."""
    media_type = accepted(["text/html", "text/plain"])
    template = "sparql.html" if media_type == "text/html" else "sparql.txt"
    details: dict[str, Any] = {"results": list(RESULTS), "graphs": list(GRAPHS), "max_rows": opened().settings.max_rows}
    return Response(render_template(template, **details), mimetype=media_type)
