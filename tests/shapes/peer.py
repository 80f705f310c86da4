"""pySHACL over a whole graph, with rdflib keeping what it has made of a query.

pySHACL asks each query of SHACL-SPARQL of one term after the other, and rdflib would parse it anew each time: nine
tenths of all the work.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from typing import Any

import pyshacl
import rdflib
from pyoxigraph import Triple
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.processor import SPARQLProcessor
from rdflib.plugins.sparql.sparql import Query
from rdflib.query import Processor
from rdflib.term import Identifier

from miliary.knowledge.rdflib_terms import quiet, to_rdflib


def validated(data: Iterable[Triple], shapes: rdflib.Graph) -> rdflib.Graph:
    """The report of pySHACL on all of ``data``, SPARQL and targets included."""
    with quiet(), parsed_once():
        _, report, _ = pyshacl.validate(to_rdflib(data), shacl_graph=shapes, advanced=True, inplace=True)
    assert isinstance(report, rdflib.Graph)
    return report


class ParsedOnce(SPARQLProcessor):
    """rdflib's, but for a text that it knows."""

    def query(  # type: ignore[override]  # as rdflib says of its own
        self,
        strOrQuery: str | Query,  # noqa: N803
        initBindings: Mapping[str, Identifier] | None = None,  # noqa: N803
        initNs: Mapping[str, Any] | None = None,  # noqa: N803
        base: str | None = None,
        DEBUG: bool = False,  # noqa: N803
    ) -> Mapping[str, Any]:
        """Answer as rdflib does."""
        if isinstance(strOrQuery, str):
            strOrQuery = _parsed(strOrQuery, tuple(sorted((initNs or {}).items())), base)  # noqa: N806
        return super().query(strOrQuery, initBindings, initNs, base, DEBUG)


@cache
def _parsed(text: str, prefixes: tuple[tuple[str, Any], ...], base: str | None) -> Query:
    return prepareQuery(text, dict(prefixes), base)


@contextmanager
def parsed_once() -> Iterator[None]:
    """Have rdflib answer by :class:`ParsedOnce` until the block ends."""
    rdflib.plugin.register("sparql", Processor, __name__, ParsedOnce.__name__)
    yield
    rdflib.plugin.register("sparql", Processor, SPARQLProcessor.__module__, SPARQLProcessor.__name__)
