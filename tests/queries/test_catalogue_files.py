"""The project's own queries, each checked: header, example, columns, order, and that it names only what there is."""

import re
from functools import cache
from itertools import pairwise

import pyoxigraph
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import DefaultGraph, NamedNode, Quad

from miliary.errors import InvalidParameter
from miliary.knowledge.infer import infer
from miliary.queries import Catalogue, Given, StoredQuery
from miliary.queries.tokens import blocks, tokens
from miliary.store import EmbeddedStore, Solutions, Triples, Truth
from miliary.vocabulary import MIL, PREFIXES
from tests.conftest import REPOSITORY

FOLDER = REPOSITORY / "queries"
CATALOGUE = Catalogue(FOLDER)
NAMES = sorted(file.relative_to(FOLDER).with_suffix("").as_posix() for file in FOLDER.rglob("*.rq"))
RULES = [name for name in NAMES if name.startswith("rules/")]
OTHERS = [name for name in NAMES if name not in RULES]
# What needs a network is never run; test_library.py reads it with another parser.
FEDERATED = {name for name in NAMES if CATALOGUE.load(name).header.network}


@pytest.fixture(scope="module")
def graph() -> EmbeddedStore:
    """The whole ontology, read and inferred."""
    store = EmbeddedStore.memory()
    for file in sorted((REPOSITORY / "ontology").rglob("*.ttl")):
        quads = pyoxigraph.parse(path=file)
        store.extend(Quad(quad.subject, quad.predicate, quad.object, DefaultGraph()) for quad in quads)
    infer(store, FOLDER / "rules")
    return store


@cache
def words(name: str) -> list[str]:
    return [token.text for token in tokens(CATALOGUE.load(name).text)]


def values(rows: str) -> set[object]:
    """What the rows of a block mean to the engine; nothing for UNDEF."""
    prologue = "".join(f"PREFIX {prefix}: <{namespace}> " for prefix, namespace in PREFIXES.items())
    answer = EmbeddedStore.memory().query(f"{prologue} SELECT ?x {{ VALUES ?x {{ {rows} }} }}")
    assert isinstance(answer, Solutions)
    return {row[0] for row in answer if row[0] is not None}


def around(text: str, query: StoredQuery) -> list[str]:
    """The tokens of a query without the rows of its parameters."""
    names = {parameter.name for parameter in query.parameters}
    rows = [range(block.start, block.end) for block in blocks(text) if block.name in names]
    return [token.text for token in tokens(text) if not any(token.start in places for places in rows)]


@pytest.mark.parametrize("name", sorted(set(NAMES) - FEDERATED))
def test_a_query_runs_as_it_stands(graph: EmbeddedStore, name: str) -> None:
    answer = graph.query(CATALOGUE.load(name).text)
    if not isinstance(answer, Truth):
        assert list(answer) is not None


@pytest.mark.parametrize("name", sorted(set(OTHERS) - FEDERATED))
def test_a_query_runs_bound_to_its_example(graph: EmbeddedStore, name: str) -> None:
    query = CATALOGUE.load(name)
    answer = graph.query(query.bind(**query.examples()))
    if not isinstance(answer, Truth):
        assert list(answer) is not None


@pytest.mark.parametrize("name", OTHERS)
def test_the_rows_of_a_parameter_are_its_example(name: str) -> None:
    query = CATALOGUE.load(name)
    parameters = {parameter.name: parameter for parameter in query.parameters}
    for block in query.blocks:
        parameter = parameters[block.name]
        found, examples = values(query.text[block.start : block.end]), values(parameter.rows(parameter.example))
        assert examples or parameter.optional, f"{parameter.name} has no example"
        assert found == examples or (parameter.optional and not found)


@pytest.mark.parametrize("name", OTHERS)
@settings(max_examples=50)
@given(data=st.data())
def test_no_text_in_a_parameter_changes_the_query_around_it(name: str, data: st.DataObject) -> None:
    query = CATALOGUE.load(name)
    texts = st.one_of(st.text(max_size=9), st.text("'\"\\}{<>#?:\n5.tru", max_size=9), st.just("mil:A } ?s ?p ?o {"))
    given_values: dict[str, Given] = {
        parameter.name: data.draw(st.lists(texts, max_size=3) if parameter.many else texts)
        for parameter in query.parameters
    }
    try:
        bound = query.bind(**given_values)
    except InvalidParameter:
        return
    assert around(bound, query) == around(query.text, query)


@pytest.mark.parametrize("name", sorted(set(OTHERS) - FEDERATED))
def test_the_columns_are_those_of_the_header(name: str) -> None:
    query = CATALOGUE.load(name)
    answer = EmbeddedStore.memory().query(query.text)
    assert query.columns == (answer.variables if isinstance(answer, Solutions) else ())


# Read into sets by the index; at twelve thousand diseases the order alone costs more than the rest of the reading.
UNORDERED = {"index/entailments", "index/statements"}


@pytest.mark.parametrize("name", sorted(set(OTHERS) - UNORDERED))
def test_the_order_of_a_select_is_stated(name: str) -> None:
    if CATALOGUE.load(name).columns:
        outermost = [index for index, word in enumerate(words(name)) if word == "}"][-1]
        assert ("ORDER", "BY") in pairwise(word.upper() for word in words(name)[outermost + 1 :])


@pytest.mark.parametrize("name", RULES)
def test_a_rule_is_a_construct_with_a_number_and_no_parameters(graph: EmbeddedStore, name: str) -> None:
    rule = CATALOGUE.load(name)
    assert re.fullmatch(r"rules/[0-9]{2}-[a-z0-9-]+", name)
    assert rule.parameters == ()
    assert rule.columns == ()
    assert isinstance(graph.query(rule.text), Triples)


@pytest.mark.parametrize("name", NAMES)
def test_a_query_names_only_what_the_ontology_has(graph: EmbeddedStore, name: str) -> None:
    terms = {MIL + word.removeprefix("mil:") for word in words(name) if word.startswith("mil:") and word != "mil:"}
    terms |= {word[1:-1] for word in words(name) if word.startswith(f"<{MIL}") and word != f"<{MIL}>"}
    terms -= {MIL + "sparql"}  # the address of the endpoint, which no graph describes
    assert {term for term in terms if next(graph.quads(NamedNode(term)), None) is None} == set()


def test_no_two_queries_have_one_title() -> None:
    titles = [CATALOGUE.load(name).title for name in NAMES]
    assert {title for title in titles if titles.count(title) > 1} == set()


def test_the_findings_of_a_disease_come_with_their_passages(graph: EmbeddedStore) -> None:
    answer = graph.query(CATALOGUE.load("findings-of-disease").bind(disease="mil:SusacSyndrome"))
    assert isinstance(answer, Solutions)
    rows = list(answer.records())
    assert {row["finding"] for row in rows} >= {NamedNode(MIL + "LeptomeningealEnhancement")}
    assert all({"finding", "label", "locator", "assertion"} <= row.keys() for row in rows)
