"""All that is known of one term, in the parts of its page; what the parts are, the stored queries ``pages/*/`` say.

A part is a folder: its ``statements`` name the assertions to show, in groups, and each further query is a table, in the
order of its number. A further table is a further query file; a further kind of page is a row in ``pages/kind``.
"""

from collections import defaultdict
from dataclasses import dataclass

from miliary.index.tables import Table, read_table
from miliary.queries import Catalogue
from miliary.queries.records import records
from miliary.store import Store

_FOLDER = "pages"
_EVERY = "every"
_STATEMENTS = "statements"


@dataclass(frozen=True, slots=True)
class Group:
    """Statements that are shown together.

    :param label: what they have in common
    :param therapeutic: whether they speak of treatment, and so want a caution
    :param assertions: their IRIs, in order
    """

    label: str
    therapeutic: bool
    assertions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a term.

    :param kind: as what it is shown (disease, finding, site, reference …); empty for a term that has no page of its own
    :param groups: the statements on it
    :param tables: what else is known, without tables that have no rows
    """

    kind: str
    groups: tuple[Group, ...] = ()
    tables: tuple[Table, ...] = ()


def read_known(store: Store, catalogue: Catalogue, term: str) -> Known:
    """Ask the stored queries of the page of ``term``, an IRI.

    :raises InvalidParameter: it is none
    """
    rows = list(records(store, catalogue, f"{_FOLDER}/kind", term=term))
    if not rows:
        return Known("")
    queries = [
        name for part in [*(row["part"] for row in rows), _EVERY] for name in catalogue.names(f"{_FOLDER}/{part}")
    ]
    statements = [name for name in queries if name.endswith(f"/{_STATEMENTS}")]
    tables = [read_table(store, catalogue, name, term=term) for name in queries if name not in statements]
    groups = tuple(group for name in statements for group in _groups(store, catalogue, name, term))
    return Known(rows[0]["page"], groups, tuple(table for table in tables if table.rows))


def _groups(store: Store, catalogue: Catalogue, query: str, term: str) -> list[Group]:
    """The statements by group, in the order in which the query first names it."""
    found: dict[str, list[str]] = defaultdict(list)
    therapeutic = set()
    for row in records(store, catalogue, query, term=term):
        found[row["group"]].append(row["assertion"])
        if row["therapeutic"] == "true":
            therapeutic.add(row["group"])
    return [Group(label, label in therapeutic, tuple(dict.fromkeys(each))) for label, each in found.items()]
