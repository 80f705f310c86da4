"""The graphs of the store as wholes: the reading half of the SPARQL 1.1 Graph Store HTTP Protocol."""

from apiflask import APIBlueprint
from flask import Response, request

from miliary.errors import MalformedInput, NotFound
from miliary.store import Triples
from miliary.web.endpoint import endpoint
from miliary.web.openapi import errors
from miliary.web.representations import GRAPHS, accepted, whole_graph

graphs = APIBlueprint("graphs", __name__, tag="SPARQL")

_QUERY = "pages/graph"
_CONTENT = {media_type: {"schema": {"type": "string"}} for media_type in GRAPHS}
PARAMETERS = [
    {
        "name": "default",
        "in": "query",
        "required": False,
        "allowEmptyValue": True,
        "description": "The default graph is meant: everything, what the rules derive included.",
        "schema": {"type": "string"},
    },
    {
        "name": "graph",
        "in": "query",
        "required": False,
        "description": "The IRI of a named graph.",
        "example": "https://w3id.org/miliary/graph/inferred",
        "schema": {"type": "string"},
    },
]
_RESPONSES = {200: {"description": "The whole graph.", "content": _CONTENT}, **errors(400, 404, 406, 413)}


@graphs.get("/graph")
@graphs.doc(summary="A graph of the store", responses=_RESPONSES, extensions={"x-parameters": PARAMETERS})
def graph_by_parameter() -> Response:
    """Return the graph that ``?default`` or ``?graph=`` names."""
    return _graph(named())


@graphs.get("/graph/<path:name>")
@graphs.doc(summary="A graph of the store, by its own address", responses=_RESPONSES)
def graph_by_address(name: str) -> Response:
    """Return the graph whose IRI is this address, under the name that it is published by."""
    return _graph(addressed(name))


def named() -> str | None:
    """Return the IRI of the graph that the request's parameters name, None for the default graph.

    :raises MalformedInput: they name none, or two
    """
    given = request.args.getlist("graph")
    if "default" in request.args and not given:
        return None
    if len(given) != 1 or "default" in request.args:
        raise MalformedInput("Give either “default” or one “graph”, with the IRI of a named graph.")
    return given[0]


def addressed(name: str) -> str:
    """Return the IRI of the graph with the address ``/graph/<name>``: of a published one, not where it is served."""
    here = endpoint()
    return f"{here.settings.base}graph/{name}" if here.scratch is None else request.base_url


def _graph(graph: str | None) -> Response:
    here = endpoint()
    known = here.store.graphs()
    if graph is not None and graph not in known:
        raise NotFound(f"There is no graph “{graph}” here, and none is fetched.", graph=graph, available=sorted(known))
    media_type = accepted(GRAPHS)
    text = here.catalogue.load(_QUERY).text
    answer = here.store.query(text, default_graphs=None if graph is None else (graph,))
    assert isinstance(answer, Triples), "the query constructs"
    return whole_graph(answer, media_type)
