"""What a stranger's query may not ask: anything of another server, and any change.

Oxigraph has no switch for SERVICE: it does call out. So the word is refused wherever a parser might take it for the
keyword: outside strings, comments, IRIs in angle brackets and variables, if what follows could be a server and a group.
"""

import re
from collections.abc import Collection

from miliary.errors import ForbiddenQuery
from miliary.store.reading import code

# Case is ignored by Unicode's rules, so that a long s or a dotted I count too: more than any engine would take.
_WORD = re.compile("service", re.IGNORECASE)
# The word and what could be a server and a group: perhaps SILENT, then an IRI, a name or a variable (or a run of
# characters too long to judge), then a brace. More than any grammar has there; engines ask for no white space between.
_CLAUSE = re.compile(
    r"""service (?:\s|\#[^\r\n]*)*+ (?:SILENT (?:\s|\#[^\r\n]*)*+)?
        (?:<[^<>]*+> | (?:\\.|[^\s{}<>"\#\\]){1,2000}+)
        (?:(?:\s|\#[^\r\n]*)*+ \{ | [^\s{}<>"\#])""",
    re.VERBOSE | re.IGNORECASE,
)
# The clause as it must be written where a server may be asked: nothing but blanks between the words.
_PLAIN_CLAUSE = re.compile(r"service\s+(?:silent\s+)?<([^<>\s\\]+)>\s*\{", re.IGNORECASE | re.ASCII)
_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_LAST_CODE_POINT = 0x10FFFF
_UPDATE = re.compile(
    r"""(?:\s|\#[^\r\n]*|BASE\s*<[^>]*>|PREFIX\s*[^\s:<]*:\s*<[^>]*>)*+
        (INSERT|DELETE|LOAD|CLEAR|DROP|CREATE|ADD|MOVE|COPY|WITH)(?![\w:.-])""",
    re.VERBOSE | re.IGNORECASE,
)
_NO_OTHER_SERVER = (
    "this endpoint asks no other server. Leave the clause out; where “service” is only part of a name, write that name "
    "as a full IRI in angle brackets, and keep the line free of unclosed quotes"
)
_WHY_NOT_THERE = "this endpoint asks only the servers that it was set up with, each written out as SERVICE <IRI> { … }"
_READ_ONLY = "this endpoint answers questions and changes nothing. Ask with SELECT, ASK, CONSTRUCT or DESCRIBE"


def refuse_outward(query: str, services: Collection[str] = ()) -> None:
    r"""Let a query pass that asks only this store, or a server of ``services``, and changes nothing.

    The text is judged twice, as it stands and with its ``\uXXXX`` escapes replaced, since engines differ in when they
    replace them. A query that can be read in several ways must be harmless in all of them.

    :param services: the IRIs of servers that may be asked; only an IRI in angle brackets, letter for letter, will do
    :raises ForbiddenQuery: it holds what may be a SERVICE clause for another server, or is an update
    """
    for text in {query, decoded(query)}:
        update = _UPDATE.match(text)
        if update:
            raise ForbiddenQuery(update[1].upper(), _READ_ONLY)
        refuse_other_servers(text, services)


def refuse_other_servers(text: str, services: Collection[str] = ()) -> None:
    """Let a query or an update pass that asks only this store or ``services``, as far as it is written without escapes.

    :raises ForbiddenQuery: it holds what may be a SERVICE clause for another server
    """
    if not _WORD.search(text):
        return
    for sign in code(text):
        if _WORD.match(sign.text) and _CLAUSE.match(text, sign.start) and not _is_allowed(text, sign.start, services):
            raise ForbiddenQuery("SERVICE", _WHY_NOT_THERE if services else _NO_OTHER_SERVER)


def _is_allowed(text: str, start: int, services: Collection[str]) -> bool:
    """Whether the clause at ``start`` names one of ``services`` in full: however it is read, it asks no other."""
    plain = _PLAIN_CLAUSE.match(text, start)
    return plain is not None and plain[1] in services


def decoded(text: str) -> str:
    r"""Return ``text`` with its ``\uXXXX`` escapes replaced by the characters that they stand for."""
    return _ESCAPE.sub(_character, text) if "\\" in text else text


def _character(escape: re.Match[str]) -> str:
    number = int(escape[1] or escape[2], base=16)
    return chr(number) if number <= _LAST_CODE_POINT else escape[0]
