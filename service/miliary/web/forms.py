"""What the forms of curation have in common: how OpenAPI describes them, and reading a field."""

from collections.abc import Mapping
from typing import Any

from flask import request

from miliary.errors import MalformedInput
from miliary.web.openapi import errors

_TEXT = {"type": "string"}
_HTML = {"text/html": {"schema": _TEXT}}
_MEDIA_TYPE = "application/x-www-form-urlencoded"
_FORMS_OWN = {"csrf_token": {"type": "string", "description": "What the page's form holds; a script uses a token."}}

REDIRECTED: dict[int | str, Any] = {
    303: {
        "description": "Done; the page to go on with.",
        "headers": {"Location": {"schema": _TEXT, "description": "Its address."}},
        "content": _HTML,
    }
}
"""The answer to a form that did something."""


def page_of(*statuses: int) -> dict[int | str, Any]:
    """Return the description of a page, and of the errors that it may be answered with instead."""
    return {
        200: {"description": "The page.", "content": _HTML},
        302: {"description": "Log in first.", "content": _HTML},
        **errors(406, *statuses),
    }


def form_of(fields: Mapping[str, str], *required: str) -> dict[str, Any]:
    """Return the description of a form's fields: what each means, and which must be given."""
    properties = {name: {"type": "string", "description": meaning} for name, meaning in fields.items()}
    schema = {"type": "object", "required": ["csrf_token", *required], "properties": properties | _FORMS_OWN}
    return {"required": True, "content": {_MEDIA_TYPE: {"schema": schema}}}


def number(name: str) -> int:
    """Return a field of the form that is a whole number.

    :raises MalformedInput: it is none
    """
    given = request.form.get(name, "")
    if not given.isascii() or not given.isdecimal() or len(given) > 18:
        raise MalformedInput(f"The field “{name}” must be a whole number.")
    return int(given)
