"""The pages of proposals: all of them, one with what it would change, and the forms by which it goes on."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from apiflask import APIBlueprint
from flask import Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from miliary.curation.accounts import Account, Role
from miliary.curation.desk import rebased
from miliary.curation.proposal import OPEN, Proposal, Status
from miliary.curation.proposals import MOST_LISTED
from miliary.curation.refusals import (
    Busy,
    Conflict,
    FilesMoved,
    InvalidChange,
    MustRebase,
    NoLongerStands,
    StaleRevision,
    UnfitProposal,
)
from miliary.errors import MiliaryError
from miliary.web.auth import acting, needs
from miliary.web.changes import entry_of
from miliary.web.editing_room import base, editing_room, proposals
from miliary.web.forms import REDIRECTED, form_of, page_of
from miliary.web.forms import number as number_of
from miliary.web.openapi import errors
from miliary.web.opened import opened
from miliary.web.proposing import accept
from miliary.web.record import change_page
from miliary.web.representations import accepted
from miliary.web.showing import sentences, show

reviewing = APIBlueprint("reviewing", __name__, tag="Curation", url_prefix="/proposals")

_OTHERS_SEE = tuple(each for each in Status if each is not Status.DRAFT)
_OPEN = "open"
_REVISION, _TEXT = "The revision that was seen.", "What is said of it."
_BODY = {"x-request-body": form_of({"revision": _REVISION, "text": _TEXT}, "revision")}
_COMMENT = {"x-request-body": form_of({"text": _TEXT}, "text")}
_DONE: dict[int | str, Any] = {**REDIRECTED, **errors(404, 409, 412, 422, 503)}
_REFUSALS = (Busy, Conflict, FilesMoved, InvalidChange, MustRebase, NoLongerStands, StaleRevision, UnfitProposal)
_FILTERS = [
    {
        "name": "status",
        "in": "query",
        "required": False,
        "description": "Only those of this status; “open” stands for all of which nothing has come yet.",
        "schema": {"type": "string", "enum": [_OPEN, *_OTHERS_SEE]},
    },
    {
        "name": "before",
        "in": "query",
        "required": False,
        "description": "Only those before the one of this number.",
        "schema": {"type": "string"},
    },
]


@reviewing.get("")
@reviewing.doc(summary="All proposals", responses=page_of(), extensions={"x-parameters": _FILTERS})
@needs(Role.EDITOR)
def listed() -> AnyResponse:
    """Show what editors want to change, the newest first; drafts are their authors' alone."""
    accepted(["text/html"])
    chosen = request.args.get("status", _OPEN)
    statuses = OPEN if chosen == _OPEN else {each for each in _OTHERS_SEE if each == chosen} or set(_OTHERS_SEE)
    before = request.args.get("before", "")
    found = proposals().list(statuses=statuses, before=int(before) if before.isdecimal() and len(before) < 19 else None)
    page = render_template(
        "proposals.html",
        chosen=chosen,
        drafts=proposals().list(statuses={Status.DRAFT}, author=acting().id),
        proposals=[(each, sentences(each.change)) for each in found],
        more=found[-1].id if len(found) == MOST_LISTED else None,
        statuses=[_OPEN, *_OTHERS_SEE],
        version=opened().version,
    )
    return Response(page, mimetype="text/html")


@reviewing.get("/<int:number>")
@reviewing.doc(summary="One proposal", responses=page_of(403, 404))
@needs(Role.EDITOR)
def proposal(number: int) -> AnyResponse:
    """Show what a proposal would change, in words and in the files, what it would do, and what was said of it."""
    accepted(["text/html"])
    return _page(proposals().seen_by(number, acting()))


@reviewing.get("/<int:number>/effect")
@reviewing.doc(summary="What a proposal would do", responses=page_of(403, 404))
@needs(Role.EDITOR)
def effect(number: int) -> AnyResponse:
    """Show which statements it would disagree with, and which stored patients' differentials it would change.

    This takes a few seconds, so that the proposal's page asks for it apart.
    """
    accepted(["text/html"])
    found = proposals().seen_by(number, acting())
    verdict = editing_room().press.validator.judge(found.change)
    known = editing_room().effect(found.change) if verdict.acceptable else None
    page = render_template("proposal_effect.html", proposal=found, effect=known, version=opened().version)
    return Response(page, mimetype="text/html")


def _page(found: Proposal, refusal: MiliaryError | None = None) -> Response:
    by = acting()
    page = render_template(
        "proposal.html",
        proposal=found,
        shown=show(found),
        others=[(each, sentences(each.change)) for each in proposals().overlapping(found.change, found.id)],
        mine=found.author == by.id,
        may_review=by.role >= Role.REVIEWER and found.author != by.id,
        refusal=refusal,
        text=request.form.get("text", ""),
        version=opened().version,
    )
    return Response(page, refusal.status if refusal else HTTPStatus.OK, mimetype="text/html")


