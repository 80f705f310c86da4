"""Strangers' queries in processes of their own: the same answers, hard limits, and nothing left behind."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from miliary.composition import Service, limits
from miliary.errors import ForbiddenQuery, MalformedInput, MalformedQuery, MiliaryError, TooLarge
from miliary.store import GRAPH_FORMATS, RESULT_FORMATS, Asked, EmbeddedStore, InProcess, Pool
from miliary.store.ended import QueryEnded, QueryLimit, TooBusy
from miliary.store.frames import Broken, decoded, encoded, receive, send
from tests.processes import alive, origins_on, workers_on
from tests.store.questions import ASK, ENDLESS, HUGE, LIMITS, NUMBERS, asked, is_right

pytestmark = pytest.mark.alone


@pytest.mark.parametrize(
    "question",
    [
        Asked("ASK {}", RESULT_FORMATS[1], GRAPH_FORMATS[2], ("a:b",), (), "http://a.example/"),
        Asked("half \ud800 a pair, ’ and \0", None, None, None, ("a:b", "c:d")),
    ],
)
def test_a_question_comes_through_a_frame_unchanged(question: Asked) -> None:
    here, there = socket.socketpair()
    with here, there:
        send(here, *encoded(question))
        assert decoded(*receive(there, 1_000)) == question


@pytest.mark.parametrize("sent", [b"", b"\0\0\0", b"\0\0\0\2\0\0\0\0[]", b"\0\0\0\2\0\0\0\0{x", b"\xff" * 8])
def test_what_is_no_frame_is_refused(sent: bytes) -> None:
    here, there = socket.socketpair()
    with here, there:
        here.sendall(sent)
        here.close()
        with pytest.raises(Broken):
            receive(there, 1_000)


def test_a_frame_with_a_longer_body_than_agreed_is_refused_unread() -> None:
    here, there = socket.socketpair()
    with here, there:
        send(here, {}, b"12345")
        with pytest.raises(Broken):
            receive(there, 4)


def test_a_frame_must_be_whole_in_time_however_slowly_it_comes() -> None:
    here, there = socket.socketpair()
    with here, there:
        here.sendall(b"\0\0\0\2")
        with pytest.raises(TimeoutError):
            receive(there, 4, time.monotonic() + 0.05)


def test_every_stored_query_is_answered_as_in_process(published: Service) -> None:
    in_process = InProcess(published.store, limits(published.settings))
    queries = [published.catalogue.load(name) for name in published.catalogue.names()]
    public = [query for query in queries if query.header.audience and not query.header.network]
    assert len(public) >= 5
    for query in public:
        question = Asked(query.text, RESULT_FORMATS[3], GRAPH_FORMATS[1])  # a line a row, in whatever order
        there, here = (asking.ask(question) for asking in (published.strangers, in_process))
        assert there.is_graph == here.is_graph
        assert sorted((there.body or b"").splitlines()) == sorted((here.body or b"").splitlines()), query.name


@pytest.mark.parametrize(
    ("question", "error"),
    [
        (asked("SELECT * {"), MalformedQuery),
        (asked("ASK { ?a ?b '\ud800' }"), MalformedQuery),
        (asked("ASK {}", default_graphs=("no iri",)), MalformedInput),
        (asked("ASK { SERVICE <http://a.example/> { ?a ?b ?c } }"), ForbiddenQuery),
        (asked("CLEAR ALL"), ForbiddenQuery),
        (asked("SELECT * { " + "{" * 100 + "}" * 101), TooLarge),
        (asked(f"SELECT * {{ VALUES ?a {{ {NUMBERS} 1 }} }}"), TooLarge),
    ],
)
def test_errors_are_those_of_a_query_in_process(
    pool_with: Callable[..., Pool], store: EmbeddedStore, question: Asked, error: type[MiliaryError]
) -> None:
    pool = pool_with()
    with pytest.raises(error) as there:
        pool.ask(question)
    with pytest.raises(error) as here:
        InProcess(store, LIMITS).ask(question)
    assert (there.value.detail, there.value.extra) == (here.value.detail, here.value.extra)
    assert is_right(pool)


def test_a_query_ends_at_its_time_and_the_next_is_right(pool_with: Callable[..., Pool], folder: Path) -> None:
    pool = pool_with()
    assert is_right(pool)
    before = workers_on(folder)
    begun = time.monotonic()
    with pytest.raises(QueryLimit) as caught:
        pool.ask(asked(ENDLESS))
    assert 1 <= time.monotonic() - begun < 2
    assert caught.value.extra == {"limit": 1, "unit": "seconds", "setting": "query_seconds"}
    assert is_right(pool)
    assert len(workers_on(folder)) == 1
    assert workers_on(folder) != before


def test_a_query_ends_at_its_memory_and_the_next_is_right(pool_with: Callable[..., Pool]) -> None:
    pool = pool_with(seconds=20)
    with pytest.raises(QueryLimit) as caught:
        pool.ask(asked(HUGE))
    assert caught.value.extra == {"limit": 256_000_000, "unit": "bytes", "setting": "query_memory"}
    assert is_right(pool)


def test_reading_a_hostile_text_is_under_the_clock(pool_with: Callable[..., Pool]) -> None:
    with pytest.raises((QueryLimit, TooLarge)) as caught:
        pool_with(seconds=0.2).ask(asked("SELECT * { ?a <b:service> '" + '<"' * 5_000_000))
    assert isinstance(caught.value, QueryLimit)


def test_a_process_that_breaks_is_replaced(pool_with: Callable[..., Pool], folder: Path) -> None:
    pool = pool_with(seconds=20)
    assert is_right(pool)
    threading.Timer(0.3, lambda: os.kill(workers_on(folder)[0], signal.SIGSEGV)).start()
    with pytest.raises(QueryEnded, match="broke"):
        pool.ask(asked(ENDLESS))
    assert is_right(pool)
    os.kill(workers_on(folder)[0], signal.SIGKILL)
    time.sleep(0.1)
    assert is_right(pool)


def test_a_store_that_cannot_be_opened_is_an_error_and_no_hanging(tmp_path: Path) -> None:
    pool = Pool(tmp_path / "nothing", LIMITS, 1, 0)
    with pytest.raises(QueryEnded, match="broke"):
        is_right(pool)
    pool.close()


def test_more_queries_than_may_wait_are_refused_at_once(pool_with: Callable[..., Pool]) -> None:
    pool = pool_with(workers=2, queue=1)
    assert is_right(pool)
    failures: list[MiliaryError] = []

    def ask() -> None:
        with pytest.raises(MiliaryError) as caught:
            pool.ask(asked(ENDLESS))
        failures.append(caught.value)

    threads = [threading.Thread(target=ask) for _ in range(3)]
    for thread in threads:
        thread.start()
    while pool.state() != {"limit": 2, "workers": 2, "busy": 2, "waiting": 1}:
        time.sleep(0.01)
    with pytest.raises(TooBusy) as caught:
        pool.ask(asked(ASK))
    assert caught.value.retry_after == 1
    assert failures == []
    for thread in threads:
        thread.join()
    assert {type(each) for each in failures} <= {QueryLimit, TooBusy}
    assert is_right(pool)


def test_a_process_is_there_before_the_next_query_comes(pool_with: Callable[..., Pool]) -> None:
    pool = pool_with(workers=3)
    states = []
    for _ in range(3):
        pool.begin(asked(ENDLESS))
        states.append(pool.state())
    assert [(each["busy"], each["workers"]) for each in states] == [(1, 2), (2, 3), (3, 3)]


def test_closing_ends_what_runs_and_what_waits(pool_with: Callable[..., Pool], folder: Path) -> None:
    pool = pool_with(seconds=20, queue=1)
    ended: list[str] = []

    def ask() -> None:
        with pytest.raises(QueryEnded) as caught:
            pool.ask(asked(ENDLESS))
        ended.append(caught.value.detail)

    threads = [threading.Thread(target=ask) for _ in range(2)]
    for thread in threads:
        thread.start()
    while pool.state()["waiting"] != 1:
        time.sleep(0.01)
    pool.close()
    for thread in threads:
        thread.join(2)
    assert ended == ["The service is stopping."] * 2
    assert workers_on(folder) == []
    with pytest.raises(QueryEnded):
        is_right(pool)


def test_many_threads_share_a_pool(pool_with: Callable[..., Pool]) -> None:
    pool = pool_with(workers=3, queue=100, seconds=20)
    right: list[bool] = []

    def ask() -> None:
        for number in range(20):
            body = pool.ask(asked(f"SELECT ?n {{ VALUES ?n {{ {number} }} }}")).body
            right.append(json.loads(body or b"")["results"]["bindings"][0]["n"]["value"] == str(number))

    threads = [threading.Thread(target=ask) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert right == [True] * 240
    assert pool.state()["workers"] <= 3


def test_no_process_outlives_the_one_that_started_it(folder: Path) -> None:
    script = (
        "import sys, threading; from pathlib import Path; from miliary.store import *;"
        "pool = Pool(Path(sys.argv[1]), Limits(60, 256_000_000, 10, 10_000), 1, 0);"
        "pool.ask(Asked('ASK {}', RESULT_FORMATS[0], None)); print('asked', flush=True);"
        "pool.ask(Asked(sys.argv[2], RESULT_FORMATS[0], None))"
    )
    command = [sys.executable, "-c", script, str(folder), ENDLESS]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        assert parent.stdout.readline() == b"asked\n"
        time.sleep(0.2)
        family = [*origins_on(folder), *workers_on(folder)]
        assert len(family) == 2
        parent.kill()
    deadline = time.monotonic() + 2
    while any(alive(each) for each in family) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not any(alive(each) for each in family)
