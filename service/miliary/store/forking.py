"""The process that those for strangers' queries are forked from: it has imported what they need, and nothing else.

``python -m miliary.store.forking FOLDER LIMITS`` with a socket as its standard input, started by
:mod:`miliary.store.origin`. For every byte that comes, with three descriptors beside it (the connection, where to
complain, and where to tell how it ended), there is a process more; it goes when the other end is closed. It never opens
the store: the engine's threads would be missing in whatever is forked afterwards.
"""

import gc
import json
import os
import select
import signal
import socket
import sys
import traceback
from pathlib import Path

from miliary.store.asking import Limits
from miliary.store.frames import STATUS
from miliary.store.worker import answer_queries

_GIVEN = 3
_STANDARD_INPUT, _STANDARD_ERROR = 0, 2
_NICENESS = 10
"""Those go first who serve everybody."""


def main(folder: Path, limits: Limits) -> None:
    """Fork until the other end of standard input closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    woken = _woken_when_one_ends()
    gc.freeze()  # a collection that writes to what is shared would unshare it
    control = socket.socket(fileno=_STANDARD_INPUT)
    telling: dict[int, int] = {}
    while True:
        ready, _, _ = select.select([_STANDARD_INPUT, woken], [], [])
        if woken in ready:
            os.read(woken, 1 << 12)
            _tell_who_ended(telling)
        if _STANDARD_INPUT in ready:
            wanted, given, _, _ = socket.recv_fds(control, 1, _GIVEN)
            if not wanted:
                return
            number, status = _forked(given, folder, limits)
            if number:
                telling[number] = status
                _tell(status, number)


def _forked(given: list[int], folder: Path, limits: Limits) -> tuple[int, int]:
    """Fork, and return the number of the new process, 0 where the system allows no more, and where to tell of it."""
    connection, complaints, status = given
    try:
        number = os.fork()
    except OSError:
        traceback.print_exc()  # who wanted it sees that nothing will come; what was forked before goes on
        os.close(status)
        number = 0
    else:
        if not number:
            _become_a_worker(connection, complaints, folder, limits)
    os.close(connection)
    os.close(complaints)
    return number, status


def _woken_when_one_ends() -> int:
    """Return a descriptor that can be read as soon as a process has ended: no signal is missed between two looks."""
    woken, wake = os.pipe()
    os.set_blocking(wake, False)
    signal.set_wakeup_fd(wake, warn_on_full_buffer=False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    return woken


def _tell_who_ended(telling: dict[int, int]) -> None:
    while telling:
        number, status = os.waitpid(-1, os.WNOHANG)
        if not number:
            return
        told = telling.pop(number)
        _tell(told, os.waitstatus_to_exitcode(status))
        os.close(told)


def _tell(status: int, number: int) -> None:
    try:
        os.write(status, STATUS.pack(number))
    except BrokenPipeError:
        return  # nobody wants to know any more


def _become_a_worker(connection: int, complaints: int, folder: Path, limits: Limits) -> None:
    """Answer queries, and never return."""
    try:
        os.nice(_NICENESS)
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        os.dup2(connection, _STANDARD_INPUT)
        os.dup2(complaints, _STANDARD_ERROR)
        os.closerange(_STANDARD_ERROR + 1, os.sysconf("SC_OPEN_MAX"))
        answer_queries(_STANDARD_INPUT, folder, limits)
        os._exit(0)
    finally:
        traceback.print_exc()
        os._exit(1)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Limits(**json.loads(sys.argv[2])))
