"""Logging in and out."""

import re
from typing import Any

from apiflask import APIBlueprint
from flask import Response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from miliary.curation.accounts import Account
from miliary.curation.audit import Event, Origin
from miliary.curation.refusals import TooManyAttempts
from miliary.errors import NotFound
from miliary.web import oidc
from miliary.web.auth import current_account, log_in, log_out, office
from miliary.web.forms import REDIRECTED, form_of, page_of
from miliary.web.opened import opened
from miliary.web.rates import household, is_local
from miliary.web.representations import accepted

login = APIBlueprint("login", __name__, tag="Curation")

_HOME = "/"
# A path of ours: no host, no scheme, nothing that a browser would take for a slash or leave out.
_OURS = re.compile(r"/(?![/\\])[^\\\x00-\x20\x7f]*")
_WRONG = "The name or the password is wrong, or the account is not active."
_FIELDS = {"name": "The account's name.", "password": "Its password.", "next": "Where to go on."}
_NEXT = {
    "name": "next",
    "in": "query",
    "required": False,
    "description": "Where to go on, a path of this service.",
    "schema": {"type": "string"},
}


@login.get("/login")
@login.doc(summary="The form of the log-in", responses=page_of(), extensions={"x-parameters": [_NEXT]})
def form() -> AnyResponse:
    """Ask for name and password; who is logged in goes on."""
    accepted(["text/html"])
    where = _safe(request.args.get("next", ""))
    return redirect(where) if current_account() else _page(where)


@login.post("/login")
@login.doc(
    summary="Log in",
    responses=REDIRECTED | page_of(401, 429),
    extensions={"x-request-body": form_of(_FIELDS, "name", "password")},
)
def enter() -> AnyResponse:
    """Begin a session for whoever knows the password."""
    name, where = request.form.get("name", ""), _safe(request.form.get("next", ""))
    try:
        account = checked(name, request.form.get("password", ""))
    except TooManyAttempts as error:
        response = _page(where, name, error.detail, 429)
        response.headers["Retry-After"] = str(error.retry_after)
        return response
    if account is None:
        return _page(where, name, _WRONG, 401)
    log_in(account)
    return redirect(where, 303)


@login.post("/logout")
@login.doc(summary="Log out", responses=REDIRECTED, extensions={"x-request-body": form_of({})})
def leave() -> AnyResponse:
    """End the session."""
    log_out()
    return redirect(_HOME, 303)


def checked(name: str, password: str) -> Account | None:
    """Return the account that name and password belong to; None, and a line in the audit, where there is none.

    :raises TooManyAttempts: too many have failed by this name or from this address
    """
    found, counted = office(), counted_address()
    try:
        found.attempts.count(name, counted)
    except TooManyAttempts:
        _refused(Event.LOGIN_THROTTLED, name)
        raise
    account = found.accounts.authenticate(name, password)
    if account is None:
        _refused(Event.LOGIN_REFUSED, name)
        return None
    found.attempts.succeeded(name, counted)
    return account


def counted_address() -> str:
    """Return what attempts are counted by; nothing for this machine, where no proxies are set that say who asks.

    All that comes from here may then be one proxy's, and so anybody's.
    """
    address = request.remote_addr or ""
    return "" if is_local(address) and not opened().settings.proxies else household(address)


def _refused(event: Event, name: str) -> None:
    """Note a refusal. A name that nobody has is not written down: it may be a password in the wrong field."""
    try:
        whose: int | None = office().accounts.find(name.strip().casefold()).id
    except NotFound:
        whose = None
    office().audit.note(event, whose, Origin(None, request.remote_addr or ""))


def _safe(where: str) -> str:
    return where if _OURS.fullmatch(where) else _HOME


def _page(where: str, name: str = "", refusal: str = "", status: int = 200) -> Response:
    details: dict[str, Any] = {"where": where, "name": name[:40], "refusal": refusal, "provider": oidc.is_set()}
    details["open_line"] = not request.is_secure and not is_local(request.remote_addr or "")
    return Response(render_template("login.html", **details), status, mimetype="text/html")
