"""A store in memory that takes updates at once. It is there for the protocol's tests; nothing that serves opens one."""

import re
from collections.abc import Iterable, Iterator

import pyoxigraph
from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat

from miliary.errors import ForbiddenQuery, MalformedInput
from miliary.store.embedded import EmbeddedStore
from miliary.store.guard import refuse_other_servers
from miliary.store.malformed import refused_by_engine

_TOKEN = re.compile(
    r"""\#[^\r\n]*
    | '''(?:[^'\\]|\\.|'(?!''))*+''' | \"{3}(?:[^"\\]|\\.|"(?!""))*+\"{3}
    | '(?:[^'\\\r\n]|\\.)*+' | "(?:[^"\\\r\n]|\\.)*+"
    | <[^<>"{}|^`\x00-\x20]*+> | [?$]\w++ | (?:[^\W\d_][\w.-]*+)?+:\S*+
    | (?P<open>\{) | (?P<close>\}) | (?P<end>;) | (?P<word>[^\W\d_]++)""",
    re.VERBOSE | re.DOTALL,
)


class ScratchStore(EmbeddedStore):
    """An embedded store that anyone may change. ``graph`` is an IRI everywhere, None for the default graph."""

    def __init__(self) -> None:
        super().__init__(pyoxigraph.Store())

    def update(self, text: str, using: Iterable[str], using_named: Iterable[str], base: str) -> None:
        """Carry out an update.

        :param using: the graphs that WHERE is matched in, as if each operation said USING; none leaves it to the text
        :param using_named: the graphs that GRAPH may name in WHERE, as if it said USING NAMED
        :raises ForbiddenQuery: it would fetch something, or says itself what ``using`` says
        :raises MalformedQuery: it is not SPARQL
        """
        refuse_other_servers(text)
        if "LOAD" in (word for word, _ in _words(text)):
            raise ForbiddenQuery("LOAD", "nothing is fetched")
        clauses = [*(f"USING <{name}>" for name in using), *(f"USING NAMED <{name}>" for name in using_named)]
        try:
            self._engine.update(_using(text, " ".join(clauses)) if clauses else text, base_iri=base)
        except SyntaxError as error:
            raise refused_by_engine(error) from error
        except RuntimeError as error:  # a graph that is not there, and no SILENT
            raise MalformedInput(f"The update cannot be carried out: {error}.") from error

    def put(self, graph: str | None, body: bytes, form: RdfFormat) -> bool:
        """Have the graph hold what ``body`` says and nothing else; returns whether it was not there before.

        :raises MalformedInput: the body is not what ``form`` says, or the name is no IRI
        """
        name = _name(graph)
        quads = _parsed(body, form, name)
        is_new = not self.remove(graph)
        self._add(name)
        self.extend(quads)
        return is_new

    def post(self, graph: str | None, body: bytes, form: RdfFormat) -> bool:
        """Add what ``body`` says to the graph; returns whether it was not there before.

        :raises MalformedInput: the body is not what ``form`` says, or the name is no IRI
        """
        name = _name(graph)
        quads = _parsed(body, form, name)
        is_new = self._add(name)
        self.extend(quads)
        return is_new

    def remove(self, graph: str | None) -> bool:
        """Take the graph away, or empty the default graph; returns whether it was there."""
        name = _name(graph)
        if isinstance(name, DefaultGraph):
            self._engine.clear_graph(name)
            return True
        was_there = self._engine.contains_named_graph(name)
        self._engine.remove_graph(name)
        return was_there

    def _add(self, name: NamedNode | DefaultGraph) -> bool:
        if isinstance(name, DefaultGraph) or self._engine.contains_named_graph(name):
            return False
        self._engine.add_graph(name)
        return True


def _name(graph: str | None) -> NamedNode | DefaultGraph:
    try:
        return DefaultGraph() if graph is None else NamedNode(graph)
    except ValueError as error:
        raise MalformedInput(f"“{graph}” is not an absolute IRI.") from error


def _parsed(body: bytes, form: RdfFormat, name: NamedNode | DefaultGraph) -> list[Quad]:
    base = None if isinstance(name, DefaultGraph) else name.value
    try:
        parsed = pyoxigraph.parse(body, format=form, base_iri=base, rename_blank_nodes=True)
        return [Quad(each.subject, each.predicate, each.object, name) for each in parsed]
    except SyntaxError as error:
        raise MalformedInput(f"The body is not {form.name}: {error}.") from error


def _words(text: str) -> Iterator[tuple[str, int]]:
    """Yield the words outside braces, in capitals, with where they begin; ``;`` counts as one."""
    depth = 0
    for token in _TOKEN.finditer(text):
        depth += (token.lastgroup == "open") - (token.lastgroup == "close")
        if depth == 0 and token.lastgroup in ("word", "end"):
            yield token[0].upper(), token.start()


def _using(text: str, clauses: str) -> str:
    """Put ``clauses`` before each WHERE of a DELETE or INSERT.

    :raises ForbiddenQuery: an operation has USING or WITH of its own, which the protocol forbids, or is the short
        DELETE WHERE, which has no place for them
    """
    written, done, last = [], 0, ""
    for word, start in _words(text):
        if word in ("USING", "WITH") or (word, last) == ("WHERE", "DELETE"):
            raise ForbiddenQuery("A graph chosen beside the update", f"the update has {word} itself")
        if word == "WHERE":
            written.append(text[done:start] + clauses + " ")
            done = start
        last = word
    return "".join(written) + text[done:]
