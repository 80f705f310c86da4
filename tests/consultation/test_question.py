"""The words of a question become a case."""

from functools import cache
from typing import Any

import pytest

from miliary.consultation.question import Question, Understood, understand
from miliary.differential.terms import Sex
from miliary.errors import AmbiguousTerm, ContradictoryCase, InvalidCase, UnknownTerm
from miliary.vocabulary import iri, local_name
from tests.consultation.small import Small, opened

FEVERS = """
mil:NightFever a owl:Class ; rdfs:subClassOf mil:Fever ; rdfs:label "night fever"@en ; skos:altLabel "NF"@en .
mil:Neurofibroma a owl:Class ; rdfs:subClassOf mil:Lesion ; rdfs:label "neurofibroma"@en ; skos:altLabel "NF"@en .
mil:Calcification a owl:Class ; rdfs:subClassOf mil:ImagingFinding ; rdfs:label "calcification"@en ;
    mil:observedBy mil:Mri , mil:Ct .
mil:Ct a owl:Class ; rdfs:subClassOf mil:Test ; rdfs:label "CT"@en ."""


@cache
def world() -> Small:
    return opened(FEVERS)


def understood(**question: Any) -> Understood:
    return understand(Question(**question), world().terms, world().compiled.knowledge)


def names(iris: frozenset[str]) -> set[str]:
    return {str(local_name(each)) for each in iris}


@pytest.mark.parametrize(
    "word",
    ["headache", "HEADACHE", "Cephalgia", "headaches", "mil:Headache", "MIL:Headache", iri("Headache"), " headache "],
)
def test_a_finding_is_known_by_any_of_its_names(word: str) -> None:
    assert understood(present=(word,)).reading.case.present == {iri("Headache")}


def test_a_context_is_a_present_factor() -> None:
    case = understood(context=("immunocompetent",)).reading.case
    assert case == understood(present=("mil:Immunocompetent",)).reading.case
    assert names(case.present) == {"Immunocompetent"}


def test_present_absent_and_not_assessed_are_kept_apart() -> None:
    case = understood(present=("fever",), absent=("headache",), not_assessed=("haemorrhage",)).reading.case
    assert [names(each) for each in (case.present, case.absent, case.not_assessed)] == [
        {"Fever"},
        {"Headache"},
        {"Haemorrhage"},
    ]


def test_a_finding_that_is_not_assessed_takes_what_lies_below_it() -> None:
    case = understood(not_assessed=("brainstem lesion",)).reading.case
    assert names(case.not_assessed) == {"BrainstemLesion", "PonsLesion"}


def test_a_test_that_was_not_made_leaves_open_all_that_only_it_observes() -> None:
    case = understood(not_assessed=("MRI of the spine",)).reading.case
    assert names(case.not_assessed) == {"CordLesion"}


def test_with_a_test_its_special_forms_were_not_made_either() -> None:
    case = understood(not_assessed=("MRI",)).reading.case
    assert names(case.not_assessed) >= {"CordLesion", "PonsLesion", "MiliaryEnhancement", "Haemorrhage"}
    assert names(case.not_assessed).isdisjoint({"Fever", "Immunocompetent"})


def test_what_another_test_would_also_show_stays_open_to_it() -> None:
    assert "Calcification" not in names(understood(not_assessed=("MRI",)).reading.case.not_assessed)
    assert "Calcification" in names(understood(not_assessed=("MRI", "CT")).reading.case.not_assessed)


def test_a_sex_is_known_without_any_test() -> None:
    case = understood(sex="female", not_assessed=("history",)).reading.case
    assert (case.sex, names(case.not_assessed) & {"FemaleSex", "MaleSex", "Fever"}) == (Sex.FEMALE, {"Fever"})


@pytest.mark.parametrize("how", [{"sex": "Female "}, {"present": ("woman",)}, {"context": ("female sex",)}])
def test_a_sex_may_be_given_as_such_or_as_a_factor(how: dict[str, Any]) -> None:
    case = understood(**how).reading.case
    assert (case.sex, case.present) == (Sex.FEMALE, frozenset())


