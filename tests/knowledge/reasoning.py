"""Small graphs for the reasoner, on the project's own schema, rules and queries."""

from collections.abc import Iterable

from pyoxigraph import Quad

from miliary.knowledge.axioms import View, view_of
from miliary.knowledge.infer import infer
from miliary.knowledge.load import read, read_bytes
from miliary.store import EmbeddedStore
from miliary.vocabulary import PREFIXES
from tests.conftest import REPOSITORY

PREFIX_TABLE = "".join(f"PREFIX {prefix}: <{namespace}>\n" for prefix, namespace in PREFIXES.items())
# Two diseases, one below the other, and findings with a hierarchy, factors and sites.
WORLD = """
mil:Illness a owl:Class ; rdfs:subClassOf mil:Disease ; rdfs:label "illness" .
mil:MildIllness a owl:Class ; rdfs:subClassOf mil:Illness ; rdfs:label "mild illness" .
mil:Rash a owl:Class ; rdfs:subClassOf mil:ClinicalFinding ; rdfs:label "rash" .
mil:RedRash a owl:Class ; rdfs:subClassOf mil:Rash ; rdfs:label "red rash" .
mil:Fever a owl:Class ; rdfs:subClassOf mil:ClinicalFinding ; rdfs:label "fever" .
mil:Smoker a owl:Class ; rdfs:subClassOf mil:PatientFactor ; rdfs:label "smoker" ; owl:disjointWith mil:NeverSmoker .
mil:NeverSmoker a owl:Class ; rdfs:subClassOf mil:PatientFactor ; rdfs:label "never-smoker" .
mil:Traveller a owl:Class ; rdfs:subClassOf mil:PatientFactor ; rdfs:label "traveller" .
"""


def store_of(*turtle: str, files: Iterable[str] = ("miliary.ttl",)) -> EmbeddedStore:
    """The ``files`` of the ontology and pieces of ``turtle``, with what the rules derive."""
    store = EmbeddedStore.memory()
    for name in files:
        store.extend(Quad(*triple) for triple in read(REPOSITORY / "ontology" / name))
    for piece in turtle:
        store.extend(Quad(*triple) for triple in read_bytes((PREFIX_TABLE + piece).encode(), "piece.ttl"))
    infer(store, REPOSITORY / "queries" / "rules")
    return store


def view(*turtle: str, files: Iterable[str] = ("miliary.ttl",)) -> View:
    """What the reasoner is given of such a graph."""
    return view_of(store_of(*turtle, files=files), REPOSITORY / "queries" / "reasoning")


def criterion(
    name: str, role: str, finding: str, *contexts: str, disease: str = "Illness", disputed: bool = False
) -> str:
    """An assertion in Turtle that ``finding`` decides on ``disease``; with ``disputed``, a conflict that softens it."""
    lines = [f"mil:{name} a mil:Assertion ; mil:aboutDisease mil:{disease} ; mil:hasSubject mil:{finding} ;"]
    lines += [f"  mil:context mil:{context} ;" for context in contexts]
    lines += [f"  mil:role mil:{role} ."]
    if disputed:
        lines += [f"mil:{name}-other a mil:Assertion ; mil:aboutDisease mil:{disease} ; mil:hasSubject mil:{finding} ."]
        lines += [f"[] a mil:Conflict ; mil:concerns mil:{name} , mil:{name}-other ; mil:conflictKind mil:Graded ."]
    return "\n".join(lines) + "\n"
