"""Reading a published graph gives the differential its own terms."""

from functools import cache

import pytest

from miliary.differential.likelihood import Interval
from miliary.differential.terms import (
    Demographics,
    DiseaseTerm,
    FindingTerm,
    Frequency,
    Knowledge,
    Role,
    Sex,
    Statement,
)
from miliary.index import read_knowledge, read_scale
from miliary.vocabulary import iri
from tests.worlds import CATALOGUE, conflict, published, said


def iris(*names: str) -> frozenset[str]:
    return frozenset(map(iri, names))


@cache
def knowledge(*statements: str) -> Knowledge:
    store, _ = published(*statements)
    return read_knowledge(store, CATALOGUE)


def statement(*turtle: str) -> Statement:
    """The one statement of a graph that says this."""
    (found,) = knowledge(*turtle).statements
    return found


def test_a_finding_knows_its_place_its_test_and_its_block() -> None:
    assert knowledge().findings[iri("PonsLesion")] == FindingTerm(
        id=iri("PonsLesion"),
        label="pons lesion",
        kind=iri("ImagingFinding"),
        block=iri("Sites"),
        ancestors=iris("BrainstemLesion", "Lesion"),
        descendants=frozenset(),
        tests=iris("Mri"),
        excludes=frozenset(),
        demographic=False,
    )


def test_a_finding_without_a_block_is_its_own() -> None:
    assert knowledge().findings[iri("Fever")].block == iri("Fever")


def test_a_broad_finding_knows_what_lies_below_it() -> None:
    assert knowledge().findings[iri("Lesion")].descendants == iris("BrainstemLesion", "PonsLesion", "CordLesion")


def test_factors_know_what_they_exclude() -> None:
    findings = knowledge().findings
    assert findings[iri("Immunocompetent")].excludes == iris("Immunocompromised", "HivInfection")
    assert findings[iri("HivInfection")].excludes == iris("Immunocompetent")


def test_sex_and_nothing_else_is_demographic() -> None:
    assert {each.id for each in knowledge().findings.values() if each.demographic} == iris("FemaleSex", "MaleSex")
    assert knowledge().sexes == {Sex.FEMALE: iri("FemaleSex"), Sex.MALE: iri("MaleSex")}


def test_only_findings_are_findings() -> None:
    others = iris("Mri", "Lyme", "Steroid", "Age", "Sites", "ImagingFinding", "Finding")
    assert others.isdisjoint(knowledge().findings)


def test_the_index_finding_and_what_it_implies_are_given() -> None:
    assert knowledge().given == iris("MiliaryEnhancement", "Enhancement")


def test_a_test_knows_its_special_forms() -> None:
    assert knowledge().tests_below[iri("Mri")] == iris("SpineMri")
    assert knowledge().tests_below[iri("SpineMri")] == frozenset()


def test_diseases_subtypes_and_groups_are_told_apart() -> None:
    top, group = iri("MiliaryEnhancementDisease"), iri("Infection")
    assert knowledge().diseases == {
        iri("Lyme"): DiseaseTerm(iri("Lyme"), "Lyme", (group, top)),
        iri("LateLyme"): DiseaseTerm(iri("LateLyme"), "late Lyme", (iri("Lyme"), group, top), iri("Lyme")),
        iri("Susac"): DiseaseTerm(iri("Susac"), "Susac", (top,)),
        iri("Clippers"): DiseaseTerm(iri("Clippers"), "CLIPPERS", (top,)),
    }
    assert knowledge().groups.keys() == {top, group}
    assert list(knowledge().lineage(iri("LateLyme"))) == [iri("LateLyme"), iri("Lyme"), group, top]


def test_a_statement_is_read_with_its_occurrence() -> None:
    assert statement(said("Lyme-Fever-Table1", "mil:occurrence mil:Rare")) == Statement(
        id=iri("Lyme-Fever-Table1"), disease=iri("Lyme"), finding=iri("Fever"), occurrence=iri("Rare")
    )


@pytest.mark.parametrize(
    ("words", "frequency"),
    [
        ("mil:count 9 ; mil:outOf 27", Frequency(count=9, out_of=27)),
        ("mil:percent 33.0", Frequency(percent=33.0)),
        ("mil:percent 33.0 ; mil:outOf 27", Frequency(percent=33.0, out_of=27)),
        ("mil:percentFrom 30.0 ; mil:percentTo 50.5", Frequency(percent_from=30.0, percent_to=50.5)),
        ("mil:percentAtMost 40.0", Frequency(percent_at_most=40.0)),
        ("mil:percentBelow 5.0", Frequency(percent_below=5.0)),
        ("mil:count 0 ; mil:outOf 5", Frequency(count=0, out_of=5)),
        ("mil:occurrence mil:Reported", None),
    ],
)
def test_a_number_is_read_as_it_is_given(words: str, frequency: Frequency | None) -> None:
    assert statement(said("Lyme-Fever-Table1", words)).frequency == frequency


