"""One's own account: how it is shown to others, its password, its tokens."""

from collections.abc import Callable
from typing import Any

from apiflask import APIBlueprint
from flask import Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from miliary.curation.accounts import Role
from miliary.curation.moments import now, written
from miliary.curation.passwords import LONGEST, SHORTEST
from miliary.curation.refusals import InvalidAccount
from miliary.curation.tokens import LONGEST_DAYS, Scope
from miliary.web.auth import acting, log_in, needs, office, origin
from miliary.web.forms import REDIRECTED, form_of, number, page_of
from miliary.web.login import checked
from miliary.web.representations import accepted

account = APIBlueprint("account", __name__, tag="Curation", url_prefix="/account")

_SHOWN = {"display": "The name that others read.", "orcid": "An ORCID iD, or nothing."}
_PASSWORDS = {"current": "The password until now.", "password": "The new one.", "again": "The new one again."}
_TOKEN = {"label": "What it is for.", "scope": "A scope; may be repeated.", "days": "For how many days it is valid."}


@account.get("")
@account.doc(summary="One's own account", responses=page_of())
@needs(Role.READER)
def own() -> AnyResponse:
    """Show the account, its tokens and the forms that change them."""
    accepted(["text/html"])
    return _page()


@account.post("")
@account.doc(
    summary="Change how the account is shown",
    responses=REDIRECTED | page_of(422),
    extensions={"x-request-body": form_of(_SHOWN, "display")},
)
@needs(Role.READER)
def describe() -> AnyResponse:
    """Change the name that others read, and the ORCID iD."""
    return _done(lambda: office().accounts.describe(acting().id, _given("display"), _given("orcid")))


@account.post("/password")
@account.doc(
    summary="Change the password",
    responses=REDIRECTED | page_of(422, 429),
    extensions={"x-request-body": form_of(_PASSWORDS, *_PASSWORDS)},
)
@needs(Role.READER)
def change_password() -> AnyResponse:
    """Take a new password, if the old one is known; every other session ends."""
    return _done(_change_password)


@account.post("/tokens")
@account.doc(
    summary="Make a token", responses=page_of(422), extensions={"x-request-body": form_of(_TOKEN, "label", "days")}
)
@needs(Role.READER)
def issue() -> AnyResponse:
    """Make a token and show it, once."""
    try:
        scopes = {Scope(each) for each in request.form.getlist("scope") if each in list(Scope)}
        token, secret = office().tokens.issue(acting().id, _given("label"), scopes, number("days"), origin())
    except InvalidAccount as error:
        return _page(error)
    return _page(made=token.label, secret=secret)


@account.post("/tokens/revoke")
@account.doc(
    summary="Revoke a token",
    responses=REDIRECTED,
    extensions={"x-request-body": form_of({"token": "Its number."}, "token")},
)
@needs(Role.READER)
def revoke() -> AnyResponse:
    """Make one of one's own tokens worth nothing."""
    return _done(lambda: office().tokens.revoke(acting().id, number("token"), origin()))


def _change_password() -> None:
    found, new = acting(), _given("password")
    if new != _given("again"):
        raise InvalidAccount("The new password was not typed twice alike.", field="again")
    if checked(found.name, _given("current")) is None:
        raise InvalidAccount("The password until now is another.", field="current")
    office().accounts.set_password(found.id, new, origin())
    log_in(found)


def _done(work: Callable[[], object]) -> AnyResponse:
    """Do what the form asks and show the account; where it cannot be done, say why beside the field."""
    try:
        work()
    except InvalidAccount as error:
        return _page(error)
    return redirect(url_for("account.own"), 303)


def _given(name: str) -> str:
    return request.form.get(name, "")


def _page(refusal: InvalidAccount | None = None, **details: Any) -> Response:
    page = render_template(
        "account.html",
        refusal=refusal,
        given=request.form if refusal else {},
        tokens=office().tokens.listed(acting().id),
        now=written(now()),
        scopes=list(Scope),
        longest_days=LONGEST_DAYS,
        shortest=SHORTEST,
        longest=LONGEST,
        **details,
    )
    return Response(page, refusal.status if refusal else 200, mimetype="text/html")
