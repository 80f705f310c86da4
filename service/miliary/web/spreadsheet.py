"""Statements and tables as comma-separated values (RFC 4180), for spreadsheets and scripts."""

import csv
import io
from collections.abc import Iterable, Mapping
from typing import Any

from miliary.index.tables import Named, Table

MEDIA_TYPE = "text/csv"

_PLAIN = ("occurrence", "role", "relation", "frequency", "population", "timing", "caution", "comment")
_PASSAGE = ("locator", "anchor", "link", "evidence_type", "study")
_COLUMNS = [
    *("statement", "disease", "disease_label", "subject", "subject_label"),
    *_PLAIN,
    "context",
    *_PASSAGE,
    *("references", "conflicts"),
]


def statements(found: Iterable[Mapping[str, Any]]) -> str:
    """Write statements, as :func:`miliary.consultation.statement.assertion` makes them, one a row."""
    return _written(_COLUMNS, (_row(each) for each in found))


def table(found: Table) -> str:
    """Write a table; a term has its CURIE in one column and its label in the next."""
    terms = [any(isinstance(row[place], Named) for row in found.rows) for place in range(len(found.columns))]
    columns = [
        name
        for column, is_term in zip(found.columns, terms, strict=True)
        for name in ([column, f"{column}_label"] if is_term else [column])
    ]
    return _written(columns, (list(_cells(row, terms)) for row in found.rows))


def _cells(row: Iterable[object], terms: Iterable[bool]) -> Iterable[object]:
    for cell, is_term in zip(row, terms, strict=True):
        if isinstance(cell, Named):
            yield from (cell.id, cell.label)
        else:
            yield from (cell, "") if is_term else (cell,)


def _row(each: Mapping[str, Any]) -> list[object]:
    names = [each["id"], each["about"]["id"], each["about"]["label"], each["subject"]["id"], each["subject"]["label"]]
    return [
        *names,
        *(each[name] for name in _PLAIN),
        "; ".join(each["context"]),
        *(each[name] for name in _PASSAGE),
        "; ".join(f"{one['number']} ({one['status']})" for one in each["references"]),
        "; ".join(f"{one['kind']} with {one['with']}: {one['why']}" for one in each["conflicts"]),
    ]


def _written(columns: list[str], rows: Iterable[list[object]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return text.getvalue()
