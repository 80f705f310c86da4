"""The expected answers of the public queries, as files that a person can read.

``python -m tests.queries.answers`` writes them anew from the knowledge as it is; read what changed.
"""

import csv
import io
import tempfile
from pathlib import Path

from pyoxigraph import Triple

from miliary.composition import load
from miliary.knowledge.publish import open_version
from miliary.queries import Catalogue, StoredQuery
from miliary.settings import Settings
from miliary.store import Solutions, Store, Term, Triples
from miliary.vocabulary import curie
from tests.conftest import REPOSITORY

FOLDER = Path(__file__).parent / "expected"
MOST_ROWS = 30
"""A longer answer is kept by its first rows and its length."""


def answer(store: Store, query: StoredQuery) -> str:
    """Return what ``query`` answers to its example, as CSV with CURIEs; of much the beginning and the length."""
    found = store.query(query.bind(**query.examples()))
    if isinstance(found, Solutions):
        rows = [[_cell(term) for term in row] for row in found]
        return _written(found.variables, rows)
    if isinstance(found, Triples):
        return _written(("subject", "property", "value"), sorted({_triple(each) for each in found}))
    return _written(("answer",), [[str(bool(found)).lower()]])


def public(catalogue: Catalogue) -> list[StoredQuery]:
    """Return the public queries that need no network."""
    queries = map(catalogue.load, catalogue.names())
    return [query for query in queries if not query.header.network]


def main() -> None:
    """Write every file anew and remove those of queries that are no more."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(knowledge=REPOSITORY, data=Path(folder))
        store, catalogue = open_version(settings.data, load(settings)), Catalogue(REPOSITORY / "queries")
        answers = {f"{query.name}.csv": answer(store, query) for query in public(catalogue)}
    FOLDER.mkdir(exist_ok=True)
    for file in FOLDER.glob("*.csv"):
        if file.name not in answers:
            file.unlink()
    for name, text in answers.items():
        (FOLDER / name).write_text(text, encoding="utf-8")


def _written(header: tuple[str, ...], rows: list[list[str]] | list[tuple[str, ...]]) -> str:
    output = io.StringIO()
    writer = csv.writer(output, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows[:MOST_ROWS])
    if len(rows) > MOST_ROWS:
        output.write(f"… {len(rows)} rows\n")
    return output.getvalue()


def _triple(triple: Triple) -> tuple[str, ...]:
    return tuple(map(_cell, triple))


def _cell(term: Term | None) -> str:
    return "" if term is None else curie(str(getattr(term, "value", term)))


if __name__ == "__main__":
    main()
