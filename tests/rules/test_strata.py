"""The rules together: their order, their fixed points, and what only the chain of sites can give."""

import shutil
from collections.abc import Iterable
from pathlib import Path

import pytest
from pyoxigraph import DefaultGraph, NamedNode

from miliary.knowledge.infer import INFERRED, infer
from miliary.knowledge.load import load
from miliary.store import EmbeddedStore
from miliary.vocabulary import RDFS, iri
from tests.conftest import REPOSITORY
from tests.pieces import store_of, words

RULES = REPOSITORY / "queries" / "rules"
SUBCLASS = NamedNode(RDFS + "subClassOf")

LOCATED = (
    "owl:equivalentClass [ owl:intersectionOf ( mil:%s [ owl:onProperty mil:hasSite ; owl:someValuesFrom mil:%s ] ) ]"
)
PART = "rdfs:subClassOf [ owl:onProperty mil:partOf ; owl:someValuesFrom mil:%s ]"
ANATOMY = f"mil:Pons {PART % 'Brainstem'} . mil:Brainstem {PART % 'InfratentorialRegion'} ."
FINDINGS = f"""
mil:Finding a owl:Class .
mil:ImagingFinding a mil:FindingKind ; rdfs:subClassOf mil:Finding .
mil:Lesion rdfs:subClassOf mil:ImagingFinding ; mil:observedBy mil:Mri ; mil:inBlock mil:Sites .
mil:Haemorrhage rdfs:subClassOf mil:Lesion .
mil:InfratentorialLesion {LOCATED % ("Lesion", "InfratentorialRegion")} .
mil:PonsLesion {LOCATED % ("Lesion", "Pons")} .
mil:PonsHaemorrhage {LOCATED % ("Haemorrhage", "Pons")} .
"""


def below(store: EmbeddedStore, narrow: str, broad: str) -> bool:
    return any(store.quads(NamedNode(iri(narrow)), SUBCLASS, NamedNode(iri(broad)), DefaultGraph()))


def rules_without(names: Iterable[str], folder: Path) -> Path:
    shutil.copytree(RULES, folder)
    for name in names:
        (folder / f"{name}.rq").unlink()
    return folder


def project() -> EmbeddedStore:
    """The checkout's own knowledge, before any rule."""
    store = EmbeddedStore.memory()
    store.add(load(REPOSITORY).triples)
    return store


def test_a_pons_lesion_is_an_infratentorial_lesion() -> None:
    store = store_of(ANATOMY, FINDINGS)
    infer(store, RULES)
    assert below(store, "PonsLesion", "InfratentorialLesion")
    assert below(store, "PonsHaemorrhage", "PonsLesion")
    assert below(store, "PonsHaemorrhage", "InfratentorialLesion")
    assert not below(store, "InfratentorialLesion", "PonsLesion")
    assert not below(store, "PonsLesion", "PonsHaemorrhage")


def test_without_the_anatomy_nothing_makes_it_one() -> None:
    store = store_of(FINDINGS)
    infer(store, RULES)
    assert below(store, "PonsHaemorrhage", "PonsLesion")
    assert not below(store, "PonsLesion", "InfratentorialLesion")


@pytest.mark.parametrize("link", ["10-direct-parts", "14-site-chain", "15-located-subsumption"])
def test_without_a_link_of_the_chain_it_is_none(tmp_path: Path, link: str) -> None:
    store = store_of(ANATOMY, FINDINGS)
    infer(store, rules_without([link], tmp_path / "rules"))
    assert not below(store, "PonsLesion", "InfratentorialLesion")


def test_in_the_projects_own_knowledge_only_the_chain_puts_it_there(tmp_path: Path) -> None:
    store, without = project(), project()
    infer(store, RULES)
    infer(without, rules_without(["14-site-chain"], tmp_path / "rules"))
    assert below(store, "PonsLesion", "InfratentorialLesion")
    assert not below(without, "PonsLesion", "InfratentorialLesion")


def test_what_a_stratum_derives_is_there_for_the_next() -> None:
    store = store_of(ANATOMY, FINDINGS)
    infer(store, RULES)
    derived = {words(quad.triple) for quad in store.quads(NamedNode(iri("PonsLesion")), graph=INFERRED)}
    assert derived >= {
        ("PonsLesion", "hasKind", "ImagingFinding"),
        ("PonsLesion", "entails", "InfratentorialLesion"),
        ("PonsLesion", "inBlock", "Sites"),
        ("PonsLesion", "countsIn", "Sites"),
        ("PonsLesion", "observedBy", "Mri"),
    }
    assert ("PonsLesion", "countsIn", "PonsLesion") not in derived


MAKES = "CONSTRUCT { ?to mil:reached true } WHERE { ?from mil:reached true ; mil:next ?to }"
ASKS_FOR_NONE = "CONSTRUCT { ?x mil:lost true } WHERE { ?y mil:next ?x FILTER NOT EXISTS { ?x mil:reached true } }"


@pytest.mark.parametrize(("makes", "asks", "expected"), [("10", "20", set()), ("90", "80", {"B", "C"})])
def test_a_rule_that_asks_for_what_is_not_there_sees_all_strata_before_it(
    tmp_path: Path, makes: str, asks: str, expected: set[str]
) -> None:
    for number, rule in ((makes, MAKES), (asks, ASKS_FOR_NONE)):
        (tmp_path / f"{number}-rule.rq").write_text(f"PREFIX mil: <https://w3id.org/miliary/>\n{rule}")
    # Two steps to the end, so that the first rule needs a second round.
    store = store_of("mil:A mil:reached true ; mil:next mil:B . mil:B mil:next mil:C .")
    infer(store, tmp_path)
    lost = store.quads(None, NamedNode(iri("lost")), None, INFERRED)
    assert {words(quad.triple)[0] for quad in lost} == expected


def test_what_was_inferred_can_be_told_from_what_was_stated() -> None:
    store = store_of(ANATOMY, FINDINGS)
    stated = set(store.quads(graph=DefaultGraph()))
    added = infer(store, RULES)
    inferred = {quad.triple for quad in store.quads(graph=INFERRED)}
    assert len(inferred) == added
    assert inferred.isdisjoint({quad.triple for quad in stated})
    assert {quad.triple for quad in store.quads(graph=DefaultGraph())} == inferred | {quad.triple for quad in stated}


def test_a_second_run_adds_nothing() -> None:
    store = store_of(ANATOMY, FINDINGS)
    infer(store, RULES)
    assert infer(store, RULES) == 0


def test_nothing_in_the_projects_knowledge_is_below_itself() -> None:
    store = project()
    infer(store, RULES)
    pairs = [(quad.subject, quad.object) for quad in store.quads(None, SUBCLASS, None, DefaultGraph())]
    assert [one for one, other in pairs if one == other] == []
    assert set(pairs).isdisjoint({(other, one) for one, other in pairs})
