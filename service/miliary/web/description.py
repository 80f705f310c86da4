"""The endpoint in RDF (SPARQL 1.1 Service Description), with its graphs counted and the stored queries as examples."""

from itertools import chain

from flask import current_app, request

from miliary.errors import MalformedInput
from miliary.queries import examples
from miliary.store import Triples
from miliary.web.endpoint import Endpoint, endpoint

_QUERY = "pages/service-description"
_KEEP = "miliary.description"


def description() -> Triples:
    """Return what the endpoint is, what it can, what it holds and where it ends.

    A published version is counted once for the address that it is asked under; a scratch store, each time.

    :raises MalformedInput: the header Host names none, so that there is no address to describe
    """
    if not request.host:
        raise MalformedInput("The header “Host” names no host.")
    here, address = endpoint(), request.base_url
    kept = current_app.extensions.get(_KEEP)
    if here.scratch is None and kept and kept[0] == address:
        return Triples(kept[1])
    triples = tuple(_described(here, address))
    current_app.extensions[_KEEP] = (address, triples)
    return Triples(triples)


def _described(here: Endpoint, address: str) -> Triples:
    query = here.catalogue.load(_QUERY).bind(endpoint=address, limits=_limits(here))
    answer = here.store.query(query)
    assert isinstance(answer, Triples), "the query constructs"
    stored = map(here.catalogue.load, here.catalogue.names())
    return Triples(chain(answer, examples(stored, here.settings.base)))


def _limits(here: Endpoint) -> str:
    settings = here.settings
    return (
        f"An answer has at most {settings.max_rows:,} rows or triples and {settings.max_bytes:,} bytes, a request "
        f"{settings.max_body:,} bytes, a query {settings.query_seconds:g} seconds and {settings.query_memory:,} bytes "
        "of memory; what would be more is refused, never cut. SERVICE is refused, and so are graphs that are not "
        "listed here: nothing is ever fetched."
    )
