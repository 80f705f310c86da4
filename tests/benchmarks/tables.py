"""Times as the rows of Markdown tables."""

from collections.abc import Sequence

import numpy as np


def percentile(seconds: Sequence[float], share: float) -> float:
    """A percentile of the times."""
    return float(np.percentile(seconds, share))


def milliseconds(seconds: Sequence[float]) -> tuple[str, str]:
    """The median and the 99th percentile."""
    return f"{percentile(seconds, 50) * 1e3:.3g}", f"{percentile(seconds, 99) * 1e3:.3g}"


def verdict(measured: float, limit: float, target: str) -> str:
    """Whether a target was met."""
    return f"{target}: {'met' if measured <= limit else '**missed**'}"


def least(ratio: float, target: float) -> str:
    """Whether a ratio was reached."""
    return f"≥ {target:.0f}: {'met' if ratio >= target else '**missed**'}"


def table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print a Markdown table."""
    for row in (heads, ["---"] * len(heads), *rows):
        print("| " + " | ".join(row) + " |")
    print(flush=True)
