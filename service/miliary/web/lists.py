"""What can be browsed: one page for each kind of term, a table from the stored query of its name in ``pages/lists``."""

from dataclasses import replace
from typing import Any

from apiflask import APIBlueprint
from flask import Response, current_app, json, render_template, request

from miliary.consultation.wording import DISCLAIMER
from miliary.errors import InvalidParameter
from miliary.index.tables import Cell, Named, Table, as_json, read_table
from miliary.web import spreadsheet
from miliary.web.openapi import content, errors
from miliary.web.opened import opened
from miliary.web.representations import accepted

lists = APIBlueprint("lists", __name__, tag="Pages")

LISTS = {
    "diseases": "disease",
    "findings": "finding",
    "sites": "site",
    "tests": "test",
    "treatments": "treatment",
    "organisms": "organism",
    "criteria": "criterion-set",
    "conflicts": "conflict",
    "references": "reference",
    "sources": "document",
}
"""The path of each list, in the order in which they are offered, and the kind of what it lists (``pages/kind``)."""

_KEPT = "miliary.lists"
_FORMATS = {"html": "text/html", "json": "application/json", "csv": spreadsheet.MEDIA_TYPE}
_CONTENT = content(_FORMATS.values())
_TEXT = {"type": "string"}


def _parameter(name: str, description: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "in": "query", "required": False, "description": description, "schema": schema}


_PARAMETERS = [
    _parameter("q", "Only rows that hold all of these words or parts of words.", _TEXT),
    _parameter("sort", "The column that decides the order; numbers from the largest.", _TEXT),
    _parameter("format", "The form, in place of what is accepted.", _TEXT | {"enum": list(_FORMATS)}),
]


def list_of(kind: str) -> dict[str, str] | None:
    """The list in which terms of ``kind`` stand, its name and its title; None when there is none."""
    names = (name for name, listed in LISTS.items() if listed == kind)
    return next(({"name": name, "title": _title(name)} for name in names), None)


def _listed(name: str) -> Response:
    """List the terms of one kind, each with its page and with how much is known of it.

    :raises InvalidParameter: a parameter is unknown or has no such value
    :raises NotAcceptable: none of the forms is accepted
    """
    fields = _fields()
    media_type = _FORMATS[fields["format"]] if fields.get("format") else accepted(_FORMATS.values())
    whole = _table(name)
    table = _sorted(_filtered(whole, fields.get("q", "")), fields.get("sort", ""))
    if media_type == spreadsheet.MEDIA_TYPE:
        return Response(spreadsheet.table(table), mimetype=media_type)
    if media_type != "text/html":
        return Response(json.dumps(as_json(opened().version, (table,))), mimetype=media_type)
    page = render_template(
        "list.html",
        name=name,
        lists={each: _title(each) for each in LISTS},
        table=table,
        whole=whole,
        asked=fields,
        disclaimer=DISCLAIMER,
        version=opened().version,
    )
    return Response(page, mimetype=media_type)


def _fields() -> dict[str, str]:
    """The parameters of the address; one that is given twice counts once, the first time."""
    known = [each["name"] for each in _PARAMETERS]
    for name in request.args:
        if name not in known:
            raise InvalidParameter(f"There is no parameter “{name}”; there are {', '.join(known)}.", parameter=name)
    given = request.args.to_dict()
    if given.get("format", "html") not in _FORMATS:
        raise InvalidParameter(f"“format” is one of {', '.join(_FORMATS)}.", parameter="format", value=given["format"])
    return given


def _filtered(table: Table, text: str) -> Table:
    words = text.casefold().split()
    rows = (row for row in table.rows if all(word in _text(row) for word in words))
    return replace(table, rows=tuple(rows))


def _text(row: tuple[Cell, ...]) -> str:
    return " ".join(each.label if isinstance(each, Named) else str(each) for each in row).casefold()


def _sorted(table: Table, column: str) -> Table:
    """The rows by a column: texts from A, numbers from the largest; equal ones stay as they were."""
    if not column:
        return table
    if column not in table.columns:
        known = ", ".join(table.columns)
        raise InvalidParameter(f"There is no column “{column}”; there are {known}.", parameter="sort", value=column)
    place = table.columns.index(column)
    return replace(table, rows=tuple(sorted(table.rows, key=lambda row: _rank(row[place]))))


def _rank(cell: Cell) -> tuple[int, str]:
    if isinstance(cell, int):
        return -cell, ""
    text = cell.label if isinstance(cell, Named) else cell
    return (0 if text else 1), text.casefold()  # what is empty comes last


def _title(name: str) -> str:
    return opened().catalogue.load(f"pages/lists/{name}").title


def _table(name: str) -> Table:
    """The list of the version that is served, read when it is first asked for: a version never changes."""
    kept: dict[str, Table] = current_app.extensions.setdefault(_KEPT, {})
    if name not in kept:
        service = opened()
        kept[name] = read_table(service.store, service.catalogue, f"pages/lists/{name}")
    return kept[name]


def _offer(name: str) -> None:
    def view() -> Response:
        return _listed(name)

    view.__doc__ = _listed.__doc__
    described = lists.doc(
        summary=f"The {name} of the knowledge, as a page, JSON or CSV",
        responses={200: {"description": "The list.", "content": _CONTENT}, **errors(400, 406)},
        extensions={"x-parameters": _PARAMETERS},
    )
    lists.get(f"/{name}", endpoint=name)(described(view))


for _name in LISTS:
    _offer(_name)
