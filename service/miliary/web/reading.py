"""The reader of reports of the version that is served, made when the first report comes: spaCy is slow to import."""

from threading import Lock

from flask import current_app

from miliary.reports import Reader
from miliary.web.opened import opened

_KEPT = "miliary.reports"
_MAKING = Lock()


def reader() -> Reader:
    """Return the reader of the current application.

    :raises MissingExtra: the extra ``report`` is not installed
    """
    with _MAKING:
        kept: Reader | None = current_app.extensions.get(_KEPT)
        if kept is None:
            service = opened()
            kept = current_app.extensions[_KEPT] = Reader(service.terms, service.settings.max_report)
        return kept
