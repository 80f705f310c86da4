"""Numbers that are none: told by the shapes, and never reckoned with."""

import pytest

from miliary.composition import further
from miliary.curation.change import Change, Line
from miliary.knowledge.validate import validate
from tests.curation.desk import Desk
from tests.curation.folders import STATEMENT

IMPOSSIBLE = [("12", "8"), ("1", "0"), ("-1", "8"), ("99999999999999999", "999999999999999999")]


def lines(count: str, total: str) -> frozenset[Line]:
    return frozenset({Line(STATEMENT, "mil:count", count), Line(STATEMENT, "mil:outOf", total)})


@pytest.mark.parametrize(("count", "total"), IMPOSSIBLE)
def test_a_proposal_of_it_is_told(desk: Desk, count: str, total: str) -> None:
    verdict = desk.publication.validator.judge(Change(desk.version, lines(count, total), frozenset()))
    assert {each.path.rpartition("/")[2] for each in verdict.violations if each.path} <= {"count", "outOf"}
    assert verdict.violations


def test_a_file_that_says_it_is_told_too(desk: Desk) -> None:
    desk.by_hand("mil:percent 33.0", "mil:count 12 ; mil:outOf 8")
    found = validate(desk.settings.knowledge, further=further(desk.settings))
    assert [each.path for each in found if each.path and each.path.endswith("count")]
