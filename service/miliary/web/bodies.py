"""Reading the bodies of requests: the right content type, well-formed, and never a guess about what was meant."""

import json
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from flask import Flask, request
from werkzeug.exceptions import RequestEntityTooLarge, UnsupportedMediaType

from miliary.errors import MalformedInput

P = ParamSpec("P")
T = TypeVar("T")


def register(app: Flask) -> None:
    """Have no body cut at the limit and taken for whole, whatever route of ``app`` reads it."""
    app.before_request(_refuse_cut)


def json_only(view: Callable[P, T]) -> Callable[P, T]:
    """Let a request pass to ``view`` whose body is JSON.

    :raises UnsupportedMediaType: its content type is another
    :raises MalformedInput: it is not well-formed; the position is given
    """

    @wraps(view)
    def checked(*args: P.args, **kwargs: P.kwargs) -> T:
        if not request.is_json:
            raise UnsupportedMediaType(unsupported("application/json"))
        _refuse_malformed(request.get_data(cache=True))
        return view(*args, **kwargs)

    return checked


def unsupported(*accepted: str) -> str:
    """Return what to tell somebody who sent another content type than ``accepted``."""
    sent = f"“{request.mimetype}”" if request.mimetype else "no content type"
    return f"The body came with {sent}; accepted are {', '.join(accepted)}."


def text_of_body() -> str:
    """Return the body as text.

    :raises MalformedInput: it is not UTF-8
    """
    body = request.get_data()
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        before = body[: error.start].decode("utf-8")
        raise MalformedInput("The body is not UTF-8.", **_position(before)) from error


def _refuse_cut() -> None:
    """Refuse a body of unannounced length (chunked) that fills the limit: Werkzeug reads that far and stops in silence.

    :raises RequestEntityTooLarge: it has as many bytes as are accepted, or more
    """
    limit = request.max_content_length
    unannounced = request.method == "POST" and request.content_length is None
    if unannounced and limit is not None and len(request.get_data(cache=True)) >= limit:
        raise RequestEntityTooLarge


def _refuse_malformed(body: bytes) -> None:
    """Parse once for the position of a mistake; what then takes the body apart says only that there is one."""
    try:
        json.loads(body)
    except json.JSONDecodeError as error:
        raise MalformedInput(f"The body is not JSON: {error.msg}.", line=error.lineno, column=error.colno) from error
    except UnicodeDecodeError as error:
        raise MalformedInput(
            "The body is not UTF-8.", **_position(body[: error.start].decode("utf-8", "replace"))
        ) from error
    except RecursionError as error:
        raise MalformedInput("The body is nested too deeply to be a case.") from error
    except ValueError as error:
        raise MalformedInput("The body holds a number that is too long to be read.") from error


def _position(before: str) -> dict[str, int]:
    return {"line": before.count("\n") + 1, "column": len(before) - (before.rfind("\n") + 1) + 1}
