"""Diseases beside findings: a cell is what the answer would count, and nothing stands where nothing is said."""

from typing import Any

import pytest

from miliary.consultation.matrix import ColumnOrder, View, matrix
from miliary.consultation.question import Question
from miliary.errors import UnknownTerm
from tests.consultation.small import opened
from tests.worlds import said

STATED = (
    said("Lyme-Fever-Table1", "mil:occurrence mil:Reported"),
    said("Lyme-PonsLesion-Table1", "mil:occurrence mil:Rare"),
    said("Susac-Fever-Table1", "mil:occurrence mil:NotExpected"),
    said("Clippers-BrainstemLesion-Table1", "mil:occurrence mil:Frequent"),
    said("Clippers-Headache-Table1", "mil:occurrence mil:Reported"),
)
EVERYTHING = View(least=0)


@pytest.fixture(scope="module")
def small() -> Any:
    return opened(*STATED)


def cells(found: dict[str, Any]) -> dict[tuple[str, str], dict[str, Any]]:
    return {(row["id"], cell["disease"]): cell for row in found["findings"] for cell in row["cells"]}


def rows(found: dict[str, Any]) -> list[str]:
    return [each["label"] for each in found["findings"]]


def test_a_cell_weighs_what_the_index_says_and_silence_has_none(small: Any) -> None:
    found = cells(matrix(small, Question(), EVERYTHING))
    assert found["mil:Fever", "mil:Lyme"]["decibans"] > 0
    assert found["mil:Fever", "mil:Susac"]["decibans"] < 0
    assert ("mil:Fever", "mil:Clippers") not in found


def test_an_absent_finding_shows_the_weight_of_its_absence(small: Any) -> None:
    found = matrix(small, Question(absent=("fever",)), EVERYTHING)
    [row] = [each for each in found["findings"] if each["id"] == "mil:Fever"]
    assert (row["state"], row["in_case"]) == ("absent", True)
    assert {each["polarity"] for each in row["cells"]} == {"absent"}


def test_a_narrower_finding_says_from_where_its_weight_comes(small: Any) -> None:
    found = cells(matrix(small, Question(), EVERYTHING))["mil:PonsLesion", "mil:Clippers"]
    assert (found["basis"], found["stated"]["label"]) == ("ancestor", "brainstem lesion")


def test_only_what_is_asked_for_is_shown(small: Any) -> None:
    assert rows(matrix(small, Question(), View(least=2))) == ["fever"]
    assert rows(matrix(small, Question(), View(least=0, text="PONS"))) == ["pons lesion"]
    assert set(rows(matrix(small, Question(), View(least=0, kinds=("clinical finding",))))) == {"fever", "headache"}
    assert rows(matrix(small, Question(present=("headache",)), View(of_case=True))) == ["headache"]
    of_one = matrix(small, Question(), View(least=0, diseases=("Lyme",)))
    assert [each["label"] for each in of_one["diseases"]] == ["Lyme"]


def test_a_disease_may_sort_the_findings(small: Any) -> None:
    found = matrix(small, Question(), View(least=0, rows="Clippers", columns=ColumnOrder.LABEL))
    here = cells(found)
    worth = [here.get((row["id"], "mil:Clippers"), {"decibans": 0})["decibans"] for row in found["findings"]]
    assert worth == sorted(worth, reverse=True)
    assert worth[0] > 0
    assert [each["label"] for each in found["diseases"]] == ["CLIPPERS", "Lyme", "Susac"]


@pytest.mark.parametrize("view", [View(diseases=("fever",)), View(kinds=("no kind",)), View(rows="nobody")])
def test_what_is_no_disease_and_no_kind_is_refused(small: Any, view: View) -> None:
    with pytest.raises(UnknownTerm):
        matrix(small, Question(), view)
