"""The rows of a stored query, as texts."""

from collections.abc import Iterator

from pyoxigraph import Literal, NamedNode

from miliary.queries import Catalogue
from miliary.store import Solutions, Store


def rows(store: Store, catalogue: Catalogue, query: str) -> Iterator[dict[str, str]]:
    """Yield each row of a stored query, IRIs and literals as texts; empty cells are left out."""
    answer = store.query(catalogue.load(query).text)
    assert isinstance(answer, Solutions), f"{query} is no SELECT"
    for record in answer.records():
        yield {column: term.value for column, term in record.items() if isinstance(term, NamedNode | Literal)}
