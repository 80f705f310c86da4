"""Frames: how a service and its worker processes talk over a socket, a small JSON header and bytes after it."""

import json
import socket
import struct
from collections.abc import Callable, Mapping
from functools import lru_cache
from time import monotonic
from typing import Any

from pyoxigraph import QueryResultsFormat, RdfFormat

from miliary.store.asking import Asked

STATUS = struct.Struct("=i")
"""How the number of a process, when it begins, and then its exit code, when it ends, are told."""

_LENGTHS = struct.Struct(">II")
_MAX_HEADER = 1_000_000
_CHUNK = 1 << 20
# Below 64 kB: giving back more at once, the allocator tidies up all it has.
_MOST_IN_ONE = 1 << 15
"""Bytes of a frame that is written, and looked at, in one piece."""
_FIRST = 1 << 12
"""Bytes that are read of a frame before its size is known."""
_SHORT = 1_000
_AT_ONCE = 0.001
_GRAPHS = ("default_graphs", "named_graphs")

Header = Mapping[str, Any]


class Broken(Exception):
    """The other end has gone, or does not keep to the frames."""


def send(connection: socket.socket, header: Header | bytes, body: bytes = b"") -> None:
    """Write one frame, whole.

    :param header: or what :func:`written` made of it
    :raises Broken: the other end has gone
    :raises TimeoutError: it does not read as fast as the socket's timeout asks
    """
    head = header if isinstance(header, bytes) else written(header)
    beginning = _LENGTHS.pack(len(head), len(body)) + head
    try:
        if len(body) < _MOST_IN_ONE:
            connection.sendall(beginning + body)
        else:
            connection.sendall(beginning)
            connection.sendall(body)
    except TimeoutError:
        raise
    except OSError as error:
        raise Broken from error


def receive(connection: socket.socket, max_body: int, deadline: float | None = None) -> tuple[Header, bytes]:
    """Read one frame, whole. Nothing comes after it: each end waits for the other's before it sends its next.

    :param deadline: the moment of the monotonic clock at which it must be there
    :raises Broken: the other end has gone, or sends what is no frame or has a body of more than ``max_body`` bytes
    :raises TimeoutError: it is not there in time
    """
    frame = bytearray(_FIRST)
    read = 0
    while read < _LENGTHS.size:
        read += _more(connection, memoryview(frame)[read:], deadline)
    head, size = _LENGTHS.unpack_from(frame)
    begin, end = _LENGTHS.size + head, _LENGTHS.size + head + size
    if head > _MAX_HEADER or size > max_body or read > end:
        raise Broken
    frame += bytes(max(end - len(frame), 0))
    while read < end:
        read += _more(connection, memoryview(frame)[read:end], deadline)
    return _header(bytes(frame[_LENGTHS.size : begin])), bytes(memoryview(frame)[begin:end])


def glance(connection: socket.socket, wanted: Callable[[Header], bool]) -> tuple[Header, bytes] | None:
    """Read one frame of a socket that does not block, if it is there, whole, small and ``wanted``; else leave it."""
    try:
        seen = connection.recv(_MOST_IN_ONE, socket.MSG_PEEK)
    except OSError:
        return None
    if len(seen) < _LENGTHS.size:
        return None
    head, size = _LENGTHS.unpack_from(seen)
    begin, end = _LENGTHS.size + head, _LENGTHS.size + head + size
    if end != len(seen):
        return None
    header = _header(seen[_LENGTHS.size : begin])
    if not wanted(header):
        return None
    connection.recv(end)
    return header, seen[begin:]


def written(header: Header) -> bytes:
    """Return a header as it is sent."""
    return json.dumps(header).encode()


def encoded(asked: Asked) -> tuple[bytes, bytes]:
    """Return a question as the header and the body of a frame."""
    beside = asked.rows_form, asked.graph_form, asked.default_graphs, asked.named_graphs, asked.base
    return _written_beside(*beside), asked.text.encode("utf-8", "surrogatepass")


@lru_cache(maxsize=64)
def _written_beside(
    rows_form: QueryResultsFormat | None,
    graph_form: RdfFormat | None,
    default_graphs: tuple[str, ...] | None,
    named_graphs: tuple[str, ...] | None,
    base: str | None,
) -> bytes:
    """Write down what goes with a text; the same for most questions."""
    return written(
        {
            "rows_form": rows_form and rows_form.media_type,
            "graph_form": graph_form and graph_form.media_type,
            "default_graphs": default_graphs,
            "named_graphs": named_graphs,
            "base": base,
        }
    )


def decoded(header: Header, body: bytes) -> Asked:
    """Return the question of a frame; half a surrogate pair comes through, to be refused where it is answered."""
    rows, graph, default, named = (header[each] for each in ("rows_form", "graph_form", *_GRAPHS))
    return Asked(
        body.decode("utf-8", "surrogatepass"),
        rows and QueryResultsFormat.from_media_type(rows),
        graph and RdfFormat.from_media_type(graph),
        None if default is None else tuple(default),
        None if named is None else tuple(named),
        header["base"],
    )


def _header(head: bytes) -> Header:
    """Read a header.

    :raises Broken: it is none
    """
    try:
        header = _read(head) if len(head) < _SHORT else json.loads(head)
    except ValueError as error:
        raise Broken from error
    if not isinstance(header, dict):
        raise Broken
    return header


@lru_cache(maxsize=64)
def _read(head: bytes) -> Any:
    """Read a header, of which there are few that come again and again."""
    return json.loads(head)


def _more(connection: socket.socket, room: memoryview, deadline: float | None) -> int:
    """Read into ``room`` what is there; returns how many bytes.

    :raises Broken: the other end has gone
    :raises TimeoutError: nothing comes in time
    """
    if deadline is not None:
        connection.settimeout(max(deadline - monotonic(), _AT_ONCE))
    try:
        count = connection.recv_into(room, min(len(room), _CHUNK))
    except TimeoutError:
        raise
    except OSError as error:
        raise Broken from error
    if not count:
        raise Broken
    return count
