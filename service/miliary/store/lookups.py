"""Look-ups: queries of which it is seen beforehand that they are over in a moment, so that none need ever be ended.

A look-up selects what stands beside terms that it names: a few patterns, each with a subject or an object written out.
However an engine goes about them, it takes no more steps than the product of the numbers of triples that the patterns
have one by one. These are counted first; where the product is large, the query is left to a process that can be ended.

Only what is written in the plainest way is taken for one, so that the engine cannot read anything else in it: names of
IRIs without escapes, no brackets but the group's, no literals, no comments, no operators.
"""

import re
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import TypeAlias

from pyoxigraph import DefaultGraph, NamedNode

from miliary.errors import MiliaryError
from miliary.store.asking import Asked, Limits, Written
from miliary.store.embedded import EmbeddedStore
from miliary.store.results import Solutions

MOST_STEPS = 400
"""Steps of about a microsecond: nobody else is answered meanwhile."""
_MOST_PATTERNS = 8
_LONGEST = 2_000
"""Characters; the names of many columns, too, take their time."""

_VARIABLE = r"[?$](?!true|false)[A-Za-z_][A-Za-z0-9_]*+"
_IRI = r'<[^<>"{}|^`\\\x00-\x20]++>'
# What comes after a name must end it: the engine takes dots, colons and more into names, where they stand alone here.
_NAME = rf"(?:{_IRI}|[A-Za-z]*+:[A-Za-z0-9][A-Za-z0-9_-]*+(?=\s|[;}}]|\.(?:\s|\}})))"
_TERM = rf"(?:{_VARIABLE}|{_NAME})"
_PREFIX = re.compile(rf"\s*+PREFIX\s++([A-Za-z]*+):\s*+({_IRI})", re.IGNORECASE)
_COLUMNS = rf"(?:\s*+\*|\s++(?:{_VARIABLE}\s*+)++)"
_BEFORE = re.compile(rf"\s*+SELECT(?:\s++DISTINCT)?+{_COLUMNS}\s*+(?:WHERE\s*+)?+\{{", re.IGNORECASE)
_PATTERN = re.compile(rf"\s*+(?:({_TERM})\s++)?({_NAME}|a(?=\s))\s++({_TERM})\s*+([.;]?+)")
_AFTER = re.compile(r"\s*+\}\s*+(?:LIMIT\s++[0-9]{1,9}\s*+)?", re.IGNORECASE)
_A = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
_GRAPH = DefaultGraph()

Pattern: TypeAlias = tuple[NamedNode | None, NamedNode, NamedNode | None]
"""Subject, predicate and object; None stands for a variable."""


class LookUps:
    """Answers look-ups in the process that asks, from a store that nobody changes."""

    def __init__(self, store: EmbeddedStore, limits: Limits) -> None:
        self._store = store
        self._limits = limits

    def answer(self, asked: Asked) -> Written | None:
        """Answer a look-up; None for any other query, and where the answer would be an error."""
        if asked.default_graphs is not None or asked.named_graphs is not None:
            return None
        patterns = patterns_of(asked.text)
        if patterns is None or self._steps(patterns) > MOST_STEPS:
            return None
        if asked.rows_form is None or self._limits.rows < MOST_STEPS:
            return None
        try:
            answer = self._store.query(asked.text, base=asked.base)
        except MiliaryError:
            return None
        assert isinstance(answer, Solutions), "what is taken for a look-up selects"
        body = answer.serialise(asked.rows_form)
        return Written(False, body) if len(body) <= self._limits.bytes else None

    def _steps(self, patterns: tuple[Pattern, ...]) -> int:
        """The most steps that the patterns can take together; where they are too many, some number above that."""
        steps = len(patterns)
        for subject, predicate, value in patterns:
            found = islice(self._store.quads(subject, predicate, value, _GRAPH), MOST_STEPS + 1)
            steps *= max(1, sum(1 for _ in found))
            if steps > MOST_STEPS:
                break
        return steps


def patterns_of(text: str) -> tuple[Pattern, ...] | None:
    """Return the patterns of a look-up; None where ``text`` is not plainly one."""
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
        return tuple(_patterns(text, before.end(), prefixes))
    except _NoLookUpError:
        return None


class _NoLookUpError(Exception):
    """It is another query, or one that needs a closer look."""


def _patterns(text: str, place: int, prefixes: Mapping[str, str]) -> Iterator[Pattern]:
    """Yield the patterns from ``place`` on.

    :raises _NoLookUpError: something else is there, or a pattern that names neither subject nor object
    """
    subject, separator, number = None, ".", 0
    while found := _PATTERN.match(text, place):
        written, predicate, value, follows = found.groups()
        number += 1
        if (written is None) != (separator == ";") or not separator or number > _MOST_PATTERNS:
            raise _NoLookUpError
        subject = written or subject
        assert subject is not None, "the first one has been written"
        pattern = _term(subject, prefixes), _named(predicate, prefixes), _term(value, prefixes)
        if pattern[0] is None and pattern[2] is None:
            raise _NoLookUpError
        yield pattern
        separator, place = follows, found.end()
    if not number or separator == ";" or not _AFTER.fullmatch(text, place):
        raise _NoLookUpError


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
