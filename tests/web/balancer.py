"""A balancer as small as can be: each request to the next of several services that is there."""

import http.client
import itertools
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

SECONDS = 60


@contextmanager
def balancer(backends: Sequence[tuple[str, int]]) -> Iterator[tuple[str, int]]:
    """Serve what ``backends`` answer, in turn; one that refuses or breaks off is passed over, as it may for a GET."""
    turns = itertools.count()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            first = next(turns)
            for number in range(len(backends)):
                answer = ask(backends[(first + number) % len(backends)], self.path)
                if answer is not None:
                    self._give(*answer)
                    return
            self._give(502, b"no service answers", "")

        def _give(self, status: int, body: bytes, kind: str) -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the base class's name
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield "127.0.0.1", server.server_port
        server.shutdown()
        thread.join()


def ask(backend: tuple[str, int], path: str) -> tuple[int, bytes, str] | None:
    """Ask one service; None when it gives no whole answer."""
    connection = http.client.HTTPConnection(*backend, timeout=SECONDS)
    try:
        connection.request("GET", path)
        response = connection.getresponse()
        return response.status, response.read(), response.headers["Content-Type"] or ""
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()
