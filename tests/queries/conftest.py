"""A folder of queries of a test's own."""

from collections.abc import Callable
from pathlib import Path

import pytest

from miliary.queries import Catalogue, StoredQuery

Write = Callable[[str], StoredQuery]
HEADER = "# title: A title\n# question: What is asked?\n"


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a query under a header of its own, and load it."""

    def written(text: str) -> StoredQuery:
        (tmp_path / "some-query.rq").write_text(HEADER + text, encoding="utf-8")
        return Catalogue(tmp_path).load("some-query")

    return written
