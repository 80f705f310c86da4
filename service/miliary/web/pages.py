"""The page of the differential. It answers without JavaScript; the script only saves the reloads."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from apiflask import APIBlueprint
from flask import Response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from miliary.consultation import ask
from miliary.consultation.wording import DISCLAIMER, MEANING
from miliary.errors import InvalidCase
from miliary.vocabulary import curie
from miliary.web.case import STATES, PageCase, read_case
from miliary.web.openapi import errors
from miliary.web.opened import opened
from miliary.web.representations import accepted
from miliary.web.schemas.answer import STATUSES

pages = APIBlueprint("pages", __name__, tag="Pages")

_TEXT = {"type": "string"}
_HTML = {"text/html": {"schema": _TEXT}}
_ELSEWHERE = {"Location": {"schema": _TEXT, "description": "The address of the case."}}


def _parameter(name: str, description: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "in": "query", "required": False, "description": description, "schema": schema}


CASE_PARAMETERS = [
    *(_parameter(state, "Terms of the case.", {"type": "array", "items": _TEXT}) for state in STATES),
    _parameter("age", "In years.", _TEXT),
    _parameter("sex", "female or male.", _TEXT),
]
"""A case in an address, for OpenAPI."""
TYPED_PARAMETERS = [
    *CASE_PARAMETERS,
    _parameter("add", "One more term, typed by hand.", _TEXT),
    _parameter("as", "Its state.", {"type": "string", "enum": list(STATES)}),
]
"""The same, with one more word."""
_RESPONSES: dict[int | str, Any] = {
    200: {"description": "The page, with the answer when the address holds a case.", "content": _HTML},
    302: {"description": "The same case with its terms as CURIEs.", "headers": _ELSEWHERE, "content": _HTML},
    406: {"description": "The client accepts no HTML."},
    413: {"description": "The case has too many findings."},
    422: {"description": "The case cannot be used; the page says why."},
}
_TEXT_RESPONSES: dict[int | str, Any] = {
    200: {"description": "The case and its answer.", "content": {"text/plain": {"schema": _TEXT}}},
    **errors(406, 413, 422),
}


@pages.get("/")
@pages.doc(summary="The page of the differential", responses=_RESPONSES, extensions={"x-parameters": TYPED_PARAMETERS})
def differential() -> AnyResponse:
    """Show the case of the address and, once it holds something, its differential."""
    accepted(["text/html"])
    case = read_case(request.args, opened().terms)
    if not case.doubts and list(request.args.items(multi=True)) != case.fields:
        return redirect(case.address)
    return _page(case)


@pages.get("/case.txt")
@pages.doc(
    summary="A case and its answer as text", responses=_TEXT_RESPONSES, extensions={"x-parameters": CASE_PARAMETERS}
)
def case_as_text() -> Response:
    """Tell the case of the address and its differential in a few lines, to be pasted elsewhere.

    :raises InvalidCase: nothing is given, a word is in doubt, or the case contradicts itself
    """
    accepted(["text/plain"])
    case = read_case(request.args, opened().terms)
    for doubt in case.doubts:
        raise InvalidCase(doubt.message, term=doubt.word)
    if case.is_empty:
        raise InvalidCase("The case is empty: give a finding with present=… or absent=….")
    details = context(case, ask(opened(), case.question()), None)
    link = request.url_root.rstrip("/") + case.address
    return Response(render_template("case.txt", link=link, **details), mimetype="text/plain")


def _page(case: PageCase) -> Response:
    answer, refusal, status = judged(case)
    page = render_template("differential.html", **context(case, answer, refusal))
    return Response(page, status, mimetype="text/html")


def judged(case: PageCase) -> tuple[Mapping[str, Any] | None, InvalidCase | None, HTTPStatus]:
    """Return the answer to a case, None when it has none yet; why it cannot be used; and the status that says so."""
    # With a word in doubt nothing is answered: a differential without that finding would be another one.
    if case.doubts:
        return None, None, HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        return None if case.is_empty else ask(opened(), case.question()), None, HTTPStatus.OK
    except InvalidCase as error:
        return None, error, HTTPStatus.UNPROCESSABLE_ENTITY


def _age_groups() -> frozenset[str]:
    """The factors that only an age in years tells, as CURIEs."""
    knowledge = opened().compiled.knowledge
    factors = {each.id for each in knowledge.findings.values() if each.demographic}
    return frozenset(map(curie, factors - set(knowledge.sexes.values())))


def context(case: PageCase, answer: Mapping[str, Any] | None, refusal: InvalidCase | None) -> dict[str, object]:
    """Return what the templates of a case and its answer need."""
    return {
        "answer": answer,
        "age_groups": _age_groups(),
        "case": case,
        "clashing": case.named_in(refusal) if refusal else frozenset(),
        "disclaimer": DISCLAIMER,
        "meaning": MEANING,
        "refusal": refusal,
        "states": STATES,
        "statuses": STATUSES,
        "version": opened().version,
    }
