"""Making sure of a version before it is served, in a process of its own.

The one that serves so stays without the threads and the memory of an engine that has written, and can be forked.
"""

import multiprocessing
import sys
from multiprocessing.connection import Connection

from miliary.cli.orphans import end_with_the_first
from miliary.cli.terminal import fail
from miliary.errors import MiliaryError
from miliary.settings import Settings

_FORK = multiprocessing.get_context("fork")
_INTERRUPTED = 130


def version_beforehand(settings: Settings) -> str | None:
    """Find the version to serve, and publish the knowledge first if its sources changed.

    :returns: None if there is none, which has been told why
    """
    receiving, sending = _FORK.Pipe(duplex=False)
    process = _FORK.Process(target=_find, args=(settings, sending), daemon=True)
    process.start()
    sending.close()
    try:
        found = str(receiving.recv())
    except EOFError:
        found = ""
    process.join()
    return found or None


def _find(settings: Settings, sending: Connection) -> None:
    end_with_the_first()
    from miliary.cli.opened import meanwhile, prepare

    try:
        sending.send(meanwhile(settings) or prepare(settings))
    except (MiliaryError, OSError) as error:
        fail(error)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(_INTERRUPTED)
