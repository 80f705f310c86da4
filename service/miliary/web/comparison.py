"""The page that sets two diseases side by side, for the case of the address or without one."""

from typing import Any

from apiflask import APIBlueprint
from flask import Response, render_template, request

from miliary.consultation.comparison import compare
from miliary.consultation.wording import DISCLAIMER
from miliary.errors import InvalidCase
from miliary.vocabulary import curie
from miliary.web.case import read_case
from miliary.web.openapi import errors
from miliary.web.opened import opened
from miliary.web.pages import CASE_PARAMETERS
from miliary.web.representations import accepted

comparison = APIBlueprint("comparison", __name__, tag="Pages")

_TEXT = {"type": "string"}
_SIDES = [
    {"name": name, "in": "query", "required": False, "description": "A disease.", "schema": _TEXT}
    for name in ("one", "other")
]
_RESPONSES: dict[int | str, Any] = {
    200: {"description": "The page.", "content": {"text/html": {"schema": _TEXT}}},
    **errors(406, 413, 422),
}


@comparison.get("/compare")
@comparison.doc(
    summary="Two diseases side by side", responses=_RESPONSES, extensions={"x-parameters": [*_SIDES, *CASE_PARAMETERS]}
)
def side_by_side() -> Response:
    """Show what a case says of two diseases, and what it leaves open that would tell them apart.

    :raises InvalidCase: the case cannot be used
    :raises UnknownTerm: one of the two is no disease of the differential
    """
    accepted(["text/html"])
    service = opened()
    case = read_case(request.args, service.terms)
    for doubt in case.doubts:
        raise InvalidCase(doubt.message, term=doubt.word)
    knowledge = service.compiled.knowledge
    names = sorted((each.label, curie(each.id)) for each in knowledge.diseases.values())
    words = [request.args.get(name, "").strip() for name in ("one", "other")]
    found = compare(service, case.question(), *words) if all(words) else None
    chosen = [each["id"] for each in found["diseases"]] if found else words
    page = render_template(
        "compare.html",
        case=case,
        chosen=chosen,
        found=found,
        names=names,
        disclaimer=DISCLAIMER,
        version=service.version,
    )
    return Response(page, mimetype="text/html")
