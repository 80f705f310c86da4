"""Citations written down beside a version, so that no query has to be asked for them when it is opened."""

import json
from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from miliary.index.citations import Citation, CitedReference, ConflictLine

_LISTS = ("contexts", "references", "conflicts")
_COLUMNS = tuple(each.name for each in fields(Citation))
FORMAT = [*_COLUMNS, *(each.name for kind in (CitedReference, ConflictLine) for each in fields(kind))]


def to_json(citations: Mapping[str, Citation]) -> str:
    """Write them as JSON, in their order; what many share, a reference or a conflict, stands once."""
    shared: dict[CitedReference | ConflictLine, int] = {}

    def cell(citation: Citation, column: str) -> Any:
        value = getattr(citation, column)
        if column in ("references", "conflicts"):
            return [shared.setdefault(each, len(shared)) for each in value]
        return value

    rows = [[cell(each, column) for column in _COLUMNS] for each in citations.values()]
    parts = [[getattr(each, field.name) for field in fields(each)] for each in shared]
    return json.dumps({"format": FORMAT, "shared": parts, "rows": rows}, ensure_ascii=False)


def from_json(text: str) -> dict[str, Citation]:
    """Read what :func:`to_json` wrote.

    :raises ValueError: it was written in another format
    """
    found = json.loads(text)
    if found["format"] != FORMAT:
        raise ValueError("the citations were written with other columns")
    # A reference begins with its number, a conflict with the name of its kind.
    shared = [CitedReference(*each) if isinstance(each[0], int) else ConflictLine(*each) for each in found["shared"]]
    contexts, references, conflicts = map(_COLUMNS.index, _LISTS)
    made = {}
    for row in found["rows"]:
        row[contexts] = tuple(row[contexts])
        row[references] = tuple([shared[place] for place in row[references]])
        row[conflicts] = tuple([shared[place] for place in row[conflicts]])
        citation = Citation(*row)
        made[citation.id] = citation
    return made
