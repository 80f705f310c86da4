"""One suite for every kind of store: what is published is read as it was written, one version at a time."""

import io
from collections.abc import Iterable, Iterator

import pytest
from pyoxigraph import BlankNode, Quad, RdfFormat, parse

from miliary.errors import MalformedInput, NoPublishedVersion
from miliary.store import EmbeddedStore, FolderVersions, Keep, Solutions, Store, Triples, Truth, Versions
from miliary.store.editions import Editions
from tests.store.every import COMPUTED, EX, INFERRED, quads


def said(store: Store, query: str, **dataset: object) -> object:
    """The answer to a query as something to compare, blank nodes being all alike."""
    answer = store.query(query, **dataset)  # type: ignore[arg-type]
    if isinstance(answer, Truth):
        return bool(answer)
    if isinstance(answer, Solutions):  # in which order * gives its columns is not said anywhere
        order = sorted(range(len(answer.variables)), key=lambda place: answer.variables[place])
        rows: Iterable[Iterable[object]] = ([row[place] for place in order] for row in answer)
    else:
        rows = ((each.subject, each.predicate, each.object) for each in answer)
    return sorted(tuple("_" if isinstance(each, BlankNode) else str(each) for each in row) for row in rows)


QUERIES = [
    "SELECT * { ?s ?p ?o }",
    "SELECT ?g ?s ?o { GRAPH ?g { ?s ?p ?o } }",
    "SELECT DISTINCT (STR(?g) AS ?name) { GRAPH ?g { ?s ?p ?o } }",
    f"SELECT ?s {{ GRAPH <{INFERRED}> {{ ?s ?p ?o }} }}",
    f"PREFIX g: <{EX}graph/> SELECT ?s {{ GRAPH g:computed {{ ?s ?p ?o }} }}",
    f"SELECT ?g {{ VALUES ?g {{ <{COMPUTED}> <{EX}unknown> }} GRAPH ?g {{ ?s ?p ?o }} }}",
    f"ASK {{ GRAPH ?g {{ ?s ?p ?o }} FILTER (?g = <{COMPUTED}>) }}",
    f"SELECT * FROM <{COMPUTED}> {{ ?s ?p ?o }}",
    f"SELECT * FROM <{COMPUTED}> FROM <{INFERRED}> {{ ?s ?p ?o }}",
    f"SELECT * FROM NAMED <{COMPUTED}> {{ GRAPH ?g {{ ?s ?p ?o }} }}",
    f"SELECT * FROM NAMED <{COMPUTED}> {{ ?s ?p ?o }}",
    f"SELECT * FROM <{EX}unknown> {{ ?s ?p ?o }}",
    f"ASK {{ <{EX}Pons> <{EX}label> 'pons of 1'@en }}",
    "ASK { ?s ?p 'none' }",
    f"CONSTRUCT {{ ?o <{EX}below> ?s }} WHERE {{ ?s <{EX}above> ?o }}",
    f"SELECT ?s {{ ?s <{EX}above>+ <{EX}1-2> }}",
    "SELECT ?s (COUNT(*) AS ?n) { ?s ?p ?o FILTER NOT EXISTS { GRAPH ?g { ?s ?p ?o } } } GROUP BY ?s",
    f"ASK {{ GRAPH <{EX}none> {{ ?s ?p ?o }} }}",
]


# Virtuoso joins VALUES with GRAPH to nothing, and says yes when asked for a graph that is not there.
DIFFERENT = {("virtuoso", QUERIES[5]), ("virtuoso", QUERIES[-1])}


@pytest.mark.parametrize("query", QUERIES)
def test_every_store_answers_alike(stored: Store, query: str, request: pytest.FixtureRequest) -> None:
    if (request.node.callspec.params["two"], query) in DIFFERENT:
        pytest.xfail("this engine answers it otherwise")
    reference = EmbeddedStore.memory()
    reference.extend(quads("1"))
    assert said(stored, query) == said(reference, query)


@pytest.mark.parametrize(
    ("default", "named"),
    [
        ((COMPUTED,), None),
        (None, (COMPUTED,)),
        ((), (INFERRED,)),
        ((INFERRED, COMPUTED), (INFERRED,)),
        ((EX + "unknown",), ()),
        ((), ()),
    ],
)
def test_the_dataset_beside_the_query_counts(
    stored: Store, default: tuple[str, ...] | None, named: tuple[str, ...] | None
) -> None:
    reference = EmbeddedStore.memory()
    reference.extend(quads("1"))
    for query in ("SELECT * { ?s ?p ?o }", "SELECT * { GRAPH ?g { ?s ?p ?o } }"):
        chosen = {"default_graphs": default, "named_graphs": named}
        assert said(stored, query, **chosen) == said(reference, query, **chosen)


