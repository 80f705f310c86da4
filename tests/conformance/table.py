"""How many of the W3C's tests pass, counted by running them: the table of the README."""

from collections.abc import Callable, Iterable
from typing import TypeVar

from tests.conformance.describing import TESTS
from tests.conformance.engine import Failed, run
from tests.conformance.protocol import Conversation, served
from tests.conformance.suite import Case, cases, included
from tests.documents.markdown import table

T = TypeVar("T")

_PARTS = {"query": "query language", "update": "update language", "results": "result formats"}


def conformance() -> str:
    """The table, part by part."""
    rows = [
        (
            title,
            *_counted(run, (case for folder in included(f"manifest-sparql11-{part}.ttl") for case in cases(folder))),
        )
        for part, title in _PARTS.items()
    ]
    rows.append(("syntax of federated queries", *_counted(run, cases("syntax-fed"))))
    rows.append(("protocol, over HTTP", *_counted(_over_http, cases("protocol"))))
    rows.append(("service description, over HTTP", *_counted(_description, TESTS)))
    for kind in ("indirect", "direct"):
        found = cases("graph-store-protocol", f"manifest-{kind}.ttl")
        rows.append((f"graph store protocol, {kind}, over HTTP", *_counted(_over_http, found)))
    return table(("part of SPARQL 1.1", "tests", "passed"), rows)


def _cases_of(part: str) -> list[Case]:
    return [case for folder in included(f"manifest-sparql11-{part}.ttl") for case in cases(folder)]


def _over_http(case: Case) -> None:
    with served() as host:
        Conversation(host, {"$HOST$": host, "$GRAPHSTORE$": "/graph"}).run(case)


def _description(name: str) -> None:
    with served() as host:
        TESTS[name](host)


def _counted(judge: Callable[[T], None], tests: Iterable[T]) -> tuple[str, str]:
    outcomes = [_passes(judge, test) for test in tests]
    return str(len(outcomes)), str(sum(outcomes))


def _passes(judge: Callable[[T], None], test: T) -> bool:
    try:
        judge(test)
    except Failed:
        return False
    return True
