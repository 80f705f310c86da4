"""An article's text, and where its sections, tables, boxes and captions stand in it.

Text that comes from a PDF breaks words at line ends, joins or splits them, and lets tables and figures fall between
sentences. All comparing is therefore done on *folded* text, in which letters, digits and signs are left but no spaces
and no hyphens; and what stands inside a part, as a figure's caption inside a section, is cut out of it.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

# White space, hyphens (also soft and non-breaking ones) and characters that nobody sees.
_IGNORED = re.compile("[\\s\\-\u00ad\u2010\u2011\u200b-\u200d\u2060\ufeff]+")


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a document as the knowledge describes it.

    :param iri: its IRI
    :param label: what locators call it
    :param heading: what is printed above it; may be empty
    :param first: the words that follow the heading
    :param last: the words that it ends with
    """

    iri: str
    label: str
    heading: str
    first: str
    last: str

    def holds(self, locator: str) -> bool:
        """Whether ``locator`` names this part, or a cell of it after a comma."""
        return locator == self.label or locator.startswith(f"{self.label}, ")


@dataclass(frozen=True, slots=True)
class Article:
    """The folded text of a document and of its parts.

    :param text: the whole
    :param parts: what each part holds, without the parts that stand inside it, by label
    :param astray: what is wrong with the parts that were not found, by part
    """

    text: str
    parts: Mapping[str, str]
    astray: Mapping[Part, str]

    @classmethod
    def read(cls, text: str, parts: Iterable[Part]) -> "Article":
        """Fold ``text`` and find ``parts`` in it."""
        folded = fold(text)
        spans: dict[str, range] = {}
        astray: dict[Part, str] = {}
        for part in parts:
            found = _span(folded, part)
            if isinstance(found, range):
                spans[part.label] = found
            else:
                astray[part] = found
        return cls(
            folded,
            MappingProxyType({label: _without_inner(folded, span, spans.values()) for label, span in spans.items()}),
            MappingProxyType(astray),
        )

    def standing(self, words: str) -> list[str]:
        """Return the labels of the parts in which the folded ``words`` occur."""
        return [label for label, text in self.parts.items() if words in text]


def fold(text: str) -> str:
    """Return ``text`` without spaces and hyphens and with ligatures taken apart; capitals stay capitals."""
    return _IGNORED.sub("", unicodedata.normalize("NFKC", text))


def _span(text: str, part: Part) -> range | str:
    """Where the part stands in the folded text, or in a sentence why that is not known."""
    opening, ending = fold(part.heading + part.first), fold(part.last)
    times = text.count(opening)
    if times != 1:
        words = f"{part.heading} {part.first}".strip()
        return f"It should begin with “{words}”, which {_occurrences(times)} in the text."
    start = text.index(opening)
    end = text.find(ending, start)
    if end < 0:
        return f"It should end with “{part.last}”, which does not occur after its first words."
    return range(start, end + len(ending))


def _without_inner(text: str, span: range, all_spans: Iterable[range]) -> str:
    """The text of ``span`` with the spans that lie wholly inside it cut out."""
    inner = [other for other in all_spans if other != span and other.start >= span.start and other.stop <= span.stop]
    pieces, place = [], span.start
    for other in sorted(inner, key=lambda each: each.start):
        pieces.append(text[place : other.start])
        place = max(place, other.stop)
    return "".join([*pieces, text[place : span.stop]])


def _occurrences(times: int) -> str:
    """Return “does not occur”, “occurs once” or “occurs 3 times”."""
    return {0: "does not occur", 1: "occurs once"}.get(times, f"occurs {times} times")
