"""From the words and numbers of a statement to an interval and a point for P(finding | disease).

The bands are data (``ontology/likelihood.ttl``); this module only knows how to read and combine them.
"""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from miliary.differential.terms import Frequency, Role, Statement

_TAIL = 0.025


@dataclass(frozen=True, slots=True)
class Interval:
    """A closed interval of probabilities with the point that stands for it."""

    lower: float
    upper: float
    point: float


@dataclass(frozen=True, slots=True)
class Constants:
    """The numbers of the differential, read from the knowledge. Weights are in decibans."""

    background_scale: float
    not_passed_up: float
    compatible_within: int
    enough_score: int
    supported_at: int
    sex_against: int
    age_against: int
    typical_from: float
    tolerable_below: float
    percent_margin: float
    next_gain: float
    lowest_frequency: float
    draws: int
    draw_margin: float


@dataclass(frozen=True)
class Scale:
    """Bands by occurrence and by role, the frequency classes for bare percentages, and the constants.

    ``bare`` is the occurrence of a plain + (it gives way to words and numbers); ``denying`` are the occurrences that
    contradict it.
    """

    occurrences: Mapping[str, Interval]
    roles: Mapping[Role, Interval]
    classes: tuple[Interval, ...]
    bare: str
    denying: frozenset[str]
    constants: Constants


@dataclass(frozen=True, slots=True)
class Judgement:
    """What several statements on one finding come to; ``statements`` are all of them, the outranked too."""

    interval: Interval
    statements: tuple[str, ...]
    conflicting: bool = False


def interval_of(statement: Statement, scale: Scale) -> Interval | None:
    """The interval of one statement: by its criterion role, else its frequency, else its word; None without any."""
    if statement.role and statement.role in scale.roles:
        return scale.roles[statement.role]
    if statement.frequency and (read := _frequency_interval(statement.frequency, scale)):
        return read
    return scale.occurrences.get(statement.occurrence) if statement.occurrence else None


def combine(statements: Sequence[Statement], scale: Scale) -> Judgement | None:
    """Combine the statements on one (disease, finding, context); None when none has a word or a number.

    Words and numbers outrank a bare +; several of them give the geometric mean of their points and the overlap of
    their intervals. A + against a denial, or intervals that do not meet, is a conflict: all count, the hull is kept.
    """
    read = [(statement, found) for statement in statements if (found := interval_of(statement, scale))]
    if not read:
        return None
    if len(read) == 1:
        only = read[0][1]
        interval = Interval(only.lower, only.upper, round(only.point, _DIGITS))
        return Judgement(interval, tuple(statement.id for statement in statements))
    intervals = [interval for _, interval in read]
    conflicting = _plus_denied([statement for statement, _ in read], scale) or not _meet(intervals)
    if not conflicting:
        firm = [pair for pair in read if not _is_bare(pair[0], scale)]
        read = firm or read
        intervals = [interval for _, interval in read]
    lowers, uppers = [each.lower for each in intervals], [each.upper for each in intervals]
    lower, upper = (min(lowers), max(uppers)) if conflicting else (max(lowers), min(uppers))
    mean = math.exp(math.fsum(math.log(each.point) for each in intervals) / len(intervals))
    interval = Interval(lower, upper, round(mean, _DIGITS))
    return Judgement(interval, tuple(statement.id for statement in statements), conflicting)


_DIGITS = 12
"""Points are rounded, so that the mean of equal points is that point and compares as such."""


def _is_bare(statement: Statement, scale: Scale) -> bool:
    return statement.occurrence == scale.bare and statement.frequency is None and statement.role not in scale.roles


def _plus_denied(statements: Iterable[Statement], scale: Scale) -> bool:
    listed = list(statements)
    denied = any(each.occurrence in scale.denying and each.frequency is None for each in listed)
    return denied and any(_is_bare(each, scale) for each in listed)


def _meet(intervals: Sequence[Interval]) -> bool:
    return max(each.lower for each in intervals) <= min(each.upper for each in intervals)


def _frequency_interval(frequency: Frequency, scale: Scale) -> Interval | None:
    counted = _counts(frequency)
    if counted:
        return _count_interval(*counted)
    low = scale.constants.lowest_frequency
    if frequency.percent is not None:
        return _percent_interval(frequency.percent / 100, scale)
    if frequency.percent_from is not None and frequency.percent_to is not None:
        lower, upper = max(frequency.percent_from / 100, low), frequency.percent_to / 100
        return Interval(lower, upper, _within(math.sqrt(lower * upper), low))
    ceiling = frequency.percent_at_most if frequency.percent_at_most is not None else frequency.percent_below
    if ceiling is None:
        return None
    return Interval(low, ceiling / 100, _within(math.sqrt(low * ceiling / 100), low))


def _counts(frequency: Frequency) -> tuple[int, int] | None:
    """Count and total; from a percentage of m patients only when one whole number alone prints as that percentage."""
    if frequency.out_of is None:
        return None
    if frequency.count is not None:
        return frequency.count, frequency.out_of
    if frequency.percent is None:
        return None
    total, half_a_percent = frequency.out_of, 0.5
    fitting = [n for n in range(total + 1) if abs(100 * n / total - frequency.percent) <= half_a_percent]
    return (fitting[0], frequency.out_of) if len(fitting) == 1 else None


@cache
def _count_interval(count: int, out_of: int) -> Interval:
    """The exact 95 % interval of Clopper and Pearson (1934) and the point (n + ½)/(m + 1)."""
    ways = [_log_ways(n, out_of) for n in range(count + 1)]
    lower = _solve(lambda share: 1 - _at_most(ways[:-1], out_of, share), _TAIL) if count else 0.0
    upper = _solve(lambda share: -_at_most(ways, out_of, share), -_TAIL) if count < out_of else 1.0
    return Interval(lower, upper, (count + 0.5) / (out_of + 1))


def _log_ways(count: int, out_of: int) -> float:
    """The logarithm of the number of ways to choose ``count`` of ``out_of``, too large itself for many patients."""
    return math.lgamma(out_of + 1) - math.lgamma(count + 1) - math.lgamma(out_of - count + 1)


def _at_most(ways: Sequence[float], out_of: int, share: float) -> float:
    """The binomial probability of fewer than ``len(ways)`` of ``out_of``."""
    none = math.log1p(-share)
    odds, all_without = math.log(share) - none, out_of * none
    return math.fsum([math.exp(each + n * odds + all_without) for n, each in enumerate(ways)])


def _solve(rising: Callable[[float], float], level: float) -> float:
    """Where between 0 and 1 a rising function reaches ``level``, by bisection to nine digits.

    (scipy.special.betaincinv gives the same, for half a second of import at every start.)
    """
    low, high = 0.0, 1.0
    for _ in range(30):
        middle = (low + high) / 2
        low, high = (middle, high) if rising(middle) < level else (low, middle)
    return high


def _percent_interval(share: float, scale: Scale) -> Interval:
    """The frequency class that holds ``share`` or the margin around it, whichever is wider."""
    low, margin = scale.constants.lowest_frequency, scale.constants.percent_margin
    candidates = [(max(share - margin, low), min(share + margin, 1.0))]
    candidates += [(each.lower, each.upper) for each in scale.classes if each.lower <= share <= each.upper]
    lower, upper = max(candidates, key=lambda ends: ends[1] - ends[0])
    return Interval(lower, upper, _within(share, low))


def _within(share: float, margin: float) -> float:
    """``share`` kept off 0 and 1, where a weight of evidence would be infinite."""
    return min(max(share, margin), 1 - margin)
