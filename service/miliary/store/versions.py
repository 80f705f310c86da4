"""Versions of one dataset, whole and unchanging, and the one of them that answers now."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol

from pyoxigraph import Quad

from miliary.store.asking import Asking, Limits
from miliary.store.interface import Store


@dataclass(frozen=True, slots=True)
class Keep:
    """Which of the older versions are kept: the newest ``number``, and all that are younger than ``hours``."""

    number: int
    hours: int


class Versions(Protocol):
    """A place where versions are kept; any number of processes, on any number of machines, may use it at once."""

    def current(self) -> str | None:
        """Return the version that answers now; None when nothing has been published.

        :raises StoreUnreachable: that is not to be known now
        """

    def open(self, version: str) -> Store:
        """Open a version for reading; it stays as it is while it is open.

        :raises NoPublishedVersion: there is none of that name
        """

    def asking(self, version: str, limits: Limits, workers: int, queue: int) -> Asking:
        """Return what strangers' queries on a version are given to.

        :param workers: the most that are answered at a time
        :param queue: the most that wait
        :raises NoPublishedVersion: there is none of that name
        """

    def write(self, version: str, quads: Iterable[Quad]) -> None:
        """Write a version, unless it is there already, and let it answer once it is whole.

        :param quads: in any order, some perhaps more than once
        """

    def is_sound(self, version: str) -> bool:
        """Tell whether all of a version can be read."""

    def discard(self, version: str) -> None:
        """Take a version away that cannot be read, so that it can be written again."""

    def prune(self, keep: Keep) -> list[str]:
        """Take away versions that need not be kept, and what broken writers left; returns their names.

        What answers stays, and so does what a process has open, as far as that can be known.
        """


def superfluous(written: Mapping[str, datetime], current: str | None, keep: Keep, now: datetime) -> list[str]:
    """Return the versions that need not be kept, oldest first; one that seems to be from the future is young.

    :param written: when each was written
    """
    newest_first = sorted(written, key=lambda version: (written[version], version), reverse=True)
    young = timedelta(hours=keep.hours)
    older = [version for version in newest_first[keep.number :] if now - written[version] >= young]
    return [version for version in reversed(older) if version != current]


def now() -> datetime:
    """Return the time, with its zone."""
    return datetime.now(UTC)
