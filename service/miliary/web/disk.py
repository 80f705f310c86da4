"""A disk that takes no more: told to whoever wanted to change something as what it is."""

import errno
import logging

from flask import Flask, Response

from miliary.curation.database import Unusable
from miliary.web.problems import problem

_LOG = logging.getLogger(__name__)
_STATUS = 503
_NUMBERS = (errno.ENOSPC, errno.EDQUOT, errno.EROFS)
# The engine of the store and that of the editors' database tell in words only.
_WORDS = ("no space left", "disk is full", "read-only", "readonly", "disk i/o error")
_DETAIL = (
    "The service's disk is full, or may only be read. What is published is answered as before. A change that was "
    "agreed to while there was room is in the log, and is published once there is again; any other was not begun."
)


def register(app: Flask) -> None:
    """Tell a full disk, and one that may only be read, by its name; other faults stay what they are."""
    app.register_error_handler(OSError, _refused)
    app.register_error_handler(Unusable, _refused)


def _refused(error: OSError | Unusable) -> Response:
    """Answer 503 where the disk is at fault.

    :raises OSError: it is not
    :raises Unusable: it is not
    """
    if not _is_the_disk(error):
        raise error
    _LOG.error("the disk takes no more: %s", error)
    return problem(_STATUS, "The disk takes no more", _DETAIL, "disk-full", {})


def _is_the_disk(error: OSError | Unusable) -> bool:
    return getattr(error, "errno", None) in _NUMBERS or any(each in str(error).casefold() for each in _WORDS)
