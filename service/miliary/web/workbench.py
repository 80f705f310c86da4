"""What the editor of the page ``/sparql`` works with: prefixes, the terms that complete what is typed, examples."""

from pathlib import Path
from typing import Any

from apiflask import APIBlueprint, Schema, fields
from flask import Flask, Response, current_app, json

from miliary.composition import Service
from miliary.queries.records import records
from miliary.vocabulary import MIL, PREFIXES
from miliary.web.openapi import errors
from miliary.web.opened import opened
from miliary.web.representations import accepted

workbench = APIBlueprint("workbench", __name__, tag="SPARQL")

_JSON = "application/json"
_KEY = "miliary.workbench"
_BUNDLE = "built/sparql.js"


class WritableTermSchema(Schema):
    """A term that somebody may want to name in a query."""

    id = fields.String(required=True, metadata={"description": "Its IRI."})
    label = fields.String(required=True, metadata={"description": "Empty for properties of other vocabularies."})
    role = fields.String(required=True, metadata={"enum": ["property", "class", "individual"]})


class EditorExampleSchema(Schema):
    """A stored query, with the example values of its parameters."""

    name = fields.String(required=True)
    title = fields.String(required=True)
    question = fields.String(required=True)
    query = fields.String(required=True, metadata={"description": "SPARQL 1.1."})


class EditorMaterialSchema(Schema):
    """All that an editor of queries needs."""

    version = fields.String(required=True, metadata={"description": "The published version of the knowledge."})
    prefixes = fields.Dict(keys=fields.String(), values=fields.String(), required=True)
    examples = fields.List(fields.Nested(EditorExampleSchema), required=True)
    terms = fields.List(fields.Nested(WritableTermSchema), required=True)


def register(app: Flask) -> None:
    """Tell the templates of ``app`` whether the editor's script was built; a page goes without one."""
    assert app.static_folder is not None, "the package has static files"
    app.jinja_env.globals["term_namespace"] = MIL
    app.jinja_env.globals["has_workbench"] = (Path(app.static_folder) / _BUNDLE).is_file()


@workbench.get("/sparql/workbench.json")
@workbench.output(EditorMaterialSchema, description="Prefixes, examples and terms of the published version.")
@workbench.doc(summary="What an editor of queries needs", responses=errors(406))
def material() -> Response:
    """Return the prefixes, the stored queries and the terms to complete with; the same for a whole version."""
    accepted([_JSON])
    service = opened()
    kept = current_app.extensions.setdefault(_KEY, {})
    if service.version not in kept:
        # The terms take a fifth of a second to collect, and every visit to the page asks for them.
        current_app.extensions[_KEY] = kept = {service.version: json.dumps(_material(service))}
    return Response(kept[service.version], mimetype=_JSON)


def _material(service: Service) -> dict[str, Any]:
    terms = records(service.store, service.catalogue, "pages/terms-to-write")
    return {
        "version": service.version,
        "prefixes": dict(PREFIXES),
        "examples": _examples(service),
        "terms": [{"id": row["term"], "label": row.get("label", ""), "role": row["role"]} for row in terms],
    }


def _examples(service: Service) -> list[dict[str, str]]:
    """The queries that can be asked here: not those that ask other servers, which the endpoint refuses."""
    queries = [service.catalogue.load(name) for name in service.catalogue.names()]
    return [
        {"name": query.name, "title": query.title, "question": query.question, "query": query.text}
        for query in queries
        if not query.servers()
    ]
