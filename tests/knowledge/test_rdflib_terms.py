"""rdflib, once it is used here, fetches nothing that a query names."""

import pytest
import rdflib

from miliary.knowledge import rdflib_terms
from tests.listener import Listener, listener, listening

__all__ = ["listener", "listening"]


@pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")
def test_a_graph_that_a_query_names_is_not_fetched(listener: Listener) -> None:
    assert rdflib_terms.to_rdflib([]) is not None
    for address in (listener.url, "file:///etc/passwd"):
        for clause in ("FROM", "FROM NAMED"):
            answer = rdflib.Dataset().query(f"SELECT * {clause} <{address}> {{ ?s ?p ?o }}")
            assert list(answer) == []
    assert listener.asked == []
