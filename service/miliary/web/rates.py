"""How often one address may ask, counted in the memory of this process: each process that serves counts for itself."""

import ipaddress
from functools import lru_cache

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import SlidingWindowCounterRateLimiter

from miliary.errors import MiliaryError
from miliary.settings import VARIABLES, Settings

# What runs a query, which costs more than a page does.
_QUERYING = ("/sparql", "/graph", "/queries/", "/fhir/")
# What tells whether the service is well must answer then, too.
_FREE = ("/health/", "/metrics", "/static/")


_BITS_OF_A_NETWORK = 64


class TooManyRequests(MiliaryError):
    """More requests from one address than a minute allows; ``retry_after`` is in seconds."""

    title = "Too many requests"
    slug = "too-many-requests"
    status = 429
    retry_after = 10

    def __init__(self, limit: int, setting: str) -> None:
        detail = f"More than {limit:,} requests of this kind came from your address within a minute; wait a little."
        super().__init__(detail, limit=limit, setting=VARIABLES[setting])


class Rates:
    """Counts requests by address and kind over the last minute."""

    def __init__(self, settings: Settings) -> None:
        self._behind_proxies = settings.proxies > 0
        self._counter = SlidingWindowCounterRateLimiter(MemoryStorage())
        self._limits = {
            name: RateLimitItemPerMinute(number, namespace=name)
            for name, number in (("rate", settings.rate), ("query_rate", settings.query_rate))
            if number
        }

    def count(self, path: str, address: str) -> None:
        """Count a request.

        :raises TooManyRequests: there were too many of its kind
        """
        if path.startswith(_FREE) or (not self._behind_proxies and is_local(address)):
            return
        for name, limit in self._limits.items():
            counts = name == "rate" or path.startswith(_QUERYING)
            if counts and not self._counter.hit(limit, household(address)):
                raise TooManyRequests(limit.amount, name)


def client_address(peer: str, forwarded: str | None, proxies: int) -> str:
    """Return who asks: the peer, or whom the outermost of so many trusted proxies names in ``X-Forwarded-For``."""
    named = [each.strip() for each in (forwarded or "").split(",") if each.strip()]
    return named[-proxies] if 0 < proxies <= len(named) else peer


@lru_cache(maxsize=1024)
def is_local(address: str) -> bool:
    """Tell whether an IP address is that of this machine to itself."""
    found = _read(address)
    return found is not None and found.is_loopback


def household(address: str) -> str:
    """Return what counts as one address: of IPv6 all that one connection to the internet is usually given, a /64."""
    found = _read(address)
    if isinstance(found, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((int(found), _BITS_OF_A_NETWORK), strict=False))
    return address if found is None else str(found)


@lru_cache(maxsize=1024)
def _read(address: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """Read an IP address; one of IPv4 in the dress of IPv6, as a socket for both tells it, is one of IPv4."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return None
    return getattr(found, "ipv4_mapped", None) or found
