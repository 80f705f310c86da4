"""``docs/mappings.md``: its query gives rows, its codes are codes, and it names every file's vocabulary."""

import re

import pytest

from miliary.composition import Service
from miliary.knowledge.sssom import read_mappings
from miliary.store import Solutions
from miliary.terms import FINDINGS
from miliary.terms.coverage import Coverage, read_coverage
from tests.conftest import REPOSITORY
from tests.documents.markdown import blocks, read

TEXT = read(REPOSITORY / "docs" / "mappings.md")
SETS = {each.title: each for each in read_mappings(REPOSITORY)}


@pytest.fixture(scope="module")
def coverage(published: Service) -> list[Coverage]:
    return list(read_coverage(published.store, published.catalogue))


def test_the_query_gives_rows_as_it_stands(published: Service) -> None:
    (query,) = [block.text for block in blocks(TEXT, "sparql")]
    answer = published.store.query(query)
    assert isinstance(answer, Solutions)
    assert len(list(answer)) == 1


def test_every_code_that_is_shown_is_a_finding(published: Service) -> None:
    codes = re.findall(r"`((?:snomedct|radlex|hp|http)[:|/][^`]*\d)`", TEXT)
    assert len(codes) >= 4
    for code in codes:
        published.terms.take(code, FINDINGS)


def test_every_vocabulary_is_counted_and_has_its_notice_shown(coverage: list[Coverage]) -> None:
    assert {each.vocabulary for each in coverage} == set(SETS)
    console = " ".join(re.sub(r"│\s+│", "", TEXT).replace("│", "").split())
    for mappings in SETS.values():
        assert f"{mappings.header['license']}" in console


def test_the_counts_are_those_of_the_files(coverage: list[Coverage]) -> None:
    for title, mappings in SETS.items():
        closest = {row.subject_id for row in mappings.rows if row.predicate_id == "skos:exactMatch"}
        assert sum(each.exact for each in coverage if each.vocabulary == title) == len(closest)
        linked = {row.subject_id for row in mappings.rows if row.found and row.predicate_id != "skos:relatedMatch"}
        assert sum(each.terms - each.none for each in coverage if each.vocabulary == title) == len(linked)
