"""Between the server and the application: requests to threads, and the client's leaving to the query that it asked.

WSGI, in which Flask applications are written, has no word for a client that has gone; ASGI has. What is answered in a
moment needs no thread: it is answered where it arrives (:mod:`miliary.web.connection`).
``miliary.web.gateway:create_gateway`` is the factory: ``uvicorn --factory miliary.web.gateway:create_gateway``.
"""

import asyncio
import contextlib
import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable
from queue import SimpleQueue
from types import FrameType
from typing import Any

from miliary.composition import open_service
from miliary.curation.publication import finish
from miliary.settings import Settings
from miliary.store import Begun, Pool
from miliary.store.reactor import IS_POSSIBLE, Reactor
from miliary.web.edition import SECONDS_TO_FINISH, Edition, Succession
from miliary.web.environ import Answer, Application, Environ, Headers, answer_of, environ_of
from miliary.web.incoming import ClientLeft, Head, Incoming, body_of, left
from miliary.web.kept import KEEP, KeptAnswer
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


__all__ = ["SECONDS_TO_FINISH", "Gateway", "create_gateway"]


def create_gateway() -> "Gateway":
    """Open the published version and return what the server serves.

    :raises NoPublishedVersion: nothing is published in the settings' data folder
    """
    settings = Settings.from_environment()
    observer = Observer(settings)
    return Gateway(Edition.of(open_service(settings), observer), observer)


