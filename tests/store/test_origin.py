"""Processes for queries are forked from one that is ready for it; that one may be killed like any other."""

import os
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from miliary.store import Pool, forking
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


def test_a_process_that_it_has_no_news_of_any_more_ends_with_its_connection(origin: Origin, folder: Path) -> None:
    ours, process = forked(origin)
    (number,) = workers_on(folder)
    origin.close()
    assert process.poll() == process.wait() == -signal.SIGKILL
    ours.close()
    process.close()
    assert gone(number)


def test_one_that_tells_nothing_is_waited_for_no_longer_than_that(
    origin: Origin, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("miliary.store.origin._MILLISECONDS_TO_TELL", 200)
    ours, process = forked(origin)
    (silent,), (number,) = origins_on(folder), workers_on(folder)
    process.poll()
    os.kill(silent, signal.SIGSTOP)
    process.kill()
    assert process.wait() == -signal.SIGKILL
    assert gone(silent)
    assert gone(number)
    other, next_one = forked(origin)
    assert next_one.poll() is None
    other.close()
    assert next_one.wait() == 0
    for each in (ours, process, next_one):
        each.close()


def test_who_wants_a_process_that_cannot_be_forked_waits_for_nothing(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> int:
        raise BlockingIOError(11, "no more processes")

    ours, theirs = socket.socketpair()
    status, tell = os.pipe()
    monkeypatch.setattr(os, "fork", refused)
    given = [os.dup(theirs.fileno()), os.dup(theirs.fileno()), tell]
    assert forking._forked(given, folder, LIMITS)[0] == 0
    assert os.read(status, 1) == b""
    theirs.close()
    assert ours.recv(1) == b""
    ours.close()
    os.close(status)


def gone(number: int) -> bool:
    """Whether a process is no more, or ends within two seconds."""
    deadline = time.monotonic() + 2
    while alive(number) and time.monotonic() < deadline:
        time.sleep(0.01)
    return not alive(number)
