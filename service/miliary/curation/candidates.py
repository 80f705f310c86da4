"""Mappings that might be: terms without a link to a vocabulary beside labels of it that are spelled alike.

A candidate is found by its letters alone, from a list of labels that somebody gives or from the labels that our own
files of mappings hold. It is never taken by itself, and no code comes from anywhere else.
"""

import csv
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from miliary.curation.entry import tidy
from miliary.curation.table import CellFault
from miliary.knowledge.sssom import MappingSet
from miliary.terms.folding import whole_keys, words
from miliary.terms.names import Name
from miliary.vocabulary import curie

MOST_LABELS = 20_000
MOST_CANDIDATES = 200

_CODE = re.compile(r"[A-Za-z][A-Za-z0-9]*:[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?")
_LONGEST = 300


@dataclass(frozen=True, slots=True)
class CodeLabel:
    """One name of one code of another vocabulary; ``id`` is its CURIE."""

    id: str
    label: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """A term of ours and a code that is called alike.

    :param term: the CURIE of the term; ``label`` what it is called
    :param name: its label or synonym that is spelled like the code's
    :param preferred: whether that is its label
    """

    term: str
    label: str
    name: str
    preferred: bool
    code: CodeLabel


def read_labels(content: bytes, prefix: str) -> tuple[tuple[CodeLabel, ...], tuple[CellFault, ...]]:
    """Read a list of labels: a code and a name to a line, a tab between them; a first line of headings is left out.

    :param prefix: what the codes begin with
    """
    try:
        rows = list(csv.reader(content.decode("utf-8-sig").splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE))
    except (UnicodeDecodeError, csv.Error):
        return (), (CellFault(1, "", "The file is no text in UTF-8."),)
    if len(rows) > MOST_LABELS:
        return (), (CellFault(MOST_LABELS + 1, "", f"At most {MOST_LABELS:,} labels are read at once."),)
    found: list[CodeLabel] = []
    faults: list[CellFault] = []
    for number, row in enumerate(rows, start=1):
        cells = [tidy(each) for each in row if tidy(each)]
        if not cells or (number == 1 and not _CODE.fullmatch(cells[0])):
            continue
        if len(cells) != 2 or not _CODE.fullmatch(cells[0]) or not cells[0].startswith(f"{prefix}:"):
            faults.append(CellFault(number, "", f"Write a code that begins with {prefix}: and, after a tab, its name."))
        elif len(cells[1]) > _LONGEST:
            faults.append(CellFault(number, "", f"The name has more than {_LONGEST} characters."))
        else:
            found.append(CodeLabel(*cells))
    return ((), tuple(faults)) if faults else (tuple(found), ())


def known_labels(mappings: MappingSet) -> tuple[CodeLabel, ...]:
    """Return the labels that a file of mappings holds already."""
    return tuple(CodeLabel(row.object_id, row.object_label) for row in mappings.rows if row.object_label and row.found)


def suggest(names: Sequence[Name], mappings: MappingSet, labels: Iterable[CodeLabel]) -> Iterator[Candidate]:
    """Yield a candidate for each term that is not linked to the set's vocabulary, and each code that is called alike.

    Terms of which somebody has noted that nothing was found are asked again: a newer list may hold it.
    """
    linked = {row.subject_id for row in mappings.rows if row.found}
    by_key: dict[str, list[CodeLabel]] = defaultdict(list)
    for each in labels:
        for key in _keys(each.label):
            by_key[key].append(each)
    said: Mapping[str, str] = {name.term: name.text for name in sorted(names, key=lambda name: name.preferred)}
    seen: set[tuple[str, str]] = set()
    for name in sorted(names, key=lambda name: (said[name.term], not name.preferred, name.text)):
        term = curie(name.term)
        if not name.kind or term in linked:
            continue
        for code in (code for key in _keys(name.text) for code in by_key.get(key, ())):
            if (term, code.id) not in seen:
                seen.add((term, code.id))
                yield Candidate(term, said[name.term], name.text, name.preferred, code)


def _keys(text: str) -> set[str]:
    folded = words(text)
    return {key for key in whole_keys(folded) if key} if folded else set()
