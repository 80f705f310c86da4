"""A small ontology without a fault, and for each check a change to it that the check must find."""

from dataclasses import dataclass

PREFIXES = """
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX mil: <https://w3id.org/miliary/>
PREFIX owl: <http://www.w3.org/2002/07/owl#>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX vann: <http://purl.org/vocab/vann/>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
"""

ONTOLOGY = """
mil:ontology a owl:Ontology ;
    owl:versionIRI <https://w3id.org/miliary/ontology/1.2.3> ; owl:versionInfo "1.2.3" ;
    owl:priorVersion <https://w3id.org/miliary/ontology/1.2.2> ;
    dcterms:title "A small ontology"@en ; dcterms:description "An ontology to plant faults in."@en ;
    dcterms:license <https://creativecommons.org/licenses/by/4.0/> ; dcterms:source "nothing" ;
    dcterms:creator "Miliary project" ; dcterms:contributor "Miliary project" ; dcterms:publisher "Miliary project" ;
    dcterms:created "2026-01-01T00:00:00Z"^^xsd:dateTime ; dcterms:modified "2026-01-02T00:00:00Z"^^xsd:dateTime ;
    dcterms:issued "2026-01-03T00:00:00Z"^^xsd:dateTime ; dcterms:hasFormat "text/turtle" ;
    dcterms:bibliographicCitation "To be cited as it is."@en ;
    vann:preferredNamespacePrefix "mil" ; vann:preferredNamespaceUri "https://w3id.org/miliary/" ;
    <http://purl.org/ontology/bibo/doi> "none" ; <http://purl.org/ontology/bibo/status> "draft" ;
    <http://www.w3.org/ns/dcat#contactPoint> <https://example.org/ask> ; rdfs:seeAlso <https://example.org/pages> .
"""

TERMS = """
mil:Disease a owl:Class ; rdfs:isDefinedBy mil:ontology ; rdfs:label "disease"@en ; rdfs:subClassOf owl:Thing ;
    skos:definition "A disorder that a patient can have."@en ; skos:closeMatch <http://example.org/codes/1> .
mil:Flu a owl:Class ; rdfs:isDefinedBy mil:ontology ; rdfs:label "flu"@en ; skos:altLabel "influenza"@en ;
    skos:definition "Disease by an influenza virus."@en ; skos:exactMatch <http://example.org/codes/2> ;
    rdfs:subClassOf mil:Disease , [ a owl:Restriction ; owl:onProperty mil:atSite ; owl:someValuesFrom mil:Lung ] .
mil:Lung a owl:Class ; rdfs:isDefinedBy mil:ontology ; rdfs:label "lung"@en ; rdfs:subClassOf owl:Thing ;
    skos:definition "The organ of breathing."@en .
mil:LungFlu a owl:Class ; rdfs:isDefinedBy mil:ontology ; rdfs:label "flu of the lung"@en ;
    skos:definition "Flu that has reached the lung."@en ;
    owl:equivalentClass [ a owl:Class ; owl:intersectionOf (
        mil:Flu [ a owl:Restriction ; owl:onProperty mil:atSite ; owl:someValuesFrom mil:Lung ] ) ] .
mil:ModeScheme a skos:ConceptScheme ; rdfs:isDefinedBy mil:ontology ; rdfs:label "modes"@en ;
    skos:definition "In what way."@en .
mil:Quick a skos:Concept ; rdfs:isDefinedBy mil:ontology ; rdfs:label "quick"@en ; skos:prefLabel "quick"@en ;
    skos:definition "In hours."@en ; skos:inScheme mil:ModeScheme .
mil:atSite a owl:ObjectProperty ; rdfs:isDefinedBy mil:ontology ; rdfs:label "at site"@en ;
    skos:definition "Where it is."@en ; owl:propertyChainAxiom ( mil:atSite mil:within ) .
mil:within a owl:ObjectProperty , owl:TransitiveProperty ; rdfs:isDefinedBy mil:ontology ; rdfs:label "within"@en ;
    skos:definition "Wholly inside."@en .
mil:days a owl:DatatypeProperty ; rdfs:isDefinedBy mil:ontology ; rdfs:label "days"@en ; rdfs:range xsd:integer ;
    skos:definition "How long it lasts."@en .
"""

