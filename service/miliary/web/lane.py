"""The short way of a plain SPARQL query, past the application: to a process and back, or not even there if it is small.

How such a request is answered the application alone knows. The first of its kind goes to it, and from its answer is
learned what others of that kind are asked in and sent with: all that differs is the body, its length, its tag and the
name of the request. Whatever is not answered at once and well goes to the application, with the query as far as it is.
"""

import re
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import unquote_to_bytes

from miliary.store import Asked, Begun, Pool, Written
from miliary.store.ended import QueryEnded, TooBusy
from miliary.store.lookups import LookUps
from miliary.store.reactor import Left, Reactor
from miliary.web.caching import is_volatile
from miliary.web.compression import LEAST
from miliary.web.dataset import FIELDS
from miliary.web.environ import Answer, Environ, Headers
from miliary.web.incoming import Incoming
from miliary.web.kept import KEEP, LONGEST_BODY, Keeping, KeptAnswer, Telling
from miliary.web.observing import HEADER

BEGUN = "miliary.begun"
"""The place in a request's environment of a query that was begun on its behalf (:class:`miliary.store.Begun`)."""

ASKED = "miliary.asked"
"""The place in a request's environment of what the application asked, and whether the answer was a graph."""

_PATH = "/sparql"
_QUERY = "query"
# Clients that know other servers send what these understand, "format=json" say, or the time, so that nothing is kept.
_PLAIN_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*+")
_MOST_KINDS = 256
_LONGEST_HEADERS = 2_000
# Told that the client has the answer, or wants a part of it, the application may send another status.
_CONDITIONAL = frozenset(("if-none-match", "if-match", "range"))

Kind = tuple[str, str, str, Telling]


class Question(NamedTuple):
    """A plain query, and the kind of its request: the same for all that are answered alike but for what they ask."""

    kind: Kind
    query_string: str
    text: str


@dataclass(frozen=True, slots=True)
class Manner:
    """How requests of a kind are answered when the answer is a graph, or when it is not."""

    asked: Asked
    headers: Headers
    keeping: Keeping

    def answer(self, question: Question, body: bytes) -> KeptAnswer:
        """Return what the application would answer."""
        own = {"Content-Length": str(len(body))}
        if self.keeping.tag is not None:
            own["ETag"] = f'"{self.keeping.tag(question.query_string)}"'
        headers = [(name, own.get(name, value)) for name, value in self.headers]
        return KeptAnswer(200, headers, body, self.keeping.route)


class Manners:
    """What was learned of the answers of one application, for each kind of request and answer."""

    def __init__(self) -> None:
        self._asked: dict[Kind, Asked] = {}
        self._learned: dict[tuple[Kind, bool], Manner] = {}

    def asked(self, question: Question) -> Asked | None:
        """Return what is to be asked; None for a kind that was not seen yet."""
        found = self._asked.get(question.kind)
        return found and Asked(question.text, found.rows_form, found.graph_form, base=found.base)

    def answer(self, question: Question, written: Written | None) -> KeptAnswer | None:
        """Return the answer to be sent; None where the application must see to it."""
        if written is None or written.body is None:
            return None
        manner = self._learned.get((question.kind, written.is_graph))
        if manner is None or (len(written.body) >= LEAST and manner.keeping.packs):
            return None
        return manner.answer(question, written.body)

    def learn(self, question: Question, environ: Environ, answer: Answer) -> None:
        """Learn from what the application answered, if it understood the question as it was read here."""
        status, headers, _ = answer
        if status != 200 or ASKED not in environ or KEEP not in environ:
            return
        asked, is_graph = environ[ASKED]
        plain = Asked(question.text, asked.rows_form, asked.graph_form, base=asked.base)
        if asked != plain or any(name == "Content-Encoding" for name, _ in headers):
            return
        if len(self._asked) >= _MOST_KINDS:  # strangers choose them
            self._asked.clear()
            self._learned.clear()
        sent = [each for each in headers if each[0] != HEADER]
        self._asked[question.kind] = asked
        self._learned[question.kind, is_graph] = Manner(asked, sent, environ[KEEP])


def question_of(request: Incoming, telling: Telling | None, body: bytes) -> Question | None:
    """Read a plain query: with nothing beside it that the endpoint reads, no graphs above all; None for any other."""
    if telling is None or request.path != _PATH or any(name in _CONDITIONAL for name, _ in telling):
        return None
    if sum(len(value) for _, value in telling) > _LONGEST_HEADERS:
        return None
    text = _text(request.method, request.query_string, telling, body)
    if not text or len(text) > LONGEST_BODY or "from" in text.casefold() or is_volatile(text):
        return None
    return Question((request.method, request.scheme, request.host, telling), request.query_string, text)


async def begin(reactor: Reactor, pool: Pool, asked: Asked, look_ups: LookUps | None, left: Left) -> Begun | None:
    """Ask, and return the query in a moment, or when its asker has left; None where the application says why not."""
    looked_up = look_ups and look_ups.answer(asked)
    if looked_up:
        return Begun.over(pool, asked, looked_up)
    try:
        return await reactor.ask(pool, asked, left)
    except (TooBusy, QueryEnded):
        return None


def _text(method: str, query_string: str, telling: Telling, body: bytes) -> str:
    """Return the query; nothing where it is not written in one of the plainest ways."""
    types = [value for name, value in telling if name == "content-type"]
    try:
        if method == "GET":
            return _field(query_string)
        if method != "POST" or query_string or len(body) > LONGEST_BODY:
            return ""
        if types == ["application/sparql-query"]:
            return body.decode("utf-8")
        return _field(body.decode("ascii")) if types == ["application/x-www-form-urlencoded"] else ""
    except UnicodeError:
        return ""


def _field(fields: str) -> str:
    """Return the query where it is given once, and nothing beside it that the endpoint reads or a name may hide."""
    if not fields.isascii():
        return ""
    texts = []
    for field in fields.split("&"):
        name, _, text = field.partition("=")
        if name == _QUERY:
            texts.append(text)
        elif name in FIELDS or not _PLAIN_NAME.fullmatch(name):
            return ""
    return unquote_to_bytes(texts[0].replace("+", " ")).decode("utf-8") if len(texts) == 1 else ""
