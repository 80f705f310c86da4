"""An application for the protocol's tests: an empty store in memory that takes whatever it is sent, at once.

No command and no setting makes one; :func:`miliary.web.create_app` does when a test asks for it.
"""

from http import HTTPStatus
from typing import NamedTuple
from uuid import uuid4

from apiflask import APIBlueprint, APIFlask
from flask import Response, request
from werkzeug.exceptions import UnsupportedMediaType

from miliary.composition import limits
from miliary.errors import NotFound
from miliary.queries import Catalogue
from miliary.settings import Settings
from miliary.store import InProcess, ScratchStore
from miliary.web.bodies import unsupported
from miliary.web.endpoint import Endpoint, attach, endpoint
from miliary.web.graphs import addressed, graphs, named
from miliary.web.representations import GRAPHS
from miliary.web.sparql import sparql

writes = APIBlueprint("scratch", __name__, enable_openapi=False)

_FORM = "multipart/form-data"


class _Part(NamedTuple):
    """What was sent: all of a body, or one file of a form."""

    body: bytes
    media_type: str


def furnish(app: APIFlask, settings: Settings) -> None:
    """Let ``app`` answer from a new scratch store, over the query, update and graph store protocols."""
    store = ScratchStore()
    catalogue = Catalogue(settings.knowledge / "queries")
    attach(app, Endpoint(settings, InProcess(store, limits(settings)), store, catalogue, scratch=store))
    for blueprint in (sparql, graphs, writes):
        app.register_blueprint(blueprint)


@writes.put("/graph")
def put_by_parameter() -> Response:
    """Replace the graph that the parameters name."""
    return _put(named())


@writes.put("/graph/<path:name>")
def put_by_address(name: str) -> Response:
    """Replace the graph that the address names."""
    return _put(addressed(name))


@writes.post("/graph")
def post_by_parameter() -> Response:
    """Add to the graph that the parameters name; without any, to a new one."""
    if request.args:
        return _post(named())
    graph = f"{request.base_url}/{uuid4()}"
    response = _post(graph)
    response.headers["Location"] = graph
    return response


@writes.post("/graph/<path:name>")
def post_by_address(name: str) -> Response:
    """Add to the graph that the address names."""
    return _post(addressed(name))


@writes.delete("/graph")
def delete_by_parameter() -> Response:
    """Take the graph away that the parameters name."""
    return _delete(named())


@writes.delete("/graph/<path:name>")
def delete_by_address(name: str) -> Response:
    """Take the graph away that the address names."""
    return _delete(addressed(name))


def _put(graph: str | None) -> Response:
    if request.mimetype == _FORM:
        raise UnsupportedMediaType(unsupported(*GRAPHS))
    (part,) = _parts()
    return _done(_store().put(graph, part.body, GRAPHS[part.media_type]))


def _post(graph: str | None) -> Response:
    store = _store()
    is_new = [store.post(graph, part.body, GRAPHS[part.media_type]) for part in _parts()]
    return _done(is_new[0])


def _delete(graph: str | None) -> Response:
    if not _store().remove(graph):
        raise NotFound(f"There is no graph “{graph}”.", graph=graph)
    return _done(is_new=False)


def _parts() -> list[_Part]:
    files = request.files.values() if request.mimetype == _FORM else ()
    parts = [_Part(file.read(), file.mimetype) for file in files] or [_Part(request.get_data(), request.mimetype)]
    if any(part.media_type not in GRAPHS for part in parts):
        raise UnsupportedMediaType(unsupported(*GRAPHS))
    return parts


def _done(is_new: bool) -> Response:
    return Response(status=HTTPStatus.CREATED if is_new else HTTPStatus.NO_CONTENT)


def _store() -> ScratchStore:
    store = endpoint().scratch
    assert store is not None, "these routes are registered with one"
    return store
