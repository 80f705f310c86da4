"""Criteria as axioms: they rule a picture out exactly when they are undisputed and their context is given."""

import pytest

from miliary.errors import ReasonerFailed
from miliary.knowledge.satisfiability import Picture, impossible
from miliary.vocabulary import iri
from tests.knowledge.reasoning import WORLD, criterion, view


def picture(disease: str, *findings: str) -> Picture:
    """A picture of findings; one with a minus before its name is absent."""
    absent = frozenset(iri(each[1:]) for each in findings if each.startswith("-"))
    return Picture(iri(disease), frozenset(iri(each) for each in findings if not each.startswith("-")), absent)


def ruled_out(turtle: str, *pictures: Picture) -> list[bool]:
    found = impossible(view(WORLD, turtle), pictures)
    return [each in found for each in pictures]


def test_an_excluding_criterion_rules_its_finding_out() -> None:
    assert ruled_out(
        criterion("never", "ExcludingByCriterion", "Rash"),
        picture("Illness", "Rash"),
        picture("Illness", "RedRash"),
        picture("MildIllness", "RedRash", "Fever"),
        picture("Illness"),
        picture("Illness", "Fever"),
        picture("Illness", "-Rash"),
        picture("Disease", "Rash"),
    ) == [True, True, True, False, False, False, False]


def test_an_obligate_criterion_rules_the_absence_of_its_finding_out() -> None:
    assert ruled_out(
        criterion("must", "ObligateByCriterion", "RedRash"),
        picture("Illness", "-RedRash"),
        picture("Illness", "-Rash"),
        picture("MildIllness", "Fever", "-Rash"),
        picture("Illness", "RedRash"),
        picture("Illness", "-Fever"),
        picture("Disease", "-RedRash"),
    ) == [True, True, True, False, False, False]


@pytest.mark.parametrize("role", ["ExcludingByCriterion", "ObligateByCriterion"])
def test_a_disputed_criterion_rules_nothing_out(role: str) -> None:
    turtle = criterion("softened", role, "Rash", disputed=True)
    assert ruled_out(turtle, picture("Illness", "Rash"), picture("Illness", "-Rash")) == [False, False]


@pytest.mark.parametrize("role", ["SuggestiveOf", "CriterionItem", "PathognomonicFor"])
def test_other_roles_rule_nothing_out(role: str) -> None:
    turtle = criterion("item", role, "Rash")
    assert ruled_out(turtle, picture("Illness", "Rash"), picture("Illness", "-Rash")) == [False, False]


def test_a_criterion_with_a_context_needs_the_context() -> None:
    assert ruled_out(
        criterion("never", "ExcludingByCriterion", "Rash", "Smoker"),
        picture("Illness", "Rash"),
        picture("Illness", "Rash", "-Smoker"),
        picture("Illness", "Rash", "NeverSmoker"),
        picture("Illness", "Rash", "Smoker"),
        picture("MildIllness", "RedRash", "Smoker"),
    ) == [False, False, False, True, True]


def test_a_criterion_with_several_contexts_needs_them_all() -> None:
    assert ruled_out(
        criterion("must", "ObligateByCriterion", "Rash", "Traveller", "Smoker", "Fever"),
        picture("Illness", "-Rash", "Smoker", "Fever"),
        picture("Illness", "-Rash", "Traveller", "Fever"),
        picture("Illness", "-Rash", "Traveller", "Smoker"),
        picture("Illness", "-Rash", "Traveller", "Smoker", "Fever"),
    ) == [False, False, False, True]


def test_factors_that_exclude_each_other_are_not_found_in_one_patient() -> None:
    turtle = "mil:HeavySmoker a owl:Class ; rdfs:subClassOf mil:Smoker ; rdfs:label 'heavy smoker' ."
    assert ruled_out(
        turtle,
        picture("Disease", "Smoker", "NeverSmoker"),
        picture("Illness", "HeavySmoker", "NeverSmoker"),
        picture("Disease", "Smoker", "Traveller"),
        picture("Disease", "HeavySmoker", "-Smoker"),
    ) == [True, True, False, True]


def test_the_patient_factors_of_the_knowledge_exclude_each_other() -> None:
    pairs = [("Immunocompetent", "Immunocompromised"), ("MaleSex", "FemaleSex"), ("Adult", "Child")]
    pictures = [picture("Disease", *pair) for pair in pairs]
    found = impossible(
        view(files=("miliary.ttl", "findings.ttl", "anatomy.ttl")), [*pictures, picture("Disease", "Adult")]
    )
    assert found == set(pictures)


def test_nothing_is_judged_by_an_ontology_that_contradicts_itself() -> None:
    with pytest.raises(ReasonerFailed, match="contradicts itself"):
        impossible(view(WORLD, "owl:Thing rdfs:subClassOf mil:Smoker , mil:NeverSmoker ."), [picture("Illness")])
