"""Between granian and the application: requests to threads, and the client's leaving to the query that it asked.

WSGI, in which Flask applications are written, has no word for a client that has gone; RSGI, granian's own interface,
has. ``miliary.web.gateway:create_gateway`` is the factory: ``granian --interface rsgi --factory …``.
"""

import asyncio
import contextlib
import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable
from multiprocessing.connection import wait
from queue import SimpleQueue
from typing import Any

from miliary.composition import open_service
from miliary.curation.publication import finish
from miliary.settings import Settings
from miliary.store import Begun, Pool
from miliary.store.reactor import IS_POSSIBLE, Reactor
from miliary.web.edition import SECONDS_TO_FINISH, Edition, Succession
from miliary.web.environ import Answer, Application, Environ, answer_of, environ_of, host_of
from miliary.web.kept import KEEP, KeptAnswer, telling
from miliary.web.lane import BEGUN, Question, begin, question_of
from miliary.web.logs import Seen
from miliary.web.metrics import FOLDER, note_from_time_to_time, note_succession
from miliary.web.observing import COUNTED, HEADER, Observer, identifier
from miliary.web.opened import WATCH
from miliary.web.rates import TooManyRequests, client_address

# Beside those that wait for a query's process: for pages, differentials and the question whether we are alive.
_THREADS_FOR_THE_REST = 2 * multiprocessing.cpu_count() + 1
_SECONDS_TO_SETTLE = 1.0
_FORWARDED = "x-forwarded-for"
_WITH_BODY = ("POST", "PUT", "PATCH", "DELETE")


__all__ = ["SECONDS_TO_FINISH", "Gateway", "create_gateway"]


def create_gateway() -> "Gateway":
    """Open the published version and return what granian serves.

    :raises NoPublishedVersion: nothing is published in the settings' data folder
    """
    settings = Settings.from_environment()
    observer = Observer(settings)
    return Gateway(Edition.of(open_service(settings), observer), observer)


class Incoming:
    """A request, whole.

    :param begun: when it came
    :param proxies: how many are trusted to say whom it comes from
    """

    __slots__ = ("address", "asked", "begun", "body", "protocol", "scope", "telling")

    def __init__(self, scope: Any, protocol: Any, body: bytes, begun: float, proxies: int) -> None:
        self.begun = begun
        self.scope = scope
        self.protocol = protocol
        self.body = body
        self.asked = (scope.method, scope.authority or "", scope.path, scope.query_string)
        self.telling = telling(scope.headers)
        self.address = client_address(host_of(scope.client), scope.headers.get(_FORWARDED), proxies)


