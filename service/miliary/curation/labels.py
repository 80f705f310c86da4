"""What validation tells, with terms by their labels: an editor at a form reads no names of files."""

import re
from collections.abc import Callable
from dataclasses import replace

from miliary.curation.validation import Verdict

Label = Callable[[str], str]
"""What a term, a CURIE, is called, or the CURIE again."""

# As a shape's message has what it fills in: a term of ours by its local name, another one by its CURIE.
_NAMED = re.compile(r"\u201c(?:mil:)?([A-Za-z][A-Za-z0-9]*)\u201d")


def labelled(message: str, label: Label) -> str:
    """Return ``message`` with the label of each term that it quotes by its name."""

    def called(name: re.Match[str]) -> str:
        term = f"mil:{name[1]}"
        found = label(term)
        return name[0] if found == term else f"\u201c{found}\u201d"

    return _NAMED.sub(called, message)


def with_labels(verdict: Verdict, label: Label) -> Verdict:
    """Return ``verdict`` with such messages."""
    return replace(
        verdict, results=tuple(replace(each, message=labelled(each.message, label)) for each in verdict.results)
    )