DECLARED = """
skos:Concept a owl:Class . skos:ConceptScheme a owl:Class .
dcterms:bibliographicCitation a owl:AnnotationProperty . dcterms:contributor a owl:AnnotationProperty .
dcterms:created a owl:AnnotationProperty . dcterms:creator a owl:AnnotationProperty .
dcterms:description a owl:AnnotationProperty . dcterms:hasFormat a owl:AnnotationProperty .
dcterms:issued a owl:AnnotationProperty . dcterms:license a owl:AnnotationProperty .
dcterms:modified a owl:AnnotationProperty . dcterms:publisher a owl:AnnotationProperty .
dcterms:source a owl:AnnotationProperty . dcterms:title a owl:AnnotationProperty .
skos:altLabel a owl:AnnotationProperty . skos:closeMatch a owl:AnnotationProperty .
skos:definition a owl:AnnotationProperty . skos:exactMatch a owl:AnnotationProperty .
skos:inScheme a owl:AnnotationProperty . skos:prefLabel a owl:AnnotationProperty .
vann:preferredNamespacePrefix a owl:AnnotationProperty . vann:preferredNamespaceUri a owl:AnnotationProperty .
<http://purl.org/ontology/bibo/doi> a owl:AnnotationProperty .
<http://purl.org/ontology/bibo/status> a owl:AnnotationProperty .
<http://www.w3.org/ns/dcat#contactPoint> a owl:AnnotationProperty .
"""

SOUND = PREFIXES + ONTOLOGY + TERMS + DECLARED


@dataclass(frozen=True, slots=True)
class Plant:
    """A fault: what is added to the sound ontology, what is taken out of it, and the terms that the check names.

    :param dl: whether the OWL API must find the ontology outside OWL 2 DL then
    """

    finds: str
    add: str = ""
    without: str = ""
    dl: bool = False

    def turtle(self) -> str:
        assert self.without in SOUND, self.without
        return SOUND.replace(self.without, "") + self.add


def of_class(name: str, label: str, further: str = "") -> str:
    """A class below mil:Disease, well made but for what ``further`` says."""
    return (
        f"mil:{name} a owl:Class ; rdfs:isDefinedBy mil:ontology ; rdfs:subClassOf mil:Disease ; rdfs:label {label} ; "
        f'skos:definition "Disease of the kind {name}."@en {further} .\n'
    )


OBSOLETE = of_class("Old", '"old"@en', "; owl:deprecated true ; mil:replacedBy mil:Flu")
FLU_LABEL, FLU_DEFINITION = 'rdfs:label "flu"@en ; ', 'skos:definition "Disease by an influenza virus."@en ; '

