"""Points in time as the database keeps them: UTC, of one length, so that their order is that of their letters."""

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]


def now() -> datetime:
    """Return the present moment in UTC."""
    return datetime.now(UTC)


def written(moment: datetime) -> str:
    """Write a moment: ``2026-11-28T16:00:00.000Z``."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def read(text: str) -> datetime:
    """Read what :func:`written` wrote."""
    return datetime.fromisoformat(text)
