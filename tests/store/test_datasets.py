"""Which graphs a query names: read from its text, as the engine would read it."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from miliary.errors import ForbiddenQuery
from miliary.store import graphs_named, refuse_unknown

G, H = "http://a.example/g", "http://a.example/h"


@pytest.mark.parametrize(
    ("query", "named"),
    [
        (f"SELECT * FROM <{G}> {{ }}", [G]),
        (f"SELECT * FROM NAMED <{G}> FROM<{H}> WHERE {{ }}", [G, H]),
        (f"ask from<{G}>from named<{H}>{{}}", [G, H]),
        (f"ASK FROMNAMED<{G}> {{}}", [G]),
        (f"CONSTRUCT {{ ?s ?p ?o }} FROM <{G}> WHERE {{ }}", [G]),
        (f"DESCRIBE <{H}> FROM <{G}>", [G]),
        (f"SELECT (1 AS ?x)FROM # not <{H}>\n <{G}> {{}}", [G]),
        ("PREFIX x: <http://a.example/> PREFIX : <http://a.example/h> SELECT * FROM x:g FROM NAMED : {}", [G, H]),
        ("prefix x:<http://a.example/>ASK FROM NAMED x:g{}", [G]),
        ("PREFIX from: <http://a.example/> ASK FROM from:g { from:g from:h from:from }", [G]),
        ("PREFIX x: <http://a.example/> ASK FROM x:g\\/y { }", [G + "/y"]),
        ("BASE <http://a.example/x> ASK FROM <g> FROM <#y> {}", [G, "http://a.example/x#y"]),
        ("BASE <http://a.example/> PREFIX x: <g> ASK FROM x: {}", [G]),
        ("ASK FROM <http://a.example/\\u0067> {}", [G]),
        ("ASK FROM <file:///etc/passwd> {}", ["file:///etc/passwd"]),
        ("ASK FROM <http://[> {}", ["http://["]),
        (f"SELECT ?from {{ ?from <{G}> 'from <{H}>' ; <x:y> '''it's\nfrom <{H}>''' , \"from <{H}>\" }}", []),
        (f"SELECT * {{ ?s ?p 'x'@from , <{G}> . # from <{H}>\n _:from <{G}> ?p . ?s x:from <{H}> }}", []),
        ("", []),
        ("FROM", []),
        ("FROM NAMED", []),
        ("'FROM <", []),
    ],
)
def test_the_graphs_under_from_are_found(query: str, named: list[str]) -> None:
    assert list(graphs_named(query, "http://base.example/")) == named


def test_relative_names_are_relative_to_the_address() -> None:
    assert list(graphs_named("ASK FROM <g> {}", "http://a.example/sparql")) == [G]


@given(st.text(alphabet="FROMfrom NAMED<>\"'\\#:\n?_x", max_size=80))
def test_no_text_makes_it_raise(text: str) -> None:
    list(graphs_named(text))


@pytest.mark.parametrize(
    "piece", ["'", "<", "from:.", "a.", "\\", "'\\", "\\'''", '\\"""', "a:%", "PREFIX ", "#", "@a-"]
)
def test_a_hostile_text_is_read_in_no_time(piece: str) -> None:
    begun = time.perf_counter()
    list(graphs_named("from ''' " + piece * 100_000))
    list(graphs_named("from " + piece * 100_000))
    assert time.perf_counter() - begun < 5


def test_a_graph_that_is_not_there_is_named() -> None:
    refuse_unknown([G, H], {G, H})
    with pytest.raises(ForbiddenQuery, match="nothing is fetched") as caught:
        refuse_unknown([G, H], {G})
    assert caught.value.extra == {"refused": f"The graph <{H}>"}
