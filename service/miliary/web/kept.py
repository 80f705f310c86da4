"""Answers that are kept in memory to be given again: a published version answers one question always alike.

They may hold a case, like the answers themselves: they are never written anywhere, given only to a request that is
alike in every header that an answer depends on, and gone with the process. ``MILIARY_KEPT_ANSWERS=0`` keeps none.
"""

import threading
from collections import OrderedDict
from dataclasses import dataclass
from typing import Protocol

KEEP = "miliary.keep"
"""The place in a request's environment where the application puts its route once the answer may be kept."""

Key = tuple[str | bytes | None, ...]
Headers = list[tuple[str, str]]


class Fields(Protocol):
    """The headers of a request, by their names in lower case."""

    def get(self, name: str) -> str | None:
        """Return the value of one; None without it."""

    def __contains__(self, name: str) -> bool:
        """Tell whether there is one."""


_METHODS = ("GET", "HEAD", "POST")
# Every request header that what is answered depends on; with one of _PERSONAL it may be somebody's own.
_TELLING = (
    *("accept", "accept-encoding", "accept-language", "content-type", "if-none-match", "if-match", "range"),
    *("x-forwarded-host", "x-forwarded-proto", "x-forwarded-prefix", "access-control-request-method"),
)
_PERSONAL = ("authorization", "cookie")
_LONGEST_BODY = 16_384
# What an entry weighs beside its body: headers, key and bookkeeping.
_OVERHEAD = 2_000


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """A whole answer, and the route that gave it."""

    status: int
    headers: Headers
    body: bytes
    route: str


class KeptAnswers:
    """At most so many bytes of answers; what has not been asked for longest goes first."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._used = 0
        self._answers: OrderedDict[Key, KeptAnswer] = OrderedDict()
        self._lock = threading.Lock()

    def key(self, request: tuple[str, ...], headers: Fields, body: bytes) -> Key | None:
        """Return what a request is known by; None where its answer is never kept.

        :param request: the method, the host that was asked, the path and the query string
        """
        if not self._size or request[0] not in _METHODS or len(body) > _LONGEST_BODY:
            return None
        if any(name in headers for name in _PERSONAL):
            return None
        return (*request, body, *(headers.get(name) for name in _TELLING))

    def get(self, key: Key) -> KeptAnswer | None:
        """Return the answer that is kept under ``key``."""
        with self._lock:
            found = self._answers.get(key)
            if found is not None:
                self._answers.move_to_end(key)
            return found

    def keep(self, key: Key, answer: KeptAnswer) -> None:
        """Keep ``answer``, unless it alone would take a good part of the room."""
        weight = self._weight(answer)
        if weight > self._size // 4:
            return
        with self._lock:
            if key in self._answers:
                return
            self._answers[key] = answer
            self._used += weight
            while self._used > self._size:
                _, oldest = self._answers.popitem(last=False)
                self._used -= self._weight(oldest)

    @staticmethod
    def _weight(answer: KeptAnswer) -> int:
        return len(answer.body) + _OVERHEAD + _LONGEST_BODY // 16
