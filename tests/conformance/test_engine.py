"""The W3C's query, update and result format tests on the embedded engine: what fails is listed, nothing else does."""

import re
from pathlib import Path

import pytest

from tests.conformance.engine import Failed, run
from tests.conformance.suite import Case, cases, included

PARTS = ("query", "update", "results")
LISTED = dict(
    re.findall(r"^\| `([\w-]+/[\w-]+)` \| (.+?) \|$", (Path(__file__).parent / "README.md").read_text("utf-8"), re.M)
)
CASES = [
    *(case for part in PARTS for folder in included(f"manifest-sparql11-{part}.ttl") for case in cases(folder)),
    *cases("syntax-fed"),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_engine_does_what_the_w3c_expects(case: Case) -> None:
    if case.name not in LISTED:
        run(case)
        return
    with pytest.raises(Failed):
        run(case)


def test_what_is_listed_are_tests() -> None:
    assert LISTED
    assert LISTED.keys() <= {case.name for case in CASES}
