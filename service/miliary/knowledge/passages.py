"""Are the passages where the knowledge says they are? Every anchor against the text of the article.

A passage is named by its first words and, outside tables and boxes, by its last words. The first words must occur once
in the part that the locator names; the last words must follow, the nearest being meant; the two may overlap, as they
do in a short passage.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from miliary.knowledge.article import Article, Part, fold
from miliary.knowledge.report import short
from miliary.knowledge.sources import Document, Sources
from miliary.queries.records import Record


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage as the knowledge names it; ``end`` is empty where the first words alone name it."""

    iri: str
    locator: str
    start: str
    end: str


@dataclass(frozen=True, slots=True, order=True)
class Failure:
    """A term whose words are not where they should be.

    :param file: the file that describes the term, relative to the knowledge folder
    :param term: its IRI
    :param message: what was found, and what would help
    """

    file: str
    term: str
    message: str

    def __str__(self) -> str:
        return f"{self.file}: {short(self.term)}: {self.message}"


@dataclass(frozen=True, slots=True)
class Outcome:
    """How many passages were looked up in the article, and what failed, by file and term."""

    passages: int
    failures: tuple[Failure, ...]


def check_article(sources: Sources, document: Document, text: str) -> Outcome:
    """Look for every passage of ``document`` in its ``text``."""
    parts = [_part(row) for row in sources.rows("parts", document)]
    article = Article.read(text, parts)
    passages = [
        Passage(row["evidence"], row["locator"], row["anchorStart"], row.get("anchorEnd", ""))
        for row in sources.rows("passages", document)
    ]
    faults = [(part.iri, why) for part, why in article.astray.items()]
    faults += [(each.iri, why) for each in passages for why in faults_of(each, article, parts)]
    return Outcome(len(passages), tuple(sorted(Failure(sources.file(iri), iri, why) for iri, why in faults)))


def faults_of(passage: Passage, article: Article, parts: Sequence[Part]) -> Iterator[str]:
    """Yield in a sentence what is wrong with the passage, and what would help; nothing where all is well."""
    part = next((each for each in parts if each.holds(passage.locator)), None)
    if part is None:
        yield _no_such_part(passage.locator, parts)
        return
    if part.label not in article.parts:
        yield f"“{part.label}” was not found in the text, so that its passages cannot be checked."
        return
    text, start, end = article.parts[part.label], fold(passage.start), fold(passage.end)
    times = text.count(start)
    if times > 1:
        yield f"“{passage.start}” occurs {times} times in {part.label}: choose first words that occur there once."
    elif times == 0:
        yield _astray(passage.start, part.label, article)
    elif text.find(end, _earliest(text, start, end)) >= 0:
        return
    elif end in text:
        yield f"“{passage.end}” stands in {part.label} before “{passage.start}”, not after it: the passage ends later."
    else:
        yield _astray(passage.end, part.label, article)


def _part(row: Record) -> Part:
    return Part(row["part"], row["label"], row.get("heading", ""), row["firstWords"], row["lastWords"])


def _earliest(text: str, start: str, end: str) -> int:
    """The first place at which the last words may begin: they end no earlier than the first words do."""
    return max(text.index(start), text.index(start) + len(start) - len(end))


def _no_such_part(locator: str, parts: Sequence[Part]) -> str:
    labels = [each.label for each in parts]
    name = locator if locator.startswith("section ") else locator.partition(", ")[0]
    near = get_close_matches(name, labels, n=1)
    hint = f"did you mean “{near[0]}”?" if near else f"there are {', '.join(sorted(labels)) or 'none'}."
    return f"The locator “{locator}” names no part of the document; {hint}"


def _astray(words: str, label: str, article: Article) -> str:
    """Where ``words``, which are not in the part ``label``, are instead."""
    folded, text = fold(words), article.parts[label]
    elsewhere = article.standing(folded)
    if elsewhere:
        return f"“{words}” stands in {' and in '.join(elsewhere)} instead of {label}: correct the locator or the words."
    if folded.casefold() in text.casefold():
        return f"“{words}” occurs in {label} with other capitals: copy it as it is printed."
    if folded in article.text:
        return f"“{words}” stands in the article, but in none of its parts: choose words that lie within {label}."
    known = _known_beginning(words, text)
    if known:
        return f"“{words}” does not occur in {label}, though “{known}” does: copy what follows there as it is printed."
    return f"“{words}” does not occur anywhere in the text: copy it anew from {label}."


def _known_beginning(words: str, text: str) -> str:
    """As many of the words, from the first on, as occur together in the folded text."""
    each = words.split()
    beginnings = (" ".join(each[:count]) for count in range(len(each) - 1, 0, -1))
    return next((beginning for beginning in beginnings if fold(beginning) in text), "")
