"""What the knowledge holds, counted: the tables against counts made in another way."""

from collections import Counter, defaultdict
from itertools import combinations
from pathlib import Path

import pytest
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad

from miliary.composition import Service
from miliary.index.inventory import read_inventory
from miliary.index.tables import Named, Table, as_json
from miliary.queries import Catalogue
from miliary.store import EmbeddedStore
from miliary.vocabulary import RDF, curie, iri
from tests.conftest import REPOSITORY

Tables = dict[str, Table]


@pytest.fixture(scope="module")
def store(published: Service) -> EmbeddedStore:
    assert isinstance(published.store, EmbeddedStore)
    return published.store


@pytest.fixture(scope="module")
def tables(store: EmbeddedStore) -> Tables:
    return {table.name: table for table in read_inventory(store, Catalogue(REPOSITORY / "queries"))}


def instances(store: EmbeddedStore, name: str) -> list[NamedNode]:
    quads = store.quads(None, NamedNode(RDF + "type"), NamedNode(iri(name)), DefaultGraph())
    return [quad.subject for quad in quads if isinstance(quad.subject, NamedNode)]


def pairs(store: EmbeddedStore, name: str) -> list[tuple[str, str]]:
    """The values of a property, each with its subject, as CURIEs or texts."""
    quads = store.quads(None, NamedNode(iri(name)), None, DefaultGraph())
    return [(text(quad.subject), text(quad.object)) for quad in quads]


def of_assertions(store: EmbeddedStore, name: str) -> dict[str, str]:
    """The value of a property that assertions have once, by assertion; cases and pathways may have it too."""
    assertions = {curie(each.value) for each in instances(store, "Assertion")}
    return {subject: value for subject, value in pairs(store, name) if subject in assertions}


def text(term: object) -> str:
    return curie(str(getattr(term, "value", term)))


def counted(table: Table, column: str) -> dict[str, object]:
    place = table.columns.index(column)
    return {first.id: row[place] for row in table.rows if isinstance(first := row[0], Named)}


def test_there_is_a_table_for_every_query_in_the_order_of_its_number(tables: Tables) -> None:
    names = Catalogue(REPOSITORY / "queries").names("report")
    assert [name.partition("-")[2] for name in names] == list(tables)
    assert all(table.title and table.question and table.rows for table in tables.values())


def test_every_assertion_is_counted_once(store: EmbeddedStore, tables: Tables) -> None:
    assertions = len(instances(store, "Assertion"))
    for name in ("assertions-by-disease", "assertions-by-category"):
        place = tables[name].columns.index("all")
        assert sum(int(str(row[place])) for row in tables[name].rows) == assertions
    assert counted(tables["assertions-by-disease"], "all") == Counter(of_assertions(store, "aboutDisease").values())


def test_the_categories_add_up(tables: Tables) -> None:
    for row in tables["assertions-by-disease"].rows + tables["assertions-by-category"].rows:
        *parts, whole = [cell for cell in row if isinstance(cell, int)]
        assert sum(parts) == whole, row


def test_evidence_and_places_count_every_assertion(store: EmbeddedStore, tables: Tables) -> None:
    kind = dict(pairs(store, "evidenceType"))
    kinds = Counter(kind[evidence] for evidence in of_assertions(store, "evidence").values())
    assert {each: count for each, count in counted(tables["evidence-types"], "assertions").items() if count} == kinds
    places = counted(tables["places"], "assertions")
    assert sum(int(str(count)) for count in places.values()) == len(instances(store, "Assertion"))
    assert set(places) == {"mil:SectionPart", "mil:TablePart", "mil:BoxPart", "mil:CaptionPart"}


def test_conflicts_and_references_are_counted_by_kind_and_status(store: EmbeddedStore, tables: Tables) -> None:
    kinds = Counter(value for _, value in pairs(store, "conflictKind"))
    assert counted(tables["conflicts-by-kind"], "conflicts") == kinds
    statuses = Counter(value for _, value in pairs(store, "referenceStatus"))
    references = counted(tables["references"], "references")
    assert {each: count for each, count in references.items() if count} == statuses
    assert "mil:Verified" in references, "a status that no reference has is shown too"


def test_a_finding_of_one_disease_is_stated_of_no_other(store: EmbeddedStore, tables: Tables) -> None:
    tops = {disease for disease, _ in pairs(store, "differentialOf")}
    about, denied = of_assertions(store, "aboutDisease"), of_assertions(store, "occurrence")
    never = {"mil:NotExpected", "mil:NotReported", "mil:Spared"}
    diseases = defaultdict(set)
    for assertion, subject in of_assertions(store, "hasSubject").items():
        if denied.get(assertion) not in never and about[assertion] in tops:
            diseases[subject].add(about[assertion])
    table = tables["findings-of-one-disease"]
    for row in table.rows:
        finding, disease = row[0], row[table.columns.index("disease")]
        assert isinstance(finding, Named)
        assert isinstance(disease, Named)
        assert diseases[finding.id] <= {disease.id}


def test_pairs_of_diseases_are_told_apart_by_exactly_so_many_findings(store: EmbeddedStore, tables: Tables) -> None:
    tops = {disease for disease, _ in pairs(store, "differentialOf")}
    of, about, polarity, worth = (
        dict(pairs(store, name)) for name in ("weightOf", "weightFor", "polarity", "decibans")
    )
    weights: dict[str, dict[str, list[tuple[str, str]]]] = {top: defaultdict(list) for top in tops}
    for weight, disease in of.items():
        if disease in tops:
            weights[disease][about[weight]].append((polarity[weight], worth[weight]))
    wanted = {}
    for one, other in combinations(sorted(tops), 2):
        findings = weights[one].keys() | weights[other].keys()
        differing = (sorted(weights[one].get(each, [])) != sorted(weights[other].get(each, [])) for each in findings)
        wanted[one, other] = sum(differing)
    found = {}
    for first, second, count in tables["diseases-alike"].rows:
        assert isinstance(first, Named)
        assert isinstance(second, Named)
        found[first.id, second.id] = count
    assert found == wanted


def test_two_diseases_with_the_same_weights_are_told_apart_by_nothing() -> None:
    store = EmbeddedStore.memory()
    for name in ("A", "B"):
        disease = NamedNode(iri(name))
        store.extend(
            Quad(disease, predicate, value, DefaultGraph())
            for predicate, value in (
                (NamedNode(iri("differentialOf")), NamedNode(iri("MiliaryEnhancement"))),
                (NamedNode("http://www.w3.org/2000/01/rdf-schema#label"), Literal(name)),
            )
        )
    queries = Catalogue(REPOSITORY / "queries")
    alike = next(table for table in read_inventory(store, queries) if table.name == "diseases-alike")
    assert alike.rows == ((Named("mil:A", "A"), Named("mil:B", "B"), 0),)


def test_as_json_terms_have_id_and_label(tables: Tables) -> None:
    sent = as_json("1", (tables["references"],))
    assert sent["version"] == "1"
    assert isinstance(sent["tables"], list)
    first = sent["tables"][0]["rows"][0]
    assert first.keys() == {"status", "references", "assertions"}
    assert first["status"].keys() == {"id", "label"}


def test_a_column_of_labels_without_its_terms_stands_for_itself(tables: Tables, tmp_path: Path) -> None:
    table = tables["findings-of-one-disease"]
    assert table.columns == ("finding", "kindLabel", "disease")
    assert table.headings == ("finding", "kind", "disease")
    assert table.numbers == frozenset()
    assert tables["references"].numbers == {"references", "assertions"}
