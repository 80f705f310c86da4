"""Findings read out of a report over HTTP, as JSON. The text comes in the body alone, is not kept and not logged."""

from typing import Any

from apiflask import APIBlueprint
from flask import Response, json, request

from miliary.errors import NotAcceptable
from miliary.reports import document_of
from miliary.web.bodies import json_only
from miliary.web.negotiation import preferred
from miliary.web.openapi import errors
from miliary.web.opened import opened
from miliary.web.reading import reader
from miliary.web.schemas.report import ReadSchema, ReportSchema

report_api = APIBlueprint("report_api", __name__, url_prefix="/api/v1", tag="Differential")

_JSON = "application/json"
_EXAMPLE = {"text": "34-year-old woman. Enhancing lesions in the pons. No leptomeningeal enhancement."}


@report_api.before_request
def _refuse_unknown_formats() -> None:
    """Answer in JSON or not at all.

    :raises NotAcceptable: the caller takes no JSON
    """
    accept = request.headers.get("Accept")
    if preferred(accept, [_JSON]) is None:
        raise NotAcceptable(accept or "", [_JSON])


@report_api.post("/report")
@json_only
@report_api.input(ReportSchema, location="json", arg_name="report", example=_EXAMPLE)
@report_api.output(ReadSchema, description="What the report mentions.")
@report_api.doc(summary="The findings of a report", responses=errors(400, 406, 413, 415, 422, 501))
def read_report(report: dict[str, Any]) -> Response:
    """Read a report: findings with their places in the text, each present, absent, uncertain or of the past.

    Nothing is ranked: the findings that a person has confirmed go to the differential.
    """
    service = opened()
    read = document_of(report["text"], reader().read(report["text"]), service.terms)
    return Response(json.dumps({"version": service.version, **read}), mimetype=_JSON)
