"""The processes that answer, in a first process of their own: what happens when one dies, and how all of them end."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from miliary.cli.serve import Address, free_address
from miliary.cli.workers import MOST_YOUNG_DEATHS, Workers
from miliary.errors import InvalidSettings
from miliary.settings import Settings

REPOSITORY = Path(__file__).resolve().parent.parent.parent
SECONDS_TO_STOP = 1.0


def tell_who(bound: socket.socket) -> None:
    """Answer each who connects with the number of this process."""
    bound.listen()
    while True:
        client, _ = bound.accept()
        with client:
            client.sendall(str(os.getpid()).encode())


def stay(bound: socket.socket) -> None:
    """Answer like :func:`tell_who` and do not stop when told to."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    tell_who(bound)


def fail(_: socket.socket) -> None:
    raise OSError("it cannot be opened")


def run(work: Callable[[socket.socket], None], port: int, number: int) -> None:
    Workers(work, [Address("127.0.0.1", port).bound() for _ in range(number)], SECONDS_TO_STOP).run()


@contextmanager
def running(work: Callable[[socket.socket], None], port: int, number: int) -> Iterator[subprocess.Popen[str]]:
    code = f"""
from tests.cli import test_workers
test_workers.run(test_workers.{work.__name__}, {port}, {number})
"""
    environment = {**os.environ, "PYTHONPATH": f"{REPOSITORY / 'service'}:{REPOSITORY}"}
    with subprocess.Popen(
        [sys.executable, "-c", code], env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            yield process
        finally:
            process.terminate()  # and with it all of them; killed, it would leave them behind


@pytest.fixture
def port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


def who(port: int) -> int:
    """Ask which process answers, waiting for one."""
    until = time.monotonic() + 20
    while True:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=10) as client:
                return int(client.recv(20))
        except (ConnectionError, ValueError):
            if time.monotonic() > until:
                raise
            time.sleep(0.05)


def all_of(port: int, number: int) -> set[int]:
    """Ask until so many processes have answered."""
    found: set[int] = set()
    until = time.monotonic() + 20
    while len(found) < number and time.monotonic() < until:
        found.add(who(port))
    return found


def is_taken(port: int) -> bool:
    try:
        free_address(Settings(Path(), Path(), host="127.0.0.1", port=port))
    except InvalidSettings:
        return True
    return False


def is_there(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def test_one_that_is_killed_is_started_again_and_the_others_answer_on(port: int) -> None:
    with running(tell_who, port, 2) as first:
        before = all_of(port, 2)
        assert len(before) == 2
        assert first.pid not in before
        killed = min(before)
        os.kill(killed, signal.SIGKILL)
        after = all_of(port, 2)
        assert len(after) == 2
        assert killed not in after
        assert first.poll() is None


def test_one_is_started_again_however_soon_and_often_it_is_killed(port: int) -> None:
    with running(tell_who, port, 1) as first:
        killed = set()
        for _ in range(2 * MOST_YOUNG_DEATHS):
            killed.add(found := who(port))
            os.kill(found, signal.SIGKILL)
        assert who(port) not in killed
        assert len(killed) == 2 * MOST_YOUNG_DEATHS
        assert first.poll() is None


def test_they_are_told_to_stop_and_their_first_process_ends_well(port: int) -> None:
    with running(tell_who, port, 2) as first:
        workers = all_of(port, 2)
        first.send_signal(signal.SIGTERM)
        assert first.wait(10) == 0
        assert not any(map(is_there, workers))


def test_one_that_does_not_stop_is_killed(port: int) -> None:
    with running(stay, port, 1) as first:
        worker = who(port)
        begun = time.monotonic()
        first.send_signal(signal.SIGINT)
        assert first.wait(10) == 0
        assert time.monotonic() - begun >= SECONDS_TO_STOP
        assert not is_there(worker)


@pytest.mark.parametrize("work", [tell_who, stay])
def test_none_outlives_the_first(port: int, work: Callable[[socket.socket], None]) -> None:
    with running(work, port, 2) as first:
        all_of(port, 2)
        first.kill()
        first.wait(10)
        until = time.monotonic() + 5
        while time.monotonic() < until and is_taken(port):
            time.sleep(0.02)
        assert not is_taken(port)


def test_what_fails_again_and_again_is_given_up(port: int) -> None:
    with running(fail, port, 1) as first:
        _, told = first.communicate(timeout=20)
        assert first.returncode == 1
        assert told.count("OSError: it cannot be opened") == MOST_YOUNG_DEATHS
        assert f"ended {MOST_YOUNG_DEATHS} times" in told
