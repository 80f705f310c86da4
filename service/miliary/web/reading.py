"""The reader of reports of the version that is served, made when the first report comes: it is slow to import."""

from threading import Lock
from typing import TYPE_CHECKING

from flask import current_app

from miliary.web.opened import opened

if TYPE_CHECKING:
    from miliary.reports.reader import Reader

_KEPT = "miliary.reports"
_MAKING = Lock()


def reader() -> "Reader":
    """Return the reader of the current application.

    :raises MissingExtra: the extra ``report`` is not installed
    """
    from miliary.reports.reader import Reader

    with _MAKING:
        kept: Reader | None = current_app.extensions.get(_KEPT)
        if kept is None:
            service = opened()
            kept = current_app.extensions[_KEPT] = Reader(service.terms, service.settings.max_report)
        return kept
