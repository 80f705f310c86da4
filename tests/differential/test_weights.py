"""What a finding is worth, through the hierarchy and in its contexts."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from miliary.differential.compiled import Compiled
from miliary.differential.profile import Basis, ContextState
from miliary.differential.terms import Demographics, Sex, Statement
from miliary.differential.weights import Polarity, Weight, decibans
from tests.differential.small import HIERARCHY, SCALE, compiled, said

DISEASES = ("Lyme", "Susac", "CLIPPERS")


def weight(index: Compiled, disease: str, finding: str, polarity: Polarity = Polarity.PRESENT) -> Weight | None:
    found = [
        each
        for each in index.weights.weights
        if (each.disease, each.finding, each.polarity) == (disease, finding, polarity)
    ]
    assert len(found) <= 1, "the test asks for a weight that depends on a context"
    return found[0] if found else None


def worth(index: Compiled, disease: str, finding: str, polarity: Polarity = Polarity.PRESENT) -> int | None:
    found = weight(index, disease, finding, polarity)
    return found.decibans if found else None


def test_the_background_follows_the_rule_of_succession() -> None:
    index = compiled(said("Lyme", "haemorrhage"), said("Susac", "haemorrhage", "rare"))
    # one of three diseases states it above "not reported": .30 · (1 + 1) / (3 + 2)
    assert index.weights.background["haemorrhage"] == pytest.approx(0.12)
    assert index.weights.background["erythema migrans"] == pytest.approx(0.06)


def test_a_finding_is_worth_more_the_fewer_diseases_state_it() -> None:
    alone = compiled(said("Lyme", "haemorrhage"))
    shared = compiled(*(said(disease, "haemorrhage") for disease in DISEASES))
    assert worth(alone, "Lyme", "haemorrhage") == 4  # 10·log10(.30 / .12)
    assert worth(shared, "Lyme", "haemorrhage") == 1  # 10·log10(.30 / .24)


def test_silence_has_no_weight() -> None:
    index = compiled(said("Lyme", "haemorrhage"))
    assert weight(index, "Susac", "haemorrhage") is None


def test_absence_of_what_is_nearly_always_there_counts_against() -> None:
    index = compiled(said("Lyme", "haemorrhage", "very frequent"))
    assert worth(index, "Lyme", "haemorrhage", Polarity.ABSENT) == decibans(0.1, 1 - 0.12)


def test_the_index_finding_and_what_it_implies_weigh_nothing() -> None:
    index = compiled(said("Lyme", "dots", "very frequent"), said("Lyme", "enhancement"))
    assert weight(index, "Lyme", "dots") is None
    assert weight(index, "Lyme", "enhancement") is None


def test_a_stated_child_states_its_parent() -> None:
    found = weight(compiled(said("CLIPPERS", "pons lesion", "frequent")), "CLIPPERS", "infratentorial lesion")
    assert found is not None
    assert (found.basis, found.stated) == (Basis.CHILD, "pons lesion")
    assert found.interval is not None
    assert found.interval.point == 0.5


def test_what_is_not_expected_is_not_passed_up() -> None:
    assert weight(compiled(said("CLIPPERS", "pons lesion", "rare")), "CLIPPERS", "infratentorial lesion") is None


def test_a_finding_below_one_that_is_rare_inherits_that() -> None:
    found = weight(compiled(said("Susac", "infratentorial lesion", "rare")), "Susac", "pons lesion")
    assert found is not None
    assert found.basis is Basis.RARE_ANCESTOR
    assert found.decibans < 0


def test_only_an_ancestor_stated_gives_half_of_its_weight_toward_nought() -> None:
    index = compiled(said("Susac", "infratentorial lesion", "frequent"))
    above, below = weight(index, "Susac", "infratentorial lesion"), weight(index, "Susac", "pons lesion")
    assert above is not None
    assert below is not None
    assert (above.decibans, below.decibans) == (6, 3)
    assert (below.basis, below.stated) == (Basis.ANCESTOR, "infratentorial lesion")
    assert weight(index, "Susac", "pons lesion", Polarity.ABSENT) is None


def test_a_sibling_is_no_evidence() -> None:
    assert weight(compiled(said("CLIPPERS", "pons lesion")), "CLIPPERS", "cerebellar lesion") is None


def test_a_context_makes_one_weight_for_each_state_that_matters() -> None:
    index = compiled(
        said("Lyme", "haemorrhage", "frequent"), said("Lyme", "haemorrhage", "rare", context="immunocompetent")
    )
    points = {
        each.when[0][1]: each.interval.point
        for each in index.weights.weights
        if each.finding == "haemorrhage" and each.polarity is Polarity.PRESENT and each.interval
    }
    assert points[ContextState.PRESENT] == pytest.approx(0.02)
    assert points[ContextState.DENIED] == pytest.approx(0.5)
    assert points[ContextState.UNKNOWN] == pytest.approx((0.5 * 0.02) ** 0.5)


def test_a_subtype_inherits_what_it_does_not_say_itself() -> None:
    index = compiled(
        said("Lyme", "haemorrhage", "frequent"),
        said("Lyme", "erythema migrans"),
        said("late Lyme", "erythema migrans", "rare"),
        subtypes={"late Lyme": "Lyme"},
    )
    assert worth(index, "late Lyme", "haemorrhage") == worth(index, "Lyme", "haemorrhage")
    assert (worth(index, "late Lyme", "erythema migrans") or 0) < 0 < (worth(index, "Lyme", "erythema migrans") or 0)


def test_sex_counts_against_only_when_every_statement_names_the_other() -> None:
    women = Demographics("women", "Susac", about_sex=True, predominant=Sex.FEMALE)
    alike = Demographics("alike", "Susac", about_sex=True)
    assert worth(compiled(demographics=[women]), "Susac", "male") == -1
    assert weight(compiled(demographics=[women]), "Susac", "female") is None
    assert weight(compiled(demographics=[women, alike]), "Susac", "male") is None


def test_all_ages_leave_no_window() -> None:
    young = Demographics("young", "Susac", age_from=20, age_to=40)
    every = Demographics("every", "Susac", all_ages=True)
    assert compiled(demographics=[young]).weights.ages["Susac"].ranges == ((20, 40),)
    assert compiled(demographics=[young, every]).weights.ages == {}


WEIGHABLE = sorted(HIERARCHY.keys() - {"dots", "enhancement", "female", "male"})
statements = st.builds(
    said,
    st.sampled_from(DISEASES),
    st.sampled_from(WEIGHABLE),
    st.sampled_from(sorted(SCALE.occurrences)),
)


@settings(max_examples=150)
@given(st.lists(statements, max_size=8, unique_by=lambda each: each.id), statements)
def test_a_new_statement_never_raises_the_present_weight_of_its_finding_for_another_disease(
    old: list[Statement], new: Statement
) -> None:
    before, after = compiled(*old), compiled(*old, new)
    for other in set(DISEASES) - {new.disease}:
        was, now = worth(before, other, new.finding), worth(after, other, new.finding)
        assert (was is None) == (now is None)
        assert was is None or now is None or now <= was
