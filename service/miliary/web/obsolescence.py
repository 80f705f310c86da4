"""The page on which a term gives its place to another or to several: merged, or split statement by statement."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus

from apiflask import APIBlueprint
from flask import Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from miliary.consultation.statement import assertion
from miliary.curation.accounts import Role
from miliary.curation.obsoletion import Obsoletion, merged, split, statements_about
from miliary.curation.workspace import Workspace
from miliary.errors import AmbiguousTerm, NotFound, UnknownTerm
from miliary.vocabulary import curie, expand
from miliary.web.auth import acting, needs
from miliary.web.editing_room import base, editing_room, proposals
from miliary.web.forms import REDIRECTED, form_of, page_of
from miliary.web.openapi import errors
from miliary.web.opened import opened
from miliary.web.representations import accepted

obsolescence = APIBlueprint("obsolescence", __name__, tag="Curation", url_prefix="/edit")

MOST_SUCCESSORS = 4
REST = "rest"
"""The field for what names the term and is no statement about it."""
_INTO = {
    "name": "into",
    "in": "query",
    "required": False,
    "description": "What takes its place: a label, a synonym or a CURIE; repeated for each of several.",
    "schema": {"type": "array", "items": {"type": "string"}, "maxItems": MOST_SUCCESSORS},
}
_FIELDS = {
    "into": "What takes its place; repeated for each of several.",
    REST: "The one that everything else names instead: narrower terms, cases, mappings.",
    "reason": "Why.",
    "statement": "A statement about the term; repeated, each with its “to”.",
    "to": "What the statement is about instead.",
}


@dataclass
class _Plan:
    """What is asked for: the successors, the one of each statement and of the rest; and what is wrong with it."""

    workspace: Workspace
    old: str
    words: list[str]
    successors: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    parts: Mapping[str, str] = field(default_factory=dict)
    rest: str = ""

    @property
    def statements(self) -> list[str]:
        return sorted(statements_about(self.workspace, self.old))


@obsolescence.get("/<string:name>/obsolete")
@obsolescence.doc(
    summary="A form that merges or splits a term", responses=page_of(404), extensions={"x-parameters": [_INTO]}
)
@needs(Role.EDITOR)
def form(name: str) -> AnyResponse:
    """Ask what takes the place of the term with this local name and, of several, which of them each statement."""
    accepted(["text/html"])
    return _page(_plan(name, request.args.getlist("into")))


@obsolescence.post("/<string:name>/obsolete")
@obsolescence.doc(
    summary="Merge or split a term",
    responses={**REDIRECTED, **errors(404, 422)},
    extensions={"x-request-body": form_of(_FIELDS, "into")},
)
@needs(Role.EDITOR)
def save(name: str) -> AnyResponse:
    """Make a draft that has the term be obsolete and moves what rests on it; its notes tell what moved."""
    plan = _plan(name, request.form.getlist("into"))
    _choose(plan)
    if plan.faults:
        return _page(plan, HTTPStatus.UNPROCESSABLE_ENTITY)
    found = _obsoletion(plan)
    reason = request.form.get("reason", "").strip() or f"{plan.old} becomes {', '.join(plan.successors)}."
    draft = proposals().draft(acting(), found.change, reason)
    for report in found.reports():
        proposals().comment(draft.id, acting(), report)
    return redirect(url_for("reviewing.proposal", number=draft.id), HTTPStatus.SEE_OTHER)


def _plan(name: str, words: list[str]) -> _Plan:
    plan = _Plan(editing_room().workspace(), f"mil:{name}", [each.strip() for each in words if each.strip()])
    if not any(line.value == "owl:Class" for line in plan.workspace.about(plan.old) if line.predicate == "rdf:type"):
        raise NotFound(f"There is no term “{name}” whose place another could take.", term=name)
    for word in plan.words[:MOST_SUCCESSORS]:
        try:
            plan.successors.append(curie(opened().terms.take(word).id))
        except (UnknownTerm, AmbiguousTerm) as error:
            plan.faults.append(error.detail)
    if plan.old in plan.successors:
        plan.faults.append("A term cannot take its own place.")
    plan.successors = list(dict.fromkeys(plan.successors))
    return plan


def _choose(plan: _Plan) -> None:
    """Read which successor each statement has; with one alone there is nothing to choose."""
    if not plan.successors and not plan.faults:
        plan.faults.append("Say what takes its place.")
    if len(plan.successors) == 1:
        (plan.rest,) = plan.successors
        plan.parts = dict.fromkeys(plan.statements, plan.rest)
        return
    given = dict(zip(request.form.getlist("statement"), request.form.getlist("to"), strict=False))
    plan.rest = request.form.get(REST, "")
    plan.parts = {each: given.get(each, "") for each in plan.statements}
    missing = sum(each not in plan.successors for each in (*plan.parts.values(), plan.rest))
    if missing and plan.successors:
        plan.faults.append(f"Choose for each what it is about from now on: {missing} are still without.")


def _obsoletion(plan: _Plan) -> Obsoletion:
    if len(plan.successors) == 1:
        return merged(plan.workspace, plan.old, plan.rest, base())
    return split(plan.workspace, plan.old, plan.parts, plan.rest, base())


def _page(plan: _Plan, status: HTTPStatus = HTTPStatus.OK) -> Response:
    citations = opened().citations
    statements = [
        (each, assertion(citations[expand(each)]) if expand(each) in citations else None) for each in plan.statements
    ]
    page = render_template(
        "edit_obsolete.html",
        plan=plan,
        name=plan.old.removeprefix("mil:"),
        label=opened().terms.label(expand(plan.old)),
        successors=[(each, opened().terms.label(expand(each))) for each in plan.successors],
        statements=statements,
        most=MOST_SUCCESSORS,
        reason=request.form.get("reason", ""),
        version=opened().version,
    )
    return Response(page, status, mimetype="text/html")
