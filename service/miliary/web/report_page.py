"""The page that takes a report and shows what was read out of it, for a person to confirm; no script is needed.

The report comes in the body of a POST, is answered, and is gone; what was confirmed goes on as codes in the address.
"""

from collections import defaultdict
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any, NamedTuple

from apiflask import APIBlueprint
from flask import Response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from miliary.errors import InvalidCase
from miliary.reports import DISCLAIMER, Mention, Reading, State
from miliary.terms import FINDINGS
from miliary.vocabulary import curie
from miliary.web.case import STATES, Entry, PageCase
from miliary.web.openapi import errors
from miliary.web.opened import opened
from miliary.web.reading import reader
from miliary.web.representations import accepted
from miliary.web.schemas import MAX_TERMS

report_page = APIBlueprint("report", __name__, url_prefix="/report", tag="Pages")

_TEXT = {"type": "string"}
_HTML = {"text/html": {"schema": _TEXT}}
_PAGE = {"description": "The page.", "content": _HTML}
_FORM = "application/x-www-form-urlencoded"
_REPORT = {"type": "object", "required": ["text"], "properties": {"text": _TEXT}}
_CHOICES = {"type": "object", "additionalProperties": {"type": "string", "enum": [*STATES, "ignore"]}}


class Piece(NamedTuple):
    """A part of the report; ``mentions`` are those whose span it is, or the sign of."""

    text: str
    mentions: tuple[Mention, ...] = ()

    @property
    def state(self) -> State:
        """What is said of its findings, the first for all."""
        return self.mentions[0].state


@report_page.get("")
@report_page.doc(summary="The page for a report", responses={200: _PAGE, **errors(406)})
def form() -> Response:
    """Show a field for a report."""
    accepted(["text/html"])
    return _page("", None)


@report_page.post("")
@report_page.doc(
    summary="What a report mentions, as a page",
    responses={200: _PAGE, **errors(406, 413, 422, 501)},
    extensions={"x-request-body": {"content": {_FORM: {"schema": _REPORT}}}},
)
def read() -> Response:
    """Show the report with what was read out of it, each finding with a choice for whoever confirms.

    :raises TooLarge: it has more characters than are accepted
    :raises MissingExtra: the extra ``report`` is not installed
    """
    accepted(["text/html"])
    text = request.form.get("text", "")
    return _page(text, reader().read(text) if text.strip() else None)


@report_page.post("/case")
@report_page.doc(
    summary="From confirmed findings to their differential",
    responses={
        303: {
            "description": "The differential of what was confirmed.",
            "headers": {"Location": {"schema": _TEXT, "description": "Its address: coded findings only."}},
            "content": _HTML,
        },
        **errors(406, 413, 422),
    },
    extensions={"x-request-body": {"content": {_FORM: {"schema": _CHOICES}}}},
)
def confirm() -> AnyResponse:
    """Lead to the differential of the findings that were chosen; the fields are findings, the values states.

    :raises InvalidCase: there are more findings than a case may have
    :raises UnknownTerm: a field is no finding
    """
    accepted(["text/html"])
    case = PageCase(age=request.form.get("age", "").strip()[:10], sex=request.form.get("sex", "").strip()[:10])
    chosen = [(name, state) for name, state in request.form.items() if state in STATES]
    if len(chosen) > MAX_TERMS:
        raise InvalidCase(f"A case may have {MAX_TERMS} findings; {len(chosen)} were chosen.")
    terms = opened().terms
    for name, state in chosen:
        term = terms.resolve(name, FINDINGS)
        case = case.with_entry(Entry(curie(term), terms.label(term), state, curie(term)))
    return redirect(case.address, HTTPStatus.SEE_OTHER)


def _page(text: str, reading: Reading | None) -> Response:
    service = opened()
    shown: dict[str, Any] = {"reading": reading, "text": text, "label": service.terms.label, "curie": curie}
    if reading:
        shown["pieces"] = list(_pieces(text, reading))
    page = render_template(
        "report.html",
        **shown,
        choices=(*STATES, "ignore"),
        disclaimer=DISCLAIMER,
        longest=service.settings.max_report,
        version=service.version,
    )
    return Response(page, mimetype="text/html")


def _pieces(text: str, reading: Reading) -> Iterator[Piece]:
    """Cut the report where mentions, and signs apart from their places, begin and end; several may share one span."""
    found: dict[tuple[int, int], list[Mention]] = defaultdict(list)
    for each in reading.mentions:
        found[each.start, each.end].append(each)
        if each.sign:
            found[each.sign.start, each.sign.end].append(each)
    place = 0
    for (start, end), mentions in sorted(found.items()):
        yield Piece(text[place:start])
        yield Piece(text[start:end], tuple(mentions))
        place = end
    yield Piece(text[place:])
