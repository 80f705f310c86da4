"""What an operator asks: is it alive, is it ready, what version answers?"""

from apiflask import APIBlueprint, Schema, fields
from flask import Response, json, request

from miliary import __version__
from miliary.web.compression import wanted
from miliary.web.kept import KEEP, Keeping
from miliary.web.observing import route
from miliary.web.opened import opened

operations = APIBlueprint("operations", __name__, tag="Operations", url_prefix="/health")


class LiveSchema(Schema):
    """The process answers."""

    status = fields.String(required=True, metadata={"example": "live"})


class PoolSchema(Schema):
    """The processes that answer strangers' queries, of the process that tells."""

    limit = fields.Integer(metadata={"description": "How many there may be."})
    workers = fields.Integer(metadata={"description": "How many there are."})
    busy = fields.Integer(metadata={"description": "How many are at a query."})
    waiting = fields.Integer(metadata={"description": "Queries that wait for one."})


class ReadySchema(Schema):
    """A published version is open and answers."""

    status = fields.String(required=True, metadata={"example": "ready"})
    version = fields.String(required=True, metadata={"description": "The published version of the knowledge."})
    software = fields.String(required=True, metadata={"description": "The version of Miliary."})
    store = fields.String(
        required=True,
        metadata={"description": "Whether the store “answers” or is “silent”; differentials need none."},
    )
    statements = fields.Integer(required=True, metadata={"description": "Triples in the store."})
    queries = fields.Nested(PoolSchema, required=True)


@operations.get("/live")
@operations.output(LiveSchema, description="It is alive.")
@operations.doc(summary="Is the process alive?")
def live() -> Response:
    """Answer as long as the process can; from then on the gateway gives the answer itself, and waits for no thread."""
    request.environ[KEEP] = Keeping(route(), None, wanted())
    return _json({"status": "live"})


@operations.get("/ready")
@operations.output(ReadySchema, description="It is ready.")
@operations.doc(summary="Is a published version ready to answer?")
def ready() -> Response:
    """Ask the store something, so that one that has gone is noticed; what needs no store is answered all the same."""
    service = opened()
    content = {
        "status": "ready",
        "version": service.version,
        "software": __version__,
        "store": "answers" if service.store.answers() else "silent",
        "statements": service.store.count(),
        "queries": dict(service.strangers.state()),
    }
    return _json(content)


def _json(value: object) -> Response:
    return Response(json.dumps(value), mimetype="application/json")
