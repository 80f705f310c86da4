"""Look-ups: what is taken for one is small however it is run, and is answered as any other query is."""

import time
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pyoxigraph import BaseDirection, BlankNode, Literal, NamedNode, Quad, QueryResultsFormat, Triple
from rdflib.plugins.sparql import prepareQuery
from rdflib.term import URIRef, Variable

from miliary.store import RESULT_FORMATS, Asked, EmbeddedStore, InProcess, Limits
from miliary.store.lookups import MOST_STEPS, LookUps, Pattern, read

A = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
LIMITS = Limits(seconds=1, memory=1, rows=10_000, bytes=1_000_000)
X = "PREFIX x: <http://a.example/> "
THREE = "<x:s> <x:p> ?o . ?o <x:p> <x:o> . <x:a> <x:b> <x:c> . "


def x(name: str) -> NamedNode:
    return NamedNode(f"http://a.example/{name}")


def rows(text: str, default_graphs: tuple[str, ...] | None = None, named: tuple[str, ...] | None = None) -> Asked:
    return Asked(text, QueryResultsFormat.JSON, None, default_graphs, named)


@pytest.mark.parametrize(
    ("text", "patterns"),
    [
        ("SELECT ?o WHERE { <http://a.example/s> <http://a.example/p> ?o }", [(x("s"), x("p"), None)]),
        (X + "select distinct * where { ?s a x:T . } limit 5", [(None, A, x("T"))]),
        (X + "SELECT*{x:s x:p $o.}", [(x("s"), x("p"), None)]),
        (X + "SELECT ?a?b{ x:s x:p ?a ; x:q-r ?b . ?b x:p x:o }", [
            (x("s"), x("p"), None), (x("s"), x("q-r"), None), (None, x("p"), x("o"))
        ]),
        (X + "PREFIX : <http://a.example/a#>\nSELECT ?o\n{ :s :p ?o }", [(x("a#s"), x("a#p"), None)]),
    ],
)  # fmt: skip
def test_a_plain_look_up_is_read(text: str, patterns: list[Pattern]) -> None:
    found = read(text)
    assert found is not None
    assert found.patterns == tuple(patterns)
    assert found.is_distinct == ("distinct" in text)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "it asks nothing"),
        ("ASK { <x:s> <x:p> <x:o> }", "it selects nothing"),
        ("SELECT * { }", "it has no pattern"),
        ("SELECT * { ?s <x:p> ?o }", "it names neither subject nor object"),
        ("SELECT * { <x:s> ?p <x:o> }", "it leaves the predicate open"),
        ("SELECT * { <x:s> <x:p>* ?o }", "it follows a path"),
        ("SELECT * { <x:s> <x:p>?true }", "it may follow a path"),
        ("SELECT * { <x:s> <x:p>/<x:q> ?o }", "it follows a path"),
        ("SELECT * { <x:s> ^<x:p> ?o }", "it follows a path"),
        ("SELECT * { <x:s> <x:p> ?o FILTER(?o > 1) }", "it filters"),
        ("SELECT * { <x:s> <x:p> 'o' }", "it has a literal"),
        ("SELECT * { <x:s> <x:p> ?o # so }\n }", "it has a comment"),
        ("SELECT * { <x:s> <x:p> ?o , ?q }", "it has a list"),
        ("SELECT * { <x:s> <x:p> [] }", "it has a blank node"),
        ("SELECT * { <s> <x:p> ?o }", "its name is relative"),
        ("SELECT * { <x:s> <x:\\u0070> ?o }", "it has an escape"),
        ("SELECT * { x:s <x:p> ?o }", "nobody declared its prefix"),
        (X + "SELECT * { x:s:t x:p ?o }", "names may go on after a colon"),
        (X + "SELECT * { x:s.t x:p ?o }", "names may go on after a dot"),
        (X + "SELECT * { x:s%20 x:p ?o }", "names may go on after a sign"),
        (X + "SELECT * { x:é x:p ?o }", "names may have other letters"),
        ("SELECT * { <x:s> <x:p> ?o ; }", "a predicate is missing"),
        ("SELECT * { <x:s> <x:p> ?o <x:t> <x:p> ?o }", "a dot is missing"),
        ("SELECT * { <x:s> <x:p> ?o ; <x:s> <x:p> ?o }", "a subject is one too many"),
        ("SELECT * { <x:s> <x:p> ?o . <x:p> ?o }", "a subject is missing"),
        ("SELECT * { <x:s> <x:p> ?o } ORDER BY ?o", "it sorts"),
        ("SELECT * { <x:s> <x:p> ?o } OFFSET 1", "it leaves rows out"),
        ("SELECT * { <x:s> <x:p> ?o } VALUES ?o { 1 }", "it brings values"),
        ("SELECT (1 AS ?x) { <x:s> <x:p> ?o }", "it computes"),
        ("SELECT * FROM <x:g> { <x:s> <x:p> ?o }", "it names a graph"),
        ("SELECT * { { <x:s> <x:p> ?o } }", "it has a group in a group"),
        ("SELECT * { <x:s> <x:p> ?o } }", "it goes on"),
        ("BASE <http://a.example/> SELECT * { <x:s> <x:p> ?o }", "it has a base"),
        ("SELECT * { " + 3 * THREE + "}", "it has too many patterns"),
        ("SELECT * { <x:s> <x:p> ?o }" + 2_000 * " ", "it is long"),
    ],
)
def test_whatever_is_not_plainly_one_is_none(text: str, why: str) -> None:
    assert read(text) is None, why


