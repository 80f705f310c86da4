"""Mappings as somebody else's SSSOM file has them, read into rows for one of ours, or into what is wrong with them.

Of SSSOM's many columns those are taken that our files have; what is said already is left out. A subject is a term of
ours, an object a code of the set's vocabulary, or the row is a fault: nothing is half read.
"""

import csv
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from miliary.curation.change import Line
from miliary.curation.entry import tidy
from miliary.curation.mapping_rows import breaks_row, row_lines
from miliary.curation.table import CellFault
from miliary.errors import AmbiguousTerm, UnknownTerm
from miliary.knowledge.sssom import COLUMNS, NO_TERM_FOUND, MappingSet, Row

PREDICATES = ("skos:exactMatch", "skos:closeMatch", "skos:broadMatch", "skos:narrowMatch", "skos:relatedMatch")
JUSTIFICATIONS = ("semapv:ManualMappingCuration", "semapv:LexicalMatching", "semapv:MappingReview")
MOST_ROWS = 2_000

_NEEDED = ("subject_id", "predicate_id", "object_id", "mapping_justification")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_CODE = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?")
_LONGEST = 1_000

Cells = Mapping[str, str]
Take = Callable[[str], str]
"""The CURIE of the term of ours that a text names; raises as :meth:`miliary.terms.TermIndex.take` does."""
Label = Callable[[str], str]
"""What a term of ours, a CURIE, is called."""


@dataclass(frozen=True, slots=True)
class MappingTable:
    """What rows of mappings come to.

    :param rows: those that are new
    :param known: how many were there already
    """

    rows: tuple[Row, ...] = ()
    known: int = 0
    faults: tuple[CellFault, ...] = ()

    def additions(self, into: MappingSet) -> frozenset[Line]:
        """The lines that the new rows are."""
        return frozenset(line for row in self.rows for line in row_lines(into, row))


def read_file(content: bytes, into: MappingSet, take: Take, label: Label) -> MappingTable:
    """Read an SSSOM file, for the set that its rows are to be in."""
    try:
        text = content.decode("utf-8-sig").splitlines()
        head = next((number for number, line in enumerate(text) if not line.startswith("#")), len(text))
        header = yaml.safe_load("\n".join(line[1:] for line in text[:head]))
        table = csv.DictReader(text[head:], delimiter="\t", quoting=csv.QUOTE_NONE, restkey="")
        rows = [(head + table.line_num, _cells(row)) for row in table]
    except (UnicodeDecodeError, csv.Error, yaml.YAMLError):
        return _refused(1, "This is no SSSOM file: text in UTF-8, a commented head, and tabs between the cells.")
    if missing := [each for each in _NEEDED if each not in (table.fieldnames or ())]:
        return _refused(head + 1, f"There is no column {', '.join(missing)}.")
    if len(rows) > MOST_ROWS:
        return _refused(head + 1, f"At most {MOST_ROWS:,} rows are read at once: make several files of it.")
    return read_rows(rows, into, take, label, _prefixes(header))


def read_rows(
    rows: Iterable[tuple[int, Cells]],
    into: MappingSet,
    take: Take,
    label: Label,
    prefixes: Mapping[str, str] | None = None,
) -> MappingTable:
    """Read rows, each with its number.

    :param prefixes: what the rows' own prefixes stand for, where they are not those of the set
    """
    reader = _Reader(into, take, label, prefixes or {})
    known = {_sides(row) for row in into.rows}
    read: dict[tuple[str, str, str], Row] = {}
    already = 0
    faults: list[CellFault] = []
    for number, cells in rows:
        row, wrong = reader.row(cells)
        faults += (CellFault(number, column, message) for column, message in wrong)
        if _sides(row) in known:
            already += 1
        else:
            read[_sides(row)] = row
    return MappingTable(faults=tuple(faults)) if faults else MappingTable(tuple(read.values()), already)


class _Reader:
    """Reads cells into a row of one set."""

    def __init__(self, into: MappingSet, take: Take, label: Label, prefixes: Mapping[str, str]) -> None:
        self._into = into
        self._own: Mapping[str, str] = into.header["curie_map"]
        self._object_prefix = str(into.header.get("object_source", "")).partition(":")[0]
        self._take = take
        self._label = label
        self._prefixes = prefixes

    def row(self, cells: Cells) -> tuple[Row, list[tuple[str, str]]]:
        """Return the row, and what is wrong with which column."""
        faults = [(name, f"Write at most {_LONGEST:,} characters.") for name in cells if len(cells[name]) > _LONGEST]
        faults += [(name, "Write one line, without tabs.") for name in cells if breaks_row(cells[name])]
        faults += [(name, "It is missing.") for name in _NEEDED if not cells.get(name)]
        values = {name: cells.get(name, "") for name in COLUMNS}
        for name, read in (("subject_id", self._subject), ("object_id", self._object)):
            try:
                values[name] = read(values[name]) if values[name] else ""
            except (UnknownTerm, AmbiguousTerm) as error:
                faults.append((name, error.detail))
            except ValueError as error:
                faults.append((name, str(error)))
        for name, among in (("predicate_id", PREDICATES), ("mapping_justification", self._justifications())):
            if values[name] and values[name] not in among:
                faults.append((name, f"“{values[name]}” is none of {', '.join(among)}."))
        if values["mapping_date"] and not _DATE.fullmatch(values["mapping_date"]):
            faults.append(("mapping_date", f"“{values['mapping_date']}” is no date such as 2026-11-28."))
        values["subject_label"] = self._label(values["subject_id"]) if values["subject_id"] and not faults else ""
        return Row(**values), faults

    def _subject(self, text: str) -> str:
        return self._take(text)

    def _object(self, text: str) -> str:
        if text == NO_TERM_FOUND:
            return text
        prefix, colon, code = text.partition(":")
        own = next((each for each, space in self._own.items() if space == self._prefixes.get(prefix)), prefix)
        if not colon or own != self._object_prefix or not _CODE.fullmatch(code):
            raise ValueError(f"“{text}” is no code of {self._into.title}: write {self._object_prefix}: and the code.")
        return f"{own}:{code}"

    def _justifications(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys((*JUSTIFICATIONS, *(row.mapping_justification for row in self._into.rows))))


def _cells(row: Mapping[str | None, Any]) -> dict[str, str]:
    return {str(name): tidy(text or "") for name, text in row.items() if name in COLUMNS}


def _prefixes(header: object) -> Mapping[str, str]:
    found = header.get("curie_map") if isinstance(header, dict) else None
    return {str(name): str(space) for name, space in found.items()} if isinstance(found, dict) else {}


def _sides(row: Row) -> tuple[str, str, str]:
    return row.subject_id, row.predicate_id, row.object_id


def _refused(row: int, message: str) -> MappingTable:
    return MappingTable(faults=(CellFault(row, "", message),))
