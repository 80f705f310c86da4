"""The other methods, on examples small enough to work out by hand."""

import math

import pytest

from miliary.differential.case import Case, Reading, read
from miliary.differential.compiled import Compiled
from miliary.differential.peers import (
    Ranking,
    explains_all,
    match_count,
    naive_bayes,
    present,
    rarity_count,
    table_split,
)
from miliary.differential.terms import Sex
from tests.differential.small import compiled, said

# Of three diseases one states haemorrhage (p > .04) and one a lesion of the pons, so b = .3 · 2/5 = .12 for both.
INDEX = compiled(
    said("Lyme", "haemorrhage", "frequent"),
    said("Lyme", "pons lesion"),
    said("Susac", "haemorrhage", "not expected"),
    said("Susac", "brainstem lesion"),
    said("CLIPPERS", "pons lesion", "rare"),
)
COLUMNS = {"haemorrhage": {"Lyme", "Susac"}, "meningeal enhancement": {"Susac", "CLIPPERS"}}


def reading(present: str = "", absent: str = "", index: Compiled = INDEX, sex: Sex | None = None) -> Reading:
    def names(text: str) -> frozenset[str]:
        return frozenset(each.strip() for each in text.split(",") if each.strip())

    return read(Case(names(present), names(absent), sex=sex), index.knowledge)


def keys(ranking: Ranking) -> dict[str, float]:
    """The last part of each key."""
    return {disease: key[-1] for disease, key in ranking.keys.items()}


def test_a_match_is_stated_at_the_finding_or_below_and_is_not_rare() -> None:
    ranking = match_count(reading("haemorrhage, pons lesion"), INDEX)
    assert keys(ranking) == {"Lyme": 2, "Susac": 0, "CLIPPERS": 0}
    assert ranking.kept == {"Lyme"}
    assert keys(match_count(reading("brainstem lesion"), INDEX)) == {"Lyme": 1, "Susac": 1, "CLIPPERS": 0}


def test_a_case_without_findings_ties_all() -> None:
    for method in (match_count, rarity_count, explains_all, naive_bayes):
        ranking = method(reading("dots"), INDEX)
        assert len(set(ranking.keys.values())) == 1
        assert ranking.kept == {"Lyme", "Susac", "CLIPPERS"}


def test_a_finding_above_explains_one_below() -> None:
    ranking = explains_all(reading("pons lesion"), INDEX)
    assert ranking.kept == {"Lyme", "Susac"}
    assert ranking.keys == {"Lyme": (1, 1), "Susac": (1, 1), "CLIPPERS": (0, 0)}


def test_who_explains_all_comes_before_who_explains_most() -> None:
    ranking = explains_all(reading("haemorrhage, pons lesion"), INDEX)
    assert ranking.keys == {"Lyme": (1, 2), "Susac": (0, 1), "CLIPPERS": (0, 0)}
    assert ranking.kept == {"Lyme"}


def test_nobody_may_explain_all() -> None:
    ranking = explains_all(reading("haemorrhage, erythema migrans"), INDEX)
    assert ranking.kept == frozenset()
    assert ranking.keys["Lyme"] == (0, 1)


def test_rarity_is_information_content() -> None:
    # haemorrhage: one of three states it, 2/5; brainstem lesion: two of three, 3/5.
    found = keys(rarity_count(reading("haemorrhage, brainstem lesion"), INDEX))
    assert found["Lyme"] == pytest.approx(-math.log(2 / 5) - math.log(3 / 5))
    assert found["Susac"] == pytest.approx(-math.log(3 / 5))
    assert found["CLIPPERS"] == 0


def test_naive_bayes_multiplies_points_over_background() -> None:
    found = keys(naive_bayes(reading("haemorrhage, pons lesion"), INDEX))
    assert found["Lyme"] == pytest.approx(math.log(0.5 / 0.12) + math.log(0.3 / 0.12))
    assert found["Susac"] == pytest.approx(math.log(0.005 / 0.12))  # only an ancestor of the pons is stated: 0
    assert found["CLIPPERS"] == pytest.approx(math.log(0.02 / 0.12))


def test_naive_bayes_counts_what_is_absent() -> None:
    found = keys(naive_bayes(reading(absent="haemorrhage"), INDEX))
    assert found["Lyme"] == pytest.approx(math.log(0.5 / 0.88))
    assert found["Susac"] == pytest.approx(math.log(0.995 / 0.88))
    assert found["CLIPPERS"] == 0


def test_naive_bayes_keeps_as_far_behind_as_ours_does() -> None:
    # 13 decibans are a ratio of 19.95: .5/.12 over 1 is kept, .5/.005 = 100 is not.
    assert naive_bayes(reading("haemorrhage"), INDEX).kept == {"Lyme", "CLIPPERS"}


def test_naive_bayes_counts_every_finding_of_a_block() -> None:
    blocks = dict.fromkeys(("haemorrhage", "infratentorial lesion"), "one measurement")
    index = compiled(said("Lyme", "haemorrhage", "frequent"), said("Lyme", "pons lesion"), blocks=blocks)
    found = keys(naive_bayes(reading("haemorrhage, pons lesion", index=index), index))
    assert found["Lyme"] == pytest.approx(math.log(0.5 / 0.12) + math.log(0.3 / 0.12))


def test_a_context_that_the_case_denies_counts_for_no_method() -> None:
    index = compiled(said("Lyme", "haemorrhage", context="immunocompromised"))
    denied = reading("haemorrhage", absent="immunocompromised", index=index)
    assert keys(match_count(denied, index))["Lyme"] == 0
    assert keys(match_count(reading("haemorrhage", index=index), index))["Lyme"] == 1


def test_neither_sex_nor_the_index_finding_is_asked_about() -> None:
    assert present(reading("dots, haemorrhage", sex=Sex.MALE), INDEX) == ("haemorrhage",)


@pytest.mark.parametrize(
    ("present", "absent", "kept"),
    [
        ("", "", {"Lyme", "Susac", "CLIPPERS"}),
        ("haemorrhage", "", {"Lyme", "Susac"}),
        ("meningeal enhancement", "", {"Susac", "CLIPPERS"}),
        ("haemorrhage, meningeal enhancement", "", {"Susac"}),
        ("", "haemorrhage", {"Susac", "CLIPPERS"}),
        ("", "haemorrhage, meningeal enhancement", set()),
    ],
)
def test_the_table_splits_by_the_pattern_alone(present: str, absent: str, kept: set[str]) -> None:
    ranking = table_split(COLUMNS, reading(present, absent), INDEX)
    assert ranking.kept == kept
    assert {disease for disease, key in ranking.keys.items() if key[-1] == 1} == kept


def test_a_knowledge_without_the_table_keeps_all() -> None:
    assert len(table_split({}, reading("haemorrhage"), INDEX).kept) == 3
