"""Look-ups: queries of which it is seen beforehand that they are over in a moment, so that none need ever be ended.

A look-up selects what stands beside terms that it names: a few patterns, each with a subject or an object written out.
However an engine goes about them, it takes no more steps than the product of the numbers of triples that the patterns
have one by one. These are counted first. A single pattern takes a step a row, so that its answer is begun, and given up
where it grows long. What is too large is left to a process that can be ended.

Only what is written in the plainest way is taken for one, so that the engine cannot read anything else in it: names of
IRIs without escapes, no brackets but the group's, no literals, no comments, no operators.
"""

import re
from collections.abc import Mapping
from itertools import islice
from typing import NamedTuple, TypeAlias

from pyoxigraph import DefaultGraph, NamedNode, QueryResultsFormat

from miliary.errors import MiliaryError
from miliary.store.asking import Asked, Limits, Written
from miliary.store.columns import Unwritten, json_of
from miliary.store.embedded import EmbeddedStore
from miliary.store.writing import write_results

MOST_STEPS = 400
"""Steps of about a microsecond: nobody else is answered meanwhile."""
_MOST_BYTES = 4_000
"""Of the answer to one pattern; the engine hands over 8 kB at a time, and a row without values takes one at least."""
_MOST_PATTERNS = 8
_LONGEST = 2_000
"""Characters; the names of many columns, too, take their time."""

_VARIABLE = r"[?$](?!true|false)[A-Za-z_][A-Za-z0-9_]*+"
_IRI = r'<[^<>"{}|^`\\\x00-\x20]++>'
# What comes after a name must end it: the engine takes dots, colons and more into names, where they stand alone here.
_NAME = rf"(?:{_IRI}|[A-Za-z]*+:[A-Za-z0-9][A-Za-z0-9_-]*+(?=\s|[;}}]|\.(?:\s|\}})))"
_TERM = rf"(?:{_VARIABLE}|{_NAME})"
_PREFIX = re.compile(rf"\s*+PREFIX\s++([A-Za-z]*+):\s*+({_IRI})", re.IGNORECASE)
_COLUMNS = rf"(\s*+\*|\s++(?:{_VARIABLE}\s*+)++)"
_BEFORE = re.compile(rf"\s*+SELECT(\s++DISTINCT)?+{_COLUMNS}\s*+(?:WHERE\s*+)?+\{{", re.IGNORECASE)
_PATTERN = re.compile(rf"\s*+(?:({_TERM})\s++)?({_NAME}|a(?=\s))\s++({_TERM})\s*+([.;]?+)")
_AFTER = re.compile(r"\s*+\}\s*+(?:LIMIT\s++([0-9]{1,9})\s*+)?", re.IGNORECASE)
_A = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
_GRAPH = DefaultGraph()

Pattern: TypeAlias = tuple[NamedNode | None, NamedNode, NamedNode | None]
"""Subject, predicate and object; None stands for a variable."""


class LookUp(NamedTuple):
    """What is looked up.

    :param is_distinct: whether each row is given once
    :param column: the name of the only variable, where there is one pattern and nothing else is selected
    :param most: as many rows are wanted; None for all
    """

    patterns: tuple[Pattern, ...]
    is_distinct: bool
    column: str | None
    most: int | None

    @property
    def has_a_step_a_row(self) -> bool:
        """Whether each step of the engine gives a row."""
        return len(self.patterns) == 1 and not self.is_distinct


