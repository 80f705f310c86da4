"""What scripts write, as changes of lines: an update, a graph, two pieces of Turtle."""

import pytest
from pyoxigraph import RdfFormat

from miliary.curation.change import Line
from miliary.curation.graph import Graph
from miliary.curation.refusals import UnfitProposal
from miliary.curation.updates import MOST_LINES, change_by_graph, change_by_removal, change_by_turtle, change_by_update
from miliary.curation.workspace import Workspace
from miliary.errors import ForbiddenQuery, MalformedInput, MalformedQuery, NotFound
from miliary.store import Limits
from miliary.store.ended import QueryLimit
from miliary.vocabulary import ONTOLOGY
from tests.curation.folders import STATEMENT, write_folder
from tests.pieces import PREFIX_TABLE

LIMITS = Limits(seconds=5, memory=512_000_000, rows=1000, bytes=1_000_000)
BASE = "https://w3id.org/miliary/"
LABEL = 'mil:Finding3 rdfs:label "third"@en .'


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Graph:
    return Graph(Workspace.open(write_folder(tmp_path_factory.mktemp("knowledge"))))


def update(graph: Graph, text: str, limits: Limits = LIMITS) -> tuple[set[Line], set[Line]]:
    change = change_by_update(graph, PREFIX_TABLE + text, BASE, limits, "7")
    assert change.base == "7"
    return set(change.additions), set(change.deletions)


def test_an_update_becomes_the_lines_that_it_changes(graph: Graph) -> None:
    where = f"{STATEMENT} mil:percent ?percent"
    added, gone = update(graph, f"DELETE {{ {where} }} INSERT {{ {STATEMENT} mil:percent 34.0 }} WHERE {{ {where} }}")
    assert (added, gone) == ({Line(STATEMENT, "mil:percent", "34.0")}, {Line(STATEMENT, "mil:percent", "33.0")})


def test_an_update_sees_what_the_files_say_and_nothing_derived(graph: Graph) -> None:
    assert update(graph, "DELETE WHERE { ?finding mil:entails ?other }") == (set(), set())


def test_an_expression_is_taken_away_and_put_in_whole(graph: Graph) -> None:
    site = "[ a owl:Restriction ; owl:onProperty mil:partOf ; owl:someValuesFrom mil:ExampleSite ]"
    added, _ = update(graph, f"INSERT DATA {{ mil:Finding3 rdfs:subClassOf {site} }}")
    (line,) = added
    assert line.value.startswith("[")


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("LOAD <https://example.org/x>", ForbiddenQuery),
        ("INSERT { ?s ?p 1 } WHERE { SERVICE <https://example.org/x> { ?s ?p ?o } }", ForbiddenQuery),
        ("INSERT DATA { GRAPH <https://example.org/g> { mil:A mil:b mil:C } }", ForbiddenQuery),
        ("INSERT DATA { mil:A mil:b", MalformedQuery),
        ("DROP GRAPH <https://example.org/none>", MalformedInput),
    ],
)
def test_what_is_not_done_for_scripts_is_refused(graph: Graph, text: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        update(graph, text)


def test_an_update_that_takes_too_long_is_ended(graph: Graph) -> None:
    everything = " . ".join(f"?a{n} ?b{n} ?c{n}" for n in range(6))
    hurried = Limits(seconds=-8, memory=512_000_000, rows=1, bytes=1)
    with pytest.raises(QueryLimit):
        update(
            graph, f"INSERT {{ mil:A mil:b ?n }} WHERE {{ {{ SELECT (COUNT(*) AS ?n) {{ {everything} }} }} }}", hurried
        )


def test_a_posted_graph_adds_what_is_not_there(graph: Graph) -> None:
    body = (PREFIX_TABLE + LABEL + "mil:Finding4 a owl:Class .").encode()
    change = change_by_graph(graph.workspace, None, body, RdfFormat.TURTLE, whole=False, version="7")
    assert (set(change.additions), change.deletions) == (
        {Line("mil:Finding3", "rdfs:label", '"third"@en')},
        frozenset(),
    )


def test_a_put_graph_replaces_what_its_file_says(graph: Graph) -> None:
    held = graph.workspace.contents["ontology/miliary.ttl"]
    body = held.replace(b'"Miliary"@en', b'"Miliary 2"@en')
    change = change_by_graph(graph.workspace, ONTOLOGY, body, RdfFormat.TURTLE, whole=True, version="7")
    assert {line.value for line in change.deletions} == {'"Miliary"@en'}
    assert {line.value for line in change.additions} == {'"Miliary 2"@en'}


def test_a_graph_that_is_taken_away_leaves_that_there_is_one(graph: Graph) -> None:
    change = change_by_removal(graph.workspace, ONTOLOGY, "7")
    held = graph.workspace.lines["ontology/miliary.ttl"]
    assert change.additions == frozenset()
    assert {line.subject_iri for line in held - change.deletions} == {ONTOLOGY}
    assert change.deletions < held
    with pytest.raises(UnfitProposal):
        change_by_removal(graph.workspace, None, "7")
    with pytest.raises(NotFound):
        change_by_removal(graph.workspace, "https://example.org/g", "7")


def test_the_knowledge_is_not_replaced_at_once(graph: Graph) -> None:
    with pytest.raises(UnfitProposal):
        change_by_graph(graph.workspace, None, b"", RdfFormat.TURTLE, whole=True, version="7")


def test_a_graph_that_no_file_declares_is_not_found(graph: Graph) -> None:
    with pytest.raises(NotFound):
        change_by_graph(graph.workspace, "https://example.org/g", b"", RdfFormat.TURTLE, whole=True, version="7")


def test_two_pieces_of_turtle_need_no_prefixes() -> None:
    change = change_by_turtle(LABEL, 'mil:Finding3 rdfs:label "finding 3"@en .', "7")
    assert {line.value for line in change.additions} == {'"third"@en'}
    with pytest.raises(MalformedInput):
        change_by_turtle("mil:Finding3 rdfs:label", "", "7")


def test_more_than_a_person_can_review_is_refused() -> None:
    with pytest.raises(Exception, match="larger than"):
        change_by_turtle(" ".join(f"mil:A mil:b {number} ." for number in range(MOST_LINES + 1)), "", "7")
