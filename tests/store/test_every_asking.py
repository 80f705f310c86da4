"""Strangers on every kind of store: answered within one version, refused what they may not ask."""

import pytest

from miliary.errors import ForbiddenQuery, MalformedQuery, TooLarge
from miliary.store import GRAPH_FORMATS, RESULT_FORMATS, Asked, Asking, Versions
from miliary.store.editions import Editions
from tests.store.every import EX

CSV, TURTLE = RESULT_FORMATS[2], GRAPH_FORMATS[0]


def asked(text: str) -> Asked:
    return Asked(text, CSV, TURTLE)


def test_strangers_are_answered_within_their_version(strangers: Asking) -> None:
    everything = "SELECT ?label { { ?s ?p ?label } UNION { GRAPH ?g { ?s ?p ?label } } FILTER ISLITERAL(?label) }"
    body = strangers.ask(asked(everything)).body
    assert body is not None
    assert b"pons of 1" in body
    assert b"pons of 2" not in body
    assert strangers.ask(asked("DESCRIBE <x:y>")).is_graph


def test_a_graph_of_another_version_is_none_for_strangers(two: Versions, strangers: Asking) -> None:
    other = two._edition("2") if isinstance(two, Editions) else None
    for graph in other.there if other else (EX + "2/default",):
        for text in (
            f"SELECT ?s {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}",
            f"SELECT ?s FROM <{graph}> {{ ?s ?p ?o }}",
            f"SELECT ?s {{ VALUES ?g {{ <{graph}> }} GRAPH ?g {{ ?s ?p ?o }} }}",
            f"SELECT ?s {{ GRAPH ?g {{ ?s ?p ?o }} FILTER (?g = <{graph}>) }}",
        ):
            assert strangers.ask(asked(text)).body == b"s\r\n", text


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", ForbiddenQuery),
        ("DROP ALL", ForbiddenQuery),
        ("INSERT DATA { <a:b> <a:b> <a:b> }", ForbiddenQuery),
        ("SELECT ?s { ?s ?p ", MalformedQuery),
        ("", MalformedQuery),
        ("DEFINE get:soft 'replace' SELECT * FROM <http://127.0.0.1:9/> { ?s ?p ?o }", MalformedQuery),
        ("SELECT * { ?s ?p '\ud800' }", MalformedQuery),
        ("SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }", TooLarge),
        ("SELECT * { " + "{ " * 100 + "} " * 100 + "}", TooLarge),
    ],
)
def test_strangers_are_refused_what_they_may_not_ask(strangers: Asking, text: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        strangers.ask(asked(text))
