"""All that is known of a term: the parts of its page against what the graph and the citations say."""

import pytest

from miliary.composition import Service
from miliary.index.known import Known, read_known
from miliary.index.tables import Named, Table, read_table
from miliary.vocabulary import curie, iri


@pytest.fixture(scope="module")
def service(published: Service) -> Service:
    return published


def known(service: Service, name: str) -> Known:
    return read_known(service.store, service.catalogue, iri(name))


def shown(found: Known) -> list[str]:
    return [each for group in found.groups for each in group.assertions]


def table(found: Known, name: str) -> Table:
    return next(each for each in found.tables if each.name == name)


def first_column(table: Table) -> set[str]:
    return {row[0].id for row in table.rows if isinstance(row[0], Named)}


def test_every_statement_stands_once_on_the_page_of_its_disease(service: Service) -> None:
    diseases = {each.disease for each in service.citations.values()}
    for disease in diseases:
        own = sorted(each.id for each in service.citations.values() if each.disease == disease)
        assert sorted(shown(read_known(service.store, service.catalogue, disease))) == own, disease


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("LeptomeningealEnhancement", "finding"),
        ("Corticosteroid", "treatment"),
        ("BrainMRI", "test"),
        ("MycobacteriumTuberculosis", "organism"),
    ],
)
def test_what_is_stated_of_a_subject_stands_on_its_page(service: Service, name: str, kind: str) -> None:
    found = known(service, name)
    assert found.kind == kind
    assert sorted(shown(found)) == sorted(each.id for each in service.citations.values() if each.subject == iri(name))


def test_the_groups_of_a_disease_come_as_a_radiologist_reads_and_mark_what_treats(service: Service) -> None:
    groups = known(service, "SusacSyndrome").groups
    assert [each.label for each in groups][:3] == ["Imaging", "Symptoms and signs", "Laboratory"]
    assert {each.label for each in groups if each.therapeutic} == {"Response to treatment", "Treatments"}


def test_conflicts_of_a_disease_are_those_of_its_statements(service: Service) -> None:
    own = {each.id for each in service.citations.values() if each.disease == iri("BehcetDisease")}
    conflicts = first_column(table(known(service, "BehcetDisease"), "conflicts"))
    assert conflicts
    for conflict in conflicts:
        assert own & set(shown(known(service, conflict.removeprefix("mil:")))), conflict


def test_both_sides_of_a_conflict_stand(service: Service) -> None:
    found = known(service, "BehcetDisease-Age-Table2-conflict")
    assert found.kind == "conflict"
    assert {curie(each) for each in shown(found)} == {
        "mil:BehcetDisease-Age-Table2",
        "mil:BehcetDisease-Age-Section",
    }


def test_a_reference_shows_every_statement_that_cites_it(service: Service) -> None:
    citing = {each.id for each in service.citations.values() if 76 in {cited.number for cited in each.references}}
    assert set(shown(known(service, "Reference76"))) == citing != set()


def test_the_items_of_a_criterion_set_are_named_with_their_code(service: Service) -> None:
    found = known(service, "BehcetCriteria")
    items = table(found, "items")
    assert [row[:2] for row in items.rows if row[1]] == [("a", "required")]
    assert [each.label for each in found.groups] == [f"Item {row[0]}" for row in items.rows]


def test_weights_on_the_page_are_those_of_the_differential_without_what_counts_nothing(service: Service) -> None:
    weights = table(known(service, "LeptomeningealEnhancement"), "weights")
    page = sorted((row[0].id, str(row[1]), row[3]) for row in weights.rows if isinstance(row[0], Named))
    knowledge, compiled = service.compiled.knowledge, service.compiled.weights
    wanted = [
        (curie(disease), each.polarity.value, each.decibans)
        for disease in knowledge.top_diseases
        for each in compiled.of(disease, iri("LeptomeningealEnhancement"))
        if each.decibans
    ]
    assert page == sorted(wanted)


def test_a_treatment_warns_of_what_the_article_warns_of(service: Service) -> None:
    warnings = table(known(service, "Corticosteroid"), "warnings")
    place = warnings.columns.index("relationLabel")
    assert ("mil:Neurotuberculosis", "contraindicated in") in {
        (row[0].id, row[place]) for row in warnings.rows if isinstance(row[0], Named)
    }


def test_a_site_knows_what_lies_in_it_and_what_it_lies_in(service: Service) -> None:
    brainstem = known(service, "Brainstem")
    assert {"mil:PonsLesion", "mil:BrainstemLesion"} <= first_column(table(brainstem, "findings"))
    assert "mil:Pons" in first_column(table(brainstem, "parts"))
    assert "mil:Brainstem" in first_column(table(known(service, "Pons"), "wholes"))
    assert "mil:AnatomicalStructure" not in first_column(table(known(service, "Pons"), "wholes"))


def test_a_document_counts_its_statements_by_place(service: Service) -> None:
    counted = [row[1] for row in table(known(service, "BrainMiliaryEnhancement2020"), "places").rows]
    assert sum(each for each in counted if isinstance(each, int)) >= len(service.citations)


def test_no_table_is_empty_and_a_property_has_no_page_of_its_own(service: Service) -> None:
    assert all(each.rows for name in ("Pons", "SusacSyndrome", "Clippers") for each in known(service, name).tables)
    assert known(service, "hasSite") == Known("")


def test_a_candidate_is_listed_as_unconfirmed_and_what_is_not_identified_has_no_work(service: Service) -> None:
    listed = read_table(service.store, service.catalogue, "pages/lists/references")
    assert len(listed.rows) == 82
    for _, status, work, _ in listed.rows:
        assert isinstance(status, Named)
        if status.label == "candidate":
            assert str(work).startswith("possible, unconfirmed: ")
        elif status.label == "unidentified":
            assert work == "not identified"
        else:
            assert not str(work).startswith(("possible", "not identified"))
