"""The public queries: each answers what it is expected to answer, soon, and says who would ask."""

import time

import pytest
from pyoxigraph import NamedNode
from rdflib.plugins.sparql import prepareQuery

from miliary.composition import Service
from miliary.queries import AUDIENCES, Catalogue, StoredQuery, examples
from miliary.store import GRAPH_FORMATS, Solutions, Triples
from miliary.vocabulary import MIL
from tests.conftest import REPOSITORY
from tests.queries.answers import FOLDER, answer, public

CATALOGUE = Catalogue(REPOSITORY / "queries")
PUBLIC = public(CATALOGUE)
FEDERATED = [query for query in map(CATALOGUE.load, CATALOGUE.names()) if query.header.network]
# Typically 5 ms, 150 for the whole table; a stranger's limit leaves room for a slow machine that does other things too.
SHARE = 0.1
TRIES = 5


def named(query: StoredQuery) -> str:
    return query.name


@pytest.fixture(scope="module")
def service(published: Service) -> Service:
    return published


@pytest.mark.parametrize("query", PUBLIC, ids=named)
def test_a_query_answers_its_example_as_expected(service: Service, query: StoredQuery) -> None:
    expected = (FOLDER / f"{query.name}.csv").read_text(encoding="utf-8")
    assert answer(service.store, query) == expected
    assert expected.count("\n") > 1, "an example that finds nothing shows nothing"


def test_nothing_is_expected_of_what_is_not_there() -> None:
    assert {file.stem for file in FOLDER.iterdir()} == {query.name for query in PUBLIC}


@pytest.mark.parametrize("query", PUBLIC, ids=named)
def test_a_query_is_far_from_the_limit_of_strangers(service: Service, query: StoredQuery) -> None:
    def seconds() -> float:
        start = time.process_time()
        found = service.store.query(query.bind(**query.examples()))
        if isinstance(found, Solutions | Triples):
            for _ in found:
                pass
        return time.process_time() - start

    assert any(seconds() < SHARE * service.settings.query_seconds for _ in range(TRIES))


@pytest.mark.parametrize("query", PUBLIC + FEDERATED, ids=named)
def test_a_query_says_who_would_ask_and_what_the_columns_mean(query: StoredQuery) -> None:
    assert query.header.audience
    assert query.header.keywords
    assert query.header.note
    assert query.question.endswith("?")
    assert "run" not in {parameter.name for parameter in query.parameters}, "the page's button has that name"


def test_every_audience_has_questions_of_its_own() -> None:
    assert len(PUBLIC) >= 25
    for audience in AUDIENCES:
        assert sum(audience in query.header.audience for query in PUBLIC) >= 5


def test_a_federated_query_is_marked_and_can_be_read() -> None:
    assert {query.name for query in FEDERATED} == {
        query.name for query in map(CATALOGUE.load, CATALOGUE.names()) if query.servers()
    }
    for query in FEDERATED:
        assert tuple(str(each) for each in prepareQuery(query.text).algebra["PV"]) == query.columns


@pytest.mark.parametrize("query", PUBLIC, ids=named)
def test_an_unknown_term_widens_nothing(service: Service, query: StoredQuery) -> None:
    """Each IRI in turn becomes one that nobody uses: no row may come that the example does not have."""
    for parameter in query.parameters:
        if parameter.type == "iri" and not parameter.optional:
            nobody = NamedNode(f"{MIL}Nobody")
            bound = query.bind(**query.examples() | {parameter.name: [nobody] if parameter.many else nobody})
            assert rows(service, bound) < rows(service, query.text) or rows(service, bound) == set()


def rows(service: Service, text: str) -> set[object]:
    found = service.store.query(text)
    return set(found) if isinstance(found, Solutions | Triples) else {True} if found else set()


def test_the_examples_of_the_endpoint_are_all_public_queries() -> None:
    queries = PUBLIC + FEDERATED
    turtle = Triples(examples(queries, MIL)).serialise(GRAPH_FORMATS[0]).decode()
    assert turtle.count("sh:SPARQLExecutable") == len(queries)
