"""The W3C's protocol tests over real HTTP: requests sent as the manifests describe them, responses judged by them."""

import http.client
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Thread
from types import MappingProxyType
from urllib.parse import quote

from pyoxigraph import QueryBoolean, RdfFormat, parse, parse_query_results
from werkzeug.serving import WSGIRequestHandler, make_server

from miliary.settings import Settings
from miliary.vocabulary import RDFS
from miliary.web import create_app
from miliary.web.representations import GRAPHS, RESULTS
from tests.conformance.comparing import same_graphs
from tests.conformance.engine import Failed
from tests.conformance.suite import MF, UT, Case, Resource
from tests.conftest import REPOSITORY

NONE: Mapping[str, str] = MappingProxyType({})
HT = "http://www.w3.org/2011/http#"
CNT = "http://www.w3.org/2011/content#"

# The manifests leave the path of the endpoint open: "must replace this value".
PATHS = {"/sparql/": "/sparql", "/gsp": "/graph"}
_STATUSES = {"OK": "200", "Created": "201", "NoContent": "204", "NotFound": "404", "BadRequest": "400"}


@dataclass
class Answered:
    """What came back."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def media_type(self) -> str:
        return self.headers.get_content_type() if "Content-Type" in self.headers else ""


@dataclass
class Conversation:
    """The requests of one test, in order; what a response names may be used by the next."""

    host: str
    names: dict[str, str] = field(default_factory=dict)

    def send(self, method: str, path: str, body: bytes | None = None, headers: Mapping[str, str] = NONE) -> Answered:
        connection = http.client.HTTPConnection(self.host, timeout=10)
        try:
            connection.putrequest(method, path, skip_accept_encoding=True)
            for name, value in headers.items():
                connection.putheader(name, value)
            if body is not None:
                connection.putheader("Content-Length", str(len(body)))
            connection.endheaders(body)
            response = connection.getresponse()
            return Answered(response.status, response.headers, response.read())
        finally:
            connection.close()

    def run(self, case: Case) -> None:
        """Do what the test says.

        :raises Failed: a response is another than the expected one
        """
        self._preload(case)
        for request in case.entry.one(MF + "action").items(HT + "requests"):
            self._judge(self._send(request), request.one(HT + "resp"))

    def _preload(self, case: Case) -> None:
        for each in case.entry.all(UT + "graphData"):
            file, name = each.one(UT + "graph"), each.one(RDFS + "label").text
            path = f"/graph?graph={quote(name, safe='')}"
            put = self.send("PUT", path, file.path.read_bytes(), {"Content-Type": "application/n-triples"})
            assert put.status in (201, 204), put.status

    def _send(self, request: Resource) -> Answered:
        path = self._named(request.one(HT + "absolutePath").text)
        prefix = next(each for each in PATHS if path.startswith(each))
        content = request.get(HT + "body")
        body = None
        if content is not None:
            text = self._named(content.one(CNT + "chars").text)
            body = text.encode(content.one(CNT + "characterEncoding").text)
        method = request.one(HT + "methodName").text
        return self.send(method, PATHS[prefix] + path.removeprefix(prefix), body, dict(_headers(request)))

    def _judge(self, answered: Answered, expected: Resource) -> None:
        statuses = {each.rpartition("#")[2] for each in expected.words(MF + "expectedStatus")}
        if not any(_fits(answered.status, each) for each in statuses):
            raise Failed(f"status {answered.status}, not {sorted(statuses)}: {answered.body[:200]!r}")
        for name in expected.words(MF + "expectedLocation"):
            self.names[name] = answered.headers["Location"] or ""
            if not self.names[name]:
                raise Failed("no Location")
        for kind in expected.words(MF + "expectedFormat"):
            _judge_format(answered, kind)
        for truth in expected.words(MF + "expectedBoolean"):
            parsed = parse_query_results(answered.body, format=RESULTS[answered.media_type])
            if not isinstance(parsed, QueryBoolean) or bool(parsed) != (truth == "true"):
                raise Failed(f"not {truth}: {answered.body[:200]!r}")
        for name, value in _headers(expected):
            given = answered.headers[name] or ""
            if given.replace(" ", "").casefold() != value.replace(" ", "").casefold():
                raise Failed(f"{name} is {given}, not {value}")
        content = expected.get(HT + "body")
        if content is not None:
            _judge_graph(answered, content.one(CNT + "chars").text)

    def _named(self, text: str) -> str:
        return re.sub(r"\$[A-Z]+\$", lambda name: self.names.get(name[0], name[0]), text)


class _Silent(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: object) -> None:  # noqa: A002  # the base class's name
        """Say nothing."""


@contextmanager
def served() -> Iterator[str]:
    """A scratch application of its own, listening on this machine; gives host and port."""
    app = create_app(Settings(knowledge=REPOSITORY, data=REPOSITORY / "nowhere"), scratch=True)
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_Silent)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _headers(message: Resource) -> list[tuple[str, str]]:
    found = message.items(HT + "headers")
    return [(each.one(HT + "fieldName").text, each.one(HT + "fieldValue").text) for each in found]


def _fits(status: int, expected: str) -> bool:
    if expected.startswith("StatusCode"):
        return str(status)[0] == expected.removeprefix("StatusCode")[0]
    return str(status) == _STATUSES[expected]


def _judge_format(answered: Answered, kind: str) -> None:
    """Take the format by its media type; what the type promises is parsed where content is compared."""
    if answered.media_type not in (GRAPHS if kind == "RDF" else RESULTS):
        raise Failed(f"{answered.media_type} is no {kind} format")


def _judge_graph(answered: Answered, expected: str) -> None:
    base = "http://www.example/"
    given = parse(answered.body, format=GRAPHS[answered.media_type], base_iri=base)
    if not same_graphs(given, parse(expected, format=RdfFormat.TURTLE, base_iri=base)):
        raise Failed(f"another graph: {answered.body[:300]!r}")
