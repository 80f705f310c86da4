"""The SPARQL endpoint: the SPARQL 1.1 Protocol, queries only, and the description of the service."""

from http import HTTPStatus
from typing import Any

from apiflask import APIBlueprint
from flask import Response, render_template, request
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import UnsupportedMediaType
from werkzeug.wrappers import Response as AnyResponse

from miliary.errors import ForbiddenQuery, MalformedInput
from miliary.web.auth import is_on
from miliary.web.bodies import text_of_body, unsupported
from miliary.web.dataset import PARAMETERS, dataset_of, using
from miliary.web.description import description
from miliary.web.endpoint import endpoint
from miliary.web.openapi import content, errors
from miliary.web.representations import GRAPHS, RESULTS, accepted, answer, graph
from miliary.web.script_writes import ACCEPTED, propose_update

sparql = APIBlueprint("sparql", __name__, tag="SPARQL")

QUERY_TYPE = "application/sparql-query"
UPDATE_TYPE = "application/sparql-update"
FORM_TYPE = "application/x-www-form-urlencoded"

_EXAMPLE = "SELECT ?disease WHERE { ?disease <https://w3id.org/miliary/differentialOf> ?finding }"
_TEXT = {"schema": {"type": "string"}}
_CONTENT = content([*RESULTS, *GRAPHS])
# RDF for whoever does not say: the specification asks for it, and a browser says that it wants a page.
_DESCRIPTIONS = [*(each for each in GRAPHS if each != "text/plain"), "text/html", "text/plain"]
_INTRODUCTION = content(_DESCRIPTIONS)
_WHOLE = "SELECT and ASK as results, CONSTRUCT and DESCRIBE as a graph; always whole."
_GRAPHS_WANTED = {"type": "array", "items": {"type": "string"}}
_PARAMETER = {
    "name": "query",
    "in": "query",
    "required": False,
    "description": "SPARQL 1.1.",
    "example": _EXAMPLE,
    **_TEXT,
}
_DATASET = [
    {
        "name": name,
        "in": "query",
        "required": False,
        "description": "A graph of the store for the query to run on, in place of its FROM; may be repeated.",
        "schema": _GRAPHS_WANTED,
    }
    for name in PARAMETERS
]
_FORM = {
    "type": "object",
    "required": ["query"],
    "properties": {"query": {"type": "string"}, **dict.fromkeys(PARAMETERS, _GRAPHS_WANTED)},
}
_BODY = {
    "required": True,
    "content": {
        QUERY_TYPE: {**_TEXT, "example": _EXAMPLE},
        FORM_TYPE: {"schema": _FORM, "example": {"query": _EXAMPLE}},
    },
}
_READ_ONLY = "this endpoint answers questions and changes nothing"
_BY_POST = "an update changes something, so it comes by POST"


@sparql.get("/sparql")
@sparql.doc(
    summary="Ask a query in the address, or read about the endpoint",
    responses={200: {"description": _WHOLE, "content": _CONTENT | _INTRODUCTION}, **errors(400, 406, 413, 429, 503)},
    extensions={"x-parameters": [_PARAMETER, *_DATASET]},
)
def query_by_get() -> Response:
    """Answer ``query``; without one, describe the service: as a page where a person asks, else as RDF."""
    if "update" in request.args:
        raise ForbiddenQuery("An update", _READ_ONLY if endpoint().scratch is None else _BY_POST)
    if request.args.keys().isdisjoint(("query", *PARAMETERS)):
        return _introduction()
    return _answer(_one(request.args, "query"))


@sparql.post("/sparql")
@sparql.doc(
    summary="Ask a query in the body",
    responses={
        200: {"description": _WHOLE, "content": _CONTENT},
        **ACCEPTED,
        **errors(400, 401, 403, 406, 409, 413, 415, 422, 429, 503),
    },
    extensions={"x-parameters": _DATASET, "x-request-body": _BODY},
)
def query_by_post() -> AnyResponse:
    """Answer the query that is the body, or that is the field ``query`` of a form; with a token, propose an update."""
    _refuse_other_charsets()
    if request.mimetype == UPDATE_TYPE:
        return _update(text_of_body())
    if request.mimetype == QUERY_TYPE:
        return _answer(text_of_body())
    if request.mimetype == FORM_TYPE and "update" in request.form:
        return _update(_one(request.form, "update"))
    if request.mimetype == FORM_TYPE:
        return _answer(_one(request.form, "query"))
    raise UnsupportedMediaType(unsupported(QUERY_TYPE, FORM_TYPE))


def _answer(query: str) -> Response:
    dataset = dataset_of(query)
    return answer(query, dataset.default, dataset.named, endpoint().settings.base)


def _update(text: str) -> AnyResponse:
    """Propose an update where editors work; carry it out where that is allowed, which is in no published service.

    :raises ForbiddenQuery: neither is so here
    """
    here = endpoint()
    if here.scratch is None:
        if is_on():
            return propose_update(text)
        raise ForbiddenQuery("An update", _READ_ONLY)
    dataset = using()
    here.scratch.update(text, dataset.default or (), dataset.named or (), here.settings.base)
    return Response(status=HTTPStatus.NO_CONTENT)


def _one(fields: MultiDict[str, str], name: str) -> str:
    given = fields.getlist(name)
    if len(given) != 1 or {"query", "update"} <= fields.keys():
        number = sum(len(fields.getlist(each)) for each in ("query", "update"))
        raise MalformedInput(f"The request holds {number} queries or updates; give one, in the field “{name}”.")
    return given[0]


def _refuse_other_charsets() -> None:
    """The protocol knows one charset; what came in another would be read as something else.

    :raises UnsupportedMediaType: the content type names another than UTF-8
    """
    charset = request.mimetype_params.get("charset", "utf-8")
    if charset.casefold() not in ("utf-8", "utf8"):
        raise UnsupportedMediaType(f"The body came in the charset “{charset}”; it must be UTF-8.")


def _introduction() -> Response:
    media_type = accepted(_DESCRIPTIONS)
    if media_type in GRAPHS and media_type != "text/plain":
        return graph(description(), media_type)
    template = "sparql.html" if media_type == "text/html" else "sparql.txt"
    details: dict[str, Any] = {"results": list(RESULTS), "graphs": list(GRAPHS)}
    return Response(render_template(template, max_rows=endpoint().settings.max_rows, **details), mimetype=media_type)
