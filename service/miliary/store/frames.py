"""Frames: how a service and its worker processes talk over a socket, a small JSON header and bytes after it."""

import json
import socket
import struct
from collections.abc import Mapping
from dataclasses import fields
from time import monotonic
from typing import Any

from pyoxigraph import QueryResultsFormat, RdfFormat

from miliary.store.asking import Asked

_LENGTHS = struct.Struct(">II")
_MAX_HEADER = 1_000_000
_CHUNK = 1 << 20
_AT_ONCE = 0.001

Header = Mapping[str, Any]


class Broken(Exception):
    """The other end has gone, or does not keep to the frames."""


def send(connection: socket.socket, header: Header, body: bytes = b"") -> None:
    """Write one frame, whole.

    :raises Broken: the other end has gone
    :raises TimeoutError: it does not read as fast as the socket's timeout asks
    """
    head = json.dumps(header).encode()
    try:
        connection.sendall(_LENGTHS.pack(len(head), len(body)) + head)
        connection.sendall(body)
    except TimeoutError:
        raise
    except OSError as error:
        raise Broken from error


def receive(connection: socket.socket, max_body: int, deadline: float | None = None) -> tuple[Header, bytes]:
    """Read one frame, whole.

    :param deadline: the moment of the monotonic clock at which it must be there
    :raises Broken: the other end has gone, or sends what is no frame or has a body of more than ``max_body`` bytes
    :raises TimeoutError: it is not there in time
    """
    head, size = _LENGTHS.unpack(_exactly(connection, _LENGTHS.size, deadline))
    if head > _MAX_HEADER or size > max_body:
        raise Broken
    try:
        header = json.loads(_exactly(connection, head, deadline))
    except ValueError as error:
        raise Broken from error
    if not isinstance(header, dict):
        raise Broken
    return header, bytes(_exactly(connection, size, deadline))


def encoded(asked: Asked) -> tuple[Header, bytes]:
    """Return a question as the header and the body of a frame."""
    header: dict[str, Any] = {each.name: getattr(asked, each.name) for each in fields(asked) if each.name != "text"}
    for form in ("rows_form", "graph_form"):
        header[form] = header[form] and header[form].media_type
    return header, asked.text.encode("utf-8", "surrogatepass")


def decoded(header: Header, body: bytes) -> Asked:
    """Return the question of a frame; half a surrogate pair comes through, to be refused where it is answered."""
    values: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in header.items()
    }
    rows, graph = values.pop("rows_form"), values.pop("graph_form")
    return Asked(
        text=body.decode("utf-8", "surrogatepass"),
        rows_form=rows and QueryResultsFormat.from_media_type(rows),
        graph_form=graph and RdfFormat.from_media_type(graph),
        **values,
    )


def _exactly(connection: socket.socket, size: int, deadline: float | None) -> bytearray:
    received = bytearray(size)
    view, place = memoryview(received), 0
    while place < size:
        if deadline is not None:
            connection.settimeout(max(deadline - monotonic(), _AT_ONCE))
        try:
            count = connection.recv_into(view[place : place + _CHUNK])
        except TimeoutError:
            raise
        except OSError as error:
            raise Broken from error
        if not count:
            raise Broken
        place += count
    return received
