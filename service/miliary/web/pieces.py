"""Pieces of a page that are the same in every answer of a version: made once for each language, and kept."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import Flask, current_app
from markupsafe import Markup

from miliary.consultation.browsing import browse
from miliary.web.opened import opened
from miliary.web.strings import language

_KEY = "miliary.pieces"
_Kept = dict[tuple[str, ...], Markup]


def register(app: Flask) -> None:
    """Offer the pieces to the templates of ``app``, which answers from one version and keeps nothing of a case."""
    app.extensions[_KEY] = {}
    app.jinja_env.globals.update(said=said, care=care, all_findings=all_findings)


def said(statement: Mapping[str, Any], naming: str = "") -> Markup:
    """Return a statement as it is shown; ``naming`` is what it is introduced by."""
    return _kept(("said", naming, statement["id"]), lambda: _macro("statement.html", "statement", statement, naming))


def care(disease: Mapping[str, Any]) -> Markup:
    """Return the treatments and the work-up that are stated for a disease of an answer."""
    return _kept(("care", disease["id"]), lambda: _macro("care.html", "care", disease))


def all_findings() -> Markup:
    """Return the findings to look through, by kind."""

    def make() -> Markup:
        return _macro("browse.html", "kinds", browse(opened().compiled.knowledge, opened().terms))

    return _kept(("findings",), make)


def _macro(template: str, name: str, *values: object) -> Markup:
    made: Markup = getattr(current_app.jinja_env.get_template(template).module, name)(*values)
    return made


def _kept(what: tuple[str, ...], make: Callable[[], Markup]) -> Markup:
    kept: _Kept = current_app.extensions[_KEY]
    key = (language(), *what)
    if key not in kept:
        kept[key] = make()
    return kept[key]
