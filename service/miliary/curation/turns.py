"""One publisher at a time, across threads and processes: a lock on a file of the data folder.

The operating system lets it go when a process ends, however it ends.
"""

import fcntl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from miliary.curation.refusals import Busy

SECONDS = 120.0
_FILE = "publishing.lock"
_PAUSE = 0.05


@contextmanager
def turn(data: Path, seconds: float = SECONDS) -> Iterator[None]:
    """Be the one who publishes, for as long as the block lasts.

    :raises Busy: another has been at it for longer than ``seconds``
    """
    data.mkdir(parents=True, exist_ok=True)
    with (data / _FILE).open("w") as file:
        end = time.monotonic() + seconds
        while not _taken(file.fileno()):
            if time.monotonic() > end:
                raise Busy("Another change is being published; try again in a minute.")
            time.sleep(_PAUSE)
        yield


def _taken(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