# Mostly what look-ups are made of, now and then what reads otherwise beside it.
SUBJECTS = st.sampled_from(8 * ("<x:s>", "x:s", ":n", "?s", "") + (":", "x:t:u", "x:-", "<s>", "_:b", "?a ", "?true"))
PREDICATES = st.sampled_from(8 * ("<x:p>", "x:p", "a", ":n") + ("<x:p>*", "?s", ":", "true", "x:5"))
OBJECTS = st.sampled_from(8 * ("<x:o>", "x:o", "$o", "?s") + ("x:s.", "true", "x:é", "''", "?", "?true", "x:t:u", "[]"))
GAPS = st.sampled_from(20 * (" ",) + ("", "\n", "#", "^", "/", "?", "+"))
SEPARATORS = st.sampled_from(8 * (" . ", " ; ", ".", ";") + ("", ",", "|", "} {", ".5"))
ENDS = st.sampled_from(("}", " } ", "} LIMIT 2", "} LIMIT ?s", "}}", ""))
PATTERN = st.tuples(SUBJECTS, GAPS, PREDICATES, GAPS, OBJECTS, SEPARATORS).map("".join)


@settings(max_examples=1_000)
@given(st.lists(PATTERN, min_size=1, max_size=3).map("".join), ENDS)
@example("x:s.a ?o . ", "}")
@example(":n a ?o ;:n :n", "}")
@example("<x:s><x:p>?true", "}")
def test_what_is_taken_for_one_has_no_other_pattern_in_it_for_a_parser(patterns: str, end: str) -> None:
    text = f"{X}PREFIX : <x:n>SELECT * {{{patterns}{end}"
    found = read(text)
    if found is not None:
        graph = prepareQuery(text).algebra
        while "triples" not in graph:
            graph = graph["p"]
        assert sorted(map(named, graph["triples"])) == sorted(tuple(map(value, each)) for each in found.patterns)


def named(triple: tuple[URIRef | Variable, ...]) -> tuple[str, ...]:
    return tuple("" if isinstance(each, Variable) else str(each) for each in triple)


def value(term: NamedNode | None) -> str:
    return term.value if term else ""


@pytest.mark.parametrize("piece", ["?s ", "<x:s> ", "x:", "PREFIX x: <x:> ", "SELECT ", " ", ". ", "a", "<", "?"])
def test_a_hostile_text_is_read_in_no_time(piece: str) -> None:
    begun = time.process_time()
    for before in ("", "SELECT ", "SELECT * {", "SELECT * { <x:s> <x:p> ?o . "):
        read((before + piece * 2_000)[:2_000])
    assert time.process_time() - begun < 1


@pytest.fixture(scope="module")
def store() -> EmbeddedStore:
    made = EmbeddedStore.memory()
    made.add(triples())
    made.extend([Quad(x("few"), x("p"), x("elsewhere"), x("graph"))])
    return made


def triples() -> Iterator[Triple]:
    for number in range(MOST_STEPS + 1):
        yield Triple(x("many"), x("p"), Literal(number))
    for number in range(20):
        yield Triple(x("few"), x("p"), x(f"{number}"))
        yield Triple(x(f"{number}"), x("q"), x("few"))


