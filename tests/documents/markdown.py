"""The documents that people read, taken apart: fenced blocks, generated regions, headings, links."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.conftest import REPOSITORY

DOCUMENTS = (REPOSITORY / "README.md", *sorted((REPOSITORY / "docs").glob("*.md")))
"""The README first, then ``docs/``."""

# A comment before a block may hold options: <!-- readme: the first question, lines: 30 -->
_FENCE = re.compile(
    r"(?:^<!--(?P<options>[^\n]*)-->\n+)?^```(?P<kind>\w+)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL
)
_REGION = re.compile(
    r"(?P<begin>^<!-- table: (?P<name>[\w -]+) -->\n)(?P<text>.*?)(?P<end>^<!-- end -->$)", re.M | re.S
)
_HEADING = re.compile(r"^#+ +(.+?) *$", re.MULTILINE)
_LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^()\s]+(?:\([^()]*\)[^()\s]*)?)\)")
_CODE_SPAN = re.compile(r"`[^`\n]*`")


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block: the language after the fence, its text, and the comment that stands before it."""

    kind: str
    text: str
    options: str = ""

    @property
    def lines(self) -> int | None:
        """How many lines of each output are shown; None for all."""
        found = re.search(r"\blines: (\d+)", self.options)
        return int(found[1]) if found else None


def read(document: Path) -> str:
    return document.read_text(encoding="utf-8")


def named(document: Path) -> str:
    return document.relative_to(REPOSITORY).as_posix()


def blocks(text: str, kind: str) -> Iterator[Block]:
    """The fenced blocks of one language, in order."""
    for match in _FENCE.finditer(text):
        if match["kind"] == kind:
            yield _block(match)


def with_blocks(text: str, kind: str, write: Callable[[Block], str]) -> str:
    """The document with the text of every block of ``kind`` replaced by what ``write`` makes of it."""

    def replaced(match: re.Match[str]) -> str:
        if match["kind"] != kind:
            return match[0]
        start, end = match.start("text") - match.start(), match.end("text") - match.start()
        return match[0][:start] + write(_block(match)) + match[0][end:]

    return _FENCE.sub(replaced, text)


def regions(text: str) -> list[str]:
    """The names of the regions that are generated: between ``<!-- table: NAME -->`` and ``<!-- end -->``."""
    return [match["name"] for match in _REGION.finditer(text)]


def with_regions(text: str, tables: Mapping[str, Callable[[], str]]) -> str:
    """The document with each generated region written anew."""
    return _REGION.sub(lambda match: f"{match['begin']}\n{tables[match['name']]()}\n{match['end']}", text)


def anchors(text: str) -> set[str]:
    """What the headings of a document are called in links, as GitHub makes it."""
    headings = _HEADING.findall(_FENCE.sub("", text))
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def links(text: str) -> list[str]:
    """The targets of all links outside code."""
    return _LINK.findall(_CODE_SPAN.sub("", _FENCE.sub("", text)))


def table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table."""
    lines = [columns, ["---"] * len(columns), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _block(match: re.Match[str]) -> Block:
    return Block(match["kind"], match["text"], match["options"] or "")
