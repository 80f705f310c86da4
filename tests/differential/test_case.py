"""Reading a case against the hierarchy."""

import pytest

from miliary.differential.case import Case, read
from miliary.differential.profile import ContextState
from miliary.differential.terms import Sex
from miliary.errors import ContradictoryCase, InvalidCase
from tests.differential.small import knowledge

KNOWN = knowledge()


def case(present: str = "", absent: str = "", not_assessed: str = "", age: float | None = None) -> Case:
    def names(text: str) -> frozenset[str]:
        return frozenset(each.strip() for each in text.split(",") if each.strip())

    return Case(names(present), names(absent), names(not_assessed), age)


def test_presence_goes_up_and_the_most_specific_counts() -> None:
    reading = read(case("pons lesion, infratentorial lesion"), KNOWN)
    assert reading.present == ("pons lesion",)
    assert {"brainstem lesion", "infratentorial lesion"} <= reading.holds


def test_absence_goes_down_and_the_most_general_counts() -> None:
    reading = read(case(absent="pons lesion, infratentorial lesion"), KNOWN)
    assert reading.absent == ("infratentorial lesion",)
    assert {"pons lesion", "cerebellar lesion"} <= reading.fails


def test_the_index_finding_is_assumed_unless_given() -> None:
    assert read(case("haemorrhage"), KNOWN).index_assumed
    assert not read(case("dots"), KNOWN).index_assumed
    assert not read(case(absent="dots"), KNOWN).index_assumed


def test_a_finding_below_an_absent_one_contradicts_it_and_both_are_named_as_given() -> None:
    names = {"pons lesion": "lesion of the pons", "infratentorial lesion": "posterior fossa lesion"}
    with pytest.raises(ContradictoryCase) as raised:
        read(case("pons lesion", "infratentorial lesion"), KNOWN, names)
    assert raised.value.extra["inputs"] == ["lesion of the pons", "posterior fossa lesion"]


def test_a_general_finding_with_a_special_one_absent_is_no_contradiction() -> None:
    assert read(case("infratentorial lesion", "pons lesion"), KNOWN).present == ("infratentorial lesion",)


@pytest.mark.parametrize(
    ("present", "absent", "not_assessed"),
    [
        ("haemorrhage", "haemorrhage", ""),
        ("immunocompetent, HIV infection", "", ""),
        ("haemorrhage", "", "haemorrhage"),
        ("", "haemorrhage", "haemorrhage"),
    ],
)
def test_a_case_that_contradicts_itself_is_refused(present: str, absent: str, not_assessed: str) -> None:
    with pytest.raises(ContradictoryCase):
        read(case(present, absent, not_assessed), KNOWN)


@pytest.mark.parametrize("age", [-1, 131, float("nan"), float("inf")])
def test_an_age_that_nobody_has_is_refused(age: float) -> None:
    with pytest.raises(InvalidCase):
        read(case(age=age), KNOWN)


@pytest.mark.parametrize(
    ("present", "absent", "state"),
    [
        ("HIV infection", "", ContextState.PRESENT),
        ("immunocompetent", "", ContextState.DENIED),
        ("", "immunocompromised", ContextState.DENIED),
        ("haemorrhage", "", ContextState.UNKNOWN),
    ],
)
def test_what_a_case_says_of_a_context(present: str, absent: str, state: ContextState) -> None:
    reading = read(case(present, absent), KNOWN)
    assert reading.world(frozenset({"immunocompromised"})) == {"immunocompromised": state}


def test_the_sex_is_a_present_factor() -> None:
    assert read(Case(sex=Sex.FEMALE), KNOWN).present == ("female",)
