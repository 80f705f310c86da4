"""Links to other vocabularies: one by a form, and candidates spelled alike that somebody confirms one by one."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from http import HTTPStatus
from itertools import islice
from typing import Any

from apiflask import APIBlueprint
from flask import Response, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from miliary.curation.accounts import Role
from miliary.curation.candidates import MOST_CANDIDATES, Candidate, known_labels, read_labels, suggest
from miliary.curation.mapping_upload import JUSTIFICATIONS, PREDICATES, read_rows
from miliary.curation.table import CellFault
from miliary.knowledge.sssom import COLUMNS
from miliary.terms.names import read_names
from miliary.web.auth import needs
from miliary.web.bulk import file_of, uploaded
from miliary.web.forms import REDIRECTED, form_of, page_of
from miliary.web.mapping_sets import called, chosen_set, mapped, mapping_sets, taken
from miliary.web.openapi import errors
from miliary.web.opened import opened
from miliary.web.representations import accepted

mapping_desk = APIBlueprint("mapping_desk", __name__, tag="Curation", url_prefix="/edit/mapping")

_SAVED: dict[int | str, Any] = {**REDIRECTED, **errors(404, 409, 422)}
_LISTED: dict[int | str, Any] = {200: page_of()[200], **errors(404, 413, 422)}
_CONFIRMED = {"source_seen": "The list that the labels are from, with its version."}
_BY_HAND = "semapv:ManualMappingCuration"


@mapping_desk.get("/new")
@mapping_desk.doc(summary="A form for a mapping", responses=page_of())
@needs(Role.EDITOR)
def new() -> AnyResponse:
    """Show the form of one link of a term to another vocabulary."""
    accepted(["text/html"])
    return _form({name: request.args.get(name, "") for name in ("set", "subject_id")})


@mapping_desk.post("/new")
@mapping_desk.doc(
    summary="Save a mapping",
    responses=_SAVED,
    extensions={"x-request-body": form_of(dict.fromkeys(COLUMNS, "A column of SSSOM.") | {"set": "Its set."}, "set")},
)
@needs(Role.EDITOR)
def save() -> AnyResponse:
    """Make a draft of one link, or show the form again with what is wrong with it."""
    given = request.form.to_dict()
    into = chosen_set(given.get("set", ""))
    cells = {name: given.get(name, "").strip() for name in COLUMNS} | {"mapping_date": _today()}
    table = read_rows([(1, cells)], into, taken, called)
    if table.faults or not table.rows:
        return _form(given, table.faults or (CellFault(1, "", "It is there already."),))
    return mapped(into, table, given.get("reason", ""))


@mapping_desk.get("/candidates")
@mapping_desk.doc(summary="Mappings that might be", responses=page_of())
@needs(Role.EDITOR)
def candidates() -> AnyResponse:
    """Show terms without a link beside labels that our own files hold, and a form to upload a list of labels."""
    accepted(["text/html"])
    name = request.args.get("set", "")
    if name not in mapping_sets():
        return _candidates("", ())
    return _candidates(name, suggest(_names(), chosen_set(name), known_labels(chosen_set(name))))


@mapping_desk.post("/candidates")
@mapping_desk.doc(
    summary="Look for mappings in a list of labels",
    responses=_LISTED,
    extensions=file_of(set="The set that they are to be in.", source_seen=_CONFIRMED["source_seen"]),
)
@needs(Role.EDITOR)
def look() -> AnyResponse:
    """Show terms without a link beside the labels of the list that are spelled alike. Nothing is kept of it."""
    name = request.form.get("set", "")
    into = chosen_set(name)
    labels, faults = read_labels(uploaded(), str(into.header.get("object_source", "")).partition(":")[0])
    if faults:
        return _candidates(name, (), faults)
    return _candidates(name, suggest(_names(), into, labels), source=request.form.get("source_seen", "").strip())


@mapping_desk.post("/confirmed")
@mapping_desk.doc(
    summary="Confirm mappings",
    responses=_SAVED,
    extensions={"x-request-body": form_of(_CONFIRMED | {"set": "Their set."}, "set", "source_seen")},
)
@needs(Role.EDITOR)
def confirm() -> AnyResponse:
    """Make a draft of the candidates for which somebody has said what the link is; the others are left out."""
    name = request.form.get("set", "")
    into = chosen_set(name)
    source = request.form.get("source_seen", "").strip()
    rows = [(number, {**row, "source_seen": source}) for number, row in _decided()]
    if not source:
        return _candidates(name, (), (CellFault(0, "source_seen", "Say which list the labels are from."),))
    table = read_rows(rows, into, taken, called)
    if table.faults or not table.rows:
        return _candidates(name, (), table.faults or (CellFault(0, "", "No link was confirmed."),))
    return mapped(into, table, f"Links to {into.title}, confirmed one by one against {source}.")


def _decided() -> Iterable[tuple[int, Mapping[str, str]]]:
    columns = ("subject_id", "predicate_id", "object_id", "object_label")
    given = zip(*(request.form.getlist(each) for each in columns), strict=False)
    for number, cells in enumerate(given, start=1):
        if cells[1]:
            chosen = dict(zip(columns, cells, strict=True))
            yield number, chosen | {"mapping_justification": _BY_HAND, "mapping_date": _today()}


def _names() -> tuple[Any, ...]:
    service = opened()
    return read_names(service.store, service.catalogue)


def _form(given: Mapping[str, str], faults: tuple[CellFault, ...] = ()) -> Response:
    page = render_template(
        "edit_mapping.html",
        faults=faults,
        given=given,
        justifications=JUSTIFICATIONS,
        predicates=PREDICATES,
        sets=mapping_sets(),
        version=opened().version,
    )
    return Response(page, HTTPStatus.UNPROCESSABLE_ENTITY if faults else HTTPStatus.OK, mimetype="text/html")


def _candidates(
    name: str, found: Iterable[Candidate], faults: tuple[CellFault, ...] = (), source: str = ""
) -> Response:
    page = render_template(
        "edit_candidates.html",
        candidates=list(islice(found, MOST_CANDIDATES)),
        chosen=name,
        faults=faults,
        most=MOST_CANDIDATES,
        predicates=PREDICATES,
        sets=mapping_sets(),
        source=source,
        version=opened().version,
    )
    return Response(page, HTTPStatus.UNPROCESSABLE_ENTITY if faults else HTTPStatus.OK, mimetype="text/html")


def _today() -> str:
    return datetime.now(UTC).date().isoformat()
