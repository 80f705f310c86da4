"""The links to other vocabularies: every id was seen, none is matched twice, and every term has been looked for."""

import csv
import re
from collections import Counter
from functools import cache
from itertools import chain
from pathlib import Path

import pytest

from miliary.composition import Service
from miliary.knowledge.sssom import SUFFIX, MappingSet, Row, canonical, parse_mappings, read_mappings
from miliary.terms.names import Name, read_names
from miliary.vocabulary import EXTERNAL_PREFIXES, MIL, PREFIXES, curie, iri
from tests.conftest import REPOSITORY

FOLDER = REPOSITORY / "ontology" / "mappings"
FILES = sorted(FOLDER.glob(f"*{SUFFIX}"))
VERIFIED = REPOSITORY.parent / "shared" / "terminology" / "verified-mappings.sssom.tsv"
SETS = read_mappings(REPOSITORY)
ROWS = [row for each in SETS for row in each.rows]
MATCHES = {"skos:exactMatch", "skos:closeMatch", "skos:broadMatch", "skos:narrowMatch", "skos:relatedMatch"}
# What an id of a vocabulary looks like.
PATTERNS = {
    "CHEBI": r"\d+",
    "DCM": r"\d{6}|[A-Z]{2}",
    "DOID": r"\d+",
    "HP": r"\d{7}",
    "ICD10CM": r"[A-Z]\d[0-9A-Z](\.[0-9A-Z]{1,4})?",
    "LOINC": r"\d{1,5}-\d",
    "MESH": r"[CD]\d+",
    "MONDO": r"\d{7}",
    "NCBITaxon": r"\d+",
    "ORPHA": r"\d+",
    "RADLEX": r"RID\d+",
    "RXNORM": r"\d+",
    "SCTID": r"[1-9]\d{5,17}",
    "UBERON": r"\d{7}",
}
# The vocabularies that speak of one kind of thing only. The others are held to the kind that the verified list gives.
ONE_KIND = {
    "CHEBI": "Treatment",
    "DCM": "Test",
    "DOID": "Disease",
    "HP": "Finding",
    "LOINC": "Test",
    "MESH": "Disease",
    "MONDO": "Disease",
    "NCBITaxon": "Organism",
    "ORPHA": "Disease",
    "RXNORM": "Treatment",
    "UBERON": "AnatomicalStructure",
}
CONDITION, TEST = {"Disease", "Finding"}, {"Test"}
VERIFIED_KINDS = {
    "anatomy": {"AnatomicalStructure"},
    "disease": CONDITION,
    "finding": CONDITION,
    "lab": CONDITION | TEST,
    "organism": {"Organism"},
    "population": CONDITION,
    "symptom": CONDITION,
    "test": TEST,
    "treatment": {"Treatment"},
}
# The tables of the check digit (Verhoeff).
TIMES = [
    [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
    [1, 2, 3, 4, 0, 6, 7, 8, 9, 5],
    [2, 3, 4, 0, 1, 7, 8, 9, 5, 6],
    [3, 4, 0, 1, 2, 8, 9, 5, 6, 7],
    [4, 0, 1, 2, 3, 9, 5, 6, 7, 8],
    [5, 9, 8, 7, 6, 0, 4, 3, 2, 1],
    [6, 5, 9, 8, 7, 1, 0, 4, 3, 2],
    [7, 6, 5, 9, 8, 2, 1, 0, 4, 3],
    [8, 7, 6, 5, 9, 3, 2, 1, 0, 4],
    [9, 8, 7, 6, 5, 4, 3, 2, 1, 0],
]
STEP = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4]


def prefix(row: Row) -> str:
    return row.object_id.partition(":")[0]


def matches(predicate: str) -> list[Row]:
    return [row for row in ROWS if row.predicate_id == predicate]


def passes_verhoeff(number: str) -> bool:
    check = 0
    for place, digit in enumerate(reversed(number)):
        permuted = int(digit)
        for _ in range(place % 8):
            permuted = STEP[permuted]
        check = TIMES[check][permuted]
    return check == 0


