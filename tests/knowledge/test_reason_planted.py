"""Faults planted in small and large graphs: the reasoner finds them and says why."""

from pathlib import Path

import pytest
from pyoxigraph import Quad

from miliary.knowledge import reason as reasoning
from miliary.knowledge.axioms import REASONING, RULES, view_of
from miliary.knowledge.infer import infer
from miliary.knowledge.load import load, read_bytes
from miliary.knowledge.reason import Reasoning, judge
from miliary.store import EmbeddedStore
from miliary.vocabulary import iri
from tests.knowledge.reasoning import PREFIX_TABLE, WORLD, criterion, view

pytestmark = pytest.mark.early

SMOKES_AND_NEVER_DID = """
mil:Oddity a owl:Class ; rdfs:subClassOf mil:HeavySmoker , mil:NeverSmoker ; rdfs:label "oddity" .
mil:HeavySmoker a owl:Class ; rdfs:subClassOf mil:Smoker ; rdfs:label "heavy smoker" .
mil:SmallOddity a owl:Class ; rdfs:subClassOf mil:Oddity ; rdfs:label "small oddity" .
mil:OddIllness a owl:Class ; rdfs:label "odd illness" ; rdfs:subClassOf mil:Illness , [
  a owl:Restriction ; owl:onProperty mil:hasFinding ; owl:someValuesFrom mil:SmallOddity ] .
"""


def test_an_impossible_class_is_reported_with_the_axioms_that_make_it_so() -> None:
    found = judge(view(WORLD, SMOKES_AND_NEVER_DID))
    assert found.consistent
    assert not found.ok
    assert {each.iri for each in found.unsatisfiable} == set(map(iri, ("Oddity", "SmallOddity", "OddIllness")))
    why = {each.label: each.why for each in found.unsatisfiable}
    assert set(why["oddity"].axioms) == {
        "Every oddity is a heavy smoker.",
        "Every oddity is a never-smoker.",
        "Every heavy smoker is a smoker.",
        "No smoker is a never-smoker.",
    }
    assert why["oddity"].minimal
    assert why["small oddity"].axioms == ("Every small oddity is an oddity.",)
    assert why["odd illness"].axioms == ("Every odd illness shows some small oddity.",)
    assert iri("Oddity") not in found.hierarchy
    lines = found.lines()
    assert lines[0].startswith("The ontology is consistent, but 3 classes can have no member (")
    assert "oddity (mil:Oddity) is impossible, because:" in lines
    assert "  - No smoker is a never-smoker." in lines


def test_a_finding_that_lies_where_it_cannot_is_explained_through_the_site_chain() -> None:
    turtle = """
    mil:Toe a owl:Class ; rdfs:subClassOf [ a owl:Restriction ; owl:onProperty mil:partOf ;
                                            owl:someValuesFrom mil:Foot ] ; rdfs:label "toe" .
    mil:Foot a owl:Class ; rdfs:label "foot" .
    mil:InFoot a owl:Class ; rdfs:label "foot finding" ; owl:disjointWith mil:Rash ; owl:equivalentClass [
        a owl:Restriction ; owl:onProperty mil:hasSite ; owl:someValuesFrom mil:Foot ] .
    mil:ToeRash a owl:Class ; rdfs:label "rash of the toe" ; owl:equivalentClass [
        a owl:Class ; owl:intersectionOf ( mil:Rash [
            a owl:Restriction ; owl:onProperty mil:hasSite ; owl:someValuesFrom mil:Toe ] ) ] .
    """
    (only,) = judge(view(WORLD, turtle)).unsatisfiable
    assert set(only.why.axioms) == {
        "“has site”, then “part of” gives “has site”.",
        "Every toe is part of some foot.",
        "Every foot finding lies in some foot, and the other way round.",
        "No foot finding is a rash.",
        "Every rash of the toe is a rash and lies in some toe, and the other way round.",
    }


def test_classes_that_are_impossible_in_a_circle_are_each_explained() -> None:
    turtle = """
    mil:One a owl:Class ; rdfs:label "one" ; rdfs:subClassOf mil:Two , mil:Smoker , mil:NeverSmoker .
    mil:Two a owl:Class ; rdfs:label "two" ; rdfs:subClassOf mil:One .
    """
    one, two = judge(view(WORLD, turtle)).unsatisfiable
    assert "No smoker is a never-smoker." in one.why.axioms
    assert "No smoker is a never-smoker." in two.why.axioms


def test_an_ontology_that_contradicts_itself_is_reported_with_the_axioms_that_do() -> None:
    turtle = "owl:Thing rdfs:subClassOf mil:Smoker , mil:NeverSmoker ."
    found = judge(view(WORLD, turtle))
    assert not found.consistent
    assert not found.ok
    assert found.hierarchy == {}
    assert found.contradiction
    assert set(found.contradiction.axioms) == {
        "Every thing is a smoker.",
        "Every thing is a never-smoker.",
        "No smoker is a never-smoker.",
    }
    assert found.lines()[0].startswith("The ontology contradicts itself (")


def test_two_criteria_that_no_patient_meets_are_named() -> None:
    turtle = criterion("must", "ObligateByCriterion", "RedRash") + criterion("never", "ExcludingByCriterion", "Rash")
    found = {each.iri: each.why for each in judge(view(WORLD, turtle)).unsatisfiable}
    assert set(found[iri("Illness")].axioms) == {
        "Every illness shows some red rash (mil:must).",
        "No illness shows some rash (mil:never).",
        "Every red rash is a rash.",
    }
    assert found[iri("MildIllness")].axioms == ("Every mild illness is an illness.",)


def test_criteria_that_clash_only_in_a_context_name_the_context() -> None:
    turtle = criterion("must", "ObligateByCriterion", "Rash", "Smoker") + criterion(
        "never", "ExcludingByCriterion", "Rash"
    )
    (only,) = judge(view(WORLD, turtle)).unsatisfiable
    assert only.label == "illness with smoker"
    assert set(only.why.axioms) == {
        "Every illness with smoker shows some rash (mil:must).",
        "No illness shows some rash (mil:never).",
        "Every illness with smoker is an illness and shows some smoker, and the other way round.",
    }


def test_a_search_that_is_cut_short_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reasoning, "MOST_RUNS", 1)
    found = judge(view(WORLD, SMOKES_AND_NEVER_DID))
    oddity = next(each.why for each in found.unsatisfiable if each.label == "oddity")
    assert not oddity.minimal
    assert "No smoker is a never-smoker." in oddity.axioms
    assert "  (not all of these may be needed; the search was cut short)" in found.lines()


def test_a_fault_in_the_whole_knowledge_is_found_and_explained(repository: Path) -> None:
    fault = f"{PREFIX_TABLE} mil:Planted a owl:Class ; rdfs:subClassOf mil:Adult , mil:Child ; rdfs:label 'planted' ."
    store = EmbeddedStore.memory()
    store.extend(Quad(*triple) for triple in (*load(repository).triples, *read_bytes(fault.encode(), "fault.ttl")))
    infer(store, repository / RULES)
    found: Reasoning = judge(view_of(store, repository / REASONING))
    assert [each.iri for each in found.unsatisfiable] == [iri("Planted")]
    assert {"Every planted is an adult.", "Every planted is a child."} <= set(found.unsatisfiable[0].why.axioms)
    assert len(found.unsatisfiable[0].why.axioms) == 3
