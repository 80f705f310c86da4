"""Between granian and the application: requests to threads, and the client's leaving to the query that it asked.

WSGI, in which Flask applications are written, has no word for a client that has gone; RSGI, granian's own interface,
has. ``miliary.web.gateway:create_gateway`` is the factory: ``granian --interface rsgi --factory …``.
"""

import asyncio
import contextlib
import io
import multiprocessing
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterable
from multiprocessing.connection import wait
from queue import SimpleQueue
from typing import Any, TypeAlias

from miliary.composition import Service, open_service
from miliary.settings import Settings
from miliary.store import Pool
from miliary.web import create_app
from miliary.web.kept import KEEP, KeptAnswer, KeptAnswers
from miliary.web.logs import Seen
from miliary.web.metrics import FOLDER, note_from_time_to_time
from miliary.web.observing import HEADER, Observer, identifier, observer_of
from miliary.web.opened import WATCH
from miliary.web.rates import TooManyRequests, client_address

Environ: TypeAlias = dict[str, Any]
Headers: TypeAlias = list[tuple[str, str]]
Answer: TypeAlias = tuple[int, Headers, bytes]
Application: TypeAlias = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]

SECONDS_TO_FINISH = 5
"""How long a query may go on when the service stops."""

# Beside those that wait for a query's process: for pages, differentials and the question whether we are alive.
_THREADS_FOR_THE_REST = 2 * multiprocessing.cpu_count() + 1
_WITHOUT_HTTP = ("CONTENT_TYPE", "CONTENT_LENGTH")
_WITH_BODY = ("POST", "PUT", "PATCH", "DELETE")


def create_gateway() -> "Gateway":
    """Open the published version and return what granian serves.

    :raises NoPublishedVersion: nothing is published in the settings' data folder
    """
    service = open_service(Settings.from_environment())
    application = create_app(service=service)
    return Gateway(application, service, observer_of(application))


class Gateway:
    """An RSGI application that runs a WSGI application in threads of its own."""

    def __init__(self, application: Application, service: Service, observer: Observer) -> None:
        settings = service.settings
        self._application = application
        self._service = service
        self._strangers = service.strangers
        self._observer = observer
        self._kept = KeptAnswers(settings.kept_answers)
        self._proxies = settings.proxies
        self._max_body = settings.max_body
        self._threads = settings.query_workers + settings.query_queue + _THREADS_FOR_THE_REST
        self._requests: SimpleQueue[tuple[Environ, asyncio.Future[Answer]]] = SimpleQueue()
        self._tasks: set[asyncio.Task[None]] = set()

    def __rsgi_init__(self, loop: asyncio.AbstractEventLoop) -> None:
        """Get ready, and ready to stop; called by the server in the process that is to answer."""
        self.begin(loop)
        threading.Thread(target=_end_with_the_server, daemon=True).start()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._finish)  # beside the server's own, which the loop calls
        if FOLDER in os.environ:
            threading.Thread(target=note_from_time_to_time, args=(self._service,), daemon=True).start()
        if isinstance(self._strangers, Pool):
            self._strangers.warm()

    def begin(self, loop: asyncio.AbstractEventLoop) -> None:
        """Start the threads; ``loop`` is where :meth:`__rsgi__` will be awaited."""
        self._loop = loop
        for _ in range(self._threads):
            threading.Thread(target=self._run, daemon=True).start()

    def __rsgi_del__(self, loop: asyncio.AbstractEventLoop) -> None:
        """Let go of everything; called by the server when it has stopped."""
        self._strangers.close()

    async def __rsgi__(self, scope: Any, protocol: Any) -> None:
        """Answer one request: with what is kept, else with what the application says."""
        begun = time.perf_counter()
        body = await self._body(scope, protocol)
        asked = (scope.method, scope.authority or "", scope.path, scope.query_string)
        key = self._kept.key(asked, scope.headers, body)
        found = self._kept.get(key) if key else None
        if found is not None and self._give(found, scope, protocol, begun):
            return
        answered: asyncio.Future[Answer] = self._loop.create_future()
        environ = _environ(scope, body)
        environ[WATCH] = lambda cancel: self._loop.call_soon_threadsafe(self._watch, protocol, answered, cancel)
        self._requests.put((environ, answered))
        status, headers, content = await answered
        if key and KEEP in environ:
            kept = [each for each in headers if each[0] != HEADER]
            self._kept.keep(key, KeptAnswer(status, kept, content, environ[KEEP]))
        protocol.response_bytes(status, headers, content)

    def _give(self, answer: KeptAnswer, scope: Any, protocol: Any, begun: float) -> bool:
        """Send a kept answer, seen like any other; False where its address asks too often, as the app will say."""
        address = client_address(_host(scope.client), scope.headers.get("x-forwarded-for"), self._proxies)
        try:
            self._observer.rates.count(scope.path, address)
        except TooManyRequests:
            return False
        name = identifier(scope.headers.get(HEADER.lower()) or "")
        protocol.response_bytes(answer.status, [*answer.headers, (HEADER, name)], answer.body)
        seconds, size = time.perf_counter() - begun, len(answer.body)
        self._observer.see(
            Seen(name, scope.method, answer.route, answer.status, seconds, size, address, scope.query_string),
            kept=True,
        )
        return True

    async def _body(self, scope: Any, protocol: Any) -> bytes:
        """Read the body, but no more than is needed to see that it is too long."""
        if scope.method not in _WITH_BODY:
            return b""
        body = bytearray()
        async for chunk in protocol:
            body += chunk
            if len(body) > self._max_body:
                break
        return bytes(body[: self._max_body + 1])

    def _run(self) -> None:
        while True:
            environ, answered = self._requests.get()
            answer, error = None, None
            try:
                answer = _answer(self._application, environ)
            except Exception as raised:  # noqa: BLE001  # the server answers 500 and reports it; the thread lives on
                error = raised
            with contextlib.suppress(RuntimeError):  # the server has stopped meanwhile
                self._loop.call_soon_threadsafe(_settle, answered, answer, error)

    def _watch(self, protocol: Any, answered: asyncio.Future[Answer], cancel: Callable[[], None]) -> None:
        task = self._loop.create_task(_until_gone(protocol, answered, cancel))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _finish(self, *_: object) -> None:
        timer = threading.Timer(SECONDS_TO_FINISH, self._strangers.close)
        timer.daemon = True
        timer.start()