@reviewing.post("/<int:number>/submit")
@reviewing.doc(summary="Submit a draft", responses=_DONE, extensions=_BODY)
@needs(Role.EDITOR)
def submit(number: int) -> AnyResponse:
    """Show a draft to those who review; the text is its reason."""
    return _done(number, lambda by, text: _submitted(by, text, number))


@reviewing.post("/<int:number>/comment")
@reviewing.doc(summary="Comment on a proposal", responses=_DONE, extensions=_COMMENT)
@needs(Role.EDITOR)
def comment(number: int) -> AnyResponse:
    """Say something of a proposal; this changes nothing about it."""
    return _done(number, lambda by, text: proposals().comment(number, by, text))


@reviewing.post("/<int:number>/withdraw")
@reviewing.doc(summary="Withdraw a proposal", responses=_DONE, extensions=_BODY)
@needs(Role.EDITOR)
def withdraw(number: int) -> AnyResponse:
    """Take back a proposal of one's own."""
    return _done(number, lambda by, text: proposals().withdraw(number, by, number_of("revision"), text))


@reviewing.post("/<int:number>/rebase")
@reviewing.doc(summary="Rebase a proposal", responses=_DONE, extensions=_BODY)
@needs(Role.EDITOR)
def rebase(number: int) -> AnyResponse:
    """Put a proposal of one's own on the knowledge as it is now; what it then changes is to be looked at again."""

    def anew(by: Account, _text: str) -> None:
        found = proposals().seen_by(number, by)
        change = rebased(found.change, editing_room().workspace(), base())
        proposals().save(number, by, number_of("revision"), change)

    return _done(number, anew)


@reviewing.post("/<int:number>/ask")
@reviewing.doc(summary="Ask for changes", responses=_DONE, extensions=_BODY)
@needs(Role.REVIEWER)
def ask(number: int) -> AnyResponse:
    """Give a proposal back to its author, saying what is to be put right."""
    return _done(number, lambda by, text: proposals().ask_for_changes(number, by, number_of("revision"), text))


@reviewing.post("/<int:number>/approve")
@reviewing.doc(summary="Approve a proposal", responses=_DONE, extensions=_BODY)
@needs(Role.REVIEWER)
def approve(number: int) -> AnyResponse:
    """Agree to a proposal of somebody else's, and publish it."""

    def publish(by: Account, text: str) -> None:
        editing_room().press.publication.publish(number, by, number_of("revision"), text)

    return _done(number, publish)


@reviewing.post("/<int:number>/reject")
@reviewing.doc(summary="Reject a proposal", responses=_DONE, extensions=_BODY)
@needs(Role.REVIEWER)
def reject(number: int) -> AnyResponse:
    """Refuse a proposal, saying why."""
    return _done(number, lambda by, text: proposals().reject(number, by, number_of("revision"), text))


@reviewing.post("/undo")
@reviewing.doc(
    summary="Take a published change back",
    responses={**REDIRECTED, **errors(404, 409, 422)},
    extensions={"x-request-body": form_of({"change": "Its number.", "reason": "Why."}, "change")},
)
@needs(Role.EDITOR)
def undo() -> AnyResponse:
    """Make a draft of the opposite of a published change; where it stands no more, its page says so."""
    entry = entry_of(number_of("change"))
    back = editing_room().press.history.undoing(entry.number)
    try:
        accept(back, acting().display)
        reason = request.form.get("reason", "").strip()
        draft = proposals().draft(acting(), back, reason or f"Takes back change {entry.number}.")
    except (InvalidChange, NoLongerStands, UnfitProposal) as error:
        return Response(change_page(entry, error), error.status, mimetype="text/html")
    return redirect(url_for("reviewing.proposal", number=draft.id), HTTPStatus.SEE_OTHER)


def _done(number: int, act: Callable[[Account, str], object]) -> AnyResponse:
    """Do something with a proposal and lead back to it; why it cannot be done is told on its page, the text kept."""
    try:
        act(acting(), request.form.get("text", ""))
    except _REFUSALS as error:
        return _page(proposals().seen_by(number, acting()), error)
    return redirect(url_for("reviewing.proposal", number=number), HTTPStatus.SEE_OTHER)


def _submitted(by: Account, text: str, number: int) -> Proposal:
    """Give the draft its reason, where one comes with the form, and show it to those who review."""
    revision = number_of("revision")
    before = proposals().seen_by(number, by)
    if text.strip() and text.strip() != before.reason:
        revision = proposals().save(number, by, revision, before.change, text.strip()).revision
    return proposals().submit(number, by, revision)
