"""Answers that are kept in memory to be given again: a published version answers one question always alike.

They may hold a case, like the answers themselves: they are never written anywhere, given only to a request that is
alike in every header that an answer depends on, and gone with the process. ``MILIARY_KEPT_ANSWERS=0`` keeps none.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from operator import itemgetter
from typing import NamedTuple, TypeAlias

KEEP = "miliary.keep"
"""The place in a request's environment where the application puts :class:`Keeping` once the answer may be kept."""
Headers = list[tuple[str, str]]
Telling: TypeAlias = tuple[tuple[str, str], ...]
Key: TypeAlias = tuple[str | bytes | Telling, ...]


class Keeping(NamedTuple):
    """What is known of an answer that may be kept.

    :param route: that gave it
    :param tag: gives what it is known by, and others to requests that are alike but for their query string; None where
        it has no tag
    :param packs: whether a long answer to such a request is compressed
    """

    route: str
    tag: Callable[[str], str] | None
    packs: bool


_METHODS = ("GET", "HEAD", "POST")
# Every request header that what is answered depends on; with one of _PERSONAL it may be somebody's own.
_TELLING = frozenset(
    (
        *("accept", "accept-encoding", "accept-language", "content-type", "if-none-match", "if-match", "range"),
        *("x-forwarded-host", "x-forwarded-proto", "x-forwarded-prefix", "access-control-request-method"),
    )
)
_PERSONAL = frozenset(("authorization", "cookie"))
_LOOKED_AT = _TELLING | _PERSONAL
_NAME = itemgetter(0)
LONGEST_BODY = 16_384
# What an entry weighs beside its body: headers, key and bookkeeping.
_OVERHEAD = 2_000


def telling(headers: Iterable[tuple[str, str]]) -> Telling | None:
    """Return the headers that an answer depends on, by name; None where it may be somebody's own.

    Only of those with one name does it matter which came first.
    """
    found = sorted([each for each in headers if each[0] in _LOOKED_AT], key=_NAME)
    return None if any(name in _PERSONAL for name, _ in found) else tuple(found)


@dataclass(frozen=True)
class KeptAnswer:
    """A whole answer, and the route that gave it."""

    status: int
    headers: Headers
    body: bytes
    route: str

    @cached_property
    def head(self) -> bytes:
        """The headers as they are sent."""
        return "".join(f"{name}: {value}\r\n" for name, value in self.headers).encode("latin-1")


class KeptAnswers:
    """At most so many bytes of answers; what has not been asked for longest goes first."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._used = 0
        self._answers: OrderedDict[Key, KeptAnswer] = OrderedDict()
        self._lock = threading.Lock()

    def key(self, request: tuple[str, ...], telling: Telling | None, body: bytes) -> Key | None:
        """Return what a request is known by; None where its answer is never kept.

        :param request: the method, the host that was asked, the path and the query string
        :param telling: what :func:`telling` says of it
        """
        if not self._size or telling is None or request[0] not in _METHODS or len(body) > LONGEST_BODY:
            return None
        return (*request, body, telling)

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
        return len(answer.body) + _OVERHEAD + LONGEST_BODY // 16
