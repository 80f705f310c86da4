"""Queries that would overflow the engine's stack are refused before it sees them; long ones that would not are not."""

import threading

import pytest

from miliary.errors import MiliaryError, TooLarge
from miliary.store import EmbeddedStore
from miliary.store.bounds import MAX_BRACKETS, MAX_NESTING, MAX_OPERATORS, refuse_excess

SMALLEST_STACK = 2 << 20  # bytes; what Rust's and musl's threads may have
BOMB = 3_000
# What stands before, what is repeated, what in the middle, what closes it as often, what stands after.
DEEP = {
    "parentheses": ("FILTER(", "(", "1", ")", ")"),
    "groups": ("", "{", "", "}", ""),
    "exists": ("", "FILTER EXISTS {", "", "}", ""),
    "selects": ("", "{ SELECT * {", "", "} }", ""),
    "calls": ("FILTER(", "STR(", "1", ")", ")"),
    "blank nodes": ("?s ?p ", "[ ?q ", "1", "]", ""),
    "graphs": ("", "GRAPH ?g {", "", "}", ""),
    "paths": ("?s ", "(", "<x:p>", ")", " ?o"),
}
WIDE = {
    "BIND": "BIND(1 AS ?v{0}) ",
    "MINUS": "MINUS { ?a ?b ?c } ",
    "OPTIONAL": "OPTIONAL { ?a ?b ?c } ",
    "sums": "FILTER(1 + 1) ",
}


def deep(kind: str, times: int) -> str:
    before, opening, core, closing, after = DEEP[kind]
    return f"{before}{opening * times}{core}{closing * times}{after}"


@pytest.mark.parametrize("kind", DEEP)
def test_a_deep_query_is_refused(store: EmbeddedStore, kind: str) -> None:
    with pytest.raises(TooLarge) as caught:
        store.query(f"SELECT * {{ {deep(kind, BOMB)} }}")
    assert caught.value.extra["limit"] in {MAX_NESTING, MAX_BRACKETS}


def test_three_thousand_open_parentheses_are_refused(store: EmbeddedStore) -> None:
    with pytest.raises(TooLarge, match="nesting"):
        store.query("SELECT * { FILTER(" + "(" * BOMB)


@pytest.mark.parametrize("kind", WIDE)
def test_a_query_of_very_many_clauses_is_refused(store: EmbeddedStore, kind: str) -> None:
    clauses = "".join(WIDE[kind].replace("{0}", str(number)) for number in range(BOMB))
    with pytest.raises(TooLarge):
        store.query(f"SELECT * {{ {clauses} }}")


@pytest.mark.parametrize("operator", ["+ 1", "&& 1", "|| 1", "- 1", "* 1", "-true", "/ 1"])
def test_a_long_chain_of_operators_is_refused(store: EmbeddedStore, operator: str) -> None:
    with pytest.raises(TooLarge, match="operators"):
        store.query(f"SELECT * {{ FILTER(true{operator * BOMB}) }}")


@pytest.mark.parametrize(
    "hidden",
    [
        "#" + ")" * 99 + "\n",  # closed in a comment
        "')))))'",  # closed in a string
        "<))))>",  # closed in an IRI, or not
        "?a<?x#>))))\n",  # closed behind an IRI, or in a comment
    ],
)
def test_brackets_that_may_not_close_anything_do_not_count_as_closing(hidden: str) -> None:
    with pytest.raises(TooLarge, match="nesting"):
        refuse_excess(f"({hidden}" * (MAX_NESTING + 1))


def test_what_may_be_as_long_as_it_likes(store: EmbeddedStore) -> None:
    names = "<https://example.org/a-b-c/d> " * 20_000
    assert store.query(f"SELECT * {{ VALUES ?x {{ {names} }} }}")
    assert store.query(f"SELECT * {{ FILTER(1 IN ({', '.join(['1'] * 20_000)})) }}")
    assert store.query(f"SELECT * {{ FILTER('{'(-+)' * 20_000}' = '') }}")


def test_hyphens_in_names_are_no_operators(store: EmbeddedStore) -> None:
    names = "mil:Susac-Finding-Table " * MAX_OPERATORS
    assert store.query(f"PREFIX mil: <https://example.org/> SELECT * {{ VALUES ?x {{ {names} }} }}")


@pytest.mark.parametrize("kind", DEEP)
def test_the_engine_holds_what_the_bounds_let_pass(kind: str) -> None:
    clauses = "".join(f"BIND(1 AS ?v{number}) " for number in range(MAX_BRACKETS - MAX_NESTING))
    times = (MAX_NESTING - 2) // sum(map(DEEP[kind][1].count, "({["))
    queries = [
        f"SELECT * {{ {clauses} {deep(kind, times)} }}",
        f"SELECT * {{ {'FILTER EXISTS {' * (MAX_NESTING - 2)} {clauses} {'}' * (MAX_NESTING - 2)} }}",
        f"SELECT * {{ FILTER({'!' * (MAX_OPERATORS - 2)}true) }}",
        f"SELECT * {{ FILTER(1 {'+ 1' * (MAX_OPERATORS - 2)}) }}",
    ]
    assert _outcomes(queries) == ["answered"] * len(queries)


def _outcomes(queries: list[str]) -> list[str]:
    """Run ``queries`` in a thread with the smallest stack; an overflow would end the whole test run."""
    outcomes: list[str] = []

    def ask() -> None:
        for query in queries:
            try:
                EmbeddedStore.memory().query(query)
                outcomes.append("answered")
            except MiliaryError as error:
                outcomes.append(error.detail)

    previous = threading.stack_size(SMALLEST_STACK)
    try:
        thread = threading.Thread(target=ask)
        thread.start()
        thread.join()
    finally:
        threading.stack_size(previous)
    return outcomes
