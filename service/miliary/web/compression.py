"""Sending less: gzip for whoever takes it (RFC 9110, section 12.5.3).

No answer holds a secret, so that it does not matter what the length of compressed content tells (BREACH). A library for
this would bring other compressors along for what is one call of the standard library.
"""

import gzip

from flask import Flask, Response, request

LEAST = 1_000
"""Bytes below which the packaging weighs as much as it saves."""

_MOST = 20_000_000
"""Bytes above which it would keep a thread busy for longer than a network saves."""

_LEVEL = 4
_TYPES = ("text/", "application/json", "application/javascript", "application/xml", "application/n-triples")
_SUFFIXES = ("+json", "+xml")


def register(app: Flask) -> None:
    """Compress what ``app`` answers."""
    app.after_request(_compress)


def wanted() -> bool:
    """Tell whether the client of the current request takes gzip, and likes nothing at all no better."""
    accepted = request.accept_encodings
    plain = max((quality for name, quality in accepted if name == "identity"), default=0.0)
    return accepted.quality("gzip") > 0 and accepted.quality("gzip") >= plain


def _compress(response: Response) -> Response:
    media_type = response.mimetype or ""
    if not (media_type.startswith(_TYPES) or media_type.endswith(_SUFFIXES)):
        return response
    response.vary.add("Accept-Encoding")
    if response.status_code == 304 or "Content-Encoding" in response.headers or not wanted():
        return response
    response.direct_passthrough = False  # a file of ours, read whole
    body = response.get_data()
    if not LEAST <= len(body) <= _MOST:
        return response
    response.set_data(gzip.compress(body, _LEVEL, mtime=0))
    response.headers["Content-Encoding"] = "gzip"
    _retag(response)
    return response


def _retag(response: Response) -> None:
    """Other bytes are another representation: a strong tag gets a suffix, that of a file becomes a weak one."""
    tag, is_weak = response.get_etag()
    if tag is not None and not is_weak:
        own = not request.path.startswith("/static/")
        response.set_etag(f"{tag}-gzip" if own else tag, weak=not own)
