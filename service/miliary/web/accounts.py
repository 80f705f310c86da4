"""What an administrator sees: all accounts, and the audit."""

import re

from apiflask import APIBlueprint
from flask import Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from miliary.curation.accounts import Role
from miliary.curation.audit import DAYS_OF_ADDRESSES, Event
from miliary.errors import MalformedInput
from miliary.web.auth import needs, office, origin
from miliary.web.forms import REDIRECTED, form_of, number, page_of
from miliary.web.openapi import errors
from miliary.web.representations import accepted

accounts = APIBlueprint("accounts", __name__, tag="Curation")

_CHANGE = {
    "account": "Its number.",
    "role": "Its role from now on.",
    "active": "yes, or no: it is then logged out everywhere, and its tokens are worth nothing.",
}
_ACTIVE = {"yes": True, "no": False}
_LINES = 100
_NUMBER = re.compile(r"[0-9]{0,18}", re.ASCII)
_TEXT = {"type": "string"}
_OF_THE_AUDIT = [
    {
        "name": "event",
        "in": "query",
        "required": False,
        "description": "Only lines of this event.",
        "schema": {"type": "string", "enum": list(Event)},
    },
    {
        "name": "before",
        "in": "query",
        "required": False,
        "description": "Only lines before the one of this number.",
        "schema": _TEXT,
    },
]


@accounts.get("/accounts")
@accounts.doc(summary="All accounts", responses=page_of())
@needs(Role.ADMINISTRATOR)
def listed() -> AnyResponse:
    """Show who may log in, with forms to change role and activity."""
    accepted(["text/html"])
    page = render_template("accounts.html", accounts=office().accounts.list(), roles=list(Role))
    return Response(page, mimetype="text/html")


@accounts.post("/accounts")
@accounts.doc(
    summary="Change an account",
    responses=REDIRECTED | errors(409),
    extensions={"x-request-body": form_of(_CHANGE, "account")},
)
@needs(Role.ADMINISTRATOR)
def change() -> AnyResponse:
    """Give an account another role, or deactivate or activate it."""
    role, active = request.form.get("role"), request.form.get("active")
    if (role is None) == (active is None) or role not in (None, *Role) or active not in (None, *_ACTIVE):
        raise MalformedInput(f"Give “role” as one of {', '.join(Role)}, or “active” as yes or no.")
    wanted = {"role": Role(role)} if role else {"active": _ACTIVE[active or "no"]}
    office().accounts.change(number("account"), **wanted, origin=origin())
    return redirect(url_for("accounts.listed"), 303)


@accounts.get("/audit")
@accounts.doc(summary="What concerns safety", responses=page_of(), extensions={"x-parameters": _OF_THE_AUDIT})
@needs(Role.ADMINISTRATOR)
def audit() -> AnyResponse:
    """Show log-ins, refusals, changes of accounts and the use of tokens, newest first."""
    accepted(["text/html"])
    event, before = request.args.get("event", ""), request.args.get("before", "")
    if event not in ("", *Event) or not _NUMBER.fullmatch(before):
        raise MalformedInput("There is no such page of the audit: “event” is one of its events, “before” a number.")
    lines = office().audit.listed(_LINES, int(before) if before else None, Event(event) if event else None)
    older = lines[-1][0] if len(lines) == _LINES else None
    page = render_template(
        "audit.html",
        lines=[entry for _, entry in lines],
        older=older,
        event=event,
        events=list(Event),
        days=DAYS_OF_ADDRESSES,
    )
    return Response(page, mimetype="text/html")