class Gateway:
    """An RSGI application that runs a WSGI application in threads of its own."""

    def __init__(self, first: Edition, observer: Observer) -> None:
        settings = first.service.settings
        self._succession = Succession(first, observer)
        self._observer = observer
        self._proxies = settings.proxies
        self._max_body = settings.max_body
        self._threads = settings.query_workers + settings.query_queue + _THREADS_FOR_THE_REST
        self._requests: SimpleQueue[tuple[Application, Environ, asyncio.Future[Answer]]] = SimpleQueue()
        self._tasks: set[asyncio.Task[None]] = set()
        self._ended = threading.Event()
        self._reactor: Reactor | None = None

    def __rsgi_init__(self, loop: asyncio.AbstractEventLoop) -> None:
        """Get ready, and ready to stop; called by the server in the process that is to answer."""
        self.begin(loop)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._finish)  # beside the server's own, which the loop calls
        _in_background(_end_with_the_server)
        _in_background(self._succession.follow, self._ended, lambda edition: note_succession(edition.service))
        _in_background(self._settle_in)
        if FOLDER in os.environ:
            _in_background(note_from_time_to_time, lambda: self._succession.now.service)
        self._succession.now.warm()

    def _settle_in(self) -> None:
        """After the first who wait were answered: get ready for others, and publish what a killed process had begun."""
        if not self._ended.wait(_SECONDS_TO_SETTLE):
            self._succession.now.rehearse()
            finish(self._succession.settings)

    def begin(self, loop: asyncio.AbstractEventLoop) -> None:
        """Start the threads; ``loop`` is where :meth:`__rsgi__` will be awaited."""
        self._loop = loop
        self._reactor = Reactor(loop) if IS_POSSIBLE else None
        for _ in range(self._threads):
            _in_background(self._run)

    def __rsgi_del__(self, loop: asyncio.AbstractEventLoop) -> None:
        """Let go of everything; called by the server when it has stopped."""
        self._ended.set()
        self._succession.now.service.close()

    async def __rsgi__(self, scope: Any, protocol: Any) -> None:
        """Answer one request: with what is kept, by the short way, else with what the application says."""
        begun_at = time.perf_counter()
        request = Incoming(scope, protocol, await self._body(scope, protocol), begun_at, self._proxies)
        with self._succession.now as edition:
            key = edition.kept.key(request.asked, request.telling, request.body)
            found = edition.kept.get(key) if key else None
            if found is not None and self._may_ask(request):
                self._give(found, request, kept=True)
                return
            is_whole = len(request.body) < self._max_body
            question = question_of(scope, request.telling, request.body) if is_whole else None
            begun = await self._begun(edition, question, request) if question else None
            answer = edition.manners.answer(question, begun) if question and begun else None
            if answer is not None:
                if key:
                    edition.kept.keep(key, answer)
                self._give(answer, request)
                return
            environ = environ_of(scope, request.body)
            if begun is not None:
                environ |= {BEGUN: begun, COUNTED: request.begun}
            status, headers, content = await self._application(edition, environ, protocol)
            if question is not None:
                edition.manners.learn(question, environ, (status, headers, content))
            if key and KEEP in environ:
                kept = [each for each in headers if each[0] != HEADER]
                edition.kept.keep(key, KeptAnswer(status, kept, content, environ[KEEP].route))
        protocol.response_bytes(status, headers, content)

    async def _application(self, edition: Edition, environ: Environ, protocol: Any) -> Answer:
        answered: asyncio.Future[Answer] = self._loop.create_future()
        environ[WATCH] = lambda cancel: self._loop.call_soon_threadsafe(self._watch, protocol, answered, cancel)
        self._requests.put((edition.application, environ, answered))
        return await answered

    async def _begun(self, edition: Edition, question: Question, request: "Incoming") -> Begun | None:
        """Begin a plain query, where it is known how; None leaves it all to the application."""
        pool, asked = edition.service.strangers, edition.manners.asked(question)
        if asked is None or self._reactor is None or not isinstance(pool, Pool) or not self._may_ask(request):
            return None
        return await begin(self._reactor, pool, asked, edition.look_ups)

    def _may_ask(self, request: "Incoming") -> bool:
        """Count a request; False where its address asks too often, as the application will say."""
        try:
            self._observer.rates.count(request.scope.path, request.address)
        except TooManyRequests:
            return False
        return True

    def _give(self, answer: KeptAnswer, request: "Incoming", *, kept: bool = False) -> None:
        """Send an answer that the application need not make, seen like any other."""
        scope = request.scope
        name = identifier(scope.headers.get(HEADER.lower()) or "")
        request.protocol.response_bytes(answer.status, [*answer.headers, (HEADER, name)], answer.body)
        seconds, size = time.perf_counter() - request.begun, len(answer.body)
        route, status, query = answer.route, answer.status, scope.query_string
        self._observer.see(Seen(name, scope.method, route, status, seconds, size, request.address, query), kept=kept)

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
            self._answer(*self._requests.get())  # a thread that waits must hold nothing of the last edition it served

    def _answer(self, application: Application, environ: Environ, answered: asyncio.Future[Answer]) -> None:
        answer, error = None, None
        try:
            answer = answer_of(application, environ)
        except Exception as raised:  # noqa: BLE001  # the server answers 500 and reports it; the thread lives on
            error = raised
        if BEGUN in environ:
            environ[BEGUN].drop()
        with contextlib.suppress(RuntimeError):  # the server has stopped meanwhile
            self._loop.call_soon_threadsafe(_settle, answered, answer, error)

    def _watch(self, protocol: Any, answered: asyncio.Future[Answer], cancel: Callable[[], None]) -> None:
        task = self._loop.create_task(_until_gone(protocol, answered, cancel))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _finish(self, *_: object) -> None:
        self._ended.set()
        timer = threading.Timer(SECONDS_TO_FINISH, self._succession.now.service.close)
        timer.daemon = True
        timer.start()


def _in_background(function: Callable[..., None], *arguments: object) -> None:
    threading.Thread(target=function, args=arguments, daemon=True).start()


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


def _end_with_the_server() -> None:
    """End when the process that started this one has gone, however it ended: nobody else would."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)
