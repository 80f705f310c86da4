"""Many changes at once: tables of statements and terms, and other people's mappings, each read whole into one draft."""

from collections.abc import Iterable
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any

from apiflask import APIBlueprint
from flask import Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from miliary.curation.accounts import Role
from miliary.curation.change import Change
from miliary.curation.filling import Signature
from miliary.curation.kinds import KINDS, Kind
from miliary.curation.labels import with_labels
from miliary.curation.mapping_upload import read_file
from miliary.curation.table import CellFault, Table, read_table, template
from miliary.errors import NotFound
from miliary.web.auth import acting, needs
from miliary.web.editing_room import desk, editing_room, proposals
from miliary.web.forms import REDIRECTED, page_of
from miliary.web.mapping_sets import called, chosen_set, mapped, mapping_sets, taken
from miliary.web.openapi import content, errors
from miliary.web.opened import opened
from miliary.web.representations import accepted

bulk = APIBlueprint("bulk", __name__, tag="Curation", url_prefix="/edit/bulk")

_TSV = "text/tab-separated-values"
_SAVED: dict[int | str, Any] = {**REDIRECTED, **errors(404, 409, 413, 422)}
_MOST_TOLD = 100


def file_of(**fields: str) -> dict[str, Any]:
    """Return the description of a form with a file, for OpenAPI: what each field means."""
    properties = {name: {"type": "string", "description": meaning} for name, meaning in fields.items()}
    properties["file"] = {"type": "string", "format": "binary", "description": "The file."}
    properties["csrf_token"] = {"type": "string", "description": "What the page's form holds."}
    schema = {"type": "object", "required": ["csrf_token", "file"], "properties": properties}
    return {"x-request-body": {"required": True, "content": {"multipart/form-data": {"schema": schema}}}}


def uploaded() -> bytes:
    """Return the bytes of the file that a form was sent with; empty where there is none."""
    found = request.files.get("file")
    return found.read() if found else b""


@bulk.get("")
@bulk.doc(summary="Many changes at once", responses=page_of())
@needs(Role.EDITOR)
def index() -> AnyResponse:
    """Show the templates to download, and the forms to upload tables and mappings."""
    accepted(["text/html"])
    return _page()


@bulk.get("/<string:kind>.tsv")
@bulk.doc(
    summary="The template of a table",
    responses={200: {"description": "Its two rows.", "content": content([_TSV])}, 302: page_of()[302], **errors(404)},
)
@needs(Role.EDITOR)
def blank(kind: str) -> AnyResponse:
    """Return the template: what each column is called, and the property that it holds."""
    response = Response(template(desk().forms, _kind(kind)), content_type=f"{_TSV}; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{_kind(kind).name}.tsv"'
    return response


@bulk.post("/<string:kind>")
@bulk.doc(summary="Upload a table", responses=_SAVED, extensions=file_of())
@needs(Role.EDITOR)
def upload(kind: str) -> AnyResponse:
    """Make one draft of a filled-in template, or tell what is wrong with it by row and column."""
    place = desk()
    by = Signature(acting().display, datetime.now(UTC))
    table = read_table(uploaded(), place.forms, _kind(kind), by)
    change = Change(place.draft.base, table.additions, table.deletions)
    if faults := table.faults or tuple(_invalid(change, table)):
        return _page(faults)
    kept = proposals().draft(acting(), change)
    return redirect(url_for("reviewing.proposal", number=kept.id), HTTPStatus.SEE_OTHER)


@bulk.post("/mappings")
@bulk.doc(summary="Upload mappings", responses=_SAVED, extensions=file_of(set="The set that they are to be in."))
@needs(Role.EDITOR)
def upload_mappings() -> AnyResponse:
    """Make one draft of the rows of an SSSOM file that are new, or tell what is wrong with it."""
    into = chosen_set(request.form.get("set", ""))
    table = read_file(uploaded(), into, taken, called)
    if table.faults:
        return _page(table.faults)
    if not table.rows:
        return _page((CellFault(0, "", f"Nothing is new: all {table.known} rows are there already."),))
    return mapped(into, table)


def _kind(name: str) -> Kind:
    if name not in KINDS:
        raise NotFound(f"There is no table for “{name}”; there are {', '.join(KINDS)}.", kind=name)
    return KINDS[name]


def _invalid(change: Change, table: Table) -> Iterable[CellFault]:
    """What validation finds, by the row that the term at fault was read from."""
    if not change.subjects:
        yield CellFault(0, "", "The table changes nothing.")
        return
    properties = editing_room().properties
    verdict = with_labels(editing_room().press.validator.judge(change), desk(change).forms.choices.label)
    for (term, predicate), results in verdict.by_field().items():
        for each in results:
            if each.severity.value == "Violation":
                yield CellFault(table.rows.get(term, 0), properties.get(predicate, predicate), each.message)


def _page(faults: Iterable[CellFault] = ()) -> Response:
    told = tuple(faults)
    page = render_template(
        "edit_bulk.html",
        faults=told[:_MOST_TOLD],
        more=len(told) - _MOST_TOLD,
        kinds=KINDS.values(),
        sets=mapping_sets(),
        version=opened().version,
    )
    status = HTTPStatus.UNPROCESSABLE_ENTITY if told else HTTPStatus.OK
    return Response(page, status, mimetype="text/html")
