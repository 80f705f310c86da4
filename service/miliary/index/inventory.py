"""What a published version holds, counted: one table for each stored query ``report/*.rq``, in the order of its number.

A further table is a further query file; nothing here knows what is counted.
"""

from miliary.index.tables import Table, read_table
from miliary.queries import Catalogue
from miliary.store import Store

FOLDER = "report"


def read_inventory(store: Store, catalogue: Catalogue) -> tuple[Table, ...]:
    """Ask every query of ``report/`` and return their answers in order."""
    return tuple(read_table(store, catalogue, name) for name in catalogue.names(FOLDER))
