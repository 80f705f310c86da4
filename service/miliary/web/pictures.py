"""Pages with pictures: the matrix of diseases and findings, the pathways, the graph around a disease.

Each picture has beside it a table, or is one, that says the same, and needs no script.
"""

from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from apiflask import APIBlueprint
from flask import Response, current_app, render_template, request
from marshmallow import EXCLUDE

from miliary.consultation.matrix import ColumnOrder, RowOrder, matrix
from miliary.consultation.pathway import stand
from miliary.consultation.statement import assertion
from miliary.consultation.wording import DISCLAIMER
from miliary.errors import NotFound
from miliary.vocabulary import curie, expand
from miliary.web import flow
from miliary.web.case import PageCase
from miliary.web.heatmap import CONFLICT, FREQUENCY, WEIGHT, Drawing, as_csv, look
from miliary.web.openapi import content, errors
from miliary.web.opened import opened
from miliary.web.pages import CASE_PARAMETERS
from miliary.web.picture_data import case_of_address, graph_around, pathways, view_from
from miliary.web.representations import accepted
from miliary.web.schemas.pictures import MatrixViewSchema

pictures = APIBlueprint("pictures", __name__, tag="Pages")

_HTML, _SVG, _CSV = "text/html", "image/svg+xml", "text/csv"
_BUNDLE = "built/graph.js"
_FIELDS = ("disease", "kind", "q", "least", "of_case", "sort", "columns", "show")
_CELL = {
    "name": "cell",
    "in": "query",
    "required": False,
    "description": "A finding and a disease, as CURIEs with a comma between, whose statements are to be shown.",
    "schema": {"type": "string"},
}


def _responses(media_type: str, *statuses: int) -> dict[int | str, Any]:
    return {200: {"description": "The picture.", "content": content([media_type])}, **errors(*statuses)}


class _Asked(MatrixViewSchema):
    class Meta:
        """A link that came through a mailing system has fields that nobody knows."""

        unknown = EXCLUDE


@pictures.get("/matrix")
@pictures.input(_Asked, location="query", arg_name="asked", unknown=EXCLUDE)
@pictures.doc(
    summary="Diseases beside findings, as a page",
    responses=_responses(_HTML, 404, 406, 413, 422),
    extensions={"x-parameters": [_CELL]},
)
def matrix_page(asked: dict[str, Any]) -> Response:
    """Show what each finding weighs for each disease, and the statements of one cell.

    :raises NotFound: nothing is said of the pair whose statements are asked for
    """
    accepted([_HTML])
    case = case_of_address()
    found = matrix(opened(), case.question(), view_from(asked))
    knowledge = opened().compiled.knowledge
    page = render_template(
        "matrix.html",
        asked=asked,
        by_disease=_by_disease,
        case=case,
        cell=_cell(found),
        columns=list(ColumnOrder),
        conflict=CONFLICT,
        disclaimer=DISCLAIMER,
        fields=_fields(asked, case),
        found=found,
        look=look,
        orders=list(RowOrder),
        names=sorted((each.label, curie(each.id)) for each in knowledge.diseases.values()),
        shows=[WEIGHT, FREQUENCY],
        version=found["version"],
        with_fields=lambda **changed: _address(_fields(asked | changed, case)),
    )
    return Response(page, mimetype=_HTML)


@pictures.get("/matrix.svg")
@pictures.input(_Asked, location="query", arg_name="asked", unknown=EXCLUDE)
@pictures.doc(summary="Diseases beside findings, as SVG", responses=_responses(_SVG, 406, 413, 422))
def matrix_svg(asked: dict[str, Any]) -> Response:
    """Draw what the page shows; each cell is a link to the passage."""
    accepted([_SVG])
    found = matrix(opened(), case_of_address().question(), view_from(asked))
    drawing = render_template("matrix.svg", found=found, drawing=Drawing(found, asked["show"]), show=asked["show"])
    return Response(drawing, mimetype=_SVG)


@pictures.get("/matrix.csv")
@pictures.input(_Asked, location="query", arg_name="asked", unknown=EXCLUDE)
@pictures.doc(summary="Diseases beside findings, as CSV", responses=_responses(_CSV, 406, 413, 422))
def matrix_csv(asked: dict[str, Any]) -> Response:
    """List the cells that the page shows, a row each, with their statements' places and links."""
    accepted([_CSV])
    return Response(as_csv(matrix(opened(), case_of_address().question(), view_from(asked))), mimetype=_CSV)


@pictures.get("/pathway")
@pictures.doc(
    summary="The article's pathways, as a page",
    responses=_responses(_HTML, 406, 413, 422),
    extensions={"x-parameters": CASE_PARAMETERS},
)
def pathway_page() -> Response:
    """Show the steps that the article lists, and where the case of the address stands; no recommendation."""
    accepted([_HTML])
    case = case_of_address()
    found = stand(opened(), case.question(), pathways())
    page = render_template(
        "pathway.html",
        case=case,
        disclaimer=DISCLAIMER,
        drawn=[(each, flow.lay_out(each)) for each in found["pathways"]],
        flow=flow,
        version=found["version"],
    )
    return Response(page, mimetype=_HTML)


@pictures.get("/around/<path:name>")
@pictures.doc(summary="The graph around a disease, as a page", responses=_responses(_HTML, 404, 406))
def graph_page(name: str) -> Response:
    """Show the findings of a disease by kind, with what is stated of each.

    :raises NotFound: there is no such disease
    """
    accepted([_HTML])
    found = graph_around(name)
    knowledge = opened().compiled.knowledge
    assert current_app.static_folder is not None, "the package has static files"
    page = render_template(
        "graph.html",
        disclaimer=DISCLAIMER,
        found=found,
        drawable=(Path(current_app.static_folder) / _BUNDLE).is_file(),
        names=sorted((each.label, curie(each.id)) for each in knowledge.diseases.values()),
        version=found["version"],
    )
    return Response(page, mimetype=_HTML)


def _by_disease(row: dict[str, Any]) -> Mapping[str, Any]:
    """The cells of a row by their disease; None where there is none."""
    return defaultdict(lambda: None, {each["disease"]: each for each in row["cells"]})


def _cell(found: dict[str, Any]) -> dict[str, Any] | None:
    """The cell that the address asks about, with its statements; None when it asks about none.

    :raises NotFound: the matrix has no such cell
    """
    wanted = request.args.get("cell", "")
    if not wanted:
        return None
    finding, _, disease = wanted.partition(",")
    labels = {each["id"]: each["label"] for each in found["diseases"]}
    for row in found["findings"]:
        for cell in row["cells"]:
            if (row["id"], cell["disease"]) == (finding, disease):
                citations = opened().citations
                stated = [assertion(citations[expand(each["id"])]) for each in cell["statements"]]
                return {**cell, "finding": row, "label": labels[disease], "assertions": stated}
    raise NotFound(f"The matrix as it is shown has nothing at “{wanted}”.", cell=wanted)


def _fields(asked: dict[str, Any], case: PageCase) -> list[tuple[str, str]]:
    """The view and the case as fields of an address; what is as it would be anyway is left out."""
    plain = _Asked().load({})
    pairs: list[tuple[str, str]] = []
    for name in _FIELDS:
        value = asked.get(name)
        if isinstance(value, list):
            pairs += [(name, each) for each in value if each]
        elif value is not None and value != plain.get(name):
            pairs.append((name, "1" if value is True else str(value)))
    return pairs + case.fields


def _address(fields: list[tuple[str, str]]) -> str:
    return urlencode(fields, safe=":,")
