"""Obsolete, merged and split terms: what rested on the old one rests on the new, and is reported."""

import pytest

from miliary.curation.change import Change, Line
from miliary.curation.graph import Graphs
from miliary.curation.obsoletion import Obsoletion, merged, split
from miliary.curation.proposal_rows import MOST_TEXT
from miliary.curation.refusals import UnfitProposal
from miliary.curation.validation import Validator
from miliary.curation.workspace import Workspace
from tests.conftest import REPOSITORY
from tests.curation.folders import STATEMENT, statement, write_folder

OLD, NEW = "mil:Finding11", "mil:Finding12"
SECOND = "mil:Disease1-Finding11-Table9"
MOVED = "mil:Disease0-Finding12-Table1"


@pytest.fixture(scope="module")
def graphs(tmp_path_factory: pytest.TempPathFactory) -> Graphs:
    second = statement(SECOND.removeprefix("mil:"))
    return Graphs(write_folder(tmp_path_factory.mktemp("knowledge"), findings=24, more=second))


def after(graphs: Graphs, change: Change) -> frozenset[Line]:
    return (graphs.current().workspace.stated - change.deletions) | change.additions


def values(lines: frozenset[Line], subject: str, predicate: str) -> set[str]:
    return {line.value for line in lines if (line.subject, line.predicate) == (subject, predicate)}


def test_a_merged_term_is_obsolete_and_nothing_rests_on_it(graphs: Graphs) -> None:
    found = merged(graphs.current().workspace, OLD, NEW, "7")
    lines = after(graphs, found.change)
    assert values(lines, OLD, "owl:deprecated") == {"true"}
    assert values(lines, OLD, "mil:replacedBy") == {NEW}
    assert not values(lines, OLD, "rdfs:subClassOf")
    assert [line for line in lines if line.value == OLD] == []
    assert '"finding 11"@en' in values(lines, NEW, "skos:altLabel")


def test_its_statements_move_with_their_passages_under_new_names(graphs: Graphs) -> None:
    found = merged(graphs.current().workspace, OLD, NEW, "7")
    third = {"mil:Disease1-Finding11-Table2": "mil:Disease1-Finding12-Table2"}
    assert found.moved == {STATEMENT: MOVED, SECOND: "mil:Disease1-Finding12-Table9"} | third
    lines = after(graphs, found.change)
    assert values(lines, MOVED, "mil:evidence") == {f"{MOVED}-evidence"}
    assert values(lines, MOVED, "mil:percent") == {"33.0"}
    assert values(lines, f"{MOVED}-evidence", "mil:anchorStart")
    assert not values(lines, STATEMENT, "rdf:type")


def test_a_merge_leaves_the_knowledge_valid(graphs: Graphs) -> None:
    verdict = Validator(graphs).judge(merged(graphs.current().workspace, OLD, NEW, "7").change)
    assert [str(each) for each in verdict.violations] == []


def test_a_merge_of_the_whole_knowledge_takes_the_mappings_along() -> None:
    workspace = Workspace.open(REPOSITORY)
    found = merged(workspace, "mil:Abscess", "mil:Haemorrhage", "7")
    content = workspace.apply(found.change)["ontology/mappings/snomedct.sssom.tsv"].decode()
    assert "mil:Haemorrhage\thaemorrhage\tskos:exactMatch\tSCTID:128477000" in content
    assert "mil:Abscess" not in content


def test_a_split_gives_each_statement_to_its_part(graphs: Graphs) -> None:
    found = split(graphs.current().workspace, OLD, {SECOND: "mil:Finding13"}, NEW, "7")
    assert (found.moved[STATEMENT], found.moved[SECOND]) == (MOVED, "mil:Disease1-Finding13-Table9")
    lines = after(graphs, found.change)
    assert values(lines, found.moved[STATEMENT], "mil:hasSubject") == {NEW}
    assert values(lines, found.moved[SECOND], "mil:hasSubject") == {"mil:Finding13"}
    assert values(lines, OLD, "mil:replacedBy") == {NEW, "mil:Finding13"}


def test_a_report_tells_all_that_moved_in_texts_that_a_comment_holds() -> None:
    moved = {f"mil:{'D' * 60}{each}": f"mil:{'E' * 60}{each}" for each in range(200)}
    reports = list(Obsoletion(Change("7", frozenset(), frozenset()), moved, ("mil:Child",), ()).reports())
    assert len(reports) == 3
    assert max(map(len, reports)) <= MOST_TEXT
    assert sum(each.count("→") for each in reports) == 200
    assert reports[-1].endswith("mil:Child names the successor.")


def test_what_is_not_there_takes_no_place(graphs: Graphs) -> None:
    workspace = graphs.current().workspace
    for old, new in ((OLD, "mil:Nothing"), ("mil:Nothing", NEW), (OLD, OLD)):
        with pytest.raises(UnfitProposal):
            merged(workspace, old, new, "7")
    with pytest.raises(UnfitProposal, match="no statement about"):
        split(workspace, OLD, {MOVED: NEW}, NEW, "7")
