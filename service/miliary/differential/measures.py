"""How well a ranking does, in numbers: the place of the true disease, and what a count among so few cases can say."""

import math
from collections.abc import Mapping

from miliary.differential.peers import Key

_Z = 1.959963984540054  # the 97.5 % point of the standard normal distribution


def mid_rank(keys: Mapping[str, Key], disease: str) -> float:
    """The place of ``disease``, 1 for the first; of those that tie each has the mean of their places.

    A method that puts all seventeen level gives every one the place 9: it gains nothing by claiming nothing.
    """
    own = keys[disease]
    better = sum(key > own for key in keys.values())
    level = sum(key == own for key in keys.values())
    return better + (level + 1) / 2


def wilson(count: int, out_of: int) -> tuple[float, float]:
    """The 95 % score interval of Wilson (1927) for a share; from 0 to 1 when there is nothing to count."""
    if out_of == 0:
        return 0.0, 1.0
    share, square = count / out_of, _Z * _Z
    centre = (share + square / (2 * out_of)) / (1 + square / out_of)
    spread = _Z * math.sqrt(share * (1 - share) / out_of + square / (4 * out_of**2)) / (1 + square / out_of)
    return max(0.0, centre - spread), min(1.0, centre + spread)
