"""Writing what a query answers in the form that the client accepts, whole or not at all."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from flask import Response, json, request

from miliary.errors import NotAcceptable, TooLarge
from miliary.store import GRAPH_FORMATS, RESULT_FORMATS, Answer, Solutions, Triples
from miliary.web.negotiation import preferred

T = TypeVar("T")

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
MAX_BYTES = 100_000_000
"""The most bytes that one answer may have, whatever its rows."""

_LEAST_ROW = 2
"""Bytes of the smallest row in any form: a shorter answer cannot have too many rows, so nobody counts them."""


def accepted(offers: Iterable[str]) -> str:
    """Return the one of ``offers`` that the client of the current request likes best.

    :raises NotAcceptable: it accepts none of them
    """
    header, available = request.headers.get("Accept"), list(offers)
    chosen = preferred(header, available)
    if chosen is None:
        raise NotAcceptable(header or "", available)
    return chosen


def represent(answer: Answer, max_rows: int) -> Response:
    """Return ``answer`` in the form that the client accepts.

    :raises NotAcceptable: it accepts none that can be made
    :raises TooLarge: the answer has more than ``max_rows`` rows or triples, or more than :data:`MAX_BYTES`
    """
    if isinstance(answer, Triples):
        return graph(answer, max_rows, accepted(GRAPHS))
    media_type = accepted(RESULTS)
    form = RESULTS[media_type]
    output = _Bounded()
    answer.write(output, form)
    body = output.getvalue()
    if isinstance(answer, Solutions) and len(body) > _LEAST_ROW * max_rows and _ROWS[form.media_type](body) > max_rows:
        raise TooLarge("The answer", max_rows, "rows")
    return _response(body, media_type)


def graph(triples: Triples, max_rows: int, media_type: str) -> Response:
    """Return ``triples`` as ``media_type``, one of :data:`GRAPHS`.

    :raises TooLarge: there are more than ``max_rows`` of them, or more than :data:`MAX_BYTES`
    """
    output = _Bounded()
    Triples(_at_most(max_rows, triples)).write(output, GRAPHS[media_type])
    return _response(output.getvalue(), media_type)


class _Bounded(io.BytesIO):
    """A buffer that ends what overfills it, so that no answer can take all memory."""

    def write(self, data: object) -> int:
        written = super().write(data)  # type: ignore[arg-type]  # whatever bytes-like value the engine hands over
        if self.tell() > MAX_BYTES:
            raise TooLarge("The answer", MAX_BYTES)
        return written


def _at_most(limit: int, items: Iterable[T]) -> Iterator[T]:
    for number, item in enumerate(items):
        if number >= limit:
            raise TooLarge("The answer", limit, "triples")
        yield item


def _response(body: bytes, media_type: str) -> Response:
    # Flask adds the charset to text types; RDF and results are UTF-8 by definition, and saying so does no harm.
    return Response(body, mimetype=media_type)


def _csv_rows(body: bytes) -> int:
    """Count records, not lines: a quoted value may hold line ends."""
    return sum(1 for _ in csv.reader(io.StringIO(body.decode("utf-8"), newline=""))) - 1


_ROWS: dict[str, Callable[[bytes], int]] = {
    _JSON.media_type: lambda body: len(json.loads(body)["results"]["bindings"]),
    _XML.media_type: lambda body: body.count(b"<result>"),
    _CSV.media_type: _csv_rows,
    _TSV.media_type: lambda body: body.count(b"\n") - 1,
}