@pytest.mark.parametrize(
    ("role", "read"),
    [
        ("ObligateByCriterion", Role.OBLIGATE),
        ("ExcludingByCriterion", Role.EXCLUDING),
        ("PathognomonicFor", Role.PATHOGNOMONIC),
        ("SuggestiveOf", Role.SUGGESTIVE),
        ("CriterionItem", None),
        ("ArgumentAgainst", Role.AGAINST),
    ],
)
def test_a_role_is_read_and_an_item_of_a_criterion_set_has_none(role: str, read: Role | None) -> None:
    assert statement(said("Lyme-Fever-Table1", f"mil:role mil:{role}")).role == read


def test_all_contexts_of_a_statement_are_read() -> None:
    turtle = said("Lyme-Fever-Table1", "mil:occurrence mil:Rare ; mil:context mil:HivInfection , mil:FemaleSex")
    assert statement(turtle).contexts == iris("HivInfection", "FemaleSex")


@pytest.mark.parametrize(("kind", "disputed"), [("Graded", True), ("Contradiction", True), ("Scope", False)])
def test_a_criterion_that_another_statement_contradicts_is_disputed(kind: str, disputed: bool) -> None:
    known = knowledge(
        said("Lyme-Fever-Table1", "mil:role mil:ObligateByCriterion"),
        said("Lyme-Fever-Table2", "mil:occurrence mil:Rare"),
        conflict("Lyme-Fever-Table1", "Lyme-Fever-Table2", kind),
    )
    assert {each.id: each.disputed for each in known.statements} == {
        iri("Lyme-Fever-Table1"): disputed,
        iri("Lyme-Fever-Table2"): False,
    }


def test_what_is_said_of_a_treatment_or_an_age_is_no_statement_on_a_finding() -> None:
    known = knowledge(
        said("Lyme-Steroid-Table1", "mil:therapeuticRelation mil:TreatedBy"), said("Lyme-Age-Table1", "mil:ageTo 55.0")
    )
    assert known.statements == ()


def test_ages_are_read_as_demographics() -> None:
    (found,) = knowledge(said("Lyme-Age-Table1", "mil:ageFrom 2.0 ; mil:ageTo 15.5")).demographics
    assert found == Demographics(iri("Lyme-Age-Table1"), iri("Lyme"), age_from=2.0, age_to=15.5)


def test_all_ages_are_read_as_demographics() -> None:
    (found,) = knowledge(said("Lyme-Age-Table1", "mil:allAges true")).demographics
    assert found == Demographics(iri("Lyme-Age-Table1"), iri("Lyme"), all_ages=True)


@pytest.mark.parametrize(
    ("subject", "occurrence", "predominant"),
    [
        ("FemaleSex", "Predominant", Sex.FEMALE),
        ("MaleSex", "Predominant", Sex.MALE),
        ("Sex", "NoPredominance", None),
    ],
)
def test_the_predominant_sex_is_read_as_demographics(subject: str, occurrence: str, predominant: Sex | None) -> None:
    turtle = said(f"Lyme-{subject}-Table1", f"mil:occurrence mil:{occurrence} ; mil:context mil:HivInfection")
    (found,) = knowledge(turtle).demographics
    assert (found.about_sex, found.predominant, found.contexts) == (True, predominant, iris("HivInfection"))


def test_a_sex_ratio_alone_names_no_predominance() -> None:
    assert knowledge(said("Lyme-Sex-Table1", "mil:ratioMale 1.0 ; mil:ratioFemale 3.0")).demographics == ()


def test_the_scale_is_that_of_the_design() -> None:
    store, _ = published()
    scale = read_scale(store, CATALOGUE)
    assert {name: scale.occurrences[iri(name)] for name in DESIGN} == DESIGN
    assert scale.roles == {Role.OBLIGATE: Interval(0.95, 1.0, 0.95), Role.EXCLUDING: Interval(0.0, 0.01, 0.001)}
    assert scale.classes == tuple(DESIGN[name] for name in ("Rare", "Occasional", "Frequent", "VeryFrequent"))
    assert scale.denying == iris("Rare", "VeryRare", "NotReported", "NotExpected", "Spared")
    constants = scale.constants
    assert (constants.compatible_within, constants.enough_score, constants.supported_at) == (13, 10, 5)
    assert (constants.sex_against, constants.age_against) == (-1, -2)


# Design §4, statement -> interval and point.
DESIGN = {
    "VeryFrequent": Interval(0.80, 0.99, 0.90),
    "Frequent": Interval(0.30, 0.80, 0.50),
    "Reported": Interval(0.10, 0.95, 0.30),
    "Variable": Interval(0.05, 0.80, 0.20),
    "Possible": Interval(0.05, 0.80, 0.20),
    "Occasional": Interval(0.05, 0.30, 0.12),
    "NotReported": Interval(0.0005, 0.10, 0.04),
    "Rare": Interval(0.005, 0.05, 0.02),
    "VeryRare": Interval(0.005, 0.05, 0.02),
    "NotExpected": Interval(0.0005, 0.05, 0.005),
    "Spared": Interval(0.0005, 0.05, 0.005),
}
