"""A whole installation in one file: the published version, the databases, the knowledge; made while all goes on.

:func:`back_up` writes such a file, :func:`restore` checks one and puts it in place.
"""

from miliary.backup.place import Installation
from miliary.backup.restoring import restore
from miliary.backup.saving import back_up

__all__ = ["Installation", "back_up", "restore"]
