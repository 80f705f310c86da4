"""Writing what a query answers in the form that the client accepts, whole or not at all."""

import sys
from collections.abc import Iterable

from flask import Response, request

from miliary.errors import NotAcceptable
from miliary.store import GRAPH_FORMATS, RESULT_FORMATS, Asked, Triples, Written, write_graph
from miliary.web.endpoint import endpoint
from miliary.web.lane import ASKED, BEGUN
from miliary.web.negotiation import preferred
from miliary.web.opened import WATCH

_JSON, _XML, _CSV, _TSV = RESULT_FORMATS
_TURTLE, _N_TRIPLES, _RDF_XML, _JSON_LD = GRAPH_FORMATS

# Media type -> format, the one that we like best first. The last of each are names that clients use as well.
RESULTS = {
    "application/sparql-results+json": _JSON,
    "application/sparql-results+xml": _XML,
    "text/csv": _CSV,
    "text/tab-separated-values": _TSV,
    "application/json": _JSON,
    "application/xml": _XML,
}
GRAPHS = {
    "text/turtle": _TURTLE,
    "application/n-triples": _N_TRIPLES,
    "application/rdf+xml": _RDF_XML,
    "application/ld+json": _JSON_LD,
    "application/json": _JSON_LD,
    "text/plain": _N_TRIPLES,
}


def accepted(offers: Iterable[str]) -> str:
    """Return the one of ``offers`` that the client of the current request likes best.

    :raises NotAcceptable: it accepts none of them
    """
    header, available = request.headers.get("Accept"), list(offers)
    chosen = preferred(header, available)
    if chosen is None:
        raise NotAcceptable(header or "", available)
    return chosen


def answer(
    query: str,
    default_graphs: tuple[str, ...] | None = None,
    named_graphs: tuple[str, ...] | None = None,
    base: str | None = None,
) -> Response:
    """Answer a stranger's query in the form that the client accepts.

    :param default_graphs: the IRIs of the graphs to run on; None leaves it to the query
    :param named_graphs: the IRIs of the graphs that it may name, likewise
    :param base: the IRI that relative ones are relative to; None allows none
    :raises NotAcceptable: it accepts none that can be made
    :raises ForbiddenQuery: the query asks another server, or would change something
    :raises MalformedQuery: it is not SPARQL
    :raises TooLarge: it, or its answer, is beyond the limits
    """
    header = request.headers.get("Accept")
    rows, triples = preferred(header, list(RESULTS)), preferred(header, list(GRAPHS))
    forms = RESULTS.get(rows or ""), GRAPHS.get(triples or "")
    written = _written(Asked(query, *forms, default_graphs, named_graphs, base))
    media_type = triples if written.is_graph else rows
    if written.body is None or media_type is None:
        raise NotAcceptable(header or "", list(GRAPHS if written.is_graph else RESULTS))
    return _response(written.body, media_type)


def answer_as(query: str, media_type: str) -> Response:
    """Answer a query, as :func:`answer` does, in the form ``media_type``, one of :data:`RESULTS` or :data:`GRAPHS`."""
    asked = Asked(query, rows_form=RESULTS.get(media_type), graph_form=GRAPHS.get(media_type))
    written = endpoint().asking.ask(asked, request.environ.get(WATCH))
    if written.body is None:
        raise NotAcceptable(media_type, list(GRAPHS if written.is_graph else RESULTS))
    return _response(written.body, media_type)


def graph(triples: Triples, media_type: str) -> Response:
    """Return ``triples`` as ``media_type``, one of :data:`GRAPHS`.

    :raises TooLarge: there are more of them than one answer may have
    """
    settings = endpoint().settings
    return _response(write_graph(triples, GRAPHS[media_type], settings.max_rows, settings.max_bytes), media_type)


def whole_graph(triples: Triples, media_type: str) -> Response:
    """Return a graph of the store as ``media_type``, however many triples it has: it is ours, and bytes have a limit.

    :raises TooLarge: it has more bytes than one answer may have
    """
    return _response(write_graph(triples, GRAPHS[media_type], sys.maxsize, endpoint().settings.max_bytes), media_type)


def _written(asked: Asked) -> Written:
    """Ask, unless the gateway has begun to; and tell it what was asked."""
    watch, begun = request.environ.get(WATCH), request.environ.get(BEGUN)
    if begun is not None and begun.asked == asked:
        written: Written = begun.finish(watch)
    else:
        written = endpoint().asking.ask(asked, watch)
    request.environ[ASKED] = asked, written.is_graph
    return written


def _response(body: bytes, media_type: str) -> Response:
    # Flask adds the charset to text types; RDF and results are UTF-8 by definition, and saying so does no harm.
    return Response(body, mimetype=media_type)
