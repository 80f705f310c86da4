"""Proposals for programs: ``/api/v1/proposals``, opened by a token and never by a cookie.

A script proposes, comments and takes back what its account may. It does not review: that a second person has looked is
what a review is for.
"""

from http import HTTPStatus
from typing import Any

from apiflask import APIBlueprint
from flask import Response, json, request

from miliary.curation.obsoletion import Obsoletion, merged, split
from miliary.curation.proposal import Status
from miliary.curation.rebasing import rebased
from miliary.curation.refusals import RevisionNeeded
from miliary.curation.tokens import Scope
from miliary.curation.updates import change_by_turtle
from miliary.errors import MalformedInput
from miliary.knowledge.report import Result
from miliary.vocabulary import curie
from miliary.web.auth import acting, needs_token
from miliary.web.bodies import json_only
from miliary.web.openapi import errors
from miliary.web.pressing import press
from miliary.web.proposing import answer, judge, version, written
from miliary.web.schemas.proposals import (
    CommentSchema,
    MergerSchema,
    ProposalSchema,
    ProposalsSchema,
    ProposalVerdictSchema,
    ProposedChangeSchema,
    SplitSchema,
)

proposals_api = APIBlueprint("proposals_api", __name__, tag="Proposals", url_prefix="/api/v1/proposals")

_MOST = 100
_MOST_DIGITS = 18
_IF_MATCH = {
    "name": "If-Match",
    "in": "header",
    "required": True,
    "description": "The tag of the revision that is meant: what was done to it since is not written over.",
    "schema": {"type": "string"},
}
_FILTERS = [
    {"name": name, "in": "query", "required": False, "description": text, "schema": {"type": "string"}}
    for name, text in {
        "status": "Only those of this status.",
        "term": "Only those that change this term, a CURIE.",
        "mine": "yes for those of the token's account, drafts included.",
        "before": "Only those with a smaller number, to go on where a list ended.",
    }.items()
]


_TAGGED: dict[str, Any] = {"extensions": {"x-parameters": [_IF_MATCH]}}


@proposals_api.get("")
@proposals_api.output(ProposalsSchema, description="The proposals.")
@proposals_api.doc(
    summary="Proposals, the newest first", responses=errors(400, 401, 403, 404), extensions={"x-parameters": _FILTERS}
)
@needs_token(Scope.READ)
def several() -> Response:
    """List what the token's account may see: its own, and those of others once they are submitted."""
    given = request.args.get("status", "")
    if given and given not in set(Status):
        raise MalformedInput(f"There is no status “{given}”; there are {', '.join(Status)}.")
    mine = request.args.get("mine") == "yes"
    wanted = {Status(given)} if given else set(Status)
    found = press().proposals.list(
        statuses=wanted if mine else (wanted - {Status.DRAFT} or {Status.SUBMITTED}),
        author=acting().id if mine else None,
        subject=request.args.get("term") or None,
        before=_number("before"),
        most=_MOST,
    )
    return _json({"proposals": [written(each, whole=False) for each in found]})


@proposals_api.post("")
@needs_token(Scope.PROPOSE)
@json_only
@proposals_api.input(ProposedChangeSchema, location="json", arg_name="given")
@proposals_api.output(ProposalSchema, status_code=201, description="The new proposal.")
@proposals_api.doc(summary="Propose a change", responses=errors(400, 401, 403, 404, 413, 415, 422))
def make(given: dict[str, Any]) -> Response:
    """Keep a draft, or with ``submit`` show it to reviewers."""
    account, proposals = acting(), press().proposals
    change = change_by_turtle(given.get("additions", ""), given.get("deletions", ""), given.get("base") or version())
    found = proposals.draft(account, change, given.get("reason", ""))
    if given.get("submit"):
        found = proposals.submit(found.id, account, found.revision)
    return answer(found, HTTPStatus.CREATED)


@proposals_api.post("/merge")
@needs_token(Scope.PROPOSE)
@json_only
@proposals_api.input(MergerSchema, location="json", arg_name="given")
@proposals_api.output(ProposalSchema, status_code=201, description="The new proposal.")
@proposals_api.doc(summary="Propose to merge a term into another", responses=errors(400, 401, 403, 404, 413, 415, 422))
def merge(given: dict[str, str]) -> Response:
    """Draft the change that makes a term obsolete and moves all that rests on it; its notes list what moved."""
    found = merged(press().graphs.current().workspace, given["old"], given["into"], version())
    return _obsolete(found, f"{given['old']} is the same as {given['into']}.")


@proposals_api.post("/split")
@needs_token(Scope.PROPOSE)
@json_only
@proposals_api.input(SplitSchema, location="json", arg_name="given")
@proposals_api.output(ProposalSchema, status_code=201, description="The new proposal.")
@proposals_api.doc(summary="Propose to split a term", responses=errors(400, 401, 403, 404, 413, 415, 422))
def divide(given: dict[str, Any]) -> Response:
    """Draft the change that gives each statement about a term to one of several; its notes list what moved."""
    workspace = press().graphs.current().workspace
    found = split(workspace, given["old"], given["parts"], given["otherwise"], version())
    return _obsolete(found, f"{given['old']} is several: {', '.join(found.successors)}.")


