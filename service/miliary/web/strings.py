"""The words of the pages in the reader's language: British English stands in the templates, others in ``locale/``.

Every template marks its words for gettext; ``make strings`` collects them in ``locale/messages.pot``. The sentences of
an answer (:mod:`miliary.consultation.wording`) stand in ``templates/sentences.txt`` to be collected too, and those
of the scripts in ``data-`` attributes of the templates. A translation is a folder ``locale/<language>/LC_MESSAGES``
with ``messages.po`` and what it compiles to, and needs no code. What the knowledge says, its labels and comments, are
not the pages' own words.
"""

from collections.abc import Mapping
from gettext import GNUTranslations, NullTranslations
from pathlib import Path

from flask import Flask, current_app, g, has_request_context, request

WRITTEN_IN = "en-GB"
_FOLDER = Path(__file__).resolve().parent / "locale"
_KEY = "miliary_strings"


def register(app: Flask, folder: Path = _FOLDER) -> None:
    """Let the templates of ``app`` speak the languages that ``folder`` holds."""
    translations = {WRITTEN_IN: NullTranslations()} | {
        file.parents[1].name.replace("_", "-"): _read(file) for file in folder.glob("*/LC_MESSAGES/messages.mo")
    }
    app.extensions[_KEY] = translations
    app.jinja_env.policies["ext.i18n.trimmed"] = True
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.install_gettext_callables(_gettext, _ngettext, newstyle=True)  # type: ignore[attr-defined]
    app.jinja_env.globals["language"] = language


def language() -> str:
    """Return the language that the reader likes best of those there are."""
    if not has_request_context():
        return WRITTEN_IN
    if _KEY not in g:  # a page has a thousand strings, and one reader
        setattr(g, _KEY, _best())
    chosen: str = getattr(g, _KEY)
    return chosen


def _best() -> str:
    # "en" and "en-US" are content with "en-GB", rather than with a language that is wanted less.
    offers = {wanted: tag for tag in _translations() for wanted in (tag, tag.partition("-")[0])}
    return offers[request.accept_languages.best_match(offers, WRITTEN_IN)]


def say(message: str) -> str:
    """Return a string of the catalogue in the reader's language."""
    return _gettext(message)


def _gettext(message: str) -> str:
    return _translations()[language()].gettext(message)


def _ngettext(singular: str, plural: str, number: int) -> str:
    return _translations()[language()].ngettext(singular, plural, number)


def _translations() -> Mapping[str, NullTranslations]:
    translations: Mapping[str, NullTranslations] = current_app.extensions[_KEY]
    return translations


def _read(file: Path) -> NullTranslations:
    with file.open("rb") as stream:
        return GNUTranslations(stream)
