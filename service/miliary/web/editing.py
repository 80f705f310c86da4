"""The pages on which an editor adds and changes knowledge: what there is to change, and a form for it."""

from dataclasses import replace
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any

from apiflask import APIBlueprint
from flask import Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from miliary.consultation.statement import assertion
from miliary.curation.accounts import Role
from miliary.curation.change import Change
from miliary.curation.desk import Desk, told
from miliary.curation.entry import Fault
from miliary.curation.filling import Signature, fill
from miliary.curation.kinds import KINDS, Kind
from miliary.curation.labels import with_labels
from miliary.curation.proposal import OPEN, Proposal, Status
from miliary.curation.sheet import Filled, Sheet
from miliary.errors import NotFound
from miliary.web.auth import acting, needs
from miliary.web.controls import draw, new_document, texts_of
from miliary.web.editing_room import desk, editing_room, proposals
from miliary.web.forms import REDIRECTED, form_of, page_of
from miliary.web.openapi import errors
from miliary.web.opened import opened
from miliary.web.representations import accepted

editing = APIBlueprint("editing", __name__, tag="Curation", url_prefix="/edit")

_MOST_FOUND, _MOST_STATEMENTS = 12, 60
_FIELDS = {
    "revision": "What the form was opened on; another one is told, with both texts.",
    "proposal": "The number of the draft that it is saved into; empty begins a new one.",
    "seen": "The revision of that draft.",
    "more": "Not empty shows the form again, with room for one more passage; nothing is saved.",
    "reason": "Why: what was read, and where.",
}
_SAVED: dict[int | str, Any] = {200: page_of()[200], **REDIRECTED, **errors(404, 409, 412, 422)}
_NOTHING = "Nothing was changed."
_MEANWHILE = (
    "Somebody has changed this since you opened it. Where the two differ, what stands there now is told beside what "
    "you wrote; put right what should be, and save again."
)


@editing.get("")
@editing.doc(summary="What can be added or changed", responses=page_of())
@needs(Role.EDITOR)
def index() -> AnyResponse:
    """Show what can be added, find what can be changed, and list the editor's own drafts."""
    accepted(["text/html"])
    asked = request.args.get("q", "").strip()[:200]
    hits = opened().terms.search(asked, _MOST_FOUND) if asked else []
    known = [each for each in opened().citations.values() if hits and hits[0].id in (each.disease, each.subject)]
    page = render_template(
        "edit.html",
        asked=asked,
        hits=hits,
        kinds=KINDS.values(),
        statements=[assertion(each) for each in known[:_MOST_STATEMENTS]],
        drafts=proposals().list(statuses={Status.DRAFT, Status.CHANGES_REQUESTED}, author=acting().id),
        version=opened().version,
    )
    return Response(page, mimetype="text/html")


@editing.get("/<string:kind>/new")
@editing.doc(summary="A form for something new", responses=page_of(422))
@needs(Role.EDITOR)
def new(kind: str) -> AnyResponse:
    """Show an empty form; what the address names by a field's name stands in it."""
    accepted(["text/html"])
    draft = _draft()
    place = desk(draft.change if draft else None)
    given = {name: request.args.getlist(name) for name in request.args}
    return _page(place, place.forms.open(_kind(kind), given=given), draft)


@editing.post("/<string:kind>/new")
@editing.doc(
    summary="Save something new", responses=_SAVED, extensions={"x-request-body": form_of(_FIELDS, "revision")}
)
@needs(Role.EDITOR)
def save_new(kind: str) -> AnyResponse:
    """Keep what the form adds in a draft, or show the form again with what is wrong with it."""
    return _save(_kind(kind), "")


@editing.get("/<string:name>")
@editing.doc(summary="A form for what there is", responses=page_of(404))
@needs(Role.EDITOR)
def change(name: str) -> AnyResponse:
    """Show the form of the term with this local name, as its file has it now."""
    accepted(["text/html"])
    draft = _draft()
    place = desk(draft.change if draft else None)
    subject = f"mil:{name}"
    return _page(place, place.forms.open(place.kind_of(subject), subject), draft)


@editing.post("/<string:name>")
@editing.doc(summary="Save a change", responses=_SAVED, extensions={"x-request-body": form_of(_FIELDS, "revision")})
@needs(Role.EDITOR)
def save_change(name: str) -> AnyResponse:
    """Keep what the form changes in a draft, or show the form again with what is wrong with it."""
    return _save(None, f"mil:{name}")


def _kind(name: str) -> Kind:
    if name not in KINDS:
        raise NotFound(f"There is no form for a new “{name}”; there are {', '.join(KINDS)}.", kind=name)
    return KINDS[name]


def _draft() -> Proposal | None:
    """The draft that the request adds to, if it names one of the editor's own."""
    named = request.values.get("proposal", "")
    if not named.isdecimal() or len(named) > 18:
        return None
    found = proposals().seen_by(int(named), acting())
    return found if found.author == acting().id else None


def _save(kind: Kind | None, subject: str) -> AnyResponse:
    draft = _draft()
    place = desk(draft.change if draft else None)
    chosen = kind or place.kind_of(subject)
    by = Signature(acting().display, datetime.now(UTC))
    if request.form.get("more"):
        again = place.forms.again(chosen, subject, texts_of(request.form))
        return _page(place, replace(again, revision=request.form.get("revision", "")), draft)
    filled = fill(place.forms, chosen, subject, texts_of(request.form), by)
    if request.form.get("revision") != filled.sheet.revision:
        now = place.forms.open(chosen, subject)
        told_so = filled.sheet.with_faults([Fault("", _MEANWHILE)])
        return _page(place, told_so, draft, HTTPStatus.PRECONDITION_FAILED, now)
    sheet, wanted = _judged(place, filled)
    if sheet.faults:
        return _page(place, sheet, draft, HTTPStatus.UNPROCESSABLE_ENTITY)
    kept = _keep(draft, wanted, request.form.get("reason", ""))
    return redirect(url_for("reviewing.proposal", number=kept.id), HTTPStatus.SEE_OTHER)


def _judged(place: Desk, filled: Filled) -> tuple[Sheet, Change]:
    """The form with all that is wrong with it, and what it comes to with the draft."""
    wanted = place.change(filled)
    if filled.sheet.faults:
        return filled.sheet, wanted
    if not filled.additions | filled.deletions:
        return filled.sheet.with_faults([Fault("", _NOTHING)]), wanted
    verdict = editing_room().press.validator.judge(wanted)
    return told(filled, with_labels(verdict, place.forms.choices.label)), wanted


def _keep(draft: Proposal | None, wanted: Change, reason: str) -> Proposal:
    if draft is None:
        return proposals().draft(acting(), wanted, reason)
    seen = request.form.get("seen", "")
    revision = int(seen) if seen.isdecimal() and len(seen) <= 18 else 0
    return proposals().save(draft.id, acting(), revision, wanted, reason or None)


def _page(
    place: Desk, sheet: Sheet, draft: Proposal | None, status: HTTPStatus = HTTPStatus.OK, now: Sheet | None = None
) -> Response:
    others = proposals().list(statuses=OPEN, subject=sheet.subject) if sheet.subject else ()
    page = render_template(
        "edit_form.html",
        sheet=sheet,
        parts=draw(sheet, place.forms.choices, now.texts if now else None),
        heading=place.forms.choices.label(sheet.subject) if sheet.subject else "",
        describes_new=new_document(sheet),
        draft=draft,
        others=others,
        reason=request.form.get("reason", draft.reason if draft else ""),
        version=opened().version,
    )
    return Response(page, status, mimetype="text/html")
