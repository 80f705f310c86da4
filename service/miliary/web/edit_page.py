"""The page of a form: shown on what there is or on a draft, and saved into one, or shown again with what is wrong."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any

from flask import Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from miliary.curation.change import Change
from miliary.curation.desk import Desk, told
from miliary.curation.entry import Fault
from miliary.curation.filling import Signature
from miliary.curation.kinds import MAPPING
from miliary.curation.labels import with_labels
from miliary.curation.proposal import OPEN, Proposal
from miliary.curation.sheet import Filled, Sheet
from miliary.web.auth import acting
from miliary.web.controls import draw, new_document
from miliary.web.editing_room import desk, editing_room, proposals
from miliary.web.forms import REDIRECTED, form_of, page_of
from miliary.web.openapi import errors
from miliary.web.opened import opened

SAVED: dict[int | str, Any] = {200: page_of()[200], **REDIRECTED, **errors(404, 409, 412, 422)}
"""The answers to a form that is saved."""

FIELDS = {
    "revision": "What the form was opened on; another one is told, with both texts.",
    "proposal": "The number of the draft that it is saved into; empty begins a new one.",
    "seen": "The revision of that draft.",
    "more": "Not empty shows the form again, with room for one more passage; nothing is saved.",
    "reason": "Why: what was read, and where.",
}
BODY = form_of(FIELDS, "revision")
"""What a form is sent with besides its own fields."""

_NOTHING = "Nothing was changed."
_MEANWHILE = (
    "Somebody has changed this since you opened it. Where the two differ, what stands there now is told beside what "
    "you wrote; put right what should be, and save again."
)


def signature() -> Signature:
    """Return who saves, and when."""
    return Signature(acting().display, datetime.now(UTC))


def draft_named() -> Proposal | None:
    """Return the draft that the request adds to, if it names one of the editor's own."""
    named = request.values.get("proposal", "")
    if not named.isdecimal() or len(named) > 18:
        return None
    found = proposals().seen_by(int(named), acting())
    return found if found.author == acting().id else None


def saved(
    filling: Callable[[Desk], Filled], opening: Callable[[Desk], Sheet], again: Callable[[Desk], Sheet] | None = None
) -> AnyResponse:
    """Keep what a form changes in a draft, or show it again with what is wrong with it.

    :param filling: reads what was written into it
    :param opening: opens it on what there is now
    :param again: opens it with room for more, where the form asks for that
    """
    draft = draft_named()
    place = desk(draft.change if draft else None)
    if again is not None and request.form.get("more"):
        return page(place, replace(again(place), revision=request.form.get("revision", "")), draft)
    filled = filling(place)
    if request.form.get("revision") != filled.sheet.revision:
        told_so = filled.sheet.with_faults([Fault("", _MEANWHILE)])
        return page(place, told_so, draft, HTTPStatus.PRECONDITION_FAILED, opening(place))
    sheet, wanted = _judged(place, filled)
    if sheet.faults:
        return page(place, sheet, draft, HTTPStatus.UNPROCESSABLE_ENTITY)
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


def page(
    place: Desk, sheet: Sheet, draft: Proposal | None, status: HTTPStatus = HTTPStatus.OK, now: Sheet | None = None
) -> Response:
    """Show a form.

    :param now: what it would hold if it were opened now, where that is no longer what it was
    """
    others = proposals().list(statuses=OPEN, subject=sheet.subject) if sheet.subject else ()
    shown = render_template(
        "edit_form.html",
        sheet=sheet,
        parts=draw(sheet, place.forms.choices, now.texts if now else None),
        heading=_heading(place, sheet),
        describes_new=new_document(sheet),
        draft=draft,
        others=others,
        reason=request.form.get("reason", draft.reason if draft else ""),
        version=opened().version,
    )
    return Response(shown, status, mimetype="text/html")


def _heading(place: Desk, sheet: Sheet) -> str:
    """What is changed: a term by its label, a link by what it links; empty for something new."""
    if sheet.kind is MAPPING and sheet.subject:
        return " \u2013 ".join(text for name in ("annotatedSource", "annotatedTarget") for text in sheet.of(name))
    return place.forms.choices.label(sheet.subject) if sheet.subject else ""
