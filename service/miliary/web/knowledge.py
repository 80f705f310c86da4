"""The page that counts what the published knowledge holds and what it lacks; as JSON for a program."""

from apiflask import APIBlueprint
from flask import Response, current_app, json, render_template

from miliary.index.inventory import read_inventory
from miliary.index.tables import Table, as_json
from miliary.web.openapi import errors
from miliary.web.opened import opened
from miliary.web.representations import accepted

knowledge = APIBlueprint("knowledge", __name__, tag="Pages")

_KEPT = "miliary.inventory"
_JSON = "application/json"
_CONTENT = {"text/html": {"schema": {"type": "string"}}, _JSON: {"schema": {"type": "object"}}}


@knowledge.get("/knowledge")
@knowledge.doc(
    summary="What the knowledge holds, counted",
    responses={200: {"description": "A page, or the same tables as JSON.", "content": _CONTENT}, **errors(406)},
)
def inventory() -> Response:
    """Count assertions, evidence, conflicts and references, and name what tells diseases apart."""
    media_type = accepted(_CONTENT)
    version, tables = opened().version, _tables()
    if media_type == _JSON:
        return Response(json.dumps(as_json(version, tables)), mimetype=_JSON)
    return Response(render_template("knowledge.html", tables=tables, version=version), mimetype="text/html")


def _tables() -> tuple[Table, ...]:
    """The tables of the version that is served, counted when they are first asked for: a version never changes."""
    kept: tuple[Table, ...] | None = current_app.extensions.get(_KEPT)
    if kept is None:
        service = opened()
        kept = current_app.extensions[_KEPT] = read_inventory(service.store, service.catalogue)
    return kept
