"""Writes of scripts by the protocols of SPARQL: with a token they become proposals, and without one nothing.

An update or a graph comes as any program sends it; the answer is 202 with the proposal's address. What is written to
is what the editors' files say. A second person agrees to it like to any other proposal.
"""

from typing import Any

from apiflask import APIBlueprint
from flask import request
from werkzeug.exceptions import UnsupportedMediaType
from werkzeug.wrappers import Response as AnyResponse

from miliary.composition import limits
from miliary.curation.tokens import Scope
from miliary.curation.updates import change_by_graph, change_by_removal, change_by_update
from miliary.web.auth import needs_token
from miliary.web.bodies import unsupported
from miliary.web.graphs import PARAMETERS, named
from miliary.web.openapi import content, errors
from miliary.web.opened import opened
from miliary.web.pressing import press
from miliary.web.proposing import propose, version
from miliary.web.representations import GRAPHS

script_writes = APIBlueprint("script_writes", __name__, tag="SPARQL")

ACCEPTED: dict[int | str, Any] = {
    202: {
        "description": "It is proposed; a second person has to agree before anything changes.",
        "headers": {"Location": {"schema": {"type": "string"}, "description": "The address of the proposal."}},
        "content": {"application/json": {"schema": {"type": "object"}}},
    }
}
_REASON = {
    "name": "reason",
    "in": "query",
    "required": False,
    "description": "Why; it stands in the history.",
    "schema": {"type": "string"},
}
_BODY = {"required": True, "content": content(GRAPHS)}
_RESPONSES = {**ACCEPTED, **errors(400, 401, 403, 404, 409, 413, 415, 422)}
_DESCRIBED: dict[str, Any] = {
    "responses": _RESPONSES,
    "extensions": {"x-parameters": [*PARAMETERS, _REASON], "x-request-body": _BODY},
}

_TAKEN_AWAY: dict[str, Any] = {
    "responses": {**ACCEPTED, **errors(400, 401, 403, 404, 409, 422)},
    "extensions": {"x-parameters": [*PARAMETERS, _REASON]},
}


@needs_token(Scope.PROPOSE)
def propose_update(text: str) -> AnyResponse:
    """Propose what a SPARQL Update would change.

    :raises ForbiddenQuery: it would fetch something, or writes to a named graph
    """
    settings = opened().settings
    graph = press().graphs.current()
    change = change_by_update(graph, text, settings.base, limits(settings), version())
    return propose(change, "A SPARQL Update")


@script_writes.post("/graph")
@script_writes.doc(summary="Propose to add to the knowledge", **_DESCRIBED)
@needs_token(Scope.PROPOSE)
def add() -> AnyResponse:
    """Propose to add what the body says; ``?graph=`` names the ontology of a file, ``?default`` means all files."""
    return _write(whole=False)


@script_writes.put("/graph")
@script_writes.doc(summary="Propose to replace what a file says", **_DESCRIBED)
@needs_token(Scope.PROPOSE)
def replace() -> AnyResponse:
    """Propose that the file which declares the ontology ``?graph=`` say what the body says and nothing else."""
    return _write(whole=True)


@script_writes.delete("/graph")
@script_writes.doc(summary="Propose to take away what a file says", **_TAKEN_AWAY)
@needs_token(Scope.PROPOSE)
def remove() -> AnyResponse:
    """Propose that the file which declares the ontology ``?graph=`` say no more than that it is one.

    What others say of its terms stays, so that this is acceptable only where nothing rests on them.
    """
    workspace = press().graphs.current().workspace
    return propose(change_by_removal(workspace, named(), version()), "A graph taken away")


def _write(*, whole: bool) -> AnyResponse:
    form = GRAPHS.get(request.mimetype)
    if form is None:
        raise UnsupportedMediaType(unsupported(*GRAPHS))
    workspace = press().graphs.current().workspace
    change = change_by_graph(workspace, named(), request.get_data(), form, whole=whole, version=version())
    return propose(change, "A graph written whole" if whole else "A graph added to")
