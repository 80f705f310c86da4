"""What a process of its own does that answers strangers' queries on one published version, one after the other.

:mod:`miliary.store.forking` makes it, and :mod:`miliary.store.pool` kills it. It ends itself when the service that asks
it has gone, even in the middle of a query.
"""

import os
import resource
import select
import socket
import threading
from functools import cache
from pathlib import Path

from miliary.errors import MiliaryError
from miliary.store.asking import InProcess, Limits
from miliary.store.embedded import EmbeddedStore
from miliary.store.frames import Broken, Header, decoded, receive, send

MAX_TEXT = 1 << 30
"""The longest query that is taken over; what may be sent is for those to limit who take it from strangers."""

_PAGE = resource.getpagesize()
_SIZES = "/proc/self/statm"


def answer_queries(descriptor: int, folder: Path, limits: Limits) -> None:
    """Answer what comes by the socket ``descriptor`` until its other end closes.

    :raises OSError: there is no store in ``folder``
    """
    threading.Thread(target=_end_with_the_service, args=(descriptor,), daemon=True).start()
    connection = socket.socket(fileno=descriptor)
    asking = InProcess(EmbeddedStore.open_read_only(folder), limits)
    most = _bound_memory(limits.memory)
    _bound_the_rest()
    send(connection, {"ready": True})
    while True:
        try:
            asked, text = receive(connection, MAX_TEXT)
        except Broken:
            return
        _bound_processor_time(limits.seconds)
        header, body = _answer(asking, asked, text)
        # What one query leaves behind of the memory must not be missing for the next.
        send(connection, {**header, "last": _address_space() > most}, body)


def _answer(asking: InProcess, header: Header, text: bytes) -> tuple[Header, bytes]:
    try:
        written = asking.ask(decoded(header, text))
    except MiliaryError as error:
        return {"error": type(error).__name__, "detail": error.detail, "extra": error.extra}, b""
    return {"is_graph": written.is_graph, "none": written.body is None}, written.body or b""


def _end_with_the_service(descriptor: int) -> None:
    """Wait for nothing but the end of the other side; the engine leaves Python free while it works."""
    poll = select.poll()
    poll.register(descriptor, 0)
    poll.poll()
    os._exit(0)


def _bound_memory(memory: int) -> int:
    """Let the process have ``memory`` bytes more than now; return from how many on it should give its place to another.

    The engine ends the process when it gets no more.
    """
    base = _address_space()
    if base:
        resource.setrlimit(resource.RLIMIT_AS, (base + memory, base + memory))
    return base + memory // 4


def _bound_the_rest() -> None:
    """Leave no image of the memory behind, and write no file."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def _bound_processor_time(seconds: float) -> None:
    """Have the kernel end the process should nobody else do so in time."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    limit = int(used.ru_utime + used.ru_stime + seconds) + 2
    resource.setrlimit(resource.RLIMIT_CPU, (limit, resource.RLIM_INFINITY))


def _address_space() -> int:
    """Return how many bytes of addresses the process has, or 0 where only Linux could tell."""
    sizes = _sizes()
    return int(os.pread(sizes, 32, 0).split()[0]) * _PAGE if sizes is not None else 0


@cache
def _sizes() -> int | None:
    try:
        return os.open(_SIZES, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return None
