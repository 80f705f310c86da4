"""What proposing and publishing need, of the application that handles a request; made when it is first asked for."""

from threading import Lock

from flask import current_app

from miliary.curation.press import Press
from miliary.web.auth import office
from miliary.web.opened import opened

_KEY = "miliary.press"
_MAKING = Lock()


def press() -> Press:
    """Return the tools of proposing and publishing.

    :raises CurationOff: nothing is edited here
    """
    with _MAKING:
        kept: Press | None = current_app.extensions.get(_KEY)
        if kept is None:
            kept = current_app.extensions[_KEY] = Press.of(opened().settings, office().database)
        return kept
