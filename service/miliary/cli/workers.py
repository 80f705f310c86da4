"""The processes that answer: started, started again when one dies, and stopped together."""

import multiprocessing
import signal
import socket
import sys
import time
from collections.abc import Callable, Sequence
from multiprocessing.process import BaseProcess
from typing import NoReturn

from miliary.cli.orphans import end_with_the_first
from miliary.errors import MiliaryError

SECONDS_TO_BE_YOUNG = 1.0
SECONDS_TO_FAIL = 30.0
"""Of a process that ends by an error of its own; one that a signal ended in its first second may have been unlucky."""
MOST_YOUNG_DEATHS = 3
_FORK = multiprocessing.get_context("fork")  # which has everything imported and shares its memory
_TOLD = (signal.SIGTERM, signal.SIGINT, signal.SIGCHLD)

Work = Callable[[socket.socket], None]
"""Answers what comes to a socket until a signal to stop comes."""


class DiesAtOnce(MiliaryError):
    """The processes that answer end as soon as they are started: they would do so for ever."""

    title = "The service cannot be kept running"
    slug = "dies-at-once"
    status = 500

    def __init__(self, deaths: int) -> None:
        super().__init__(f"A process that answers ended {deaths} times soon after its start; see above why.")


class Workers:
    """So many processes, each with a socket of its own at one address.

    The sockets stay open here: who connects while a process is started again waits, and is not refused.

    :param work: what each process does
    :param sockets: one for each process, on which nobody listens yet
    :param seconds_to_stop: how long they may take to stop
    """

    def __init__(self, work: Work, sockets: Sequence[socket.socket], seconds_to_stop: float) -> None:
        self._work = work
        self._sockets = sockets
        self._seconds_to_stop = seconds_to_stop
        self._running: list[BaseProcess] = []
        self._births: list[float] = []
        self._young_deaths = [0] * len(sockets)

    def run(self) -> None:
        """Keep them running until this process is told to stop.

        :raises DiesAtOnce: one ends again and again as soon as it is started
        """
        before = signal.pthread_sigmask(signal.SIG_BLOCK, _TOLD)
        try:
            for place in range(len(self._sockets)):
                self._running.append(self._start(place))
                self._births.append(time.monotonic())
            while signal.sigwait(_TOLD) == signal.SIGCHLD:
                self._replace_the_dead()
        finally:
            self._stop()
            signal.pthread_sigmask(signal.SIG_SETMASK, before)

    def _start(self, place: int) -> BaseProcess:
        others = [each for number, each in enumerate(self._sockets) if number != place]
        process = _FORK.Process(target=_begin, args=(self._work, self._sockets[place], others))
        process.start()
        return process

    def _replace_the_dead(self) -> None:
        for place, process in enumerate(self._running):
            if process.is_alive():
                continue
            code, age = process.exitcode or 0, time.monotonic() - self._births[place]
            if code != -signal.SIGKILL:  # which comes from outside, whenever, and tells nothing of the next start
                young = age < (SECONDS_TO_FAIL if code > 0 else SECONDS_TO_BE_YOUNG)
                self._young_deaths[place] = self._young_deaths[place] + 1 if young else 0
            if self._young_deaths[place] >= MOST_YOUNG_DEATHS:
                raise DiesAtOnce(self._young_deaths[place])
            self._running[place] = self._start(place)
            self._births[place] = time.monotonic()

    def _stop(self) -> None:
        """Take no more connections, tell them to stop, wait, and kill what has not stopped by then."""
        for process in self._running:
            process.terminate()
        for each in self._sockets:
            each.close()
        until = time.monotonic() + self._seconds_to_stop
        for process in self._running:
            process.join(max(0.0, until - time.monotonic()))
            process.kill()
            process.join()


def _begin(work: Work, own: socket.socket, others: Sequence[socket.socket]) -> None:
    """Work, in a new process: nothing that the first one holds for others stays open or blocked here."""
    end_with_the_first()
    for each in others:
        each.close()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _end)  # until the server takes them over, and again when it has stopped
    signal.pthread_sigmask(signal.SIG_UNBLOCK, _TOLD)
    work(own)


def _end(_number: int, _frame: object) -> NoReturn:
    sys.exit(0)
