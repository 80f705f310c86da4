"""A stranger's query in process: what is refused, the dataset, the kinds of answer, the exact counting of rows."""

import pytest
from pyoxigraph import QueryResultsFormat, RdfFormat

from miliary.errors import ForbiddenQuery, MalformedInput, TooLarge
from miliary.store import GRAPH_FORMATS, RESULT_FORMATS, Asked, EmbeddedStore, InProcess, Limits
from tests.store.conftest import EX

JSON, TURTLE = RESULT_FORMATS[0], GRAPH_FORMATS[0]
LABELS = f"SELECT ?label {{ ?disease <{EX}label> ?label }}"


def asking(store: EmbeddedStore, rows: int = 100, size: int = 100_000) -> InProcess:
    return InProcess(store, Limits(seconds=1, memory=1, rows=rows, bytes=size))


def values(store: EmbeddedStore, default_graphs: tuple[str, ...] | None = None) -> bytes:
    body = asking(store).ask(Asked(LABELS, RESULT_FORMATS[2], None, default_graphs=default_graphs)).body
    assert body is not None
    return body


def test_the_dataset_can_be_named_beside_the_query(store: EmbeddedStore) -> None:
    assert values(store) == b"label\r\nSusac syndrome\r\n"
    assert values(store, default_graphs=(EX + "graph",)) == b"label\r\ncavernoma\r\n"
    assert values(store, default_graphs=(EX + "unknown",)) == b"label\r\n"
    assert values(store, default_graphs=()) == b"label\r\n"


def test_named_graphs_limit_what_graph_finds(store: EmbeddedStore) -> None:
    asked = f"ASK {{ GRAPH ?graph {{ ?disease <{EX}label> ?label }} }}"
    for named, found in (((EX + "graph",), b"true"), ((EX + "unknown",), b"false"), (None, b"true")):
        body = asking(store).ask(Asked(asked, JSON, None, named_graphs=named)).body
        assert body is not None
        assert found in body


def test_relative_iris_need_a_base(store: EmbeddedStore) -> None:
    query = "ASK { <Susac> <label> ?label }"
    with pytest.raises(MalformedInput):
        asking(store).ask(Asked(query, JSON, None))
    answer = asking(store).ask(Asked(query, JSON, None, base=EX))
    assert answer.body is not None
    assert b"true" in answer.body
    for base in ("no iri", "relative", "http://[", "http://\ud800/"):
        with pytest.raises(MalformedInput):
            asking(store).ask(Asked(query, JSON, None, base=base))


@pytest.mark.parametrize("name", ["no iri", "<a:b>", "\ud800"])
def test_a_graph_whose_name_is_no_iri_is_refused(store: EmbeddedStore, name: str) -> None:
    with pytest.raises(MalformedInput):
        values(store, default_graphs=(name,))


def test_what_reaches_out_is_refused(store: EmbeddedStore) -> None:
    with pytest.raises(ForbiddenQuery):
        asking(store).ask(Asked("SELECT * { SERVICE <http://a.example/> { ?a ?b ?c } }", JSON, TURTLE))


def test_an_answer_of_a_kind_that_nobody_reads_has_no_body(store: EmbeddedStore) -> None:
    for text, is_graph in ((LABELS, False), ("ASK {}", False), ("DESCRIBE <a:b>", True)):
        asked = Asked(text, None if not is_graph else JSON, None if is_graph else TURTLE)
        written = asking(store).ask(asked)
        assert (written.is_graph, written.body) == (is_graph, None)


TRICKY = ["{},{}", '\\"},{\\"', '},{\\"a', "a\\r\\nb", '\\"\\r\\n\\"', "\\\\", "<result>", "a\\n"]


@pytest.mark.parametrize("form", RESULT_FORMATS, ids=lambda form: form.file_extension)
def test_rows_are_counted_exactly_whatever_stands_in_them(store: EmbeddedStore, form: QueryResultsFormat) -> None:
    rows = " ".join(f'("{each}" "{other}")' for each in TRICKY for other in TRICKY)
    query = f"SELECT ?a ?b ?c {{ VALUES (?a ?b) {{ {rows} (UNDEF UNDEF) (UNDEF 1) }} }}"
    asked = Asked(query, form, None)
    number = len(TRICKY) ** 2 + 2
    assert asking(store, rows=number).ask(asked).body
    with pytest.raises(TooLarge) as caught:
        asking(store, rows=number - 1).ask(asked)
    assert caught.value.extra == {"limit": number - 1, "unit": "rows", "setting": "max_rows"}


@pytest.mark.parametrize("form", RESULT_FORMATS, ids=lambda form: form.file_extension)
def test_an_empty_answer_and_a_long_value_are_within_one_row(store: EmbeddedStore, form: QueryResultsFormat) -> None:
    for query in ("SELECT * { ?a <a:none> ?b }", f'SELECT ("{"x,{}" * 50_000}" AS ?long) {{}}', "SELECT * {}"):
        assert asking(store, rows=1, size=1_000_000).ask(Asked(query, form, None)).body


@pytest.mark.parametrize("form", GRAPH_FORMATS, ids=lambda form: form.file_extension)
def test_triples_are_counted(store: EmbeddedStore, form: RdfFormat) -> None:
    asked = Asked("CONSTRUCT WHERE { ?a ?b ?c }", None, form)
    assert asking(store, rows=2).ask(asked).body
    with pytest.raises(TooLarge, match="1 triples"):
        asking(store, rows=1).ask(asked)


def test_bytes_are_counted(store: EmbeddedStore) -> None:
    with pytest.raises(TooLarge, match="10 bytes"):
        asking(store, size=10).ask(Asked(LABELS, JSON, None))
