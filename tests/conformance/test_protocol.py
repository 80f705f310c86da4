"""The W3C's 34 protocol, 3 service description and 9 indirect graph store tests, over HTTP on this machine."""

from collections.abc import Iterator

import pytest

from tests.conformance.describing import TESTS
from tests.conformance.protocol import Conversation, served
from tests.conformance.suite import Case, cases

PROTOCOL = cases("protocol")
GRAPH_STORE = cases("graph-store-protocol", "manifest-indirect.ttl")
DIRECT = cases("graph-store-protocol", "manifest-direct.ttl")


@pytest.fixture
def host() -> Iterator[str]:
    with served() as address:
        yield address


def test_the_numbers_are_those_of_the_w3c() -> None:
    assert (len(PROTOCOL), len(cases("service-description")), len(GRAPH_STORE)) == (34, 3, 9)


@pytest.mark.parametrize("case", PROTOCOL, ids=lambda case: case.name)
def test_the_protocol(host: str, case: Case) -> None:
    Conversation(host).run(case)


@pytest.mark.parametrize("case", GRAPH_STORE, ids=lambda case: case.name)
def test_the_graph_store_protocol(host: str, case: Case) -> None:
    Conversation(host).run(case)


@pytest.mark.parametrize("case", DIRECT, ids=lambda case: case.name)
def test_the_graph_store_protocol_by_address(host: str, case: Case) -> None:
    Conversation(host, {"$HOST$": host, "$GRAPHSTORE$": "/graph"}).run(case)


def test_each_test_of_service_descriptions_is_written_out() -> None:
    assert {each.name.rpartition("/")[2] for each in cases("service-description")} == TESTS.keys()


@pytest.mark.parametrize("name", TESTS)
def test_the_service_description(host: str, name: str) -> None:
    TESTS[name](host)
