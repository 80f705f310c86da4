"""Making sure of a version before it is served, in a process of its own.

The one that serves so stays without the threads and the memory of an engine that has written, and can be forked.
"""

import gc
import multiprocessing
import sys
from multiprocessing.connection import Connection

from miliary.cli.orphans import end_with_the_first
from miliary.cli.terminal import fail
from miliary.errors import MiliaryError
from miliary.settings import Settings

_FORK = multiprocessing.get_context("fork")
_INTERRUPTED = 130


class Beforehand:
    """The search for the version to serve, begun at once; the knowledge is published first if its sources changed."""

    def __init__(self, settings: Settings) -> None:
        from miliary.cli import opened  # noqa: F401  # here, so that both processes have it

        self._receiving, sending = _FORK.Pipe(duplex=False)
        self._process = _FORK.Process(target=_find, args=(settings, sending), daemon=True)
        self._process.start()
        sending.close()

    def version(self) -> str | None:
        """Wait for the version; None if there is none, which has been told why."""
        try:
            found = str(self._receiving.recv())
        except EOFError:
            found = ""
        self._process.join()
        return found or None


def _find(settings: Settings, sending: Connection) -> None:
    end_with_the_first()
    gc.freeze()  # what the start has made stays, and is shared with it
    gc.enable()  # which the start goes without
    from miliary.cli.opened import meanwhile, prepare

    try:
        sending.send(meanwhile(settings) or prepare(settings))
    except (MiliaryError, OSError) as error:
        fail(error)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(_INTERRUPTED)