class Gateway:
    """An ASGI application that runs a WSGI application in threads of its own."""

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

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer one request, or begin and end with the server."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
            return
        head = Head(scope["headers"])
        request = Incoming.of(scope, scope["raw_path"], scope["query_string"], head, time.perf_counter())
        try:
            body = await body_of(request, receive, self._max_body)
        except ClientLeft:
            return
        status, headers, content = await self._answer(request, body, receive)
        sent = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers]
        await send({"type": "http.response.start", "status": status, "headers": sent})
        await send({"type": "http.response.body", "body": content})

    def at_once(self, request: Incoming) -> tuple[KeptAnswer, str] | None:
        """Answer a request without a body in a moment, on the event loop; None for what takes longer.

        What is kept and what is looked up is answered so. With the answer comes what the request is called.
        """
        telling = request.head.telling
        with self._succession.now as edition:
            key = edition.kept.key(_known_by(request), telling, b"")
            found = edition.kept.get(key) if key else None
            answer = found or self._looked_up(edition, question_of(request, telling, b""))
            if answer is None or not self._may_ask(request):
                return None
            if key and found is None:
                edition.kept.keep(key, answer)
        return answer, self._see(request, answer, kept=found is not None)

    def begin(self, loop: asyncio.AbstractEventLoop) -> None:
        """Start the threads; ``loop`` is where requests will be awaited."""
        self._loop = loop
        self._reactor = Reactor(loop) if IS_POSSIBLE else None
        for _ in range(self._threads):
            _in_background(self._run)

    async def _live(self, receive: Any, send: Any) -> None:
        await receive()
        self._start()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        self._ended.set()
        self._succession.now.service.close()
        await send({"type": "lifespan.shutdown.complete"})

    def _start(self) -> None:
        """Get ready, and ready to stop, in the process that is to answer."""
        self.begin(asyncio.get_running_loop())
        for number in (signal.SIGTERM, signal.SIGINT):
            _also(number, self._finish)
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

    async def _answer(self, request: Incoming, body: bytes, receive: Any) -> Answer:
        """Answer with what is kept, by the short way, else with what the application says."""
        telling = request.head.telling
        with self._succession.now as edition:
            key = edition.kept.key(_known_by(request), telling, body)
            found = edition.kept.get(key) if key else None
            if found is not None and self._may_ask(request):
                return self._given(request, found, kept=True)
            question = question_of(request, telling, body) if len(body) <= self._max_body else None
            begun = await self._begun(edition, question, request, receive) if question else None
            answer = edition.manners.answer(question, begun.written) if question and begun else None
            if answer is not None:
                if key:
                    edition.kept.keep(key, answer)
                return self._given(request, answer, kept=False)
            environ = environ_of(request, body)
            if begun is not None:
                environ |= {BEGUN: begun, COUNTED: request.begun}
            status, headers, content = await self._application(edition, environ, receive)
            if question is not None:
                edition.manners.learn(question, environ, (status, headers, content))
            if key and KEEP in environ:
                edition.kept.keep(key, KeptAnswer(status, _without_name(headers), content, environ[KEEP].route))
        return status, headers, content

    async def _application(self, edition: Edition, environ: Environ, receive: Any) -> Answer:
        answered: asyncio.Future[Answer] = self._loop.create_future()
        environ[WATCH] = lambda cancel: self._loop.call_soon_threadsafe(self._watch, receive, answered, cancel)
        self._requests.put((edition.application, environ, answered))
        return await answered

    def _looked_up(self, edition: Edition, question: Question | None) -> KeptAnswer | None:
        """Answer a small query, where it is known how such a request is answered."""
        asked = question and edition.manners.asked(question)
        if not question or not asked or edition.look_ups is None:
            return None
        return edition.manners.answer(question, edition.look_ups.answer(asked))

    async def _begun(self, edition: Edition, question: Question, request: Incoming, receive: Any) -> Begun | None:
        """Begin a plain query, where it is known how; None leaves it all to the application."""
        pool, asked = edition.service.strangers, edition.manners.asked(question)
        if asked is None or self._reactor is None or not isinstance(pool, Pool) or not self._may_ask(request):
            return None
        return await begin(self._reactor, pool, asked, edition.look_ups, lambda: left(receive))

    def _address(self, request: Incoming) -> str:
        return (
            client_address(request.peer, request.head.header(_FORWARDED), self._proxies)
            if self._proxies
            else request.peer
        )

    def _may_ask(self, request: Incoming) -> bool:
        """Count a request; False where its address asks too often, as the application will say."""
        try:
            self._observer.rates.count(request.path, self._address(request))
        except TooManyRequests:
            return False
        return True

    def _given(self, request: Incoming, answer: KeptAnswer, *, kept: bool) -> Answer:
        name = self._see(request, answer, kept=kept)
        return answer.status, [*answer.headers, (HEADER, name)], answer.body

    def _see(self, request: Incoming, answer: KeptAnswer, *, kept: bool) -> str:
        """Have an answer that the application need not make seen like any other; return what the request is called."""
        name = identifier(request.head.header(HEADER.lower()) or "")
        seconds, size, address = time.perf_counter() - request.begun, len(answer.body), self._address(request)
        route, status, query = answer.route, answer.status, request.query_string
        self._observer.see(Seen(name, request.method, route, status, seconds, size, address, query), kept=kept)
        return name

    def _run(self) -> None:
        while True:
            self._work(*self._requests.get())  # a thread that waits must hold nothing of the last edition it served

    def _work(self, application: Application, environ: Environ, answered: asyncio.Future[Answer]) -> None:
        answer, error = None, None
        try:
            answer = answer_of(application, environ)
        except Exception as raised:  # noqa: BLE001  # the server answers 500 and reports it; the thread lives on
            error = raised
        if BEGUN in environ:
            environ[BEGUN].drop()
        with contextlib.suppress(RuntimeError):  # the server has stopped meanwhile
            self._loop.call_soon_threadsafe(_settle, answered, answer, error)

    def _watch(self, receive: Any, answered: asyncio.Future[Answer], cancel: Callable[[], None]) -> None:
        task = self._loop.create_task(_until_gone(receive, answered, cancel))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _finish(self) -> None:
        self._ended.set()
        timer = threading.Timer(SECONDS_TO_FINISH, self._succession.now.service.close)
        timer.daemon = True
        timer.start()


def _known_by(request: Incoming) -> tuple[str, str, str, str]:
    return request.method, request.host, request.path, request.query_string


def _without_name(headers: Headers) -> Headers:
    return [each for each in headers if each[0] != HEADER]


def _also(number: signal.Signals, function: Callable[[], None]) -> None:
    """Have ``function`` called when a signal comes, before what the server does then."""
    before = signal.getsignal(number)

    def both(number: int, frame: FrameType | None) -> None:
        function()
        if callable(before):
            before(number, frame)

    signal.signal(number, both)


def _in_background(function: Callable[..., None], *arguments: object) -> None:
    threading.Thread(target=function, args=arguments, daemon=True).start()


def _settle(answered: asyncio.Future[Answer], answer: Answer | None, error: Exception | None) -> None:
    if answered.cancelled():
        return
    if answer is None:
        answered.set_exception(error or RuntimeError("no answer"))
    else:
        answered.set_result(answer)


async def _until_gone(receive: Any, answered: asyncio.Future[Answer], cancel: Callable[[], None]) -> None:
    gone = asyncio.ensure_future(left(receive))
    either: set[asyncio.Future[Any]] = {gone, answered}
    await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
    if answered.done():
        gone.cancel()
    else:
        cancel()
