"""The rows of a stored query as plain texts."""

from collections.abc import Iterator, Mapping
from typing import TypeAlias

from pyoxigraph import Literal, NamedNode

from miliary.queries.catalogue import Catalogue
from miliary.queries.parameter import Given
from miliary.store import Solutions, Store

Record: TypeAlias = Mapping[str, str]


def records(store: Store, catalogue: Catalogue, query: str, /, **values: Given) -> Iterator[Record]:
    """Ask the stored SELECT ``query`` with ``values`` and yield its rows, IRIs and literals as texts.

    Empty cells and blank nodes are left out.

    :raises InvalidParameter: a value is not declared, is missing or is of the wrong type
    """
    answer = store.query(catalogue.load(query).bind(**values))
    assert isinstance(answer, Solutions), f"{query} is no SELECT"
    for record in answer.records():
        yield {column: term.value for column, term in record.items() if isinstance(term, NamedNode | Literal)}
