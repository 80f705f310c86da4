"""A server that is dead, silent, busy, dripping, broken off or wrong: an error in time, never a short answer."""

import gc
import logging
import time

import pytest

from miliary.errors import MiliaryError, TooLarge
from miliary.store import Asked, Limits, Solutions, StoreFailed, StoreUnreachable, read_address
from miliary.store.address import Server
from miliary.store.ended import QueryEnded, QueryLimit
from miliary.store.line import Line
from miliary.store.pinned import Pinned
from miliary.store.remote import RemoteStore
from miliary.store.remote_asking import RemoteAsking
from miliary.store.remote_writing import Writer
from miliary.store.results import RESULT_FORMATS
from tests.store import hostile as on_wire
from tests.store.hostile import N_TRIPLES, SECRET, TRIPLES, WHOLE, Behaviour, hostile, says
from tests.store.servers import free_port

SELECT, CONSTRUCT = "SELECT ?a { ?a ?b ?c }", "CONSTRUCT WHERE { ?a ?b ?c }"
pytestmark = pytest.mark.alone

SECONDS = 1.0
ERROR_INSIDE = WHOLE[:3000] + b"\nThe query was ended: timeout after 1 s\n"
BUSY = says(b"busy", "503 Service Unavailable", "text/plain")

CASES: dict[str, tuple[Behaviour, str, type[MiliaryError]]] = {
    "silent": (on_wire.silent, SELECT, StoreUnreachable),
    "busy": (BUSY, SELECT, StoreUnreachable),
    "an error inside": (says(ERROR_INSIDE), SELECT, StoreFailed),
    "an error inside a graph": (says(TRIPLES + b"Timeout!\n", kind=N_TRIPLES), CONSTRUCT, StoreFailed),
    "an error as JSON": (says(b'{"error": "timeout"}'), SELECT, StoreFailed),
    "nothing at all": (says(b""), SELECT, StoreFailed),
    "cut by its length": (on_wire.cut_by_length, SELECT, StoreUnreachable),
    "cut in its chunks": (on_wire.cut_in_chunks, CONSTRUCT, StoreUnreachable),
    "without an end": (on_wire.without_an_end, CONSTRUCT, StoreFailed),
    "dripping": (on_wire.dripping, SELECT, StoreUnreachable),
    "dripping its headers": (on_wire.dripping_headers, SELECT, StoreUnreachable),
    "endless": (on_wire.endless, CONSTRUCT, StoreUnreachable),
    "of the wrong type": (says(WHOLE, kind="text/html"), SELECT, StoreFailed),
    "rows for triples": (says(WHOLE), CONSTRUCT, StoreFailed),
    "rows for a truth value": (says(WHOLE), "ASK {}", StoreFailed),
    "packed": (says(WHOLE, Content_Encoding="gzip"), SELECT, StoreFailed),
    "elsewhere": (says(b"", "302 Found", Location="http://127.0.0.1/"), SELECT, StoreFailed),
    "not known": (says(b"user and password are wrong", "401 Unauthorized", "text/plain"), SELECT, StoreFailed),
    "with rows kept back": (says(WHOLE, X_SPARQL_MaxRows="100"), SELECT, StoreFailed),
    "stopped at any time": (says(WHOLE, X_SQL_State="S1TAT"), SELECT, StoreFailed),
}


@pytest.fixture(autouse=True, scope="module")
def swept() -> None:
    """Let go of what earlier tests left in circles: pyoxigraph warns when a thread of a server's happens to do it."""
    gc.collect()


def line(store: str) -> Line:
    server = read_address(store, on_wire)  # type: ignore[arg-type]  # no folder is asked for
    assert isinstance(server, Server)
    return Line(server)


def remote(store: str, seconds: float = SECONDS) -> RemoteStore:
    return RemoteStore(
        line(store), Pinned("https://example.org/1", "1", "https://example.org/1/default", {}, 100), seconds
    )


