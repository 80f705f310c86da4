"""What proposing and publishing need, of the process that handles a request; made when it is first asked for."""

import logging
import time
from functools import cache
from threading import Lock, Thread

from flask import Flask

from miliary.curation.press import Press
from miliary.errors import MiliaryError
from miliary.settings import Settings
from miliary.web.auth import is_on, office
from miliary.web.opened import opened

_LOG = logging.getLogger(__name__)
_MAKING = Lock()


def press() -> Press:
    """Return the tools of proposing and publishing.

    :raises CurationOff: nothing is edited here
    """
    settings, database = opened().settings, office().database
    with _MAKING:
        return _presses().setdefault(settings, Press.of(settings, database))


def get_ready(app: Flask) -> Thread | None:
    """Read, beside all else, what the first editor would have to wait for; None where nobody edits here.

    Whoever comes while it is being read waits for the rest of it, and nobody reads it twice.
    """
    with app.app_context():
        if not is_on():
            return None
        tools = press()
    thread = Thread(target=_ready, args=(tools,), name="getting-ready", daemon=True)
    thread.start()
    return thread


def _ready(tools: Press) -> None:
    begun = time.monotonic()
    try:
        tools.validator.warm()
    except MiliaryError as error:  # a file was broken by hand; whoever edits is told when they try
        _LOG.warning("what editors need could not be read: %s", error)
        return
    _LOG.info("ready for editors after %.1f s", time.monotonic() - begun)


@cache
def _presses() -> dict[Settings, Press]:
    """One press a process: the application of the next version goes on with the graph that this one has read."""
    return {}
