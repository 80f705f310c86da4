"""The names in the knowledge itself: read by the stored queries, found and told apart."""

from pathlib import Path

import pytest
from pyoxigraph import Quad

from miliary.knowledge.infer import infer
from miliary.knowledge.load import load
from miliary.queries import Catalogue
from miliary.store import EmbeddedStore
from miliary.terms import TESTS, TermIndex
from miliary.terms.names import Name, read_names
from miliary.vocabulary import iri


@pytest.fixture(scope="module")
def names(repository: Path) -> tuple[Name, ...]:
    store = EmbeddedStore.memory()
    store.extend(Quad(*triple) for triple in load(repository).triples)
    infer(store, repository / "queries" / "rules")
    return read_names(store, Catalogue(repository / "queries"))


def test_every_name_leads_to_its_own_term(names: tuple[Name, ...]) -> None:
    index = TermIndex(names)
    led = {name: index.resolve(name.text, name.kinds) for name in names if name.kind}
    assert {name.text: term for name, term in led.items() if term != name.term} == {}


def test_a_finding_is_of_its_narrowest_kind_and_of_all_above(names: tuple[Name, ...]) -> None:
    (pleocytosis,) = [name for name in names if name.term == iri("CsfPleocytosis") and name.preferred]
    assert pleocytosis.kind == iri("CsfFinding")
    assert pleocytosis.kinds == {iri("CsfFinding"), iri("LaboratoryFinding"), iri("Finding")}


def test_kinds_themselves_are_named_but_not_found(names: tuple[Name, ...]) -> None:
    index = TermIndex(names)
    assert index.label(iri("CsfFinding")) == "CSF finding"
    assert index.label(iri("Disease")) == "disease"
    assert "CSF finding" not in [hit.label for hit in index.search("CSF finding")]


def test_diseases_and_tests_are_found_beside_findings(names: tuple[Name, ...]) -> None:
    index = TermIndex(names)
    assert index.resolve("Susac syndrome", frozenset({iri("Disease")})) == iri("SusacSyndrome")
    assert index.resolve("MRI", TESTS) == iri("MagneticResonanceImaging")
