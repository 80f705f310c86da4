"""Term pages: what is known of a term, so that every IRI of the project leads somewhere."""

from collections.abc import Iterator

from apiflask import APIBlueprint
from flask import Response, json, render_template, request, url_for

from miliary.errors import InvalidParameter, NotFound
from miliary.store import Triples
from miliary.terms.jsonld import compacted
from miliary.vocabulary import iri
from miliary.web import spreadsheet
from miliary.web.openapi import content, errors
from miliary.web.opened import opened
from miliary.web.past import past
from miliary.web.representations import GRAPHS, accepted, graph
from miliary.web.term_page import Values, context, statements_of, values_of

terms = APIBlueprint("terms", __name__, tag="Terms")

_JSON_LD = ("application/ld+json", "application/json")
ENDINGS = {
    "html": "text/html",
    "ttl": "text/turtle",
    "nt": "application/n-triples",
    "rdf": "application/rdf+xml",
    "jsonld": "application/ld+json",
    "csv": spreadsheet.MEDIA_TYPE,
}
"""What a term's address may end in, and the form that this chooses."""

_FORMS = ["text/html", *GRAPHS, spreadsheet.MEDIA_TYPE]
_CONTENT = content(_FORMS)

_AT = {
    "name": "at",
    "in": "query",
    "required": False,
    "description": "A published version: what was stated of the term then.",
    "schema": {"type": "string"},
}


@terms.get("/term/<path:name>")
@terms.doc(
    summary="A term of the vocabulary, or one of its statements",
    responses={
        200: {"description": "A page, the term's triples, or its statements.", "content": _CONTENT},
        **errors(404, 406),
    },
    extensions={"x-parameters": [_AT]},
)
def term(name: str) -> Response:
    """Show the term with this local name: what is stated of it, what else is known, and where it is linked to.

    The name may end in .ttl, .nt, .rdf, .jsonld, .csv or .html: then the address alone chooses the form. CSV holds the
    statements that the page shows, the graph forms hold the term's own triples. ``?at=`` chooses a published version,
    where editors keep a history.
    """
    if version := request.args.get("at", ""):
        return past(name, version)
    name, media_type, values = _asked(name)
    response = _represented(iri(name), media_type, values)
    response.headers["Link"] = ", ".join(_alternates(name))
    return response


def _asked(name: str) -> tuple[str, str, Values]:
    """The term's local name, the form that is wanted of it, and what the graph says of it.

    :raises NotFound: there is no such term
    :raises NotAcceptable: none of the forms is accepted
    """
    stem, dot, ending = name.rpartition(".")
    chosen = ENDINGS.get(ending) if dot else None
    if chosen is not None:
        return stem, chosen, _known(stem)
    return name, accepted(_FORMS), _known(name)


def _represented(named: str, media_type: str, values: Values) -> Response:
    if media_type == "text/html":
        return Response(render_template("term.html", **context(named, values)), mimetype=media_type)
    if media_type == spreadsheet.MEDIA_TYPE:
        return Response(spreadsheet.statements(statements_of(named)), mimetype=media_type)
    if media_type in _JSON_LD:
        return Response(json.dumps(compacted(_triples(named))), mimetype=media_type)
    return graph(_triples(named), media_type)


def _alternates(name: str) -> Iterator[str]:
    """The forms of a term, for the ``Link`` header (RFC 8288)."""
    for ending, media_type in ENDINGS.items():
        address = url_for("terms.term", name=f"{name}.{ending}")
        yield f'<{address}>; rel="alternate"; type="{media_type}"'


def _known(name: str) -> Values:
    """What the graph says of the term with this local name.

    :raises NotFound: nothing, or the name could not be one
    """
    try:
        values = values_of(iri(name))
    except InvalidParameter:
        values = {}
    if not values:
        raise NotFound(f"There is no term “{name}”.", term=name)
    return values


def _triples(named: str) -> Triples:
    service = opened()
    answer = service.store.query(service.catalogue.load("pages/term-triples").bind(term=named))
    assert isinstance(answer, Triples), "the query constructs"
    return answer
