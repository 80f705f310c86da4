"""What the page's script exchanges in place, so that a change of the case is shown at once.

The same templates as those of the whole page, without its frame, and without the reasons of diseases that are not open:
they are read when one is opened.
"""

from typing import Any

from apiflask import APIBlueprint
from flask import Response, render_template, request

from miliary.consultation import ask
from miliary.errors import InvalidCase, NotFound
from miliary.vocabulary import curie
from miliary.web.case import PageCase, read_case
from miliary.web.openapi import errors
from miliary.web.opened import opened
from miliary.web.pages import CASE_PARAMETERS, TYPED_PARAMETERS, context, judged
from miliary.web.representations import accepted

exchange = APIBlueprint("exchange", __name__, tag="Pages")

_TEXT = {"type": "string"}
_HTML = {"text/html": {"schema": _TEXT}}
_OPEN = {
    "name": "open",
    "in": "query",
    "required": False,
    "description": "Diseases, as CURIEs, whose reasons are in sight.",
    "schema": {"type": "array", "items": _TEXT},
}


def _responses(what: str, *statuses: int) -> dict[int | str, Any]:
    return {200: {"description": what, "content": _HTML}, **errors(*statuses)}


@exchange.get("/answer")
@exchange.doc(
    summary="The case and its answer without the page around them",
    responses={
        **_responses("The pieces that change with the case.", 406, 413),
        422: {"description": "The case cannot be used; the pieces say why.", "content": _HTML},
    },
    extensions={"x-parameters": [*TYPED_PARAMETERS, _OPEN]},
)
def answer() -> Response:
    """Show the case of the address and its differential; ``data-address`` is the address of the page with this case."""
    accepted(["text/html"])
    case = read_case(request.args, opened().terms)
    found, refusal, status = judged(case)
    wanted = frozenset(request.args.getlist("open"))
    page = render_template("exchange.html", wanted=wanted, **context(case, found, refusal))
    return Response(page, status, mimetype="text/html")


@exchange.get("/answer/<path:name>")
@exchange.doc(
    summary="What is behind one disease of an answer",
    responses=_responses("Its reasons.", 404, 406, 413, 422),
    extensions={"x-parameters": CASE_PARAMETERS},
)
def reasons(name: str) -> Response:
    """Show the reasons of a disease, a CURIE, for the case of the address.

    :raises InvalidCase: nothing is given, a word is in doubt, or the case contradicts itself
    :raises NotFound: it is no disease of the differential
    """
    accepted(["text/html"])
    case = read_case(request.args, opened().terms)
    for doubt in case.doubts:
        raise InvalidCase(doubt.message, term=doubt.word)
    if name not in map(curie, opened().compiled.knowledge.top_diseases):
        raise NotFound(f"“{name}” is no disease of the differential.", term=name)
    return Response(_reasons(case, name), mimetype="text/html")


def _reasons(case: PageCase, name: str) -> str:
    found = ask(opened(), case.question())
    one = next(each for each in found["diseases"] if each["id"] == name)
    return render_template("behind.html", one=one, **context(case, found, None))