@cache
def verified() -> dict[str, list[dict[str, str]]]:
    if not VERIFIED.is_file():
        pytest.skip("the verified list of ids (../shared/terminology) is not beside this checkout")
    lines = [line for line in VERIFIED.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    found: dict[str, list[dict[str, str]]] = {}
    for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
        found.setdefault(row["object_id"], []).append(row)
    return found


@pytest.fixture(scope="module")
def terms(published: Service) -> dict[str, Name]:
    """Our diseases, findings, structures, tests, treatments and organisms, by CURIE."""
    names = read_names(published.store, published.catalogue)
    return {curie(each.term): each for each in names if each.preferred and each.kind and each.kind != iri("Topic")}


def kind(name: Name) -> str:
    return "Finding" if iri("Finding") in name.kinds else name.kind.removeprefix(MIL)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_file_is_what_its_writer_makes_of_it(path: Path) -> None:
    assert canonical(parse_mappings(path.read_bytes(), path)).encode() == path.read_bytes()


@pytest.mark.parametrize("mappings", SETS, ids=lambda each: each.title)
def test_a_file_names_licence_and_notice_of_its_vocabulary(mappings: MappingSet) -> None:
    header = mappings.header
    assert str(header["license"]).startswith(("https://creativecommons.org/", "https://w3id.org/sssom/license/"))
    assert len(str(header["other"])) > 20
    assert header["mapping_set_id"] in {f"{MIL}mappings/{path.name.removesuffix(SUFFIX)}" for path in FILES}


@pytest.mark.parametrize("mappings", SETS, ids=lambda each: each.title)
def test_a_file_writes_prefixes_as_the_project_does_and_speaks_of_one_vocabulary(mappings: MappingSet) -> None:
    own = str(mappings.header["object_source"]).removesuffix(":")
    assert {name: EXTERNAL_PREFIXES.get(name, PREFIXES.get(name)) for name in mappings.header["curie_map"]} == dict(
        mappings.header["curie_map"]
    )
    assert {prefix(row) for row in mappings.rows} <= {own, "sssom"}


def test_what_may_not_be_passed_on_is_left_out() -> None:
    assert {prefix(row) for row in ROWS} - {"sssom"} == set(PATTERNS)
    assert set(PATTERNS) & {"ATC", "ICD11", "UMLS"} == set()


def test_labels_stand_only_where_a_licence_lets_them() -> None:
    labelled = [row for row in ROWS if row.object_label]
    assert {prefix(row) for row in labelled} & {"HP", "LOINC", "MESH", "RADLEX"} == set()
    snomed = [row for row in labelled if prefix(row) == "SCTID"]
    assert [row.object_id for row in snomed if "ProblemsSnomedCtIpsFreeSet" not in row.source_seen] == []


def test_every_id_is_shaped_as_its_vocabulary_has_it() -> None:
    ids = [row.object_id.split(":", 1) for row in ROWS if row.found]
    assert [f"{name}:{number}" for name, number in ids if not re.fullmatch(PATTERNS[name], number)] == []


def test_every_snomed_ct_id_passes_its_check_digit() -> None:
    numbers = {row.object_id.partition(":")[2] for row in ROWS if prefix(row) == "SCTID"}
    assert len(numbers) > 200
    assert {number for number in numbers if not passes_verhoeff(number)} == set()
    assert not passes_verhoeff("62479009")


def test_no_term_and_no_id_is_matched_exactly_twice_in_a_vocabulary() -> None:
    exact = matches("skos:exactMatch")
    ours = Counter((row.subject_id, prefix(row)) for row in exact)
    theirs = Counter(row.object_id for row in exact)
    assert [each for each, count in chain(ours.items(), theirs.items()) if count > 1] == []


def test_a_term_and_an_id_are_linked_in_one_way() -> None:
    pairs = Counter((row.subject_id, row.object_id) for row in ROWS if row.found)
    assert [pair for pair, count in pairs.items() if count > 1] == []


def test_a_row_says_what_links_how_it_was_made_and_where_its_id_was_seen() -> None:
    found = [row for row in ROWS if row.found]
    assert {row.predicate_id for row in found} == MATCHES
    assert {row.mapping_justification.partition(":")[0] for row in ROWS} == {"semapv"}
    assert [row for row in found if not (row.source_seen and row.mapping_date)] == []
    assert {row.predicate_id for row in ROWS if not row.found} == {"skos:mappingRelation"}


def test_every_subject_is_a_term_of_ours_under_its_label(terms: dict[str, Name]) -> None:
    labels = {row.subject_id: row.subject_label for row in ROWS}
    assert {term: label for term, label in labels.items() if term not in terms or terms[term].text != label} == {}


@pytest.mark.parametrize("vocabulary", ["SNOMED CT", "RadLex"])
def test_every_term_has_been_looked_for(terms: dict[str, Name], vocabulary: str) -> None:
    (rows,) = [each.rows for each in SETS if each.title == vocabulary]
    assert {row.subject_id for row in rows} == set(terms)
    found = {row.subject_id for row in rows if row.found}
    assert found & {row.subject_id for row in rows if not row.found} == set()


def test_no_exact_match_crosses_kinds(terms: dict[str, Name]) -> None:
    exact = [(row, kind(terms[row.subject_id])) for row in matches("skos:exactMatch") if prefix(row) in ONE_KIND]
    assert [row.subject_id for row, own in exact if ONE_KIND[prefix(row)] != own] == []


def test_no_exact_match_crosses_the_kinds_of_the_verified_list(terms: dict[str, Name]) -> None:
    kinds = {
        name: set().union(*(VERIFIED_KINDS[row["subject_kind"]] for row in rows)) for name, rows in verified().items()
    }
    exact = [(row, kind(terms[row.subject_id])) for row in matches("skos:exactMatch")]
    assert [row.object_id for row, own in exact if own not in kinds[row.object_id]] == []


def test_every_id_and_its_source_stand_in_the_verified_list() -> None:
    seen = {(name, row["source_seen"]) for name, rows in verified().items() for row in rows}
    assert [row.object_id for row in ROWS if row.found and (row.object_id, row.source_seen) not in seen] == []


def test_a_label_of_theirs_is_the_one_that_was_seen() -> None:
    labels = {name: {" ".join(row["object_label"].split()) for row in rows} for name, rows in verified().items()}
    assert [row.object_id for row in ROWS if row.object_label and row.object_label not in labels[row.object_id]] == []
