"""“This looks wrong”: a form for any statement, for whoever reads; what comes of it, editors decide.

Nobody needs a cookie to send it. A token that is signed for the statement and the day takes its place: who forges the
form on another site would have to ask for one there, which a browser does not let them.
"""

from typing import Any

from apiflask import APIBlueprint
from flask import Response, current_app, redirect, render_template, request, url_for
from itsdangerous import BadSignature, URLSafeTimedSerializer
from werkzeug.wrappers import Response as AnyResponse

from miliary.consultation.statement import assertion
from miliary.curation.accounts import Role
from miliary.curation.feedback import LONGEST, SHORTEST, InvalidFeedback, readable
from miliary.curation.sessions import LONGEST as HALF_A_DAY
from miliary.errors import MalformedInput, NotFound
from miliary.index.citations import Citation
from miliary.vocabulary import expand
from miliary.web.auth import acting, csrf, needs, office
from miliary.web.forms import REDIRECTED, form_of, number, page_of
from miliary.web.login import counted_address
from miliary.web.opened import opened
from miliary.web.representations import accepted

feedback = APIBlueprint("feedback", __name__, tag="Curation", url_prefix="/feedback")

FROM_ONE_ADDRESS = 5
IN_ALL = 100
_FIELDS = {
    "statement": "The statement, as a CURIE.",
    "said": f"What looks wrong, in {SHORTEST} to {LONGEST:,} characters.",
    "signed": "What the page's form holds.",
}
_CLOSE = {"remark": "Its number.", "note": "What came of it."}
_STATEMENT = {
    "name": "statement",
    "in": "query",
    "required": True,
    "description": "The statement, as a CURIE or IRI.",
    "schema": {"type": "string"},
}
_OLD = "The form is too old or was made for another statement. Go back, load the page again and send it once more."


@feedback.get("")
@feedback.doc(
    summary="The form for a remark on a statement", responses=page_of(), extensions={"x-parameters": [_STATEMENT]}
)
def form() -> AnyResponse:
    """Show the statement, and ask what looks wrong with it."""
    accepted(["text/html"])
    return _page(_statement(request.args.get("statement", "")), sent=request.args.get("sent") == "yes")


@feedback.post("")
@feedback.doc(
    summary="Send a remark on a statement",
    responses=REDIRECTED | page_of(422, 429),
    extensions={"x-request-body": form_of(_FIELDS, *_FIELDS)},
)
@csrf.exempt  # type: ignore[untyped-decorator]
def send() -> AnyResponse:
    """Keep what a reader says of a statement, for the editors.

    :raises MalformedInput: the form was not made here for this statement, or long ago
    :raises TooManyAttempts: too many came from this address, or in all
    """
    found = _statement(request.form.get("statement", ""))
    shown = assertion(found)["id"]
    try:
        signed = _signer().loads(request.form.get("signed", ""), max_age=int(HALF_A_DAY.total_seconds()))
    except BadSignature:
        signed = None
    if signed != shown:
        raise MalformedInput(_OLD)
    said = request.form.get("said", "")
    try:
        text = readable(said)
        _limit()
        office().feedback.leave(shown, opened().version, text)
    except InvalidFeedback as refusal:
        return _page(found, refusal=refusal.detail, said=said)
    return redirect(url_for("feedback.form", statement=shown, sent="yes"), 303)


@feedback.post("/close")
@feedback.doc(
    summary="Close a remark",
    responses=REDIRECTED | page_of(422),
    extensions={"x-request-body": form_of(_CLOSE, *_CLOSE)},
)
@needs(Role.EDITOR)
def close() -> AnyResponse:
    """Close a remark with a note of what came of it."""
    office().feedback.close(number("remark"), acting(), request.form.get("note", ""))
    return redirect(url_for("worklist.listed", chapter="feedback"), 303)


def _limit() -> None:
    """Count a remark.

    :raises TooManyAttempts: there were too many from this address, or in all
    """
    address = counted_address()
    of_address = [(f"feedback {address}", FROM_ONE_ADDRESS)] if address else []
    office().attempts.limit([*of_address, ("feedback", IN_ALL)], "Many remarks came from your address, or in all")


def _statement(given: str) -> Citation:
    """Return the statement of that name in the version that is served.

    :raises NotFound: there is none
    """
    try:
        return opened().citations[expand(given)]
    except (KeyError, ValueError) as error:
        raise NotFound("There is no such statement in the published version; it may have been changed.") from error


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(str(current_app.config["SECRET_KEY"]), salt="feedback")


def _page(found: Citation, refusal: str = "", said: str = "", *, sent: bool = False) -> Response:
    own = assertion(found)
    details: dict[str, Any] = {"refusal": refusal, "said": said[:LONGEST], "sent": sent}
    details |= {"shortest": SHORTEST, "longest": LONGEST, "signed": _signer().dumps(own["id"])}
    page = render_template("feedback.html", own=own, version=opened().version, **details)
    return Response(page, 422 if refusal else 200, mimetype="text/html")
