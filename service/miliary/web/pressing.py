"""What proposing and publishing need, of the process that handles a request; made when it is first asked for."""

from functools import cache
from threading import Lock

from miliary.curation.press import Press
from miliary.settings import Settings
from miliary.web.auth import office
from miliary.web.opened import opened

_MAKING = Lock()


def press() -> Press:
    """Return the tools of proposing and publishing.

    :raises CurationOff: nothing is edited here
    """
    settings, database = opened().settings, office().database
    with _MAKING:
        return _presses().setdefault(settings, Press.of(settings, database))


@cache
def _presses() -> dict[Settings, Press]:
    """One press a process: the application of the next version goes on with the graph that this one has read."""
    return {}