def test_a_store_knows_its_size_and_its_graphs(stored: Store) -> None:
    assert stored.count() == len(quads("1"))
    assert stored.graphs() == {INFERRED, COMPUTED}


def test_a_dump_holds_every_graph_if_its_format_does(stored: Store) -> None:
    quads_written, turtle = io.BytesIO(), io.BytesIO()
    stored.dump(quads_written, RdfFormat.N_QUADS)
    stored.dump(turtle, RdfFormat.TURTLE)
    assert len(list(parse(quads_written.getvalue(), format=RdfFormat.N_QUADS))) == stored.count()
    assert COMPUTED.encode() not in turtle.getvalue()


def test_before_anything_is_published_nothing_answers(versions: Versions) -> None:
    assert versions.current() is None
    with pytest.raises(NoPublishedVersion):
        versions.open("1")


def test_who_reads_a_version_goes_on_with_it_beside_a_newer_one(versions: Versions) -> None:
    versions.write("1", quads("1"))
    older = versions.open("1")
    versions.write("2", quads("2"))
    newer = versions.open("2")
    labels = f"SELECT ?label {{ {{ ?s <{EX}label> ?label }} UNION {{ GRAPH ?g {{ ?s <{EX}label> ?label }} }} }}"
    assert versions.current() == "2"
    assert all("2" not in str(row) for row in said(older, labels))  # type: ignore[attr-defined]
    assert all("1" not in str(row) for row in said(newer, labels))  # type: ignore[attr-defined]


def test_a_version_is_written_once_and_can_be_pointed_at_again(versions: Versions) -> None:
    versions.write("1", quads("1"))
    versions.write("2", quads("2"))
    versions.write("1", iter(()))
    assert versions.current() == "1"
    assert versions.open("1").count() == len(quads("1"))


def test_what_is_given_twice_is_there_once(versions: Versions) -> None:
    given = quads("1")
    versions.write("1", [*given, *given])
    assert versions.is_sound("1")
    assert versions.open("1").count() == len(given)


def test_a_writer_that_fails_leaves_what_answers(versions: Versions) -> None:
    versions.write("1", quads("1"))

    def failing() -> Iterator[Quad]:
        yield from quads("2")[:5]
        raise InterruptedError

    with pytest.raises(InterruptedError):
        versions.write("2", failing())
    assert versions.current() == "1"
    with pytest.raises(NoPublishedVersion):
        versions.open("2")


def test_old_versions_go_and_what_answers_stays(versions: Versions) -> None:
    for number in range(5):
        versions.write(str(number), quads(str(number)))
    versions.write("0", iter(()))
    assert versions.prune(Keep(number=2, hours=1)) == []
    assert sorted(versions.prune(Keep(number=2, hours=0))) == ["1", "2"]
    assert versions.current() == "0"
    assert [versions.open(each).count() for each in "034"] == [len(quads("0"))] * 3
    with pytest.raises(NoPublishedVersion):
        versions.open("1")


def test_a_damaged_version_is_seen_and_can_be_written_again(versions: Versions) -> None:
    versions.write("1", quads("1"))
    assert versions.is_sound("1")
    damage(versions, "1")
    assert not versions.is_sound("1")
    versions.discard("1")
    versions.write("1", quads("1"))
    assert versions.is_sound("1")


def damage(versions: Versions, version: str) -> None:
    if isinstance(versions, Editions):
        edition = versions._edition(version)
        assert edition is not None
        versions._writer.remove([edition.default])
        return
    assert isinstance(versions, FolderVersions)
    for file in versions.path(version).glob("*.sst"):
        with file.open("r+b") as table:
            table.seek(file.stat().st_size // 3)
            table.write(b"damage" * 10)


def test_a_graph_or_a_base_that_is_no_iri_is_refused(stored: Store) -> None:
    for wrong in ({"default_graphs": ("no iri",)}, {"base": "no iri"}):
        with pytest.raises(MalformedInput):
            said(stored, "ASK {}", **wrong)
    assert said(stored, "ASK { <Pons> ?p ?o }", base=EX) is True
    assert isinstance(stored.query("CONSTRUCT WHERE { ?s ?p ?o }"), Triples)
