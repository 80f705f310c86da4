"""The effect of a change: what it disagrees with, and the stored cases that it moves."""

from pathlib import Path

import pytest

from miliary.consultation.standings import StoredCase, standings
from miliary.curation.change import Change
from miliary.curation.effect import Effects
from miliary.curation.graph import Graphs
from miliary.index import compile_index
from miliary.queries import Catalogue
from miliary.vocabulary import iri
from tests.conftest import REPOSITORY
from tests.curation.folders import adding, statement, write_folder

FINDINGS = ("Finding5", "Finding6", "Finding7")
CASE = f"""mil:CaseOne a mil:Case ; rdfs:label "case one"@en ; mil:aboutDisease mil:Disease0 ;
    mil:presentFinding {", ".join(f"mil:{each}" for each in FINDINGS)} ; rdfs:isDefinedBy mil:ontology ."""
NUMBERS = "mil:count 39 ; mil:outOf 40"


@pytest.fixture(scope="module")
def graphs(tmp_path_factory: pytest.TempPathFactory) -> Graphs:
    return Graphs(write_folder(tmp_path_factory.mktemp("knowledge"), more=CASE))


def said_of(disease: str) -> Change:
    return adding("".join(statement(f"{disease}-{each}-Table9", value=NUMBERS) for each in FINDINGS))


def test_a_change_that_says_nothing_does_nothing(graphs: Graphs) -> None:
    effect = Effects(graphs).of(Change("0", frozenset(), frozenset()))
    assert (effect.disagreements, effect.cases, effect.moves, effect.shifts) == ((), 1, (), 0)


def test_what_is_predicted_of_a_case_is_what_the_changed_graph_answers(graphs: Graphs) -> None:
    change = said_of("Disease1")
    effect = Effects(graphs).of(change)
    moved = {each.disease: each for each in effect.moves}
    assert moved["mil:Disease1"].after is not None
    assert moved["mil:Disease1"].after.place == 1
    case = StoredCase("one", "", frozenset(map(iri, FINDINGS)), frozenset(), None)
    graph = graphs.current()
    with graph.changed(change):
        after = standings([case], compile_index(graph.store, Catalogue(REPOSITORY / "queries"), ""))
    assert {each.disease: each.after for each in effect.moves} == {
        disease: after["one"][iri(disease.removeprefix("mil:"))] for disease in moved
    }


def test_a_statement_that_says_otherwise_is_named_with_both_words(graphs: Graphs) -> None:
    (found,) = (
        Effects(graphs).of(adding(statement("Disease0-Finding11-Table9", value="mil:percent 80.0"))).disagreements
    )
    assert found.other == "mil:Disease0-Finding11-Table1"
    assert [each.partition(" ")[0] for each in found.words] == ["80", "33"]
    assert not found.linked


def test_a_disagreement_that_a_conflict_explains_is_linked(graphs: Graphs) -> None:
    turtle = statement("Disease0-Finding11-Table9", value="mil:percent 80.0")
    linking = """mil:Disease0-Finding11-Table9-conflict a mil:Conflict ; mil:conflictKind mil:Graded ;
        mil:concerns mil:Disease0-Finding11-Table9 , mil:Disease0-Finding11-Table1 ; rdfs:comment "Two series."@en ."""
    (found,) = Effects(graphs).of(adding(turtle + linking)).disagreements
    assert found.linked


def test_the_next_effect_is_told_from_the_files_of_the_moment(tmp_path: Path) -> None:
    folder = write_folder(tmp_path, more=CASE)
    effects = Effects(Graphs(folder))
    assert effects.of(said_of("Disease1")).moves
    workspace = Graphs(folder).current().workspace
    for each in workspace.rewritings(workspace.apply(said_of("Disease1"))):
        each.write()
    assert effects.of(Change("0", frozenset(), frozenset())).moves == ()
