"""The JSON API: the differential of a case, and the search for findings."""

from typing import Any

from apiflask import APIBlueprint
from flask import Response, json, request
from marshmallow import RAISE

from miliary.consultation import ask
from miliary.errors import InvalidCase, NotAcceptable
from miliary.terms import FINDINGS, TESTS, Hit
from miliary.vocabulary import curie
from miliary.web.bodies import json_only
from miliary.web.negotiation import preferred
from miliary.web.openapi import errors
from miliary.web.opened import opened
from miliary.web.schemas import (
    CASE_EXAMPLE,
    AnswerSchema,
    FoundSchema,
    QuestionSchema,
    SearchSchema,
    question_from,
)

api = APIBlueprint("api", __name__, url_prefix="/api/v1", tag="Differential")

_JSON = "application/json"
_REPEATABLE = {"present", "absent", "not_assessed", "context"}


@api.before_request
def _refuse_unknown_formats() -> None:
    """Answer in JSON or not at all.

    :raises NotAcceptable: the caller takes no JSON
    """
    accept = request.headers.get("Accept")
    if preferred(accept, [_JSON]) is None:
        raise NotAcceptable(accept or "", [_JSON])


@api.post("/differential")
@json_only
@api.input(QuestionSchema, location="json", arg_name="case", example=dict(CASE_EXAMPLE))
@api.output(AnswerSchema, description="The differential.")
@api.doc(summary="The differential of a case", responses=errors(400, 406, 413, 415, 422))
def differential_by_post(case: dict[str, Any]) -> Response:
    """Rank all diseases of the source against a case, every reason with the passage it rests on."""
    return _differential(case)


@api.get("/differential")
@api.input(QuestionSchema, location="query", arg_name="case", unknown=RAISE)
@api.output(AnswerSchema, description="The differential.")
@api.doc(summary="The differential of a case in the address", responses=errors(406, 422))
def differential_by_get(case: dict[str, Any]) -> Response:
    """Do as POST does; lists are given by repeating their name: ``?present=pons+lesion&present=haemorrhage``."""
    _refuse_repeated()
    return _differential(case)


@api.get("/findings")
@api.input(SearchSchema, location="query", arg_name="search", unknown=RAISE)
@api.output(FoundSchema, description="The hits, the best first; none when nothing fits.")
@api.doc(summary="Search for findings and tests", responses=errors(406, 422))
def findings(search: dict[str, Any]) -> Response:
    """Find what a case may name, by label, synonym or abbreviation; spelling may be American, and small typos pass.

    After what is called so come the findings that lie at a site that is.
    """
    service = opened()
    named = service.terms.search(search["q"], search["limit"], FINDINGS | TESTS)
    located = service.terms.located(search["q"], search["limit"])
    hits = [*named, *(hit for hit in located if all(hit.id != each.id for each in named))][: search["limit"]]
    return _json({"version": service.version, "findings": [_hit(each) for each in hits]})


def _differential(case: dict[str, Any]) -> Response:
    return _json(ask(opened(), question_from(case)))


def _hit(hit: Hit) -> dict[str, object]:
    service = opened()
    finding = service.compiled.knowledge.findings.get(hit.id)
    return {
        "id": curie(hit.id),
        "label": hit.label,
        "matched": hit.matched,
        "kind": _term(hit.kind),
        "tests": [_term(each) for each in sorted(finding.tests if finding else ())],
    }


def _term(iri: str) -> dict[str, str]:
    return {"id": curie(iri), "label": opened().terms.label(iri)}


def _refuse_repeated() -> None:
    """Refuse two ages or two sexes: which of them was meant cannot be known."""
    for name, values in request.args.lists():
        if len(values) > 1 and name not in _REPEATABLE:
            raise InvalidCase(f"“{name}” is given {len(values)} times; give it once.", field=name, values=values)


def _json(value: object) -> Response:
    return Response(json.dumps(value), mimetype="application/json")
