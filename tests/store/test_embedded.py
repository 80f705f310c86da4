"""The embedded store: what goes in comes out, on disk as in memory, and what cannot be asked is said."""

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat

from miliary.errors import MalformedQuery
from miliary.store import EmbeddedStore, Solutions, Store, Triples, Truth

EX = "https://example.org/"
LABELS = f"SELECT ?disease ?label {{ ?disease <{EX}label> ?label }}"


def rows(store: Store, query: str) -> list[tuple[object, ...]]:
    answer = store.query(query)
    assert isinstance(answer, Solutions)
    return list(answer)


def quad(number: int) -> Quad:
    return Quad(NamedNode(f"{EX}{number}"), NamedNode(EX + "label"), Literal(str(number)))


def test_a_select_gives_rows_in_the_order_of_its_variables(store: EmbeddedStore) -> None:
    answer = store.query("SELECT ?label ?nothing ?disease { ?disease <https://example.org/label> ?label }")
    assert isinstance(answer, Solutions)
    assert answer.variables == ("label", "nothing", "disease")
    assert list(answer) == [(Literal("Susac syndrome"), None, NamedNode(EX + "Susac"))]


def test_a_record_leaves_out_what_has_no_value(store: EmbeddedStore) -> None:
    answer = store.query("SELECT ?label ?nothing { ?disease <https://example.org/label> ?label }")
    assert isinstance(answer, Solutions)
    assert list(answer.records()) == [{"label": Literal("Susac syndrome")}]


@pytest.mark.parametrize(("pattern", "expected"), [("?s ?p ?o", True), ("?s <x:unknown> ?o", False)])
def test_an_ask_is_true_or_false(store: EmbeddedStore, pattern: str, expected: bool) -> None:
    answer = store.query(f"ASK {{ {pattern} }}")
    assert isinstance(answer, Truth)
    assert bool(answer) is expected


@pytest.mark.parametrize("query", ["CONSTRUCT WHERE { ?s ?p ?o }", f"DESCRIBE <{EX}Susac>"])
def test_a_construct_or_describe_gives_triples(store: EmbeddedStore, query: str) -> None:
    answer = store.query(query)
    assert isinstance(answer, Triples)
    assert {triple.predicate for triple in answer} == {NamedNode(EX + "label"), NamedNode(EX + "finding")}


def test_the_default_graph_is_not_the_union_of_the_named_ones(store: EmbeddedStore) -> None:
    assert len(rows(store, LABELS)) == 1
    assert len(rows(store, "SELECT ?label { GRAPH ?graph { ?disease ?property ?label } }")) == 1


def test_a_substitution_binds_a_variable(store: EmbeddedStore) -> None:
    assert store.query("ASK { ?s ?p ?label }", {"label": Literal("Susac syndrome")})
    assert not store.query("ASK { ?s ?p ?label }", {"label": Literal('" } INSERT')})


def test_an_error_in_between_adds_nothing(store: EmbeddedStore) -> None:
    def broken() -> Iterator[Quad]:
        yield quad(1)
        raise LookupError("no second one")

    with pytest.raises(LookupError):
        store.extend(broken())
    assert store.count() == 3


def test_a_pattern_finds_quads_in_every_graph(store: EmbeddedStore) -> None:
    label = NamedNode(EX + "label")
    assert {found.object for found in store.quads(predicate=label)} == {Literal("Susac syndrome"), Literal("cavernoma")}
    assert len(list(store.quads(predicate=label, graph=NamedNode(EX + "graph")))) == 1


def test_a_store_on_disk_is_read_by_any_number(tmp_path: Path) -> None:
    written = EmbeddedStore.create(tmp_path / "versions" / "1")
    written.extend([quad(1), quad(2)])
    written.flush()
    del written
    readers = [EmbeddedStore.open_read_only(tmp_path / "versions" / "1") for _ in range(3)]
    assert [reader.count() for reader in readers] == [2, 2, 2]
    assert rows(readers[2], LABELS + " ORDER BY ?label")[0][1] == Literal("1")


def test_a_reader_cannot_write(tmp_path: Path) -> None:
    EmbeddedStore.create(tmp_path / "store").flush()
    with pytest.raises(RuntimeError, match="read-write"):
        EmbeddedStore.open_read_only(tmp_path / "store").extend([quad(1)])


def test_a_store_is_not_made_where_something_is(tmp_path: Path) -> None:
    with pytest.raises(FileExistsError):
        EmbeddedStore.create(tmp_path)


def test_a_folder_without_a_store_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="No such file"):
        EmbeddedStore.open_read_only(tmp_path / "nothing")


def test_a_dump_holds_every_graph_if_its_format_does(store: EmbeddedStore) -> None:
    trig, turtle = io.BytesIO(), io.BytesIO()
    store.dump(trig, RdfFormat.TRIG)
    store.dump(turtle, RdfFormat.TURTLE)
    assert b"cavernoma" in trig.getvalue()
    assert b"cavernoma" not in turtle.getvalue()
    assert b"mil:LeptomeningealEnhancement" in turtle.getvalue()


@pytest.mark.parametrize(
    ("query", "line", "column", "said"),
    [
        ("", 1, 1, "cannot be read"),
        ("SELECT * WHERE { ?a", 1, 20, "what could stand here"),
        ("SELECT\n * {\n ?a ?b 'x }", 3, 12, "cannot be read"),
        ("SELECT ?x { ?s foo:bar ?x }", 1, 23, "Prefix not found"),
        ("SELECT (count(*) AS ?c) ?x { ?x ?y ?z }", 1, 40, "a variable that is unbound"),
        ("ASK { ?a ?b '\ud800' }", 1, 14, "surrogate"),
        ("ASK {\n ?a ?b '\ud800' }", 2, 9, "surrogate"),
    ],
)
def test_a_malformed_query_names_line_and_column(
    store: EmbeddedStore, query: str, line: int, column: int, said: str
) -> None:
    with pytest.raises(MalformedQuery) as caught:
        store.query(query)
    assert caught.value.extra == {"line": line, "column": column}
    assert said in caught.value.detail
    assert "\\u{" not in caught.value.detail


def test_a_function_of_another_engine_is_refused(store: EmbeddedStore) -> None:
    with pytest.raises(MalformedQuery, match="custom function"):
        store.query("SELECT (<https://example.org/f>(1) AS ?x) { }")
