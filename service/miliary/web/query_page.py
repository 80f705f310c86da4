"""The page of a stored query: its text, a form for its parameters and, once it is run, the answer as a table."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, NamedTuple
from urllib.parse import urlencode

from flask import Response, json, render_template, request, url_for

from miliary.errors import InvalidParameter
from miliary.queries import Given, StoredQuery
from miliary.vocabulary import curie, local_name
from miliary.web.opened import opened
from miliary.web.representations import answer_as

RUN = "run"
"""The field that a form's button sends, so that a query without parameters can be run as well."""

MOST_SHOWN = 500
"""Rows on a page; the files have all."""

_TABLES = {"csv": "CSV", "tsv": "TSV", "json": "JSON", "xml": "XML"}
_GRAPHS = {"ttl": "Turtle", "nt": "N-Triples", "rdf": "RDF/XML", "jsonld": "JSON-LD"}


class Cell(NamedTuple):
    """What a row says in one column; ``address`` leads to the page of a term of ours, and is empty for all else."""

    text: str
    address: str


def page(query: StoredQuery, given: Mapping[str, Given]) -> Response:
    """Show ``query`` and, when something was given or the button was pressed, its answer or why there is none.

    :raises TooLarge: the answer has more rows or bytes than one answer may have
    """
    asked = bool(given) or RUN in request.args
    answer, refusal = None, None
    try:
        bound = query.bind(**given) if asked else ""
        answer = _answer(query, bound) if asked and not query.header.network else None
    except InvalidParameter as error:
        refusal = error
    details: dict[str, Any] = {
        "answer": answer,
        "files": _files(query, given) if answer else [],
        "given": {name: [values] if isinstance(values, str) else values for name, values in given.items()},
        "most_shown": MOST_SHOWN,
        "query": query,
        "refusal": refusal,
        "version": opened().version,
    }
    status = HTTPStatus.BAD_REQUEST if refusal else HTTPStatus.OK
    return Response(render_template("query.html", **details), status, mimetype="text/html")


def _answer(query: StoredQuery, bound: str) -> Mapping[str, object]:
    """Return the answer as the page shows it: a table, a truth value, or a graph as text."""
    if query.form == "CONSTRUCT":
        return {"graph": answer_as(bound, "text/turtle").get_data(as_text=True)}
    found = json.loads(answer_as(bound, "application/sparql-results+json").get_data())
    if "boolean" in found:
        return {"truth": found["boolean"]}
    columns, rows = found["head"]["vars"], found["results"]["bindings"]
    shown = [[_cell(row.get(column)) for column in columns] for row in rows[:MOST_SHOWN]]
    return {"columns": columns, "rows": shown, "count": len(rows)}


def _cell(term: Mapping[str, str] | None) -> Cell:
    if term is None:
        return Cell("", "")
    value = term["value"]
    if term["type"] != "uri":
        return Cell(value, "")
    name = local_name(value)
    return Cell(curie(value), url_for("terms.term", name=name) if name else "")


def _files(query: StoredQuery, given: Mapping[str, Given]) -> list[tuple[str, str]]:
    """Return the forms of the answer, each with its address."""
    values = urlencode(given, doseq=True) or RUN
    forms = _GRAPHS if query.form == "CONSTRUCT" else _TABLES
    addresses = [url_for("queries.stored_query", name=f"{query.name}.{suffix}") for suffix in forms]
    return [(label, f"{address}?{values}") for label, address in zip(forms.values(), addresses, strict=True)]
