"""A SPARQL server that does not keep its word, in each way that one was seen or feared to."""

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

SECRET = "correct-horse"
JSON, N_TRIPLES = "application/sparql-results+json", "application/n-triples"
ROW = {"a": {"type": "uri", "value": "https://example.org/a"}}
WHOLE = json.dumps({"head": {"vars": ["a"]}, "results": {"bindings": [ROW] * 100}}).encode()
TRIPLES = b"<https://example.org/a> <https://example.org/b> <https://example.org/c> .\n" * 100
SECONDS_OF_SILENCE = 20

Behaviour = Callable[[socket.socket, "Hostile"], None]


@dataclass
class Hostile:
    """The server: the setting that names it, how it behaves, and what it was asked."""

    store: str
    behaviour: Behaviour
    asked: list[bytes] = field(default_factory=list)


def head(status: str = "200 OK", kind: str = JSON, **headers: str) -> bytes:
    lines = [f"HTTP/1.1 {status}", f"Content-Type: {kind}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode()


def says(body: bytes, status: str = "200 OK", kind: str = JSON, **headers: str) -> Behaviour:
    def behave(client: socket.socket, _: Hostile) -> None:
        client.sendall(head(status, kind, Content_Length=str(len(body)), **headers) + body)

    return behave


def silent(client: socket.socket, _: Hostile) -> None:
    client.settimeout(SECONDS_OF_SILENCE)
    client.recv(1)


def cut_by_length(client: socket.socket, _: Hostile) -> None:
    client.sendall(head(Content_Length=str(len(WHOLE))) + WHOLE[:2000])


def cut_in_chunks(client: socket.socket, _: Hostile) -> None:
    client.sendall(head(kind=N_TRIPLES, Transfer_Encoding="chunked") + b"%x\r\n%b\r\n" % (len(TRIPLES), TRIPLES))


def without_an_end(client: socket.socket, _: Hostile) -> None:
    client.sendall(head(kind=N_TRIPLES) + TRIPLES)


def dripping(client: socket.socket, _: Hostile) -> None:
    client.sendall(head(Content_Length=str(len(WHOLE))))
    for byte in WHOLE:
        client.sendall(bytes([byte]))
        time.sleep(0.1)


def dripping_headers(client: socket.socket, _: Hostile) -> None:
    for byte in head(Content_Length=str(len(WHOLE))) * 10:
        client.sendall(bytes([byte]))
        time.sleep(0.1)


def endless(client: socket.socket, _: Hostile) -> None:
    client.sendall(head(kind=N_TRIPLES, Transfer_Encoding="chunked"))
    while True:
        client.sendall(b"%x\r\n%b\r\n" % (len(TRIPLES), TRIPLES))


def well_after(failures: int, behaviour: Behaviour) -> Behaviour:
    def behave(client: socket.socket, server: Hostile) -> None:
        (behaviour if len(server.asked) <= failures else says(WHOLE))(client, server)

    return behave


@contextmanager
def hostile(behaviour: Behaviour) -> Iterator[Hostile]:
    """Run a server that reads each request and then behaves."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        server = Hostile(f"sparql+http://user:{SECRET}@127.0.0.1:{port}/query?update=/update", behaviour)
        threading.Thread(target=_serve, args=(listening, server), daemon=True).start()
        yield server


def _serve(listening: socket.socket, server: Hostile) -> None:
    while True:
        try:
            client, _ = listening.accept()
        except OSError:
            return
        threading.Thread(target=_answer, args=(client, server), daemon=True).start()


def _answer(client: socket.socket, server: Hostile) -> None:
    with client:
        try:
            server.asked.append(_request(client))
            server.behaviour(client, server)
            client.shutdown(socket.SHUT_WR)
        except OSError:
            return


def _request(client: socket.socket) -> bytes:
    read = b""
    while b"\r\n\r\n" not in read:
        read += client.recv(65536)
    before, _, body = read.partition(b"\r\n\r\n")
    length = int(before.lower().partition(b"content-length: ")[2].split(b"\r\n")[0] or 0)
    while len(body) < length:
        body += client.recv(65536)
    return before + b"\r\n\r\n" + body
