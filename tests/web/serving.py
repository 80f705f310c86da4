"""An application over real HTTP on loopback, in a thread of the test's process."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from threading import Thread
from typing import TYPE_CHECKING

from werkzeug.serving import make_server

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


def whole(application: "WSGIApplication") -> "WSGIApplication":
    """Have each answer read and closed before it is sent: of a browser that has gone the server closes none."""

    def answer(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        parts = application(environ, start_response)
        try:
            return [*parts]
        finally:
            getattr(parts, "close", lambda: None)()

    return answer


@contextmanager
def serving(application: "WSGIApplication") -> Iterator[str]:
    """Serve it until the block ends; gives its address, without a slash at the end."""
    server = make_server("127.0.0.1", 0, whole(application), threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
