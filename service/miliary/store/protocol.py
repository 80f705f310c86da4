"""The SPARQL 1.1 Protocol as its client: a query is put to a server, and its answer read to the end before it counts.

A server may break off in the middle of a row with status 200, or keep rows back and tell so in a header that nobody
looks for. Whatever is not whole is an error here, and never a short answer.
"""

from urllib.parse import urlencode

from pyoxigraph import QueryBoolean, QueryResultsFormat, RdfFormat, parse, parse_query_results

from miliary.errors import MalformedQuery
from miliary.store.datasets import form
from miliary.store.dialect import as_standard
from miliary.store.ended import StoreFailed
from miliary.store.line import Line, Reply, Request, Turn
from miliary.store.pinned import Fields
from miliary.store.results import Answer, Solutions, Triples, Truth

FORM_TYPE = "application/x-www-form-urlencoded"
_ROWS, _GRAPH = QueryResultsFormat.JSON, RdfFormat.N_TRIPLES
_WANTED = {
    "SELECT": _ROWS.media_type,
    "ASK": _ROWS.media_type,
    "CONSTRUCT": _GRAPH.media_type,
    "DESCRIBE": _GRAPH.media_type,
}
# N-Triples went by this name before it had one; it is asked for by its own.
_ALSO_A_GRAPH = "text/plain"
# Virtuoso says so, with status 200, when it kept rows back or stopped before the end; of triples it does not.
_SIGNS_OF_CUTTING = ("x-sparql-maxrows", "x-sql-state")
_OK, _REFUSED = 200, 400
_MOST_COMPLAINT = 300


def ask(line: Line, text: str, dataset: Fields, turn: Turn) -> Reply:
    """Put a query to a server; returns its answer, of the type that it must have, or its complaint about the query.

    :param dataset: the fields that name the graphs to run on
    :raises MalformedQuery: it is no query of SPARQL 1.1, by its first words
    :raises TooLarge: the answer is larger than it may be
    :raises StoreUnreachable: there is no answer in time
    :raises StoreFailed: what is answered is of another type, or says that it was cut
    """
    wanted = _WANTED.get(form(text))
    if wanted is None:
        raise MalformedQuery(f"The query cannot be read: it begins with none of {', '.join(_WANTED)}.")
    try:
        body = urlencode([("query", text), *dataset]).encode()
    except UnicodeEncodeError as error:
        raise MalformedQuery("The query holds half a surrogate pair, which is no character.") from error
    reply = line.read(Request("POST", line.server.query, body, FORM_TYPE, wanted), turn)
    if reply.status == _REFUSED:
        return reply
    if reply.status != _OK:
        raise StoreFailed(f"it has the status {reply.status}")
    if reply.media_type != wanted and (wanted, reply.media_type) != (_GRAPH.media_type, _ALSO_A_GRAPH):
        raise StoreFailed(f"it is of the type “{reply.media_type[:80]}”, not “{wanted}”")
    for sign in _SIGNS_OF_CUTTING:
        if sign in reply.headers:
            raise StoreFailed(f"it was cut, as {sign} says; the server is set up to keep rows back")
    return reply


def answer(asked: str, reply: Reply, body: bytes) -> Answer:
    """Return what ``body``, the body of a reply to the query ``asked``, says.

    :raises MalformedQuery: the server does not take it for a query
    :raises StoreFailed: it is no answer of that kind, or not whole
    """
    if reply.status == _REFUSED:
        raise MalformedQuery(f"The query cannot be read{complaint(reply, body)}.")
    kind = form(asked)
    try:
        found = _graph(body) if _WANTED[kind] == _GRAPH.media_type else _results(as_standard(body))
    except (SyntaxError, ValueError, OSError) as error:
        raise StoreFailed("it is not whole; perhaps the server gave up in between") from error
    if isinstance(found, Truth) != (kind == "ASK"):
        raise StoreFailed("it is of another kind than the question")
    return found


def _graph(body: bytes) -> Triples:
    return Triples([quad.triple for quad in parse(body, format=_GRAPH)])


def _results(body: bytes) -> Solutions | Truth:
    """Read the rows twice: the first time to see that they are all there."""
    results = parse_query_results(body, format=_ROWS)
    if isinstance(results, QueryBoolean):
        return Truth(results)
    try:
        for _ in results:
            pass
    finally:
        del results  # the engine's object belongs to this thread; an error must not carry it into another
    again = parse_query_results(body, format=_ROWS)
    assert not isinstance(again, QueryBoolean), "the same bytes are read again"
    return Solutions(again)


def complaint(reply: Reply, body: bytes) -> str:
    """Return, after a colon, what the server says of a request, where it says it to people; else nothing."""
    if reply.media_type != "text/plain":
        return ""
    text = body.decode("utf-8", "replace").partition("SPARQL query:")[0]  # Virtuoso repeats it, as it was sent
    said = "".join(each if each.isprintable() else " " for each in text)
    return ": " + " ".join(said.split())[:_MOST_COMPLAINT].rstrip(".")
