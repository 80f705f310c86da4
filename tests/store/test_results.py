"""Answers written down: the four formats of results, the four of graphs."""

import io
import json

import pytest
from pyoxigraph import QueryResultsFormat, RdfFormat, parse, parse_query_results

from miliary.store import GRAPH_FORMATS, RESULT_FORMATS, EmbeddedStore, Solutions, Triples, Truth

SELECT = "SELECT ?label { ?disease <https://example.org/label> ?label }"
CONSTRUCT = "CONSTRUCT WHERE { ?s ?p ?o }"


def solutions(store: EmbeddedStore) -> Solutions:
    answer = store.query(SELECT)
    assert isinstance(answer, Solutions)
    return answer


def triples(store: EmbeddedStore) -> Triples:
    answer = store.query(CONSTRUCT)
    assert isinstance(answer, Triples)
    return answer


def truth(store: EmbeddedStore) -> Truth:
    answer = store.query("ASK { ?s ?p ?o }")
    assert isinstance(answer, Truth)
    return answer


@pytest.mark.parametrize("form", RESULT_FORMATS, ids=lambda form: form.name)
def test_solutions_are_written_in_every_results_format(store: EmbeddedStore, form: QueryResultsFormat) -> None:
    output = io.BytesIO()
    solutions(store).write(output, form)
    assert b"Susac syndrome" in output.getvalue()
    assert solutions(store).serialise(form) == output.getvalue()


@pytest.mark.parametrize("form", [QueryResultsFormat.JSON, QueryResultsFormat.XML], ids=lambda form: form.name)
def test_truth_is_written_in_the_formats_that_have_it(store: EmbeddedStore, form: QueryResultsFormat) -> None:
    output = io.BytesIO()
    truth(store).write(output, form)
    assert truth(store).serialise(form) == output.getvalue()
    assert parse_query_results(output.getvalue(), form)


@pytest.mark.parametrize("form", GRAPH_FORMATS, ids=lambda form: form.name)
def test_triples_are_written_in_every_graph_format(store: EmbeddedStore, form: RdfFormat) -> None:
    output = io.BytesIO()
    triples(store).write(output, form)
    read_back = {quad.triple for quad in parse(output.getvalue(), form)}
    assert read_back == set(triples(store))
    assert triples(store).serialise(form) == output.getvalue()


def test_turtle_uses_the_projects_prefixes(store: EmbeddedStore) -> None:
    turtle = triples(store).serialise(RdfFormat.TURTLE).decode()
    assert "@prefix mil: <https://w3id.org/miliary/> ." in turtle
    assert "mil:LeptomeningealEnhancement" in turtle


def test_a_select_without_rows_still_names_its_columns(store: EmbeddedStore) -> None:
    answer = store.query("SELECT ?a ?b { ?a <x:unknown> ?b }")
    assert isinstance(answer, Solutions)
    assert json.loads(answer.serialise(QueryResultsFormat.JSON))["head"] == {"vars": ["a", "b"]}
