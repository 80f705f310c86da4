"""Small published graphs: the project's schema and bands, a few findings and diseases, and what a test says of them."""

from pyoxigraph import RdfFormat, parse

from miliary.differential.compiled import Compiled
from miliary.index import compile_index, penalties
from miliary.knowledge.infer import infer
from miliary.knowledge.load import read
from miliary.queries import Catalogue
from miliary.store import EmbeddedStore
from tests.conftest import REPOSITORY
from tests.pieces import triples

CATALOGUE = Catalogue(REPOSITORY / "queries")
RULES = REPOSITORY / "queries" / "rules"
SCHEMA = tuple(each for name in ("miliary", "likelihood") for each in read(REPOSITORY / "ontology" / f"{name}.ttl"))

FINDINGS = """
mil:Mri a owl:Class ; rdfs:subClassOf mil:Test ; rdfs:label "MRI"@en .
mil:SpineMri a owl:Class ; rdfs:subClassOf mil:Mri ; rdfs:label "MRI of the spine"@en .
mil:History a owl:Class ; rdfs:subClassOf mil:Test ; rdfs:label "history"@en .

mil:Enhancement a owl:Class ; rdfs:subClassOf mil:ImagingFinding ; mil:observedBy mil:Mri ;
    rdfs:label "enhancement"@en .
mil:MiliaryEnhancement a owl:Class ; rdfs:subClassOf mil:Enhancement ; rdfs:label "miliary enhancement"@en .
mil:MeningealEnhancement a owl:Class ; rdfs:subClassOf mil:Enhancement ; rdfs:label "meningeal enhancement"@en .
mil:Lesion a owl:Class ; rdfs:subClassOf mil:ImagingFinding ; mil:observedBy mil:Mri ; rdfs:label "lesion"@en .
mil:BrainstemLesion a owl:Class ; rdfs:subClassOf mil:Lesion ; mil:inBlock mil:Sites ;
    rdfs:label "brainstem lesion"@en .
mil:PonsLesion a owl:Class ; rdfs:subClassOf mil:BrainstemLesion ; rdfs:label "pons lesion"@en .
mil:CordLesion a owl:Class ; rdfs:subClassOf mil:Lesion ; mil:observedBy mil:SpineMri ; rdfs:label "cord lesion"@en .
mil:Haemorrhage a owl:Class ; rdfs:subClassOf mil:ImagingFinding ; mil:observedBy mil:Mri ;
    rdfs:label "haemorrhage"@en .
mil:Fever a owl:Class ; rdfs:subClassOf mil:ClinicalFinding ; mil:observedBy mil:History ; rdfs:label "fever"@en .
mil:Headache a owl:Class ; rdfs:subClassOf mil:ClinicalFinding ; mil:observedBy mil:History ; rdfs:label "headache"@en ;
    skos:altLabel "cephalgia"@en .
mil:Sites a mil:FindingBlock ; rdfs:label "sites"@en .

mil:Immunocompromised a owl:Class ; rdfs:subClassOf mil:PatientFactor ; mil:observedBy mil:History ;
    rdfs:label "immunocompromised"@en ; owl:disjointWith mil:Immunocompetent .
mil:HivInfection a owl:Class ; rdfs:subClassOf mil:Immunocompromised ; rdfs:label "HIV infection"@en .
mil:Immunocompetent a owl:Class ; rdfs:subClassOf mil:PatientFactor ; mil:observedBy mil:History ;
    rdfs:label "immunocompetent"@en .
mil:FemaleSex a owl:Class ; rdfs:subClassOf mil:DemographicFactor ; mil:observedBy mil:History ;
    rdfs:label "female sex"@en ; skos:altLabel "woman"@en ; owl:disjointWith mil:MaleSex .
mil:MaleSex a owl:Class ; rdfs:subClassOf mil:DemographicFactor ; mil:observedBy mil:History ;
    rdfs:label "male sex"@en ; skos:altLabel "man"@en .
mil:Age a owl:Class ; rdfs:subClassOf mil:Topic ; rdfs:label "age"@en .
mil:Sex a owl:Class ; rdfs:subClassOf mil:Topic ; rdfs:label "sex"@en .
mil:Steroid a owl:Class ; rdfs:subClassOf mil:Treatment ; rdfs:label "steroid"@en .
"""
DISEASES = """
mil:Infection a owl:Class ; rdfs:subClassOf mil:MiliaryEnhancementDisease ; rdfs:label "infection"@en .
mil:Lyme a owl:Class ; rdfs:subClassOf mil:Infection ; mil:differentialOf mil:MiliaryEnhancement ;
    rdfs:label "Lyme"@en .
mil:LateLyme a owl:Class ; rdfs:subClassOf mil:Lyme ; rdfs:label "late Lyme"@en .
mil:Susac a owl:Class ; rdfs:subClassOf mil:MiliaryEnhancementDisease ; mil:differentialOf mil:MiliaryEnhancement ;
    rdfs:label "Susac"@en .
mil:Clippers a owl:Class ; rdfs:subClassOf mil:MiliaryEnhancementDisease ; mil:differentialOf mil:MiliaryEnhancement ;
    rdfs:label "CLIPPERS"@en .
mil:Article a mil:SourceDocument ; rdfs:label "Example 2020"@en ; mil:doi "10.1000/example" .
"""


def said(name: str, words: str, passage: str = "") -> str:
    """An assertion called ``<Disease>-<Subject>-<place>``, what it says in Turtle, and its passage."""
    disease, subject, place = name.split("-", 2)
    return f"""mil:{name} a mil:Assertion ; mil:aboutDisease mil:{disease} ; mil:hasSubject mil:{subject} ;
        mil:evidence mil:{name}-evidence ; {words} .
    mil:{name}-evidence a mil:Evidence ; mil:sourceDocument mil:Article ; mil:locator "{place}" ;
        mil:anchorStart "{subject} in {disease}" ; mil:evidenceType mil:ReviewStatement ; {passage} .
    """


def conflict(name: str, other: str, kind: str) -> str:
    """A conflict between two assertions."""
    return f"""mil:{name}-conflict a mil:Conflict ; mil:concerns mil:{name} , mil:{other} ;
        mil:conflictKind mil:{kind} ; rdfs:comment "They differ."@en .
    """


def published(*statements: str, beside: str = FINDINGS + DISEASES) -> tuple[EmbeddedStore, Compiled]:
    """A graph with these statements as publishing leaves it, and the index read from it."""
    store = EmbeddedStore.memory()
    store.add([*SCHEMA, *triples(beside, *statements)])
    infer(store, RULES)
    compiled = compile_index(store, CATALOGUE, "example")
    store.extend(parse(b"".join(penalties(compiled)), format=RdfFormat.TURTLE))
    return store, compiled
