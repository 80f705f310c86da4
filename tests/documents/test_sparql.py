"""``docs/sparql.md`` against the published graph: every query gives rows, the Turtle is the ontology's."""

import re

import pytest
from pyoxigraph import NamedNode

from miliary.composition import Service
from miliary.knowledge.infer import INFERRED
from miliary.settings import Settings
from miliary.store import Solutions
from miliary.store.bounds import MAX_BRACKETS, MAX_NESTING, MAX_OPERATORS
from miliary.vocabulary import MIL, curie
from miliary.web.representations import GRAPHS, RESULTS
from tests.conftest import REPOSITORY
from tests.documents.markdown import blocks, read
from tests.documents.turtle import missing

DOCUMENT = REPOSITORY / "docs" / "sparql.md"
TEXT = read(DOCUMENT)
QUERIES = [block.text for block in blocks(TEXT, "sparql")]


@pytest.mark.parametrize("query", QUERIES, ids=[f"query {number}" for number in range(1, len(QUERIES) + 1)])
def test_a_query_gives_rows_as_it_stands(query: str, published: Service) -> None:
    answer = published.store.query(query)
    assert isinstance(answer, Solutions)
    assert next(answer.records(), None)


def test_the_turtle_is_in_the_ontology() -> None:
    assert missing(TEXT) == []


def test_the_sum_of_the_weights_is_the_score_of_the_example(published: Service) -> None:
    answer = published.store.query(QUERIES[-1])
    assert isinstance(answer, Solutions)
    first = next(answer.records())
    semantics = read(REPOSITORY / "docs" / "semantics.md")
    score = first["score"]
    assert f"**+{getattr(score, 'value', '')}**" in semantics


def test_every_property_and_class_that_is_named_exists(published: Service) -> None:
    named = set(re.findall(r"`mil:(\w+)`", TEXT))
    store = published.store
    assert [name for name in sorted(named) if not store.query(f"ASK {{ <{MIL}{name}> ?property ?value }}")] == []


def test_every_derived_property_is_described(published: Service) -> None:
    answer = published.store.query(f"SELECT DISTINCT ?p WHERE {{ GRAPH <{INFERRED.value}> {{ ?s ?p ?o }} }}")
    assert isinstance(answer, Solutions)
    derived = {curie(term.value) for row in answer.records() if isinstance(term := row["p"], NamedNode)}
    assert [name for name in sorted(derived) if f"`{name}`" not in TEXT] == []


def test_every_form_of_an_answer_is_named() -> None:
    assert [form for form in [*RESULTS, *GRAPHS] if f"`{form}`" not in TEXT] == []


def test_the_limits_are_those_of_the_program() -> None:
    settings = Settings(knowledge=REPOSITORY, data=REPOSITORY)
    assert f"{settings.max_rows:,} (`max_rows`)" in TEXT
    assert f"{settings.max_body:,} (`max_body`)" in TEXT
    for name in ("max_bytes", "query_seconds", "query_memory", "query_workers", "query_queue"):
        assert f"{getattr(settings, name):,} (`{name}`)" in TEXT
    assert f"| {MAX_NESTING}, {MAX_BRACKETS}, {MAX_OPERATORS} |" in TEXT


def test_turtle_that_the_ontology_does_not_have_is_missed() -> None:
    assert missing("```turtle\nmil:SusacSyndrome\n    mil:percent 33.0 ;\n.\n```\n") != []
