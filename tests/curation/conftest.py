"""What the tests of curation share."""

import pytest
from pyoxigraph import Triple

from miliary.knowledge.load import read
from tests.conftest import REPOSITORY


@pytest.fixture(scope="session")
def stated() -> tuple[Triple, ...]:
    """All that the file of the findings says, expressions and all."""
    return read(REPOSITORY / "ontology" / "findings.ttl")
