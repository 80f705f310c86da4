"""Help: a tour on the patients of the article's figures, how to read an answer, its limits and its sources."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from apiflask import APIBlueprint
from flask import Response, render_template

from miliary.consultation.wording import DISCLAIMER, MEANING
from miliary.queries.records import records
from miliary.vocabulary import curie
from miliary.web.case import ABSENT, PRESENT, Entry, PageCase
from miliary.web.openapi import errors
from miliary.web.opened import opened
from miliary.web.representations import accepted

instructions = APIBlueprint("help", __name__, tag="Pages")

_PATIENTS = "figure-patients"
_RESPONSES: dict[int | str, Any] = {
    200: {"description": "The page.", "content": {"text/html": {"schema": {"type": "string"}}}},
    **errors(406),
}


@dataclass(frozen=True, slots=True)
class Patient:
    """A patient of the article's figures: a name, the disease that the article gives, and the case to look at."""

    label: str
    disease: str
    case: PageCase


@instructions.get("/help")
@instructions.doc(summary="A tour, and how to read an answer", responses=_RESPONSES)
def tour() -> Response:
    """Show the tour; every patient in it is a link that fills the page of the differential."""
    accepted(["text/html"])
    service = opened()
    constants = service.compiled.scale.constants
    page = render_template(
        "help.html",
        patients=list(_patients()),
        disclaimer=DISCLAIMER,
        meaning=MEANING,
        within=constants.compatible_within,
        enough=constants.enough_score,
        draws=constants.draws,
        version=service.version,
    )
    return Response(page, mimetype="text/html")


def _patients() -> Iterator[Patient]:
    service = opened()
    rows: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in records(service.store, service.catalogue, _PATIENTS):
        rows[row["case"]].append(dict(row))
    for found in rows.values():
        first = found[0]
        entries = {row["finding"]: row for row in found}  # a patient may have several proofs, each with all findings
        case = PageCase(
            tuple(
                Entry(curie(name), row["findingLabel"], PRESENT if row["observed"] == "true" else ABSENT, curie(name))
                for name, row in entries.items()
            ),
            age=f"{float(first['age']):g}" if "age" in first else "",
        )
        yield Patient(first["label"], first["diseaseLabel"], case)