PLANTS: dict[str, tuple[Plant, ...]] = {
    "term-alone": (Plant("mil:Alone", of_class("Alone", '"alone"@en').replace(" rdfs:subClassOf mil:Disease ;", "")),),
    "term-below-itself": (
        Plant("mil:Disease mil:Flu", "mil:Disease rdfs:subClassOf mil:Flu ."),
        Plant("mil:days", "mil:days rdfs:subPropertyOf mil:days ."),
    ),
    "term-dangling": (
        Plant("mil:Flu", "mil:Flu rdfs:seeAlso mil:Nowhere ."),
        Plant("mil:Flu", "mil:Flu mil:nowhere mil:Lung ."),
    ),
    "term-definition-form": (
        Plant("mil:Flu", 'mil:Flu skos:definition "a disease."@en .', FLU_DEFINITION),
        Plant("mil:Flu", 'mil:Flu skos:definition "Disease by a virus"@en .', FLU_DEFINITION),
    ),
    "term-definition-missing": (Plant("mil:Flu", without=FLU_DEFINITION),),
    "term-definition-repeats-label": (Plant("mil:Flu", 'mil:Flu skos:definition "A flu."@en .', FLU_DEFINITION),),
    "term-definition-shared": (
        Plant("mil:Flu mil:Lung", 'mil:Flu skos:definition "THE organ of breathing."@en .', FLU_DEFINITION),
    ),
    "term-definition-twice": (Plant("mil:Flu", 'mil:Flu skos:definition "Another."@en .'),),
    "term-deprecated-form": (Plant("mil:Old", of_class("Old", '"old"@en', '; owl:deprecated "yes"')),),
    "term-deprecated-in-use": (
        Plant("mil:Flu", OBSOLETE + "mil:Flu rdfs:subClassOf mil:Old ."),
        Plant(
            "mil:LungFlu",
            OBSOLETE
            + """mil:LungFlu rdfs:subClassOf [ a owl:Restriction ; owl:onProperty mil:atSite ;
                owl:someValuesFrom mil:Old ] .""",
        ),
    ),
    "term-deprecated-unreplaced": (Plant("mil:Old", of_class("Old", '"old"@en', "; owl:deprecated true")),),
    "term-replaced-but-live": (Plant("mil:Lung", "mil:Lung mil:replacedBy mil:Flu ."),),
    "term-equivalent-pair": (Plant("mil:Lung", "mil:Lung owl:equivalentClass mil:Flu ."),),
    "term-equivalent-twice": (
        Plant("mil:LungFlu", "mil:LungFlu owl:equivalentClass [ a owl:Class ; owl:unionOf ( mil:Flu mil:Lung ) ] ."),
    ),
    "term-genus-missing": (
        Plant(
            "mil:Lung",
            """mil:Lung owl:equivalentClass [ a owl:Class ; owl:intersectionOf (
                [ a owl:Restriction ; owl:onProperty mil:atSite ; owl:someValuesFrom mil:Flu ]
                [ a owl:Restriction ; owl:onProperty mil:within ; owl:someValuesFrom mil:Flu ] ) ] .""",
        ),
    ),
    "term-home": (
        Plant("mil:Bare", of_class("Bare", '"bare"@en').replace(" rdfs:isDefinedBy mil:ontology ;", "")),
        Plant("mil:Other", of_class("Other", '"other"@en').replace("mil:ontology", "mil:Disease")),
    ),
    "term-label-identifier": (Plant("mil:Other", of_class("Other", '"left_lung"@en')),),
    "term-label-missing": (Plant("mil:Flu", without=FLU_LABEL),),
    "term-label-of-other-kind": (Plant("mil:Days mil:days", of_class("Days", '"Days"@en')),),
    "term-label-shared": (Plant("mil:Flu mil:Other", of_class("Other", '"FLU"@en')),),
    "term-label-twice": (Plant("mil:Flu", 'mil:Flu rdfs:label "grippe"@en .'),),
    "term-link-form": (
        Plant("mil:Flu", 'mil:Flu skos:exactMatch "SCTID:6142004" .'),
        Plant("mil:Flu", "mil:Flu skos:closeMatch <snomedct:6142004> ."),
        Plant("mil:Flu", "mil:Flu skos:closeMatch mil:Lung ."),
    ),
    "term-link-shared": (Plant("mil:Flu mil:Lung", "mil:Lung skos:exactMatch <http://example.org/codes/2> ."),),
    "term-name-form": (
        Plant("mil:other", of_class("other", '"other"@en')),
        Plant("mil:Left", "mil:Left a owl:ObjectProperty ."),
    ),
    "term-namespace-misspelt": (
        Plant("mil:Flu", "mil:Flu <http://www.w3.org/2004/02/skos/core/altLabel> 'x' ."),
        Plant("mil:Flu", "mil:Flu rdfs:subClassOf <http://w3id.org/miliary/Disease> ."),
    ),
    "term-preferred-name": (Plant("mil:Quick", 'mil:Quick skos:prefLabel "fast"@en .', 'skos:prefLabel "quick"@en ;'),),
    "term-root": (Plant("mil:Disease", without='rdfs:label "disease"@en ; rdfs:subClassOf owl:Thing ;'),),
    "term-scheme": (Plant("mil:Quick", without=" ; skos:inScheme mil:ModeScheme"),),
    "term-scheme-empty": (Plant("mil:ModeScheme", without=" ; skos:inScheme mil:ModeScheme"),),
    "term-superclass-implied": (Plant("mil:Fast", of_class("Fast", '"fast flu"@en', "; rdfs:subClassOf mil:Flu")),),
    "term-synonym-is-label": (Plant("mil:Lung", 'mil:Lung skos:altLabel "Flu"@en .'),),
    "term-synonym-repeats-label": (Plant("mil:Lung", 'mil:Lung skos:altLabel "Lung"@en .'),),
    "term-synonym-shared": (Plant("mil:Flu mil:Lung", 'mil:Lung skos:altLabel "Influenza"@en .'),),
    "term-text-empty": (Plant("mil:Lung", 'mil:Lung rdfs:comment ""@en .'),),
    "term-text-language": (
        Plant("mil:Lung", 'mil:Lung skos:altLabel "lungs" .'),
        Plant("mil:Lung", 'mil:Lung skos:altLabel "Lunge"@de .'),
    ),
    "term-text-spaces": (
        Plant("mil:Lung", 'mil:Lung skos:altLabel " lungs"@en .'),
        Plant("mil:Lung", 'mil:Lung rdfs:comment "two  spaces"@en .'),
        Plant("mil:Lung", 'mil:Lung rdfs:comment "a line\\nbreak"@en .'),
    ),
}
