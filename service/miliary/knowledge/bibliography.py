"""A reference list as other services send it: the JSON of a Crossref work, its bare list, or CSL-JSON.

Nothing is looked up and nothing is guessed: a field that an entry does not give stays empty. The number of an entry is
the one that it gives itself (Crossref's key ``…_CR27``, CSL's ``citation-number``), where all of them give one; else
its place in the list.
"""

import html
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from miliary.errors import MalformedInput

CROSSREF = "Crossref JSON"
CSL = "CSL-JSON"

Entry = Mapping[str, Any]

_CROSSREF_KEYS = frozenset({"key", "unstructured", "article-title", "journal-title", "doi-asserted-by"})
# A number alone, or after one of the words that publishers put before it: 2335_CR27, bib27, ref-27, BIB0027-cit-0027.
_KEY = re.compile(r"(?:(?:.*[^a-z0-9])?(?:cr|ref|bib|cit|b|r)[-_]?)?0*([1-9][0-9]{0,3})", re.IGNORECASE)
_DOI = re.compile(r"(?:https?://(?:dx\.)?doi\.org/|doi:\s*)?(10\.[0-9]+/\S+)", re.IGNORECASE)
_YEAR = re.compile(r"[0-9]{4}")
_MARKUP = re.compile(r"</?[A-Za-z][^>]*>")


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """A cited work as the list gives it; what it does not give is empty.

    :param citation: the whole entry in one text, where the list has it so
    """

    creator: str = ""
    title: str = ""
    journal: str = ""
    year: str = ""
    volume: str = ""
    pages: str = ""
    doi: str = ""
    pmid: str = ""
    citation: str = ""

    @property
    def given(self) -> dict[str, str]:
        """The fields that are not empty, by name."""
        return {name: value for name in FIELDS if (value := getattr(self, name))}

    def __str__(self) -> str:
        if self.citation:
            return self.citation
        where = " ".join(filter(None, [self.journal, ": ".join(filter(None, [self.volume, self.pages]))]))
        return ". ".join(filter(None, [self.creator, self.title, where, self.year]))


FIELDS = tuple(field.name for field in fields(Work))


@dataclass(frozen=True, slots=True)
class Bibliography:
    """A reference list.

    :param kind: :data:`CROSSREF` or :data:`CSL`
    :param doi: the DOI of the publication whose list it is; empty where the file does not say
    :param works: number and work, in the order of the file
    :param numbered: whether the entries give their numbers themselves
    """

    kind: str
    doi: str
    works: tuple[tuple[int, Work], ...]
    numbered: bool


def read_bibliography(text: str) -> Bibliography:
    """Read a Crossref work with its ``reference`` list, such a list alone, or a list in CSL-JSON.

    :raises MalformedInput: it is not JSON, holds no list of references, or an entry cannot be used; it is named
    """
    try:
        content = json.loads(text)
    except json.JSONDecodeError as error:
        raise MalformedInput(f"The file is not JSON: {error.msg}.", line=error.lineno, column=error.colno) from error
    message = content.get("message", content) if isinstance(content, dict) else {"reference": content}
    entries = message.get("reference") if isinstance(message, dict) else None
    if not isinstance(entries, list) or not entries or not all(isinstance(each, dict) for each in entries):
        raise MalformedInput("The file holds no list of references; Crossref has it under “message.reference”.")
    kind = CROSSREF if any(_CROSSREF_KEYS & each.keys() for each in entries) else CSL
    numbers = [_number(each, kind) for each in entries]
    given = [number for number in numbers if number is not None]
    numbered = len(given) == len(entries)
    works = [_work(each, kind, place) for place, each in enumerate(entries, 1)]
    chosen = given if numbered else range(1, len(works) + 1)
    return Bibliography(kind, _text(message.get("DOI")), tuple(zip(chosen, works, strict=True)), numbered)


def _number(entry: Entry, kind: str) -> int | None:
    found = _KEY.fullmatch(_text(entry.get("key" if kind == CROSSREF else "citation-number")))
    return int(found[1]) if found else None


def _work(entry: Entry, kind: str, place: int) -> Work:
    work = _from_crossref(entry, place) if kind == CROSSREF else _from_csl(entry, place)
    if not work.given.keys() - {"year", "volume", "pages"}:
        raise MalformedInput(f"Entry {place} of the list says nothing of its work.")
    return work


def _from_crossref(entry: Entry, place: int) -> Work:
    return Work(
        creator=_text(entry.get("author")),
        title=_text(entry.get("article-title") or entry.get("volume-title")),
        journal=_text(entry.get("journal-title") or entry.get("series-title")),
        year=_year(entry.get("year")),
        volume=_volume(entry),
        pages=_text(entry.get("first-page")),
        doi=_doi(entry.get("DOI"), place),
        citation=_text(entry.get("unstructured")),
    )


def _from_csl(entry: Entry, place: int) -> Work:
    return Work(
        creator=", ".join(_names(entry.get("author"))),
        title=_text(entry.get("title")),
        journal=_text(entry.get("container-title")),
        year=_year(_date(entry.get("issued"))),
        volume=_volume(entry),
        pages=_text(entry.get("page")),
        doi=_doi(entry.get("DOI"), place),
        pmid=_text(entry.get("PMID")),
    )


def _text(value: object) -> str:
    """A value as plain text in one line; lists, of which Crossref makes titles, by their first member."""
    if isinstance(value, list):
        return _text(value[0]) if value else ""
    plain = value if isinstance(value, str) else str(value) if isinstance(value, int | float) else ""
    return " ".join(html.unescape(_MARKUP.sub("", plain)).split())


def _volume(entry: Entry) -> str:
    volume, issue = _text(entry.get("volume")), _text(entry.get("issue"))
    return f"{volume}({issue})" if volume and issue else volume


def _doi(value: object, place: int) -> str:
    text = _text(value)
    found = _DOI.fullmatch(text)
    if text and not found:
        raise MalformedInput(f"Entry {place} of the list has “{text}”, which is no DOI.")
    return found[1] if found else ""


def _year(value: object) -> str:
    found = _YEAR.match(_text(value))
    return found[0] if found else ""


def _date(issued: object) -> object:
    """The year of a CSL date, which is a list of lists or a text."""
    if not isinstance(issued, dict):
        return issued
    parts: Sequence[Any] = issued.get("date-parts") or [[]]
    return parts[0][:1] or issued.get("literal") or issued.get("raw")


def _names(authors: object) -> Iterator[str]:
    """Authors as “Family Initials”, the form of the knowledge's other references; institutions by their name."""
    for each in authors if isinstance(authors, list) else ():
        if isinstance(each, dict):
            initials = "".join(part[0] for part in re.split(r"[\s.-]+", _text(each.get("given"))) if part)
            family = " ".join(filter(None, [_text(each.get("non-dropping-particle")), _text(each.get("family"))]))
            name = " ".join(filter(None, [family, initials])) or _text(each.get("literal"))
            yield from [name] if name else []
