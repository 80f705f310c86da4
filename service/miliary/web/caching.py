"""What may be kept, and how whoever keeps it learns that it still holds (RFC 9110, section 13; RFC 9111).

A published version never changes, so that an answer is known by the version, the address and what the client accepts:
the tag is made of these, and a client that shows it again is told so before any query runs.
"""

import hashlib
import re
from collections.abc import Callable
from pathlib import Path

from flask import Flask, Response, g, request

from miliary.web.compression import wanted
from miliary.web.kept import KEEP, Keeping
from miliary.web.observing import route

_READING = ("GET", "HEAD")
# What tells of now; and files, which have tags of their own.
_UNTAGGED = ("/health/", "/metrics", "/static/")
# Answers to these differ from one time to the next, name blank nodes anew, or are those of another server.
_VOLATILE = re.compile(
    r"\b(?:SERVICE|NOW|RAND|UUID|STRUUID|BNODE)\b|\bCONSTRUCT\b.*(?:\[|_:)", re.IGNORECASE | re.DOTALL
)
# Without one of these words, which take a moment to look for, nothing of that is there.
_WORDS = ("service", "now", "rand", "uuid", "bnode", "construct")
# Where a body asks and nothing is changed.
_STEADY = ("/sparql", "/api/v1/differential")
_NEGOTIATED = ("Accept", "Accept-Language")
_PERSONAL = ("Authorization", "Cookie")
_TEXTS = (".html", ".txt", ".mo", ".po")
_PACKED = "-gzip"
_DIGITS = 32


def register(app: Flask, version: str, *, editable: bool = False) -> None:
    """Tag what ``app`` answers from the published ``version``, and spare the work where the client has it.

    What an answer says of itself that it is ``no-store`` is neither tagged nor kept.

    :param editable: whether its pages lead to the log-in of editors
    """
    state = f"{version} {_digest_of_texts()} {editable}"
    app.before_request(_spare(state))
    app.after_request(_tag(state))


def is_volatile(query: str) -> bool:
    """Tell whether a query may be answered otherwise the next time."""
    folded = query.casefold()
    return any(word in folded for word in _WORDS) and _VOLATILE.search(query) is not None


def _spare(state: str) -> Callable[[], Response | None]:
    def spare() -> Response | None:
        """Answer 304 to a client that shows the tag of what it would get."""
        tag = g.tag = _tag_of_request(state)
        shown = request.if_none_match
        if tag is None or shown.star_tag:
            return None
        offered = (tag, *([tag + _PACKED] if wanted() else []))
        known = next((each for each in offered if shown.contains_weak(each)), None)
        if known is None:
            return None
        response = Response(status=304)
        response.set_etag(known)
        _let_keep(response)
        return response

    return spare


def _tag(state: str) -> Callable[[Response], Response]:
    def tag(response: Response) -> Response:
        """Say of a whole answer what it is known by."""
        if response.cache_control.no_store:
            return response
        of_request = g.tag if "tag" in g else _tag_of_request(state)
        if response.status_code == 200 and of_request is not None and "ETag" not in response.headers:
            response.set_etag(of_request)
            _let_keep(response)
        if response.status_code == 200 and (of_request is not None or _is_steady_post()):
            request.environ[KEEP] = Keeping(route(), None if of_request is None else _tagger(state), wanted())
        return response

    return tag


def _tag_of_request(state: str) -> str | None:
    """Return what the answer to this request is known by; None where none is like the other."""
    if request.method not in _READING or request.path.startswith(_UNTAGGED):
        return None
    if any(name in request.headers for name in _PERSONAL) or is_volatile(request.args.get("query", "")):
        return None
    return _tagger(state)(request.query_string.decode("latin-1"))


def _tagger(state: str) -> Callable[[str], str]:
    """Return what gives the tag of a request's answer for its query string, or for another in its place."""
    where = (state, request.host_url, request.path)
    accepted = [request.headers.get(name, "") for name in _NEGOTIATED]

    def tag(query_string: str) -> str:
        known = "\0".join([*where, query_string, *accepted])
        return hashlib.sha256(known.encode("utf-8", "surrogatepass")).hexdigest()[:_DIGITS]

    return tag


def _is_steady_post() -> bool:
    """Tell whether a request with a body is one that is answered alike each time."""
    if request.method != "POST" or request.path not in _STEADY:
        return False
    asked = request.form.get("query") or request.get_data(cache=True, as_text=True)
    return not is_volatile(asked) and not is_volatile(request.args.get("query", ""))


def _let_keep(response: Response) -> None:
    """Let what holds no case be kept, to be asked about each time; parameters may be findings of a patient."""
    if not request.args:
        response.headers.setdefault("Cache-Control", "no-cache")


def _digest_of_texts() -> str:
    """A digest of the templates and their words: they change what is sent, and no version knows of them."""
    summary = hashlib.sha256()
    for path in sorted(Path(__file__).parent.rglob("*")):
        if path.suffix in _TEXTS:
            summary.update(path.read_bytes())
    return summary.hexdigest()
