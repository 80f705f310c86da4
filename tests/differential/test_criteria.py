"""Which items of criteria hold."""

from dataclasses import replace

import pytest

from miliary.differential.case import Case, read
from miliary.differential.criteria import Holding, criteria
from miliary.differential.terms import CriterionItem, CriterionSet, ItemPart
from tests.differential.small import knowledge


def held(present: str = "", absent: str = "") -> dict[str, Holding]:
    items = (
        CriterionItem("1", (ItemPart("haemorrhage", "s1"), ItemPart("pons lesion", "s2"))),
        CriterionItem("2", (ItemPart("meningeal enhancement", "s3"), ItemPart("dots", "s4")), joint=True),
        CriterionItem("3", (ItemPart("infratentorial lesion", "s5", expected=False),)),
    )
    known = replace(knowledge(), criterion_sets=(CriterionSet("set", "criteria", "Lyme", items),))
    found, missing = (frozenset(filter(None, text.split(", "))) for text in (present, absent))
    case = Case(found, missing)
    (judged,) = criteria(read(case, known), known)
    assert {each.item.code for holding in Holding for each in judged.of(holding)} == {"1", "2", "3"}
    return {each.item.code: each.holding for each in judged.items}


@pytest.mark.parametrize(
    ("present", "absent", "one", "two", "three"),
    [
        ("", "", "unknown", "unknown", "unknown"),
        ("haemorrhage", "", "met", "unknown", "unknown"),
        ("", "haemorrhage", "unknown", "unknown", "unknown"),
        ("", "haemorrhage, pons lesion", "failed", "unknown", "unknown"),
        ("pons lesion", "", "met", "unknown", "failed"),
        ("", "infratentorial lesion", "unknown", "unknown", "met"),
        ("meningeal enhancement", "", "unknown", "met", "unknown"),
        ("", "meningeal enhancement", "unknown", "failed", "unknown"),
        ("meningeal enhancement", "dots", "unknown", "failed", "unknown"),
    ],
)
def test_one_part_is_enough_unless_they_are_joint(present: str, absent: str, one: str, two: str, three: str) -> None:
    assert held(present, absent) == {"1": one, "2": two, "3": three}
