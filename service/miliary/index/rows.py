"""Rows of a stored query put together, and their numbers."""

from collections import defaultdict
from collections.abc import Iterable

from miliary.queries import Catalogue
from miliary.queries.records import Record, records
from miliary.store import Store


def grouped(store: Store, catalogue: Catalogue, name: str, key: str, value: str) -> dict[str, frozenset[str]]:
    """The values of one column by those of another; rows without a value give an empty set."""
    found: dict[str, set[str]] = defaultdict(set)
    for record in records(store, catalogue, name):
        found[record[key]] |= {record[value]} if value in record else set()
    return {each: frozenset(values) for each, values in found.items()}


def by_assertion(rows: Iterable[Record]) -> dict[str, list[Record]]:
    """The rows of each assertion together, in the order of the rows."""
    together: dict[str, list[Record]] = {}
    for row in rows:
        together.setdefault(row["assertion"], []).append(row)
    return together


def number(record: Record, column: str) -> float | None:
    """The number in a cell, or None when it has no value."""
    return float(record[column]) if column in record else None


def whole(record: Record, column: str) -> int | None:
    """The whole number in a cell, or None when it has no value."""
    return int(record[column]) if column in record else None
