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
from miliary.curation.desk import Desk
from miliary.curation.links import Links
from miliary.curation.mapping_upload import PREDICATES, read_rows
from miliary.curation.table import CellFault
from miliary.terms.names import read_names
from miliary.web.auth import needs
from miliary.web.bulk import file_of, uploaded
from miliary.web.controls import texts_of
from miliary.web.edit_page import BODY, SAVED, draft_named, page, saved, signature
from miliary.web.editing_room import desk
from miliary.web.forms import REDIRECTED, form_of, page_of
from miliary.web.mapping_sets import called, chosen_set, mapped, mapping_sets, taken
from miliary.web.openapi import errors
from miliary.web.opened import opened
from miliary.web.representations import accepted

mapping_desk = APIBlueprint("mapping_desk", __name__, tag="Curation", url_prefix="/edit/mapping")

_SAVED: dict[int | str, Any] = {**REDIRECTED, **errors(404, 409, 422)}
_LISTED: dict[int | str, Any] = {200: page_of()[200], **errors(404, 413, 422)}
_CONFIRMED = {"source_seen": "The list that the labels are from, with its version."}
_GIVEN = {
    "set": "The set that it is to be in.",
    "subject_id": "The term of ours, by name, code or CURIE.",
    "object_id": "The code, with its prefix.",
    "object_label": "What the code is called there.",
    "source_seen": _CONFIRMED["source_seen"],
}
_CONTROLS = {"set": "isDefinedBy", "subject_id": "annotatedSource", "object_id": "annotatedTarget"}
_LONGEST = 300
_PARAMETERS = [
    {"name": name, "in": "query", "required": False, "description": meaning, "schema": {"type": "string"}}
    for name, meaning in _GIVEN.items()
]
_BY_HAND = "semapv:ManualMappingCuration"


@mapping_desk.get("/new")
@mapping_desk.doc(
    summary="A form for a link",
    responses=page_of(),
    extensions={"x-parameters": _PARAMETERS},
)
@needs(Role.EDITOR)
def new() -> AnyResponse:
    """Show the form of a link to another vocabulary; what the address names by SSSOM's columns stands in it."""
    accepted(["text/html"])
    draft = draft_named()
    place = desk(draft.change if draft else None)
    return page(place, _links(place).open(given=_given()), draft)


@mapping_desk.post("/new")
@mapping_desk.doc(summary="Save a link", responses=SAVED, extensions={"x-request-body": BODY})
@needs(Role.EDITOR)
def save() -> AnyResponse:
    """Keep the link in a draft, or show the form again with what is wrong with it."""
    return _save("")


@mapping_desk.get("/<string:into>/<string:row>")
@mapping_desk.doc(summary="A form for a link that there is", responses=page_of(404))
@needs(Role.EDITOR)
def change(into: str, row: str) -> AnyResponse:
    """Show the form of a row of a set of mappings; the row is called by the term's name, a hyphen and the code."""
    accepted(["text/html"])
    draft = draft_named()
    place = desk(draft.change if draft else None)
    return page(place, _links(place).open(_node(into, row)), draft)


@mapping_desk.post("/<string:into>/<string:row>")
@mapping_desk.doc(summary="Change a link, or take it away", responses=SAVED, extensions={"x-request-body": BODY})
@needs(Role.EDITOR)
def save_change(into: str, row: str) -> AnyResponse:
    """Keep what the form changes in a draft, or show the form again with what is wrong with it."""
    return _save(_node(into, row))


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


def _save(subject: str) -> AnyResponse:
    texts = texts_of(request.form)
    return saved(
        filling=lambda place: _links(place).fill(subject, texts, signature()),
        opening=lambda place: _links(place).open(subject),
    )


def _links(place: Desk) -> Links:
    return Links(place.forms, tuple(mapping_sets().values()))


def _node(into: str, row: str) -> str:
    return f"<{chosen_set(into).iri}#{row}>"


def _given() -> Mapping[str, tuple[str, ...]]:
    """What the form begins with: of the set its IRI, by which the form knows it."""
    given = {_CONTROLS.get(name, name): (request.args[name][:_LONGEST],) for name in _GIVEN if name in request.args}
    named = request.args.get("set", "")
    known = mapping_sets()
    return given | ({_CONTROLS["set"]: (known[named].iri,)} if named in known else {})


def _candidates(
    name: str, found: Iterable[Candidate], faults: tuple[CellFault, ...] = (), source: str = ""
) -> Response:
    shown = render_template(
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
    return Response(shown, HTTPStatus.UNPROCESSABLE_ENTITY if faults else HTTPStatus.OK, mimetype="text/html")


def _today() -> str:
    return datetime.now(UTC).date().isoformat()
