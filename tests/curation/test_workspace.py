"""The editors' files: what a change makes of them, and of no others."""

import shutil
import subprocess
from pathlib import Path

import pytest

from miliary.curation.change import Change, Line
from miliary.curation.mapping_rows import row_lines
from miliary.curation.refusals import NoLongerStands, UnfitProposal
from miliary.curation.workspace import Workspace
from miliary.knowledge.sssom import Row, parse_mappings
from tests.conftest import REPOSITORY
from tests.curation.folders import adding, replacing, statement

SUSAC = "ontology/diseases/SusacSyndrome.ttl"
LINES_OF_A_STATEMENT_AND_ITS_PASSAGE = 25
MAPPINGS = "ontology/mappings/uberon.sssom.tsv"


@pytest.fixture(scope="module")
def workspace() -> Workspace:
    return Workspace.open(REPOSITORY)


def homes(workspace: Workspace, turtle: str) -> list[str]:
    return sorted(name.removeprefix("ontology/") for name in workspace.apply(adding(turtle)))


def test_a_statement_goes_into_the_file_of_its_disease(workspace: Workspace) -> None:
    assert homes(workspace, statement("Neurosarcoidosis-PonsLesion-Table9")) == ["diseases/Neurosarcoidosis.ttl"]


def test_a_conflict_goes_beside_what_it_concerns(workspace: Workspace) -> None:
    concerns = "mil:SusacSyndrome-LeptomeningealEnhancement-Section"
    turtle = f'mil:New-conflict a mil:Conflict ; mil:concerns {concerns} ; rdfs:comment "They differ."@en .'
    assert homes(workspace, turtle) == ["diseases/SusacSyndrome.ttl"]


@pytest.mark.parametrize(
    ("turtle", "file"),
    [
        ("mil:NewLesion a owl:Class ; rdfs:subClassOf mil:Lesion .", "findings.ttl"),
        ("mil:NewMri a owl:Class ; rdfs:subClassOf mil:Test .", "tests.ttl"),
        ("mil:NewDisease a owl:Class ; rdfs:subClassOf mil:InflammatoryDisease .", "diseases/NewDisease.ttl"),
        ("mil:NewLymphoma a owl:Class ; rdfs:subClassOf mil:PrimaryCnsLymphoma .", "diseases/CnsLymphoma.ttl"),
        ("mil:Smith2024 a mil:SourceDocument .", "references.ttl"),
        ("mil:Reference999 a mil:Reference .", "references.ttl"),
        ("mil:NewBlock a mil:FindingBlock .", "findings.ttl"),
        (
            """mil:NewNucleus a owl:Class ; rdfs:subClassOf
               [ a owl:Restriction ; owl:onProperty mil:partOf ; owl:someValuesFrom mil:Midbrain ] .""",
            "anatomy.ttl",
        ),
    ],
)
def test_a_new_term_goes_where_its_like_are(workspace: Workspace, turtle: str, file: str) -> None:
    assert homes(workspace, turtle) == [file]


def test_what_is_nothing_has_no_place(workspace: Workspace) -> None:
    with pytest.raises(UnfitProposal, match="which file"):
        workspace.apply(adding('mil:Nowhere rdfs:label "nowhere"@en .'))


@pytest.mark.parametrize("name", ["anatomy", "diseases/Clippers", "findings", "references"])
def test_a_file_comes_back_to_its_bytes(workspace: Workspace, name: str) -> None:
    file = f"ontology/{name}.ttl"
    taken = Change("0", frozenset(), frozenset({min(workspace.lines[file])}))
    again = Workspace(workspace.folder, {**workspace.contents, **workspace.apply(taken)})
    assert again.apply(taken.inverse)[file] == workspace.contents[file]


def test_a_line_that_is_gone_or_there_already_stops_the_change(workspace: Workspace) -> None:
    line = min(workspace.about("mil:Pons"))
    with pytest.raises(NoLongerStands) as refused:
        workspace.apply(Change("0", frozenset({line}), frozenset({Line("mil:Pons", "rdfs:label", '"x"@en')})))
    assert refused.value.extra == {"gone": ['mil:Pons rdfs:label "x"@en .'], "there": [str(line)]}


def test_a_mapping_becomes_a_row_with_our_label(workspace: Workspace) -> None:
    mappings = parse_mappings(workspace.contents[MAPPINGS], MAPPINGS)
    row = Row(
        "mil:Pons", "", "skos:closeMatch", "UBERON:0000988x", "a label", "semapv:ManualMappingCuration", "", "", "why"
    )
    content = workspace.apply(Change("0", row_lines(mappings, row), frozenset()))[MAPPINGS]
    (new,) = set(content.decode().splitlines()) - set(workspace.contents[MAPPINGS].decode().splitlines())
    assert new.split("\t")[:4] == ["mil:Pons", "pons", "skos:closeMatch", "UBERON:0000988x"]


def test_a_match_without_its_circumstances_is_refused(workspace: Workspace) -> None:
    with pytest.raises(UnfitProposal, match="how it was made"):
        workspace.apply(adding("mil:Pons skos:closeMatch <http://purl.obolibrary.org/obo/UBERON_1> ."))


def test_git_shows_one_file_and_a_few_lines(workspace: Workspace, tmp_path: Path) -> None:
    def git(*arguments: str) -> str:
        identity = ["-c", "user.name=Example", "-c", "user.email=example@example.org"]
        command = ["git", "-C", str(tmp_path), *identity, *arguments]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout

    shutil.copytree(REPOSITORY / "ontology", tmp_path / "ontology")
    git("init", "-q")
    git("add", "-A")
    git("commit", "-qm", "before")
    susac = "mil:SusacSyndrome-LeptomeningealEnhancement-Section"
    copy = Workspace.open(tmp_path)
    for each in copy.rewritings(copy.apply(replacing(workspace, susac, "mil:percent", "34.0"))):
        each.write()
    assert git("diff", "--numstat").split() == ["1", "1", SUSAC]
    git("commit", "-qam", "corrected")
    copy = Workspace.open(tmp_path)
    for each in copy.rewritings(copy.apply(adding(statement("SusacSyndrome-PonsLesion-Table9")))):
        each.write()
    added, deleted, file = git("diff", "--numstat").split()
    assert (file, deleted) == (SUSAC, "0")
    assert int(added) < LINES_OF_A_STATEMENT_AND_ITS_PASSAGE


def test_a_line_keeps_an_expression_whole(workspace: Workspace) -> None:
    (line,) = [line for line in workspace.about("mil:PonsLesion") if line.predicate == "owl:equivalentClass"]
    content = workspace.apply(Change("0", frozenset(), frozenset({line})))["ontology/findings.ttl"]
    assert b"mil:PonsLesion\n    a owl:Class ;\n    rdfs:isDefinedBy" in content
