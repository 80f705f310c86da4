"""Which graphs a request is about: named beside the query, in it, or both (SPARQL 1.1 Protocol, section 2.1.4)."""

from dataclasses import dataclass

from flask import request

from miliary.errors import ForbiddenQuery
from miliary.store import graphs_named, refuse_unknown
from miliary.web.endpoint import endpoint

_DEFAULT, _NAMED = "default-graph-uri", "named-graph-uri"
PARAMETERS = (_DEFAULT, _NAMED)
"""What a query may come with."""

_USING, _USING_NAMED = "using-graph-uri", "using-named-graph-uri"

FIELDS = frozenset(("query", "update", *PARAMETERS, _USING, _USING_NAMED))
"""All that the endpoint reads of an address or a form."""


@dataclass(frozen=True, slots=True)
class Dataset:
    """The graphs that a query runs on, as IRIs; None leaves both to what the query says itself."""

    default: tuple[str, ...] | None = None
    named: tuple[str, ...] | None = None


def dataset_of(query: str) -> Dataset:
    """Return what the request names beside ``query``; that counts, and FROM does not, when there is anything.

    :raises ForbiddenQuery: one of the graphs, or one under FROM, is not in the store, since nothing is ever fetched; or
        graphs for an update are named
    """
    here, updating = endpoint(), using()
    if updating.default or updating.named:
        raise ForbiddenQuery(
            f"{_USING} or {_USING_NAMED}", f"it is for updates; a query takes {' and '.join(PARAMETERS)}"
        )
    default, named = _values(_DEFAULT), _values(_NAMED)
    if here.scratch is None:
        wanted = [*default, *named, *graphs_named(query, here.settings.base)]
        refuse_unknown(wanted, here.store.graphs() if wanted else ())
    return Dataset(default, named) if default or named else Dataset()


def using() -> Dataset:
    """Return what the request names beside an update."""
    return Dataset(_values(_USING), _values(_USING_NAMED))


def _values(name: str) -> tuple[str, ...]:
    # A form names them in its body; older clients, and the W3C's tests, in the address.
    return (*request.args.getlist(name), *request.form.getlist(name))
