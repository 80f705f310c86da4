"""The form of a link to another vocabulary: read as the row that it is, and saved as the lines of that row alone."""

import pytest

from miliary.composition import Service
from miliary.curation.change import Change, Line
from miliary.curation.choices import Choices
from miliary.curation.entry import Texts
from miliary.curation.fields import FieldReader
from miliary.curation.forms import Forms
from miliary.curation.links import Links
from miliary.curation.mapping_rows import node_of
from miliary.curation.refusals import UnfitProposal
from miliary.curation.sheet import Filled
from miliary.curation.workspace import Workspace
from miliary.errors import NotFound
from miliary.knowledge.sssom import MappingSet, read_mappings
from tests.conftest import REPOSITORY
from tests.curation.editing import BY, fault_at

ABSCESS = "<https://w3id.org/miliary/mappings/hpo#Abscess-0025615>"
NEW: Texts = {
    "isDefinedBy": ["Human Phenotype Ontology"],
    "annotatedSource": ["haemorrhage"],
    "annotatedTarget": ["HP:9999999"],
    "annotatedProperty": ["close"],
    "mapping_justification": ["compared by a person"],
    "object_label": ["Bleeding"],
    "source_seen": ["a list, version 1"],
}


@pytest.fixture(scope="module")
def workspace() -> Workspace:
    return Workspace.open(REPOSITORY)


@pytest.fixture(scope="module")
def sets() -> tuple[MappingSet, ...]:
    return read_mappings(REPOSITORY)


@pytest.fixture(scope="module")
def links(published: Service, workspace: Workspace, sets: tuple[MappingSet, ...]) -> Links:
    choices = Choices(published.store, published.catalogue, published.terms)
    return Links(Forms(FieldReader.of(REPOSITORY), workspace.about, choices), sets)


def changed(links: Links, subject: str, **texts: str) -> Filled:
    sheet = links.open(subject)
    return links.fill(subject, {**sheet.texts, **{name: [text] for name, text in texts.items()}}, BY)


def rows(workspace: Workspace, filled: Filled) -> tuple[list[str], list[str]]:
    """The rows of the one file that the change touches: those that go, those that come."""
    (found,) = workspace.apply(Change("1", filled.additions, filled.deletions)).items()
    before, after = (each.decode().splitlines() for each in (workspace.contents[found[0]], found[1]))
    return [each for each in before if each not in after], [each for each in after if each not in before]


def test_a_new_link_is_one_row_of_one_file(links: Links, workspace: Workspace) -> None:
    filled = links.fill("", NEW, BY)
    assert filled.sheet.faults == ()
    gone, (row,) = rows(workspace, filled)
    sides = "mil:Haemorrhage\thaemorrhage\tskos:closeMatch\tHP:9999999\tBleeding"
    assert (gone, row) == ([], f"{sides}\tsemapv:ManualMappingCuration\t2026-11-28\ta list, version 1\t")


def test_what_is_saved_as_it_was_opened_changes_nothing(links: Links, sets: tuple[MappingSet, ...]) -> None:
    found = [node_of(each, row.subject_id, row.object_id) for each in sets for row in each.rows if row.found][::60]
    assert len(found) > 20
    for node in found:
        filled = changed(links, node)
        assert (filled.sheet.faults, filled.additions, filled.deletions) == ((), frozenset(), frozenset()), node


def test_another_kind_of_match_is_one_row_less_and_one_more(links: Links, workspace: Workspace) -> None:
    filled = changed(links, ABSCESS, annotatedProperty="close")
    assert {(line.subject, line.predicate) for line in filled.deletions} == {
        (ABSCESS, "owl:annotatedProperty"),
        (ABSCESS, "<http://purl.org/pav/authoredOn>"),
        ("mil:Abscess", "skos:exactMatch"),
    }
    gone, come = rows(workspace, filled)
    assert [each.split("\t")[2] for each in (*gone, *come)] == ["skos:exactMatch", "skos:closeMatch"]


def test_a_link_is_taken_away_whole(links: Links, workspace: Workspace) -> None:
    filled = changed(links, ABSCESS, remove="yes")
    assert filled.additions == frozenset()
    gone, come = rows(workspace, filled)
    assert ([each.split("\t")[3] for each in gone], come) == (["HP:0025615"], [])


def test_what_is_found_takes_the_place_of_what_was_not(
    links: Links, workspace: Workspace, sets: tuple[MappingSet, ...]
) -> None:
    (snomed,) = [each for each in sets if each.iri.endswith("/snomedct")]
    row = next(each for each in snomed.rows if not each.found)
    filled = links.fill(
        "",
        {**NEW, "isDefinedBy": [snomed.iri], "annotatedSource": [row.subject_id], "annotatedTarget": ["SCTID:99"]},
        BY,
    )
    gone, come = rows(workspace, filled)
    assert [each.split("\t")[3] for each in (*gone, *come)] == ["sssom:NoTermFound", "SCTID:99"]


@pytest.mark.parametrize(
    ("control", "text", "told"),
    [
        ("isDefinedBy", "", "Choose the one vocabulary"),
        ("isDefinedBy", "an unknown one", "Nothing is known"),
        ("annotatedSource", "haemorage", "Did you mean"),
        ("annotatedTarget", "", "Give the one code"),
        ("annotatedTarget", "9999999", "is no code"),
        ("annotatedTarget", "MONDO:1", "write HP: and the code"),
        ("annotatedTarget", "mil:Pons", "write HP: and the code"),
        ("annotatedTarget", "HP:1> . <x", "is no code"),
        ("annotatedTarget", "sssom:NoTermFound", "write HP: and the code"),
        ("annotatedProperty", "same", "Nothing is known"),
        ("source_seen", "", "where the code was seen"),
        ("object_label", "a\tb", "one line"),
        ("comment", "a\nmil:Pons\tpons", "one line"),
        ("comment", "a\u2028b", "one line"),
        ("comment", "a\nb", "one line"),
    ],
)
def test_what_cannot_be_a_row_is_told_at_its_field(links: Links, control: str, text: str, told: str) -> None:
    assert told in fault_at(links.fill("", {**NEW, control: [text]}, BY), control).message


def test_the_two_are_linked_once(links: Links) -> None:
    again = {**NEW, "annotatedSource": ["abscess"], "annotatedTarget": ["HP:0025615"]}
    assert "linked already" in fault_at(links.fill("", again, BY), "annotatedTarget").message
    assert "take this one away" in fault_at(changed(links, ABSCESS, annotatedTarget="HP:1"), "annotatedTarget").message


@pytest.mark.parametrize("name", ["hpo#Abscess-1", "hpo#", "nothing#Abscess-0025615", "hpo"])
def test_what_is_no_link_has_no_form(links: Links, name: str) -> None:
    node = f"<https://w3id.org/miliary/mappings/{name}>"
    with pytest.raises(NotFound):
        links.open(node)
    with pytest.raises(NotFound):
        links.fill(node, NEW, BY)


def test_a_break_in_a_cell_reaches_no_file_by_any_way(links: Links, workspace: Workspace) -> None:
    """A script proposes lines, not texts: one literal must not become two rows."""
    filled = links.fill("", NEW, BY)
    smuggled = {
        Line(each.subject, each.predicate, each.value.replace("Bleeding", "Bleeding\\nmil:Pons\\tpons"))
        for each in filled.additions
    }
    with pytest.raises(UnfitProposal, match="line break"):
        workspace.apply(Change("1", frozenset(smuggled), frozenset()))
