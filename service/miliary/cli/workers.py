"""The processes that answer, and what becomes of one that dies."""

import time
from typing import Any

from granian.server import Server as Granian

SECONDS_TO_BE_YOUNG = 1.0


class Server(Granian):  # type: ignore[misc, valid-type]  # the class depends on the kind of Python
    """Granian, but for its giving up when the same process dies twice within six seconds.

    Then all who are answered by the others would be cut off too. Only one that dies as soon as it is started counts: it
    would do so again.
    """

    def _respawn_workers(self, workers: list[int], spawn_target: Any, target_loader: Any, delay: float = 0) -> None:
        now = time.monotonic()
        young = any(now - self.wrks[number].birth < SECONDS_TO_BE_YOUNG for number in workers)
        super()._respawn_workers(workers, spawn_target, target_loader, delay)
        if not young:
            self.respawned_wrks.clear()
