"""Where processes for strangers' queries come from: to fork one takes a fifth of what it takes to start one."""

import json
import os
import select
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import ExitStack, suppress
from dataclasses import asdict
from pathlib import Path
from typing import IO

from miliary.store.asking import Limits
from miliary.store.frames import STATUS

_ROOT = Path(__file__).resolve().parents[2]
_MILLISECONDS_TO_TELL = 5_000
"""For a process that is busy with nothing else, however busy the machine is."""
_PASSED_ON = ("PATH", "LD_LIBRARY_PATH", "LANG")


class Forked:
    """A process that another one forked for us: what :class:`subprocess.Popen` is to one of our own.

    It also ends by itself when the connection that it was given is closed.

    :param status: where its number and then its exit code come from
    :param complaints: what it writes to its standard error
    :param unheard: is called when whoever forked it does not tell what became of it
    """

    def __init__(self, status: IO[bytes], complaints: IO[bytes], unheard: Callable[[], None]) -> None:
        self.complaints = complaints
        self._status = status
        self._unheard = unheard
        self._poll = select.poll()
        self._poll.register(status, select.POLLIN)
        self._lock = threading.Lock()
        self._number: int | None = None
        self._code: int | None = None

    def poll(self) -> int | None:
        """Return the exit code, or what number of signal, negative, ended it; None while it runs."""
        with self._lock:
            while self._code is None and self._poll.poll(0):
                self._read()
            return self._code

    def wait(self) -> int:
        """Return the exit code of a process that was killed or has hung up; if no end is heard of, kill it."""
        with self._lock:
            while self._code is None:
                self._read()
            return self._code

    def kill(self) -> None:
        """End it at once, if it has not ended."""
        with self._lock:
            while self._number is None and self._code is None:
                self._read()
            while self._code is None and self._poll.poll(0):
                self._read()
            if self._code is None:
                self._kill()

    def close(self) -> None:
        """Leave nothing of it behind; it must have ended."""
        self._status.close()
        self.complaints.close()

    def _read(self) -> None:
        """Take in what comes next; where nothing will any more, take the process for killed.

        Where whoever forked it is no more, another process may have its number, so that nothing is sent there.
        """
        if not self._poll.poll(_MILLISECONDS_TO_TELL):
            self._kill()
            self._code = -signal.SIGKILL
            self._unheard()
            return
        told = self._status.read(STATUS.size)
        if not told:
            self._code = -signal.SIGKILL
        elif self._number is None:
            (self._number,) = STATUS.unpack(told)
        else:
            (self._code,) = STATUS.unpack(told)

    def _kill(self) -> None:
        if self._number is not None:
            with suppress(ProcessLookupError):
                os.kill(self._number, signal.SIGKILL)


class Origin:
    """The process that others are forked from; it is started when the first is wanted, and again if somebody ends it.

    :param folder: the store that they answer from
    :param limits: what one query may take
    """

    def __init__(self, folder: Path, limits: Limits) -> None:
        told = [str(folder), json.dumps(asdict(limits))]
        self._command = [sys.executable, "-P", "-m", "miliary.store.forking", *told]
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None

    def fork(self, connection: socket.socket) -> Forked:
        """Return a new process with ``connection`` as its standard input; it gets ready while others go on.

        :raises OSError: the system lets no process be started
        """
        with ExitStack() as ours, ExitStack() as theirs:
            complaints, complain = _pipe(ours, theirs)
            status, tell = _pipe(ours, theirs)
            with self._lock:
                self._send([connection.fileno(), complain, tell])
            ours.pop_all()
        return Forked(status, complaints, self.close)

    def close(self) -> None:
        """End it; what it has forked goes on."""
        with self._lock:
            self._end()

    def _send(self, descriptors: list[int]) -> None:
        control = self._control or self._start()
        try:
            socket.send_fds(control, [b"\0"], descriptors)
        except OSError:
            self._end()
            socket.send_fds(self._start(), [b"\0"], descriptors)

    def _start(self) -> socket.socket:
        self._control, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603  # our own module, and nothing of a stranger's
                self._command, stdin=theirs.fileno(), stdout=subprocess.DEVNULL, env=_environment()
            )
        return self._control

    def _end(self) -> None:
        if self._control is not None and self._process is not None:
            self._control.close()
            self._process.kill()
            self._process.wait()
        self._control = self._process = None


def _pipe(ours: ExitStack, theirs: ExitStack) -> tuple[IO[bytes], int]:
    """Return both ends of a pipe, each closed with its stack."""
    read, write = os.pipe()
    theirs.callback(os.close, write)
    return ours.enter_context(os.fdopen(read, "rb", buffering=0)), write


def _environment() -> dict[str, str]:
    """What the process needs to find its parts, and no secret of ours; one arena, so that its memory can be limited."""
    passed_on = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    return {**passed_on, "PYTHONPATH": str(_ROOT), "MALLOC_ARENA_MAX": "1"}
