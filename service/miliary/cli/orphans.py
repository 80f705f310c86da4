"""No process outlives the first one: it would hold its port, and nobody would ask it or end it."""

import multiprocessing
import os
import threading
from multiprocessing.connection import wait


def end_with_the_first() -> None:
    """Have this process end when the one that started it has gone, however that ended."""
    threading.Thread(target=_end, daemon=True).start()


def _end() -> None:
    first = multiprocessing.parent_process()
    if first is not None:
        wait([first.sentinel])
        os._exit(1)
