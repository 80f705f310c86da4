"""The words of a query file, and where in it the values of a parameter stand.

This reads our own files, which have one plain reading; what strangers write is read by :mod:`miliary.store.reading`.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

# An IRI with a question mark, a bracket or a quote in it is not recognised: "?a <'x' && ?b>'y'" compares.
_TOKEN = re.compile(
    r"""(?P<comment>\#[^\r\n]*)
      | (?P<string>'''(?:[^'\\]|\\.|'(?!''))*+''' | \"""(?:[^"\\]|\\.|"(?!""))*+\""" | '(?:[^'\\\r\n]|\\.)*+'
                  | "(?:[^"\\\r\n]|\\.)*+")
      | (?P<iri><[^<>"'{}|^`\\\s?()]*>)
      | (?P<variable>[?$]\w+)
      | (?P<word>[\w:.%-]+)
      | (?P<mark>\S)""",
    re.VERBOSE | re.DOTALL,
)


class Token(NamedTuple):
    """A piece of a query: its kind (string, iri, variable, word, mark), its text and its offsets in characters."""

    kind: str
    text: str
    start: int
    end: int


class Block(NamedTuple):
    """The rows of a ``VALUES ?name { … }``: the parameter's name and the offsets of what is between the braces."""

    name: str
    start: int
    end: int


def tokens(text: str) -> Iterator[Token]:
    """Yield the tokens of a query without its comments."""
    for found in _TOKEN.finditer(text):
        kind = found.lastgroup
        if kind is not None and kind != "comment":
            yield Token(kind, found[0], found.start(), found.end())


def blocks(text: str) -> Iterator[Block]:
    """Yield every ``VALUES ?name { … }`` of one variable, in the order of the text."""
    words = list(tokens(text))
    for index, (keyword, variable, opening) in enumerate(zip(words, words[1:], words[2:], strict=False)):
        if keyword.text.upper() == "VALUES" and variable.kind == "variable" and opening.text == "{":
            closing = next((token for token in words[index + 3 :] if token.kind == "mark" and token.text == "}"), None)
            if closing is not None:
                yield Block(variable.text[1:], opening.end, closing.start)
