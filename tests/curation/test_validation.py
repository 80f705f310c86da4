"""Validation of a change on what it concerns: as a full run finds it, and in words at the field."""

import time
from collections.abc import Iterable
from pathlib import Path
from random import Random

import pytest
from pyoxigraph import BlankNode, DefaultGraph

from miliary.curation.change import Change, Line
from miliary.curation.graph import Graph, Graphs
from miliary.curation.validation import Validator
from miliary.curation.workspace import Workspace
from miliary.knowledge.infer import INFERRED
from miliary.knowledge.report import Defect, Severity
from miliary.knowledge.shapes import load_shapes
from miliary.knowledge.validate import RULES_FOLDER, defects
from miliary.knowledge.vicinity import defects_near
from miliary.store import EmbeddedStore
from tests.conftest import REPOSITORY
from tests.curation.folders import STATEMENT, adding, replacing, statement, write_folder
from tests.curation.full_runs import FullRuns
from tests.curation.random_edits import random_change

SECONDS = 0.05
EDITS, MANY_EDITS = 6, 150
EVERY = 25  # edits, after which the run that leaves nothing out is made too


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_folder(tmp_path_factory.mktemp("knowledge"))


@pytest.fixture(scope="module")
def validator(folder: Path) -> Validator:
    return Validator(Graphs(folder))


@pytest.fixture(scope="module")
def workspace(folder: Path) -> Workspace:
    return Workspace.open(folder)


def named(found: Iterable[Defect]) -> set[Defect]:
    """Those without blank nodes, whose names differ from run to run."""
    return {each for each in found if not isinstance(each.focus, BlankNode) and not isinstance(each.value, BlankNode)}


def written(store: EmbeddedStore, *graphs: object) -> set[str]:
    found = (str(quad) for graph in graphs for quad in store.quads(None, None, None, graph))  # type: ignore[arg-type]
    return {each for each in found if "_:" not in each}


def assert_equal_to_a_full_run(folder: Path, edits: int, seed: int) -> None:
    graph, shapes, random = Graph(Workspace.open(folder)), load_shapes(folder / "shapes"), Random(seed)
    stated = graph.workspace.stated
    runs = FullRuns(stated, shapes, folder / RULES_FOLDER)
    before = named(defects(graph.store, shapes))
    for number in range(edits):
        change = random_change(stated, random)
        with graph.changed(change) as delta:
            near = named(defects_near(graph.store, shapes, delta))
            inferred = written(graph.store, DefaultGraph(), INFERRED)
        with runs.after(change) as scratch:
            everything = named(runs.defects(scratch, change))
            assert inferred == written(scratch, DefaultGraph(), INFERRED), (number, change)
            if number % EVERY == 0:
                assert everything == named(defects(scratch, shapes)), (number, change)
        assert near <= everything, (number, change)
        assert everything - before <= near, (number, change)


def test_what_is_found_near_a_change_is_what_a_full_run_finds(folder: Path) -> None:
    assert_equal_to_a_full_run(folder, EDITS, seed=8)


def test_what_a_new_term_derives_is_what_a_full_run_derives(folder: Path) -> None:
    graph = Graph(Workspace.open(folder))
    runs = FullRuns(graph.workspace.stated, load_shapes(folder / "shapes"), folder / RULES_FOLDER)
    new = 'mil:New a owl:Class ; rdfs:label "new"@en ; rdfs:subClassOf mil:Finding3 .'
    for turtle in (new, new + " mil:Finding4 rdfs:subClassOf mil:New ."):
        with graph.changed(adding(turtle)) as delta, runs.after(adding(turtle)) as scratch:
            assert {"entails"} <= {each.predicate.value.rpartition("/")[2] for each in delta.added}
            assert written(graph.store, DefaultGraph(), INFERRED) == written(scratch, DefaultGraph(), INFERRED)


@pytest.mark.long
def test_what_is_found_near_a_change_of_the_whole_knowledge_is_what_a_full_run_finds() -> None:
    assert_equal_to_a_full_run(REPOSITORY, MANY_EDITS, seed=9)


def test_the_graph_is_as_it_was_after_a_change_was_looked_at(folder: Path) -> None:
    graph = Graph(Workspace.open(folder))
    before = written(graph.store, DefaultGraph(), INFERRED)
    with graph.changed(random_change(graph.workspace.stated, Random(1))):
        assert written(graph.store, DefaultGraph(), INFERRED) != before
    assert written(graph.store, DefaultGraph(), INFERRED) == before


def test_a_good_statement_is_acceptable(validator: Validator) -> None:
    assert validator.judge(adding(statement("Disease0-Finding3-Table7"))).acceptable


def test_a_wrong_number_and_an_unknown_finding_are_told_at_their_fields(validator: Validator) -> None:
    wrong = statement("Disease0-Nothing-Table7", value="mil:count 12 ; mil:outOf 10")
    fields = validator.judge(adding(wrong)).by_field()
    (count,) = fields["mil:Disease0-Nothing-Table7", "mil:count"]
    assert "not above the total" in count.message
    assert any(
        "Nothing is known as" in each.message for each in fields["mil:Disease0-Nothing-Table7", "mil:hasSubject"]
    )


def test_what_rests_on_a_term_that_goes_is_told_too(validator: Validator, workspace: Workspace) -> None:
    gone = Change("0", frozenset(), workspace.about("mil:Finding11"))
    verdict = validator.judge(gone)
    assert (STATEMENT, "mil:hasSubject") in verdict.by_field()
    assert not verdict.acceptable


def test_a_warning_does_not_stand_in_the_way(validator: Validator) -> None:
    document = 'mil:Smith2024 a mil:SourceDocument ; rdfs:label "Smith 2024"@en ; dcterms:title "A series" ;'
    verdict = validator.judge(adding(f'{document} dcterms:creator "Smith A" ; mil:year 2024 .'))
    assert [each.severity for each in verdict.results] == [Severity.WARNING]
    assert verdict.acceptable


def test_lines_that_are_gone_or_there_already_are_named(validator: Validator, workspace: Workspace) -> None:
    (label,) = [line for line in workspace.about("mil:Disease0") if line.predicate == "rdfs:label"]
    gone = Line("mil:Disease0", "rdfs:label", '"another"@en')
    verdict = validator.judge(Change("0", frozenset({label}), frozenset({gone})))
    assert (set(verdict.there), set(verdict.gone)) == ({label}, {gone})
    assert not verdict.acceptable


def test_the_files_of_the_moment_count(tmp_path: Path) -> None:
    folder = write_folder(tmp_path)
    validator = Validator(Graphs(folder))
    assert validator.judge(adding(statement("Disease0-Finding3-Table7"))).acceptable
    file = folder / "ontology" / "findings.ttl"
    file.write_text(file.read_text(encoding="utf-8").replace("mil:Finding3\n", "mil:Finding333\n"), encoding="utf-8")
    assert not validator.judge(adding(statement("Disease0-Finding3-Table7"))).acceptable


@pytest.mark.long
def test_an_editors_change_of_the_whole_knowledge_is_judged_in_fifty_milliseconds() -> None:
    graphs = Graphs(REPOSITORY)
    validator = Validator(graphs)
    validator.warm()
    susac = "mil:SusacSyndrome-LeptomeningealEnhancement-Section"
    change = replacing(graphs.current().workspace, susac, "mil:percent", "34.0")
    times = []
    for _ in range(20):
        begun = time.process_time()
        assert validator.judge(change).acceptable
        times.append(time.process_time() - begun)
    assert min(times) < SECONDS
