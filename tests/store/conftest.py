"""A small graph to ask, and a server that must never be asked."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from pyoxigraph import Literal, NamedNode, Quad

from miliary.store import EmbeddedStore

EX = "https://example.org/"


@dataclass
class Listener:
    """A web server on this machine that notes what it is asked for."""

    url: str
    asked: list[str] = field(default_factory=list)


@pytest.fixture(scope="session")
def listening() -> Iterator[Listener]:
    listener = Listener("")

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            listener.asked.append(self.path)
            self.send_error(500)

        do_POST = do_GET  # noqa: N815  # the name that the base class looks for

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the base class's name
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        listener.url = f"http://127.0.0.1:{server.server_port}/"
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield listener
        server.shutdown()
        thread.join()


@pytest.fixture
def listener(listening: Listener) -> Listener:
    listening.asked.clear()
    return listening


@pytest.fixture
def store() -> EmbeddedStore:
    """Two diseases with labels, one with a finding; the second's label stands in a named graph."""
    susac, cavernoma, label, finding = (NamedNode(EX + name) for name in ("Susac", "Cavernoma", "label", "finding"))
    store = EmbeddedStore.memory()
    store.extend(
        [
            Quad(susac, label, Literal("Susac syndrome")),
            Quad(susac, finding, NamedNode("https://w3id.org/miliary/LeptomeningealEnhancement")),
            Quad(cavernoma, label, Literal("cavernoma"), NamedNode(EX + "graph")),
        ]
    )
    return store
