"""Making sure of a version before it is served, in a process beside the one that imports what will serve it.

That one so stays without the threads and the memory of an engine that has written, and can be forked.
"""

import multiprocessing
import os
import sys
import threading
from multiprocessing.connection import Connection, wait

from miliary.cli.terminal import fail
from miliary.errors import MiliaryError
from miliary.settings import Settings

_FORK = multiprocessing.get_context("fork")
_INTERRUPTED = 130


class Beforehand:
    """The process that finds the version to serve, and publishes the knowledge first if its sources changed."""

    def __init__(self, settings: Settings) -> None:
        self._found, sending = _FORK.Pipe(duplex=False)
        self._process = _FORK.Process(target=_find, args=(settings, sending), daemon=True)
        self._process.start()
        sending.close()

    def version(self) -> str | None:
        """Wait for the version; None if there is none, which has been told why."""
        try:
            found = str(self._found.recv())
        except EOFError:
            found = ""
        self._process.join()
        return found or None


def _find(settings: Settings, sending: Connection) -> None:
    threading.Thread(target=_end_with_the_first, daemon=True).start()
    from miliary.cli.opened import meanwhile, prepare

    try:
        sending.send(meanwhile(settings) or prepare(settings))
    except (MiliaryError, OSError) as error:
        fail(error)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(_INTERRUPTED)


def _end_with_the_first() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)