@pytest.mark.parametrize(
    ("group", "answered"),
    [
        ("x:few x:p ?o", True),
        ("x:few x:nothing ?o", True),
        ("?s x:q x:few", True),
        ("x:few x:p x:3", True),
        ("x:few x:p ?o . ?o x:q x:few", False),  # 2 · 20 · 20 steps
        ("x:few x:p ?o . x:3 x:q ?s", True),
        ("x:many x:p ?o", False),
        ("x:few x:p x:nowhere . x:many x:p ?o", False),
    ],
)
def test_one_is_answered_as_by_the_engine_where_it_finds_little(
    store: EmbeddedStore, group: str, answered: bool
) -> None:
    asked = rows(f"{X}SELECT * {{ {group} }}")
    expected = InProcess(store, LIMITS).ask(asked)
    assert LookUps(store, LIMITS).answer(asked) == (expected if answered else None)


@pytest.mark.parametrize("form", RESULT_FORMATS)
@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?o { x:few x:p ?o }",
        "SELECT $o { x:few x:p ?o . }",
        "SELECT * { ?s x:q x:few }",
        "SELECT DISTINCT ?o { x:few x:p ?o } LIMIT 1000",
        "SELECT ?o { x:few x:p ?o } LIMIT 3",
        "SELECT ?o { x:few x:p ?o } LIMIT 0",
        "SELECT ?other { x:few x:p ?o }",
        "SELECT DISTINCT ?other { x:few x:p ?o }",
        "SELECT ?o ?other { x:few x:p ?o }",
        "SELECT ?o { x:few x:p x:3 }",
        "SELECT ?o { x:few x:p ?o ; x:nothing ?other }",
    ],
)
def test_its_answer_is_the_engine_s_letter_for_letter(
    store: EmbeddedStore, query: str, form: QueryResultsFormat
) -> None:
    asked = Asked(X + query, form, None)
    assert LookUps(store, LIMITS).answer(asked) == InProcess(store, LIMITS).ask(asked)


@pytest.mark.parametrize("term", [BlankNode(), Literal("a", language="ar", direction=BaseDirection.RTL)])
def test_terms_that_few_formats_know_are_written_by_the_engine(term: BlankNode | Literal) -> None:
    store = EmbeddedStore.memory()
    store.add([Triple(x("s"), x("p"), term)])
    asked = rows(f"{X}SELECT ?o {{ x:s x:p ?o }}")
    assert LookUps(store, LIMITS).answer(asked) is None
    assert InProcess(store, LIMITS).ask(asked).body


@pytest.mark.parametrize("form", RESULT_FORMATS)
def test_rows_that_are_told_apart_or_hold_nothing_are_counted_too(form: QueryResultsFormat) -> None:
    store, taken = EmbeddedStore.memory(), []
    store.add(Triple(x("many"), x("p"), Literal(number)) for number in range(100_000))
    for group in ("SELECT DISTINCT ?nothing { x:many x:p ?o }", "SELECT ?nothing { x:many x:p ?o }"):
        begun = time.process_time()
        assert LookUps(store, LIMITS).answer(Asked(X + group, form, None)) is None
        taken.append(time.process_time() - begun)
    begun = time.process_time()
    InProcess(store, replace(LIMITS, rows=100_000, bytes=10_000_000)).ask(Asked(X + group, form, None))
    assert max(taken) < (time.process_time() - begun) / 2


@pytest.mark.parametrize("name", ["http://a.example/x/../few", "http://a.example/./few", "HTTP://a.example/few"])
def test_the_engine_reads_no_other_name_in_one_than_the_one_that_is_counted(store: EmbeddedStore, name: str) -> None:
    asked = rows(f"{X}SELECT * {{ <{name}> x:p ?o }}")._replace(base="http://a.example/")
    assert b"uri" not in (InProcess(store, LIMITS).ask(asked).body or b"uri")


def test_what_would_be_an_error_is_left_to_others(store: EmbeddedStore) -> None:
    asked = rows(f"{X}SELECT * {{ x:few x:p ?o }}")
    assert LookUps(store, replace(LIMITS, rows=19)).answer(asked) is None
    assert LookUps(store, replace(LIMITS, bytes=1_000)).answer(asked) is None
    assert LookUps(store, LIMITS).answer(rows(f"{X}SELECT ?o ?o {{ x:few x:p ?o }}")) is None


def test_what_names_its_graphs_beside_the_query_is_left_to_others(store: EmbeddedStore) -> None:
    text = f"{X}SELECT * {{ x:few x:p ?o }}"
    assert LookUps(store, LIMITS).answer(rows(text, default_graphs=("http://a.example/graph",))) is None
    assert LookUps(store, LIMITS).answer(rows(text, named=())) is None
