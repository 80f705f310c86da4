"""Criterion sets and sets of priors: from the published graph, and back from an index on disk."""

from dataclasses import replace
from pathlib import Path

from miliary.differential.compiled import Compiled
from miliary.differential.terms import CriterionItem, CriterionSet, ItemPart, Prior, PriorSet
from miliary.index.archive import reopen, save
from miliary.vocabulary import iri
from tests.differential.small import compiled
from tests.worlds import published, said

CRITERIA = """
mil:Rules a mil:CriterionSet ; mil:aboutDisease mil:Lyme ; rdfs:label "rules"@en ;
    mil:atLeast 1 ; mil:requiredItem "a" ; mil:jointItem "b" .
mil:Loose a mil:CriterionSet ; mil:aboutDisease mil:Susac ; rdfs:label "loose"@en .
"""
PRIORS = """mil:Clinic a mil:PriorSet ; rdfs:label "a clinic"@en ."""


def item(name: str, code: str, more: str = "", of: str = "Rules") -> str:
    return said(name, f'mil:role mil:CriterionItem ; mil:inCriterionSet mil:{of} ; mil:itemCode "{code}" {more}')


def read(*statements: str) -> Compiled:
    return published(*statements)[1]


def test_criteria_are_read_with_their_items_and_what_they_ask_for() -> None:
    index = read(
        item("Lyme-Fever-Section", "b"),
        item("Lyme-Haemorrhage-Section", "b", "; mil:occurrence mil:NotExpected"),
        item("Lyme-Headache-Section", "a"),
        item("Susac-Fever-Section", "1", of="Loose"),
        item("Susac-Steroid-Section", "2", of="Loose"),
        CRITERIA,
    )
    fever = ItemPart(iri("Fever"), iri("Lyme-Fever-Section"))
    haemorrhage = ItemPart(iri("Haemorrhage"), iri("Lyme-Haemorrhage-Section"), expected=False)
    headache = ItemPart(iri("Headache"), iri("Lyme-Headache-Section"))
    loose, rules = index.knowledge.criterion_sets
    assert rules == CriterionSet(
        id=iri("Rules"),
        label="rules",
        disease=iri("Lyme"),
        items=(CriterionItem("a", (headache,)), CriterionItem("b", (fever, haemorrhage), joint=True)),
        required=frozenset("a"),
        at_least=1,
    )
    assert [each.code for each in loose.items] == ["1"]
    assert (loose.required, loose.at_least) == (frozenset(), None)


def test_priors_are_percentages_of_a_named_set() -> None:
    index = read(
        said("Lyme-Age-Section", "mil:percent 12.5 ; mil:inPriorSet mil:Clinic"),
        said("Lyme-Age-Table1", "mil:percent 40.0 ; mil:inPriorSet mil:Clinic"),
        said("Susac-Age-Section", "mil:percent 50.0"),
        PRIORS,
    )
    shares = {iri("Lyme"): Prior(0.125, (iri("Lyme-Age-Section"),))}
    assert index.knowledge.priors == {iri("Clinic"): PriorSet(iri("Clinic"), "a clinic", shares)}


def test_both_come_back_from_an_index_on_disk(tmp_path: Path) -> None:
    items = (CriterionItem("a", (ItemPart("haemorrhage", "s1", expected=False),), joint=True),)
    sets = (CriterionSet("set", "criteria", "Lyme", items, frozenset("a"), 2),)
    priors = {"clinic": PriorSet("clinic", "a clinic", {"Lyme": Prior(0.25, ("s2",))})}
    plain = compiled()
    save(replace(plain, knowledge=replace(plain.knowledge, criterion_sets=sets, priors=priors)), tmp_path)
    known = reopen(tmp_path).knowledge
    assert (known.criterion_sets, known.priors) == (sets, priors)
