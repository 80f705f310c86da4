"""``docs/fhir.md``: each answer that is shown is the one that is given, and its tables are what the program has."""

import json
import re

import pytest

from miliary.composition import Service
from miliary.terms.fhir import Resource
from miliary.terms.fhir.operations import OPERATIONS
from miliary.terms.fhir.systems import systems
from miliary.terms.fhir.terminology import Terminology
from miliary.vocabulary import EXTERNAL_PREFIXES
from miliary.web import create_app
from tests.conftest import REPOSITORY
from tests.documents.markdown import read

TEXT = read(REPOSITORY / "docs" / "fhir.md")
SHOWN = re.findall(r"^```sh\ncurl -s 'http://127\.0\.0\.1:8000(\S+)'\n```\n\n```json\n(.*?)^```$", TEXT, re.M | re.S)


@pytest.mark.parametrize(("address", "shown"), SHOWN)
def test_an_answer_is_shown_as_it_is_given(published: Service, address: str, shown: str) -> None:
    answer = create_app(service=published).test_client().get(address)
    assert json.dumps(answer.get_json(), indent=2, ensure_ascii=False) + "\n" == shown


def test_answers_are_shown() -> None:
    assert len(SHOWN) == TEXT.count("```json") == 2


def test_the_table_has_every_operation() -> None:
    rows = {
        row[0]: set(re.findall(r"`\$([\w-]+)`", row[2]))
        for row in re.findall(r"^\| (\w+) \| (.*?) \| (.*) \|$", TEXT, re.M)
    }
    for kind, name in OPERATIONS:
        assert name in rows[kind]


def test_every_equivalence_in_the_maps_is_in_the_table(published: Service) -> None:
    terminology = Terminology(published.store, published.catalogue, published.version)
    maps: Resource = terminology.search("ConceptMap", [("_count", "100")], "")
    found = {
        target["equivalence"]
        for entry in maps["entry"]
        for element in entry["resource"]["group"][0]["element"]
        for target in element["target"]
    }
    rows = [line for line in TEXT.splitlines() if line.startswith("| ") and ("`skos:" in line or "`sssom:" in line)]
    assert found == {word for row in rows for word in re.findall(r"`([a-z]+)`", row)}


def test_every_vocabulary_that_is_linked_has_a_name_in_fhir() -> None:
    linked = {file.name.partition(".")[0] for file in (REPOSITORY / "ontology" / "mappings").glob("*.sssom.tsv")}
    assert len(systems()) == len(linked)
    assert {each.namespace for each in systems()} <= set(EXTERNAL_PREFIXES.values())
    assert len({name for each in systems() for name in each.names}) == sum(len(each.names) for each in systems())