def test_the_same_sex_twice_is_one() -> None:
    assert understood(sex="male", present=("man",)).reading.case.sex is Sex.MALE


@pytest.mark.parametrize(
    "how",
    [{"sex": "male", "present": ("woman",)}, {"present": ("man", "woman")}, {"sex": "male", "context": ("woman",)}],
)
def test_both_sexes_are_refused(how: dict[str, Any]) -> None:
    with pytest.raises(InvalidCase) as caught:
        understood(**how)
    assert caught.value.extra["sex"] == ["female", "male"]
    inputs = caught.value.extra["inputs"]
    assert isinstance(inputs, list)
    assert len(inputs) == 2


@pytest.mark.parametrize("sex", ["", "f", "unknown"])
def test_a_sex_that_the_article_does_not_tell_apart_is_refused(sex: str) -> None:
    with pytest.raises(InvalidCase, match="female and male") as caught:
        understood(sex=sex)
    assert caught.value.extra == {"sex": sex}


@pytest.mark.parametrize("age", [-1.0, 131.0, float("nan"), float("inf")])
def test_an_age_that_nobody_has_is_refused(age: float) -> None:
    with pytest.raises(InvalidCase, match="0 to 130"):
        understood(age=age)


@pytest.mark.parametrize("place", ["present", "absent", "not_assessed", "context"])
def test_an_unknown_word_is_refused_with_the_nearest_ones(place: str) -> None:
    with pytest.raises(UnknownTerm) as caught:
        understood(**{place: ("headacke",)})
    assert caught.value.extra == {"term": "headacke", "nearest": ["headache"]}


@pytest.mark.parametrize("word", ["Lyme", "steroid", "mil:Susac", "mil:ImagingFinding", "mil:Nonsense"])
def test_what_is_no_finding_is_unknown_as_one(word: str) -> None:
    with pytest.raises(UnknownTerm):
        understood(present=(word,))


def test_a_test_is_no_finding_but_can_be_not_assessed() -> None:
    with pytest.raises(UnknownTerm, match="not of the kind asked for"):
        understood(absent=("MRI",))
    assert understood(not_assessed=("MRI",)).reading.case.not_assessed


def test_unknown_words_are_counted_when_that_is_asked_for() -> None:
    found = understood(
        present=("fever", "wings"), absent=("horns", "wings"), not_assessed=("aura photography",), unmapped="count"
    )
    assert names(found.reading.case.present) == {"Fever"}
    assert found.unmapped == ("wings", "horns", "aura photography")
    assert found.outside == 2


@pytest.mark.parametrize("unmapped", ["reject", "count"])
def test_a_word_that_names_two_findings_is_always_refused(unmapped: str) -> None:
    with pytest.raises(AmbiguousTerm) as caught:
        understood(present=("NF",), unmapped=unmapped)
    assert caught.value.extra == {"term": "NF", "candidates": ["neurofibroma", "night fever"]}


@pytest.mark.parametrize(
    ("question", "inputs"),
    [
        ({"present": ("cephalgia",), "absent": ("mil:Headache",)}, ["cephalgia", "mil:Headache"]),
        ({"present": ("Pons lesion",), "absent": ("lesion",)}, ["Pons lesion", "lesion"]),
        ({"present": ("HIV infection",), "context": ("Immunocompetent",)}, ["HIV infection", "Immunocompetent"]),
        ({"present": ("fever",), "not_assessed": ("Fever",)}, ["fever", "not assessed: Fever"]),
        ({"absent": ("pons lesion",), "not_assessed": ("mil:Mri",)}, ["pons lesion", "not assessed: mil:Mri"]),
        ({"present": ("Pons lesion",), "not_assessed": ("lesion",)}, ["Pons lesion", "not assessed: lesion"]),
        ({"sex": "Female", "absent": ("woman",)}, ["Female", "woman"]),
    ],
)
def test_a_contradiction_names_both_inputs_as_they_were_written(question: dict[str, Any], inputs: list[str]) -> None:
    with pytest.raises(ContradictoryCase) as caught:
        understood(**question)
    assert sorted(caught.value.extra["inputs"]) == sorted(inputs)  # type: ignore[call-overload]
