"""How deep and how branched a query may be, so that parsing or running it cannot overflow the engine's stack.

Oxigraph recurses over a query's structure, and an overflow ends the whole process, not the query. Measured with
pyoxigraph 0.5.13 on a stack of 2 MB, the smallest that servers give a thread, it happens from 206 levels
(``FILTER EXISTS {``), 636 clauses in one row (``BIND``, ``MINUS``) and 1,679 operators (``1 + 1 + …``) on.
How long a query may take is not judged here.
"""

import re

from miliary.errors import TooLarge
from miliary.store.reading import Sign, code

MAX_NESTING = 80
MAX_BRACKETS = 400
MAX_OPERATORS = 800

_OPENING = "([{"
_CLOSING = ")]}"
_OPERATORS = "!&|+*/^-"
_ANY_OPENING = re.compile(r"[(\[{]")
_ANY_OPERATOR = re.compile(r"[!&|+*/^-]")
# A hyphen inside a name (mil:SusacSyndrome-Table3) is none; "true-true" is a difference.
_HYPHEN_OF_NAME = re.compile(r"(?<=[A-Za-z0-9_])(?<!true)(?<!false)-(?=[A-Za-z])", re.IGNORECASE)


def refuse_excess(query: str) -> None:
    """Let a query pass whose structure the engine can hold.

    Brackets and operators count if any reading of the text takes them for code; VALUES of one variable, IN lists and
    triples may be as long as they like.

    :raises TooLarge: more than :data:`MAX_NESTING` levels, :data:`MAX_BRACKETS` opening brackets or
        :data:`MAX_OPERATORS` operators
    """
    if _is_small(query):
        return
    depth = brackets = operators = 0
    for sign in code(query):
        brackets += sign.text in _OPENING
        operators += sign.text in _OPERATORS and not _HYPHEN_OF_NAME.match(query, sign.start)
        depth = max(0, depth + _step(sign))
        _hold("The nesting of the query", depth, MAX_NESTING, "levels")
        _hold("The number of the query's brackets", brackets, MAX_BRACKETS, "pairs")
        _hold("The number of the query's operators", operators, MAX_OPERATORS, "signs")


def _is_small(query: str) -> bool:
    """Tell at a glance that no limit can be passed; true of nearly every query."""
    openings, operators = (len(pattern.findall(query)) for pattern in (_ANY_OPENING, _ANY_OPERATOR))
    return openings <= MAX_NESTING and operators <= MAX_OPERATORS


def _step(sign: Sign) -> int:
    """Count an opening bracket in whichever reading, a closing one only if all readings have it."""
    if sign.text in _CLOSING:
        return -1 if sign.certain else 0
    return 1 if sign.text in _OPENING else 0


def _hold(what: str, number: int, limit: int, unit: str) -> None:
    if number > limit:
        raise TooLarge(what, limit, unit)