class LookUps:
    """Answers look-ups in the process that asks, from a store that nobody changes."""

    def __init__(self, store: EmbeddedStore, limits: Limits) -> None:
        self._store = store
        self._limits = limits

    def answer(self, asked: Asked) -> Written | None:
        """Answer a look-up; None for any other query, and where the answer would be an error."""
        if asked.rows_form is None or asked.default_graphs is not None or asked.named_graphs is not None:
            return None
        look_up = read(asked.text)
        if look_up is None:
            return None
        if look_up.column is not None and asked.rows_form is QueryResultsFormat.JSON:
            return self._read_off(look_up.patterns[0], look_up.column, look_up.most)
        return self._run(look_up, asked, asked.rows_form) if self._is_small(look_up) else None

    def _read_off(self, pattern: Pattern, column: str, most: int | None) -> Written | None:
        """Answer without a query; the values of one variable in one pattern are distinct as they are."""
        wanted = MOST_STEPS + 1 if most is None else min(most, MOST_STEPS + 1)
        place = "subject" if pattern[0] is None else "object"
        terms = [getattr(quad, place) for quad in islice(self._store.quads(*pattern, _GRAPH), wanted)]
        if len(terms) > min(MOST_STEPS, self._limits.rows):
            return None
        try:
            body = json_of(column, terms)
        except Unwritten:
            return None
        return Written(False, body) if len(body) <= self._limits.bytes else None

    def _run(self, look_up: LookUp, asked: Asked, form: QueryResultsFormat) -> Written | None:
        most = _MOST_BYTES if look_up.has_a_step_a_row else self._limits.bytes
        try:
            answer = self._store.select(asked.text, base=asked.base)
            return Written(False, write_results(answer, form, self._limits.rows, most))
        except MiliaryError:
            return None

    def _is_small(self, look_up: LookUp) -> bool:
        """Tell that it takes few steps, or will be seen to take many while it is answered."""
        if look_up.has_a_step_a_row:
            return True
        steps = len(look_up.patterns)
        for subject, predicate, value in look_up.patterns:
            found = islice(self._store.quads(subject, predicate, value, _GRAPH), MOST_STEPS + 1)
            steps *= max(1, sum(1 for _ in found))
            if steps > MOST_STEPS:
                return False
        return True


def read(text: str) -> LookUp | None:
    """Return the look-up that ``text`` plainly is; None where it is not."""
    if len(text) > _LONGEST:
        return None
    prefixes, place = {}, 0
    while declared := _PREFIX.match(text, place):
        prefixes[declared[1]] = declared[2][1:-1]
        place = declared.end()
    before = _BEFORE.match(text, place)
    if before is None:
        return None
    try:
        patterns, variable, place = _patterns(text, before.end(), prefixes)
    except _NoLookUpError:
        return None
    after = _AFTER.fullmatch(text, place)
    if after is None:
        return None
    is_only_column = len(patterns) == 1 and before[2].strip().lstrip("?$") in (variable, "*")
    most = None if after[1] is None else int(after[1])
    return LookUp(tuple(patterns), before[1] is not None, variable if is_only_column else None, most)


class _NoLookUpError(Exception):
    """It is another query, or one that needs a closer look."""


def _patterns(text: str, place: int, prefixes: Mapping[str, str]) -> tuple[list[Pattern], str | None, int]:
    """Return the patterns from ``place`` on, the name of a variable in the last one, and where they end.

    :raises _NoLookUpError: something else is there, or a pattern that names neither subject nor object
    """
    patterns: list[Pattern] = []
    subject, separator, variable = "", ".", None
    while found := _PATTERN.match(text, place):
        written, predicate, value, follows = found.groups()
        if (written is None) != (separator == ";") or not separator or len(patterns) == _MOST_PATTERNS:
            raise _NoLookUpError
        subject = written or subject
        pattern = _term(subject, prefixes), _named(predicate, prefixes), _term(value, prefixes)
        if pattern[0] is None and pattern[2] is None:
            raise _NoLookUpError
        patterns.append(pattern)
        variable = subject[1:] if pattern[0] is None else value[1:] if pattern[2] is None else None
        separator, place = follows, found.end()
    if not patterns or separator == ";":
        raise _NoLookUpError
    return patterns, variable, place


def _term(text: str, prefixes: Mapping[str, str]) -> NamedNode | None:
    return None if text[0] in "?$" else _named(text, prefixes)


def _named(text: str, prefixes: Mapping[str, str]) -> NamedNode:
    """Return what a name stands for.

    :raises _NoLookUpError: it is no absolute IRI, or its prefix is not declared
    """
    if text == "a":
        return _A
    prefix, _, name = text.partition(":")
    if text[0] != "<" and prefix not in prefixes:
        raise _NoLookUpError
    try:
        return NamedNode(text[1:-1] if text[0] == "<" else prefixes[prefix] + name)
    except ValueError:
        raise _NoLookUpError from None