def _settle(answered: asyncio.Future[Answer], answer: Answer | None, error: Exception | None) -> None:
    if answered.cancelled():
        return
    if answer is None:
        answered.set_exception(error or RuntimeError("no answer"))
    else:
        answered.set_result(answer)


async def _until_gone(protocol: Any, answered: asyncio.Future[Answer], cancel: Callable[[], None]) -> None:
    gone = asyncio.ensure_future(protocol.client_disconnect())
    await asyncio.wait({gone, answered}, return_when=asyncio.FIRST_COMPLETED)
    if answered.done():
        gone.cancel()
    else:
        cancel()


def _answer(application: Application, environ: Environ) -> Answer:
    begun: list[tuple[int, Headers]] = []

    def start(status: str, headers: Headers, _: object = None) -> None:
        begun.append((int(status.split(" ", 1)[0]), headers))

    parts = application(environ, start)
    try:
        content = b"".join(parts)
    finally:
        if hasattr(parts, "close"):
            parts.close()
    status, headers = begun[-1]
    return status, headers, content


def _environ(scope: Any, body: bytes) -> Environ:
    """Say in WSGI's words what was asked; a header with an underscore could pose as another."""
    name, _, port = scope.server.rpartition(":")
    environ: Environ = {
        "REQUEST_METHOD": scope.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": _octets(scope.path),
        "QUERY_STRING": _octets(scope.query_string),
        "SERVER_NAME": name,
        "SERVER_PORT": port,
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "REMOTE_ADDR": _host(scope.client),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.scheme,
        "wsgi.input": io.BytesIO(body),
        "wsgi.input_terminated": True,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    if scope.authority:
        environ["HTTP_HOST"] = scope.authority
    for header, value in scope.headers.items():
        if "_" not in header:
            _add(environ, header.upper().replace("-", "_"), _octets(value))
    return environ


def _host(client: str) -> str:
    return client.rpartition(":")[0].strip("[]")


def _add(environ: Environ, name: str, value: str) -> None:
    key = name if name in _WITHOUT_HTTP else f"HTTP_{name}"
    separator = "; " if name == "COOKIE" else ","
    environ[key] = f"{environ[key]}{separator}{value}" if key in environ else value


def _octets(text: str) -> str:
    """WSGI's way of having octets in a text."""
    return text.encode("utf-8", "surrogateescape").decode("latin-1")


def _end_with_the_server() -> None:
    """End when the process that started this one has gone, however it ended: nobody else would."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)