def _obsolete(found: Obsoletion, reason: str) -> Response:
    """Draft it, with the report of what moved."""
    account, proposals = acting(), press().proposals
    draft = proposals.draft(account, found.change, reason)
    for report in found.reports():
        draft = proposals.comment(draft.id, account, report)
    return answer(draft, HTTPStatus.CREATED)


@proposals_api.get("/<int:number>")
@proposals_api.output(ProposalSchema, description="The proposal.")
@proposals_api.doc(summary="A proposal", responses=errors(401, 403, 404))
@needs_token(Scope.READ)
def one(number: int) -> Response:
    """Return the proposal with its lines, its notes and the others on the same terms."""
    return answer(press().proposals.seen_by(number, acting()))


@proposals_api.get("/<int:number>/verdict")
@proposals_api.output(ProposalVerdictSchema, description="The verdict.")
@proposals_api.doc(summary="Could the proposal be published?", responses=errors(401, 403, 404))
@needs_token(Scope.READ)
def verdict(number: int) -> Response:
    """Validate the proposal against the knowledge as it is now."""
    proposal = press().proposals.seen_by(number, acting())
    found = judge(proposal.change, proposal.author_name)
    content = {
        "acceptable": found.acceptable,
        "findings": [_finding(each) for each in found.results],
        "gone": sorted(map(str, found.gone)),
        "there": sorted(map(str, found.there)),
    }
    return _json(content)


@proposals_api.put("/<int:number>")
@needs_token(Scope.PROPOSE)
@json_only
@proposals_api.input(ProposedChangeSchema, location="json", arg_name="given")
@proposals_api.output(ProposalSchema, description="The proposal as saved.")
@proposals_api.doc(
    summary="Propose something else instead",
    responses=errors(400, 401, 403, 404, 409, 412, 413, 415, 422, 428),
    **_TAGGED,
)
def save(number: int, given: dict[str, Any]) -> Response:
    """Put another change in the place of what was proposed; If-Match names the revision that was read."""
    base = given.get("base") or version()
    change = change_by_turtle(given.get("additions", ""), given.get("deletions", ""), base)
    return answer(press().proposals.save(number, acting(), _revision(), change, given.get("reason")))


@proposals_api.post("/<int:number>/submission")
@proposals_api.output(ProposalSchema, description="The proposal.")
@proposals_api.doc(summary="Show a draft to reviewers", responses=errors(401, 403, 404, 409, 412, 422, 428), **_TAGGED)
@needs_token(Scope.PROPOSE)
def submit(number: int) -> Response:
    """Submit a draft, or again what was given back."""
    return answer(press().proposals.submit(number, acting(), _revision()))


@proposals_api.post("/<int:number>/rebase")
@proposals_api.output(ProposalSchema, description="The proposal.")
@proposals_api.doc(
    summary="Take up what was published since", responses=errors(401, 403, 404, 409, 412, 428), **_TAGGED
)
@needs_token(Scope.PROPOSE)
def rebase(number: int) -> Response:
    """Have the proposal stand on the knowledge as it is now, if every line that it takes away is still there."""
    return answer(rebased(press(), number, acting(), _revision()))


@proposals_api.post("/<int:number>/withdrawal")
@proposals_api.output(ProposalSchema, description="The proposal.")
@proposals_api.doc(summary="Take a proposal back", responses=errors(401, 403, 404, 409, 412, 428), **_TAGGED)
@needs_token(Scope.PROPOSE)
def withdraw(number: int) -> Response:
    """Take it back; it stays to be read."""
    return answer(press().proposals.withdraw(number, acting(), _revision()))


@proposals_api.post("/<int:number>/comments")
@needs_token(Scope.PROPOSE)
@json_only
@proposals_api.input(CommentSchema, location="json", arg_name="given")
@proposals_api.output(ProposalSchema, description="The proposal.")
@proposals_api.doc(summary="Say something of a proposal", responses=errors(400, 401, 403, 404, 415, 422))
def comment(number: int, given: dict[str, Any]) -> Response:
    """Add a comment, which makes no new revision."""
    return answer(press().proposals.comment(number, acting(), given["text"]))


def _revision() -> int:
    """The revision that the request was made on.

    :raises RevisionNeeded: it does not say
    """
    tags = request.if_match.as_set()
    if len(tags) != 1 or not (tag := min(tags)).isdecimal():
        raise RevisionNeeded("Say which revision you have seen: If-Match with the tag (ETag) of the proposal.")
    return int(tag)


def _number(name: str) -> int | None:
    given = request.args.get(name)
    if given is not None and not (given.isdecimal() and len(given) <= _MOST_DIGITS):
        raise MalformedInput(f"“{name}” must be a whole number.")
    return int(given) if given else None


def _finding(result: Result) -> dict[str, str]:
    path = result.path or ""
    return {
        "severity": str(result.severity),
        "term": curie(result.term),
        "field": "^" + curie(path[1:]) if path.startswith("^") else curie(path) if path else "",
        "value": curie(result.value) if result.value else "",
        "message": result.message,
    }


def _json(value: object) -> Response:
    return Response(json.dumps(value), mimetype="application/json")
