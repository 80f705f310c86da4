"""What the pictures are drawn from, as JSON: the matrix, the pathways, the graph around a disease."""

from collections.abc import Mapping
from typing import Any

from apiflask import APIBlueprint
from flask import Response, current_app, json, request
from marshmallow import RAISE

from miliary.consultation.matrix import ColumnOrder, View, matrix
from miliary.consultation.pathway import stand
from miliary.consultation.surroundings import surroundings
from miliary.errors import InvalidCase, NotFound
from miliary.index.pathways import Pathway, read_pathways
from miliary.vocabulary import iri
from miliary.web.case import PageCase, read_case
from miliary.web.openapi import errors
from miliary.web.opened import opened
from miliary.web.representations import accepted
from miliary.web.schemas.pictures import (
    CaseFieldsSchema,
    GraphSchema,
    MatrixSchema,
    MatrixViewSchema,
    PathwaysSchema,
)

picture_data = APIBlueprint("picture_data", __name__, url_prefix="/api/v1", tag="Pictures")

_JSON = "application/json"
_KEPT = "miliary.pathways"


@picture_data.before_request
def _refuse_unknown_formats() -> None:
    """Answer in JSON or not at all.

    :raises NotAcceptable: the caller takes no JSON
    """
    accepted([_JSON])


@picture_data.get("/matrix")
@picture_data.input(MatrixViewSchema, location="query", arg_name="asked", unknown=RAISE)
@picture_data.output(MatrixSchema, description="The findings as rows, each with a cell where something is said.")
@picture_data.doc(summary="Diseases beside findings", responses=errors(406, 413, 422))
def matrix_data(asked: dict[str, Any]) -> Response:
    """Return what each finding weighs for each disease, as the case of the address reads it."""
    return _json(matrix(opened(), case_of_address().question(), view_from(asked)))


@picture_data.get("/pathway")
@picture_data.input(CaseFieldsSchema, location="query", arg_name="asked", unknown=RAISE)
@picture_data.output(PathwaysSchema, description="The pathways, the longest first.")
@picture_data.doc(summary="The article's pathways, and where a case stands in them", responses=errors(406, 413, 422))
def pathway_data(asked: dict[str, Any]) -> Response:  # noqa: ARG001  # the case is read as a page reads it
    """Return the steps in the article's order, what each names, and what of it the case has; no recommendation."""
    return _json(stand(opened(), case_of_address().question(), pathways()))


@picture_data.get("/graph/<path:name>")
@picture_data.output(GraphSchema, description="The disease, its findings, and what is stated of each.")
@picture_data.doc(summary="The graph around a disease", responses=errors(404, 406))
def graph_data(name: str) -> Response:
    """Return the findings of a disease, by its local name or CURIE, with the statements on each."""
    return _json(graph_around(name))


def view_from(asked: Mapping[str, Any]) -> View:
    """Return the view that loaded data of :class:`MatrixViewSchema` asks for; empty fields of a form ask nothing."""
    return View(
        diseases=tuple(each for each in asked.get("disease", ()) if each.strip()),
        kinds=tuple(each for each in asked.get("kind", ()) if each.strip()),
        text=asked["q"],
        least=asked["least"],
        of_case=asked["of_case"],
        rows=asked["sort"],
        columns=ColumnOrder(asked["columns"]),
    )


def case_of_address() -> PageCase:
    """Return the case of the current address.

    :raises InvalidCase: a word of it is in doubt
    :raises TooLarge: it has too many findings
    """
    case = read_case(request.args, opened().terms)
    for doubt in case.doubts:
        raise InvalidCase(doubt.message, term=doubt.word)
    return case


def pathways() -> tuple[Pathway, ...]:
    """The pathways of the version that is served, read when they are first asked for: a version never changes."""
    kept: tuple[Pathway, ...] | None = current_app.extensions.get(_KEPT)
    if kept is None:
        service = opened()
        kept = current_app.extensions[_KEPT] = read_pathways(service.store, service.catalogue)
    return kept


def graph_around(name: str) -> dict[str, Any]:
    """Return the graph around the disease with this local name or CURIE.

    :raises NotFound: there is no such disease
    """
    disease = iri(name.removeprefix("mil:"))
    if disease not in opened().compiled.knowledge.diseases:
        raise NotFound(f"There is no disease “{name}”.", disease=name)
    return surroundings(opened(), disease)


def _json(value: object) -> Response:
    return Response(json.dumps(value), mimetype=_JSON)
