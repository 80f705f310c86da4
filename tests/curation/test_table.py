"""Tables: a template a kind, and what is made of one that was filled in."""

import csv
from typing import Any

import pytest

from miliary.composition import Service
from miliary.curation.change import Line
from miliary.curation.forms import Forms
from miliary.curation.kinds import ASSERTION, FINDING, KINDS
from miliary.curation.table import MOST_ROWS, Table, columns, read_table, template, written
from tests.curation.editing import BY, forms

SUSAC = "SusacSyndrome-LeptomeningealEnhancement-Section"
ROW = {
    "mil:aboutDisease": "neurosarcoidosis",
    "mil:hasSubject": "leptomeningeal enhancement",
    "mil:count": "12",
    "mil:outOf": "40",
    "mil:evidence/mil:sourceDocument": "Bot et al. 2020",
    "mil:evidence/mil:locator": "Table 2",
    "mil:evidence/mil:anchorStart": "Leptomeningeal enhancement",
    "mil:evidence/mil:evidenceType": "review table",
    "mil:evidence/mil:cites SPLIT=|": "14|15",
}


@pytest.fixture(scope="module")
def found(published: Service) -> Forms:
    return forms(published)


def table(found: Forms, *rows: dict[str, str], kind: Any = ASSERTION) -> Table:
    names = ["ID", *dict.fromkeys(name for row in rows for name in row if name != "ID")]
    content = written([names, names, *([row.get(name, "") for name in names] for row in rows)])
    return read_table(content.encode(), found, kind, BY)


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.name)
def test_a_template_has_a_column_for_each_field(found: Forms, kind: Any) -> None:
    labels, properties = csv.reader(template(found, kind).splitlines(), delimiter="\t")
    assert len(labels) == len(set(properties)) == len(columns(found, kind))
    assert (labels[0], properties[0]) == ("name", "ID")


def test_rows_become_one_change_and_names_go_on_counting(found: Forms) -> None:
    read = table(found, ROW, ROW)
    assert read.faults == ()
    start = "mil:Neurosarcoidosis-LeptomeningealEnhancement-Table2"
    assert {each for each in read.rows if "evidence" not in each} == {start, f"{start}-2"}
    assert len([each for each in read.additions if each.predicate == "mil:cites"]) == 4


def test_a_named_row_changes_what_its_cells_say_and_leaves_the_rest(found: Forms) -> None:
    read = table(found, {"ID": SUSAC, "mil:percent": "25", "mil:population": ""})
    assert read.deletions == {Line(f"mil:{SUSAC}", "mil:percent", "33.0")}
    assert {each.predicate for each in read.additions} == {"mil:percent", "dcterms:modified"}


def test_every_fault_is_told_by_row_and_column_and_nothing_is_read(found: Forms) -> None:
    read = table(
        found,
        ROW,
        {**ROW, "mil:hasSubject": "leptomeningal enhancment"},
        {**ROW, "mil:count": "twelve", "mil:evidence/mil:locator": ""},
        {"ID": "Nowhere", "mil:percent": "3"},
    )
    assert not read.additions
    assert [(each.row, each.column) for each in read.faults] == [
        (4, "finding or other subject"),
        (5, "count"),
        (5, "passage: where it stands"),
        (6, "name"),
    ]
    assert "Did you mean “leptomeningeal enhancement”" in str(read.faults[0])


def test_a_finding_may_be_placed_below_one_of_the_same_table(found: Forms) -> None:
    first = {"rdfs:label": "odd dot", "skos:definition": "A dot.", "rdfs:subClassOf SPLIT=|": "imaging finding"}
    below = {"rdfs:label": "very odd dot", "skos:definition": "A dot.", "rdfs:subClassOf SPLIT=|": "odd dot"}
    read = table(found, first, below, kind=FINDING)
    assert Line("mil:VeryOddDot", "rdfs:subClassOf", "mil:OddDot") in read.additions


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "second row"),
        (b"name\nmil:nothing\n", "mil:nothing"),
        (b"\xff\xfe", "UTF-8"),
        (b'ID\nID\n"', "UTF-8"),
        (b"ID\nID\n", "no row"),
        (b"ID\nID\na\tb\n", "2 cells"),
        (b"ID\nID\n" + b"x\n" * (MOST_ROWS + 1), "two files"),
    ],
)
def test_what_is_no_such_table_is_told(found: Forms, content: bytes, told: str) -> None:
    assert told in str(read_table(content, found, ASSERTION, BY).faults[0])
