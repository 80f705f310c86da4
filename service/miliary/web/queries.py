"""The stored queries over HTTP: their list, a page with a form for each, and their answers by name.

Public are the queries directly in the catalogue's folder; what lies in its subfolders has no address. A value goes
into a query as the one term that its parameter's type makes of it, so that no value can ask for more.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from apiflask import APIBlueprint
from flask import Response, json, render_template, request, url_for
from werkzeug.datastructures import MultiDict

from miliary.errors import ForbiddenQuery, NotFound
from miliary.queries import Given, Parameter, StoredQuery, examples
from miliary.store import Triples
from miliary.web.openapi import content, errors
from miliary.web.opened import opened
from miliary.web.query_page import RUN, page
from miliary.web.representations import GRAPHS, RESULTS, accepted, answer_as, graph

queries = APIBlueprint("queries", __name__, tag="Queries")

QUERY_TYPE = "application/sparql-query"
_HTML, _JSON = "text/html", "application/json"
# The last part of an address, for those who cannot say what they accept.
SUFFIXES = {
    "rq": QUERY_TYPE,
    "json": "application/sparql-results+json",
    "xml": "application/sparql-results+xml",
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
    "ttl": "text/turtle",
    "nt": "application/n-triples",
    "rdf": "application/rdf+xml",
    "jsonld": "application/ld+json",
}
_LIST_OFFERS = [_HTML, _JSON, *(each for each in GRAPHS if each != _JSON)]
_LIST_CONTENT: dict[str, Any] = content(_LIST_OFFERS) | {_JSON: {"schema": {"type": "object"}}}
_CONTENT = content([_HTML, *RESULTS, *GRAPHS, QUERY_TYPE])
_VALUES = {
    "name": "values",
    "in": "query",
    "required": False,
    "description": "The parameters of the query, each under its own name; a list by repeating the name. Terms are "
    "CURIEs or IRIs. `GET /queries` names them.",
    "schema": {"type": "object", "additionalProperties": {"type": "array", "items": {"type": "string"}}},
    "style": "form",
    "explode": True,
    "example": {"disease": ["mil:SusacSyndrome"]},
}
_LINE_END = re.compile(r"\r?\n")


@queries.get("/queries")
@queries.doc(
    summary="The stored queries",
    responses={
        200: {"description": "A page, a list, or SHACL's SPARQL executables as triples.", "content": _LIST_CONTENT},
        **errors(406),
    },
)
def listed() -> Response:
    """List the public queries: what each asks, for whom, and with which parameters."""
    media_type = accepted(_LIST_OFFERS)
    stored, service = list(_public()), opened()
    if media_type == _HTML:
        return Response(render_template("queries.html", queries=stored, version=service.version), mimetype=_HTML)
    if media_type == _JSON:
        listing = {"version": service.version, "queries": [_described(query) for query in stored]}
        return Response(json.dumps(listing), mimetype=_JSON)
    return graph(Triples(examples(stored, service.settings.base)), media_type)


@queries.get("/queries/<path:name>")
@queries.doc(
    summary="A stored query, or its answer",
    responses={
        200: {"description": "A page, the answer, or the text of the query.", "content": _CONTENT},
        **errors(400, 404, 406, 413, 503),
    },
    extensions={"x-parameters": [_VALUES]},
)
def stored_query(name: str) -> Response:
    """Answer the query with the values of the address; without any, show it. A suffix chooses the form: ``.csv``."""
    name, _, suffix = name.partition(".")
    query = _named(name)
    media_type = _suffixed(suffix) if suffix else accepted(_offers(query))
    given = values_of(query, request.args)
    if media_type == _HTML:
        return page(query, given)
    bound = query.bind(**given) if given or media_type != QUERY_TYPE else query.text
    if media_type == QUERY_TYPE:
        return Response(bound, mimetype=QUERY_TYPE)
    if query.header.network:
        raise ForbiddenQuery(
            "SERVICE", "this query asks another server; take its text and run it where that is allowed"
        )
    return answer_as(bound, media_type)


def values_of(query: StoredQuery, fields: MultiDict[str, str]) -> dict[str, Given]:
    """Sort the fields of an address by parameter; whether they fit is for the query to say.

    A list may come line by line in one field, as a form sends it; a field that is left blank is not given.
    """
    declared = {parameter.name: parameter for parameter in query.parameters}
    found: dict[str, Given] = {}
    for name, texts in fields.lists():
        if name != RUN and (name not in declared or (values := _values(declared[name], texts))):
            found[name] = values if name in declared else texts
    return found


def _values(parameter: Parameter, texts: Iterable[str]) -> Given:
    if parameter.many:
        return [line.strip() for text in texts for line in _LINE_END.split(text) if line.strip()]
    values = [text for text in texts if text.strip()]
    return values[0] if len(values) == 1 else values


def _public() -> Iterator[StoredQuery]:
    catalogue = opened().catalogue
    return map(catalogue.load, catalogue.names())


def _named(name: str) -> StoredQuery:
    """Return the public query of that name.

    :raises NotFound: there is none
    """
    catalogue = opened().catalogue
    if name not in catalogue.names():
        raise NotFound(f"There is no stored query “{name}”.", name=name, known=catalogue.names())
    return catalogue.load(name)


def _suffixed(suffix: str) -> str:
    if suffix not in SUFFIXES:
        raise NotFound(f"No form of an answer is called “.{suffix}”.", suffix=suffix, known=list(SUFFIXES))
    return SUFFIXES[suffix]


def _offers(query: StoredQuery) -> list[str]:
    """Return what can be sent: to who accepts anything, a page as long as no value is given, then the answer."""
    answers = list(GRAPHS if query.form in ("CONSTRUCT", "DESCRIBE") else RESULTS)
    return [*answers, _HTML, QUERY_TYPE] if request.args else [_HTML, *answers, QUERY_TYPE]


def _described(query: StoredQuery) -> Mapping[str, object]:
    header = query.header
    return {
        "name": query.name,
        "address": url_for("queries.stored_query", name=query.name),
        "title": header.title,
        "question": header.question,
        "note": header.note,
        "audience": header.audience,
        "keywords": header.keywords,
        "form": query.form,
        "network": header.network,
        "parameters": [
            {
                "name": each.name,
                "type": each.type,
                "list": each.many,
                "optional": each.optional,
                "examples": each.examples,
            }
            for each in header.parameters
        ],
        "returns": header.columns,
    }
