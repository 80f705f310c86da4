"""The answer to a stored query as a table for people: terms with their labels, whole numbers as numbers.

A column of terms is called ``name`` and has its labels in ``nameLabel``; the two become one column.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from pyoxigraph import Literal, NamedNode

from miliary.queries import Catalogue, Given
from miliary.store import Solutions, Store
from miliary.vocabulary import XSD, curie

_LABEL = "Label"
_INTEGER = NamedNode(XSD + "integer")
_NUMBER = re.compile(r"[0-9]+-")
_CAPITAL = re.compile(r"(?<=[a-z])(?=[A-Z])")


@dataclass(frozen=True, slots=True)
class Named:
    """A term in a cell: its CURIE and its label."""

    id: str
    label: str


Cell: TypeAlias = Named | int | str


@dataclass(frozen=True, slots=True)
class Table:
    """The answer to one stored query.

    :param name: the query's name, without folder and number
    :param title: a few words
    :param question: what is asked
    :param columns: the names of the query's columns, without those of labels
    :param rows: as many cells each as there are columns; a cell without a value is an empty text
    """

    name: str
    title: str
    question: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]

    @property
    def headings(self) -> tuple[str, ...]:
        """The columns in words."""
        return tuple(_CAPITAL.sub(" ", column.removesuffix(_LABEL)).lower() for column in self.columns)

    @property
    def numbers(self) -> frozenset[str]:
        """The headings of the columns that hold only whole numbers."""
        columns = enumerate(self.headings)
        return frozenset(name for place, name in columns if all(isinstance(row[place], int) for row in self.rows))


def read_table(store: Store, catalogue: Catalogue, query: str, /, **values: Given) -> Table:
    """Ask the stored SELECT ``query`` with ``values``.

    :raises InvalidParameter: a value is not declared, is missing or is of the wrong type
    """
    stored = catalogue.load(query)
    answer = store.query(stored.bind(**values))
    assert isinstance(answer, Solutions), f"{query} is no SELECT"
    columns = _columns(stored.columns)
    rows = tuple(tuple(_cell(row, column) for column in columns) for row in answer.records())
    name = _NUMBER.sub("", query.rpartition("/")[2])
    return Table(name, stored.title, stored.question, tuple(columns), rows)


def as_json(version: str, tables: tuple[Table, ...]) -> dict[str, object]:
    """Return the tables as they are sent: rows as objects by column, terms as ``{id, label}``."""
    return {"version": version, "tables": [_json(table) for table in tables]}


def _columns(names: tuple[str, ...]) -> list[str]:
    """The columns to show: the labels of a term are in the term's own column, or stand for themselves without one."""
    return [name for name in names if not (name.endswith(_LABEL) and name.removesuffix(_LABEL) in names)]


def _cell(row: Mapping[str, object], column: str) -> Cell:
    value = row.get(column)
    if isinstance(value, NamedNode):
        label = row.get(column + _LABEL)
        return Named(curie(value.value), label.value if isinstance(label, Literal) else curie(value.value))
    if isinstance(value, Literal):
        return int(value.value) if value.datatype == _INTEGER else value.value
    return ""


def _json(table: Table) -> dict[str, object]:
    rows = [dict(zip(table.columns, map(_value, row), strict=True)) for row in table.rows]
    return {"name": table.name, "title": table.title, "question": table.question, "rows": rows}


def _value(cell: Cell) -> object:
    return {"id": cell.id, "label": cell.label} if isinstance(cell, Named) else cell
