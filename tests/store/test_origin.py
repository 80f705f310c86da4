"""Processes for queries are forked from one that is ready for it; that one may be killed like any other."""

import os
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from miliary.store import Pool
from miliary.store.ended import QueryLimit
from miliary.store.frames import receive
from miliary.store.origin import Forked, Origin
from tests.processes import alive, origins_on, workers_on
from tests.store.questions import ENDLESS, LIMITS, SLOW, asked, is_right

pytestmark = pytest.mark.alone


@pytest.fixture
def origin(folder: Path) -> Iterator[Origin]:
    made = Origin(folder, LIMITS)
    yield made
    made.close()
    assert origins_on(folder) == []


def forked(origin: Origin) -> tuple[socket.socket, Forked]:
    """A process that is ready for queries, and the socket that they go by."""
    ours, theirs = socket.socketpair()
    with theirs:
        process = origin.fork(theirs)
    assert receive(ours, 0)[0] == {"ready": True}
    return ours, process


def test_what_processes_are_forked_from_stays_when_they_end(pool_with: Callable[..., Pool], folder: Path) -> None:
    pool = pool_with()
    assert is_right(pool)
    before, ended = origins_on(folder), workers_on(folder)
    with pytest.raises(QueryLimit):
        pool.ask(asked(ENDLESS))
    assert is_right(pool)
    assert len(before) == 1
    assert origins_on(folder) == before
    assert workers_on(folder) != ended


def test_what_was_forked_answers_on_when_its_origin_is_killed(pool_with: Callable[..., Pool], folder: Path) -> None:
    pool = pool_with(seconds=20)
    assert is_right(pool)
    (origin,), (worker,) = origins_on(folder), workers_on(folder)
    threading.Timer(0.1, os.kill, (origin, signal.SIGKILL)).start()
    assert b"4000000" in (pool.ask(asked(SLOW)).body or b"")
    assert is_right(pool)
    assert not alive(origin)
    assert not alive(worker), "it can no longer be told how that one ends, so that another answers"
    assert len(origins_on(folder)) == len(workers_on(folder)) == 1


def test_it_is_told_how_a_process_ended(origin: Origin, folder: Path) -> None:
    (first, killed), (second, left) = forked(origin), forked(origin)
    assert len(workers_on(folder)) == 2
    assert killed.poll() is left.poll() is None
    killed.kill()
    assert killed.wait() == killed.poll() == -signal.SIGKILL
    killed.kill()  # does nothing to whoever may have its number now
    assert left.poll() is None
    second.close()
    assert left.wait() == 0
    first.close()
    for each in (killed, left):
        each.close()


def test_it_is_heard_what_a_process_complains_of(tmp_path: Path) -> None:
    origin = Origin(tmp_path / "nothing", LIMITS)
    ours, theirs = socket.socketpair()
    with ours, theirs:
        process = origin.fork(theirs)
        assert process.wait() == 1
        assert str(tmp_path / "nothing").encode() in process.complaints.read()
    process.close()
    origin.close()


def test_a_process_that_it_has_no_news_of_any_more_is_ended(origin: Origin, folder: Path) -> None:
    ours, process = forked(origin)
    (number,) = workers_on(folder)
    origin.close()
    assert process.wait() == -signal.SIGKILL
    deadline = time.monotonic() + 2
    while alive(number) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not alive(number)
    ours.close()
    process.close()