def rows(store: RemoteStore) -> int:
    answer = store.query(SELECT)
    assert isinstance(answer, Solutions)
    return len(list(answer))


@pytest.mark.parametrize("what", CASES)
def test_an_answer_is_refused_that_is(what: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    behaviour, query, error = CASES[what]
    with hostile(behaviour) as server:
        store = remote(server.store)
        begun = time.monotonic()
        with pytest.raises(error) as caught:
            store.query(query)
        assert time.monotonic() - begun < SECONDS + 1
        assert server.asked
    told = f"{caught.value!r} {caught.value.detail} {caught.value.extra} {caplog.text} {store!r} {vars(store)!r}"
    assert SECRET not in told
    assert server.store.split("@")[1].split("/")[0] not in caught.value.detail


def test_a_server_that_is_dead_is_told_at_once() -> None:
    with pytest.raises(StoreUnreachable, match="refuses"):
        remote(f"sparql+http://127.0.0.1:{free_port()}/query").query(SELECT)


@pytest.mark.parametrize("behaviour", [BUSY, on_wire.cut_by_length], ids=["busy", "cut"])
def test_a_question_is_put_again_when_the_server_was_not_there_for_a_moment(behaviour: Behaviour) -> None:
    with hostile(on_wire.well_after(2, behaviour)) as server:
        assert rows(remote(server.store)) == 100
        assert len(server.asked) == 3


def test_a_question_is_not_put_again_and_again() -> None:
    with hostile(BUSY) as server:
        with pytest.raises(StoreUnreachable, match="503"):
            remote(server.store).query(SELECT)
        assert len(server.asked) == 3


@pytest.mark.parametrize("behaviour", [BUSY, on_wire.cut_by_length], ids=["busy", "cut"])
def test_a_change_is_asked_for_once(behaviour: Behaviour) -> None:
    with hostile(behaviour) as server:
        with pytest.raises(StoreUnreachable):
            Writer(line(server.store), SECONDS).update("CLEAR ALL")
        assert len(server.asked) == 1


def test_who_asks_says_who_he_is_and_what_he_reads() -> None:
    with hostile(says(WHOLE)) as server:
        assert rows(remote(server.store)) == 100
    assert b"Authorization: Basic dXNlcjpjb3JyZWN0LWhvcnNl" in server.asked[0]
    assert b"Accept: application/sparql-results+json\r\n" in server.asked[0]
    assert b"default-graph-uri=https%3A%2F%2Fexample.org%2F1%2Fdefault" in server.asked[0]


def asking(store: str, size: int = 1_000_000) -> RemoteAsking:
    return RemoteAsking(remote(store, 60), Limits(SECONDS, 1, 1_000, size), 1, 1)


ASKED = Asked(SELECT, RESULT_FORMATS[0], None)


def test_a_strangers_query_has_its_own_time() -> None:
    with hostile(on_wire.dripping) as server:
        begun = time.monotonic()
        with pytest.raises(QueryLimit) as caught:
            asking(server.store).ask(ASKED)
        assert time.monotonic() - begun < SECONDS + 1
        assert caught.value.extra["setting"] == "query_seconds"


def test_a_strangers_answer_is_not_read_beyond_its_size() -> None:
    with hostile(on_wire.endless) as server, pytest.raises(TooLarge):
        asking(server.store, size=100_000).ask(Asked(CONSTRUCT, None, None))


def test_a_query_ends_when_its_asker_goes() -> None:
    with hostile(on_wire.silent) as server, pytest.raises(QueryEnded, match="gone"):
        asking(server.store).ask(ASKED, watch=lambda gone: gone())


def test_nothing_is_asked_after_the_end() -> None:
    with hostile(says(WHOLE)) as server:
        strangers = asking(server.store)
        assert strangers.ask(ASKED).body
        strangers.close()
        with pytest.raises(QueryEnded, match="stopping"):
            strangers.ask(ASKED)
