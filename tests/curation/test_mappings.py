"""Mappings from outside: SSSOM files, lists of labels, and candidates that somebody has to confirm."""

import pytest

from miliary.composition import Service
from miliary.curation.candidates import CodeLabel, known_labels, read_labels, suggest
from miliary.curation.change import Change
from miliary.curation.mapping_upload import MappingTable, read_file
from miliary.curation.workspace import Workspace
from miliary.knowledge.sssom import MappingSet, read_mappings
from miliary.terms.names import read_names
from miliary.vocabulary import MIL, curie, expand
from tests.conftest import REPOSITORY

COLUMNS = "subject_id\tpredicate_id\tobject_id\tmapping_justification"
ROW = "mil:Haemorrhage\tskos:closeMatch\tHP:9999999\tsemapv:ManualMappingCuration"
KNOWN = "mil:Abscess\tskos:exactMatch\tHP:0025615\tsemapv:LexicalMatching"


@pytest.fixture(scope="module")
def hpo() -> MappingSet:
    (found,) = [each for each in read_mappings(REPOSITORY) if each.iri.endswith("/hpo")]
    return found


def read(service: Service, into: MappingSet, *lines: str) -> MappingTable:
    content = "\n".join(lines).encode()
    return read_file(
        content,
        into,
        take=lambda text: curie(service.terms.take(text).id),
        label=lambda term: service.terms.label(expand(term)),
    )


def test_new_rows_are_taken_and_known_ones_counted(published: Service, hpo: MappingSet) -> None:
    found = read(published, hpo, COLUMNS, ROW, KNOWN)
    assert (found.faults, found.known) == ((), 1)
    (row,) = found.rows
    assert (row.subject_label, row.object_id) == ("haemorrhage", "HP:9999999")


def test_a_row_is_one_line_of_one_file(published: Service, hpo: MappingSet) -> None:
    found = read(published, hpo, COLUMNS, ROW)
    workspace = Workspace.open(REPOSITORY)
    files = workspace.apply(Change("1", found.additions(hpo), frozenset()))
    (name,) = files
    before, after = (each.decode().splitlines() for each in (workspace.contents[name], files[name]))
    assert [line for line in after if line not in before] == [
        "mil:Haemorrhage\thaemorrhage\tskos:closeMatch\tHP:9999999\t\tsemapv:ManualMappingCuration\t\t\t"
    ]


def test_other_columns_and_other_prefixes_of_the_same_vocabulary_are_understood(
    published: Service, hpo: MappingSet
) -> None:
    head = ["#curie_map:", "#  hpo: http://purl.obolibrary.org/obo/HP_"]
    found = read(published, hpo, *head, f"{COLUMNS}\tconfidence", f"{ROW}\t0.9".replace("HP:", "hpo:"))
    assert [each.object_id for each in found.rows] == ["HP:9999999"]


@pytest.mark.parametrize(
    ("line", "column", "told"),
    [
        (ROW.replace("Haemorrhage", "Haemorage"), "subject_id", "haemorrhage"),
        (ROW.replace("close", "same"), "predicate_id", "skos:exactMatch"),
        (ROW.replace("HP:", "MONDO:"), "object_id", "write HP:"),
        (ROW.replace("9999999", "9 9> ."), "object_id", "write HP:"),
        (ROW.replace("semapv:Manual", "semapv:Magic"), "mapping_justification", "none of"),
        ("\t\t\t", "subject_id", "missing"),
    ],
)
def test_what_is_wrong_is_told_by_row_and_column(
    published: Service, hpo: MappingSet, line: str, column: str, told: str
) -> None:
    found = read(published, hpo, COLUMNS, ROW, line)
    assert not found.rows
    assert (found.faults[0].row, found.faults[0].column) == (3, column)
    assert told in found.faults[0].message


@pytest.mark.parametrize("content", ["", "a\tb\n1\t2", "#[\nx", "\x00"])
def test_what_is_no_sssom_is_told(published: Service, hpo: MappingSet, content: str) -> None:
    assert read(published, hpo, content).faults


def test_a_list_of_labels_is_read_with_or_without_headings() -> None:
    assert read_labels(b"id\tlabel\nHP:1\tdots\n\n", "HP") == ((CodeLabel("HP:1", "dots"),), ())
    assert read_labels(b"HP:1\tdots\nMONDO:1\tdots\n", "HP")[1][0].row == 2


def test_candidates_are_spelled_alike_and_only_for_terms_without_a_link(published: Service, hpo: MappingSet) -> None:
    names = read_names(published.store, published.catalogue)
    linked = {row.subject_id for row in hpo.rows if row.found}
    free = next(each for each in names if each.kind and each.preferred and curie(each.term) not in linked)
    labels = [CodeLabel("HP:1", free.text.upper()), CodeLabel("HP:2", "abscess"), CodeLabel("HP:3", "nothing at all")]
    assert "mil:Abscess" in linked
    found = list(suggest(names, hpo, labels))
    assert [(each.term, each.code.id, each.label) for each in found] == [(curie(free.term), "HP:1", free.text)]


def test_the_labels_of_our_own_files_come_with_the_codes_that_stand_beside_them(hpo: MappingSet) -> None:
    assert {each.id for each in known_labels(hpo)} <= {row.object_id for row in hpo.rows}
    assert MIL not in str(known_labels(hpo))
