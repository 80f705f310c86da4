"""Content negotiation: which of the things that can be sent a client likes best (RFC 9110, section 12.5.1).

A header comes from a stranger: what in it cannot be read is left out, and nothing here ever raises.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

_NAME = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
_ELEMENT = re.compile(r'(?:[^,"]|"(?:[^"\\]|\\.)*"|")+')
_PARAMETER = re.compile(r'(?:[^;"]|"(?:[^"\\]|\\.)*"|")+')
_MEDIA_RANGE = re.compile(rf"(?P<type>{_NAME})/(?P<subtype>{_NAME})")
_QUALITY = re.compile(r"[0-9]+(?:\.[0-9]*)?|\.[0-9]+")
_LONGEST = 8_000


class MediaRange(NamedTuple):
    """One element of an ``Accept`` header; ``type`` and ``subtype`` are in lower case and may be ``*``."""

    type: str
    subtype: str
    quality: float

    @property
    def precision(self) -> int:
        """How closely the range names what it wants: 2 a media type, 1 a family (``text/*``), 0 anything."""
        return (self.type != "*") + (self.subtype != "*")

    def covers(self, media_type: str) -> bool:
        """Tell whether ``media_type``, parameters aside, lies in the range."""
        family, _, subtype = media_type.partition(";")[0].strip().casefold().partition("/")
        return self.type in ("*", family) and self.subtype in ("*", subtype)


def preferred(accept: str | None, offers: Sequence[str]) -> str | None:
    """Return the offer that the client likes best, the earlier of equals; None when it accepts none of them.

    No header, or an empty one, accepts anything; of the ranges that cover an offer the most precise one counts.

    :param accept: the ``Accept`` header, as it came
    :param offers: media types, the one that we like best first
    """
    if accept is None or not accept.strip():
        return next(iter(offers), None)
    return _chosen(accept[:_LONGEST], tuple(offers))


@lru_cache(maxsize=512)
def _chosen(accept: str, offers: tuple[str, ...]) -> str | None:
    """Weigh the offers; remembered, since most clients send one header again and again."""
    ranges = list(media_ranges(accept))
    weighed = [(_quality(offer, ranges), offer) for offer in offers]
    best = max((quality for quality, _ in weighed), default=0.0)
    return next((offer for quality, offer in weighed if quality == best), None) if best > 0 else None


def media_ranges(accept: str) -> Iterator[MediaRange]:
    """Yield the readable elements of an ``Accept`` header, in its order."""
    for element in _ELEMENT.findall(accept[:_LONGEST]):
        name, *parameters = _PARAMETER.findall(element) or [""]
        # Old Java clients send "*" for "*/*".
        found = _MEDIA_RANGE.fullmatch("*/*" if name.strip() == "*" else name.strip())
        quality = _stated_quality(parameters)
        if found and quality is not None and (found["type"] != "*" or found["subtype"] == "*"):
            yield MediaRange(found["type"].casefold(), found["subtype"].casefold(), quality)


def _stated_quality(parameters: Sequence[str]) -> float | None:
    """Return the ``q`` among the parameters, 1 without one, None when it is no number."""
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip().casefold() == "q":
            number = value.strip()
            return min(float(number), 1.0) if _QUALITY.fullmatch(number) else None
    return 1.0


def _quality(offer: str, ranges: Sequence[MediaRange]) -> float:
    covering = [each for each in ranges if each.covers(offer)]
    precision = max((each.precision for each in covering), default=0)
    return max((each.quality for each in covering if each.precision == precision), default=0.0)
