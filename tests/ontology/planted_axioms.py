"""Faults of metadata, of principles and of OWL 2 DL, for the checks of these families; see :mod:`planted`."""

from tests.ontology.planted import ONTOLOGY, Plant, of_class

LICENCE = "dcterms:license <https://creativecommons.org/licenses/by/4.0/> ;"
RESTRICTED = "mil:Lung rdfs:subClassOf [ a owl:Restriction ; {} ] ."

METADATA: dict[str, tuple[Plant, ...]] = {
    "metadata-dates": (
        Plant("mil:ontology", 'mil:ontology dcterms:modified "2025-01-01T00:00:00Z"^^xsd:dateTime .'),
        Plant("mil:ontology", 'mil:ontology dcterms:issued "last year" .'),
    ),
    "metadata-detailed": (
        Plant("mil:ontology", without='<http://purl.org/ontology/bibo/doi> "none" ; '),
        Plant("mil:ontology", without="owl:priorVersion <https://w3id.org/miliary/ontology/1.2.2> ;"),
    ),
    "metadata-imports": (
        Plant("mil:ontology", "mil:ontology owl:imports <https://w3id.org/miliary/ontology/other> ."),
        Plant(
            "https://w3id.org/miliary/ontology/other",
            "<https://w3id.org/miliary/ontology/other> a owl:Ontology ; owl:imports mil:ontology .",
        ),
    ),
    "metadata-minimum": (
        Plant("mil:ontology", without='dcterms:title "A small ontology"@en ;'),
        Plant("mil:ontology", without='vann:preferredNamespaceUri "https://w3id.org/miliary/" ;'),
    ),
    "metadata-namespace": (
        Plant("mil:ontology", 'mil:ontology vann:preferredNamespaceUri "https://w3id.org/other/" .'),
    ),
    "metadata-ontology": (
        Plant("mil:ontology", without=ONTOLOGY),
        Plant(
            "mil:ontology mil:second",
            "mil:second a owl:Ontology ; owl:versionIRI <https://w3id.org/miliary/second/1.0.0> .",
        ),
    ),
    "metadata-persistent": (
        Plant("https://example.org/o", "<https://example.org/o> owl:versionIRI <https://example.org/o/1> ."),
    ),
    "metadata-recommended": (Plant("mil:ontology", without='vann:preferredNamespacePrefix "mil" ;'),),
    "metadata-reuse": (
        Plant(
            "mil:ontology",
            without="""skos:closeMatch <http://example.org/codes/1> .
mil:Flu a owl:Class ; rdfs:isDefinedBy mil:ontology ; rdfs:label "flu"@en ; skos:altLabel "influenza"@en ;
    skos:definition "Disease by an influenza virus."@en ; skos:exactMatch <http://example.org/codes/2> ;
    rdfs:subClassOf mil:Disease , [ a owl:Restriction ; owl:onProperty mil:atSite ; owl:someValuesFrom mil:Lung ] .
mil:Lung a owl:Class ; rdfs:isDefinedBy mil:ontology ; rdfs:label "lung"@en ; rdfs:subClassOf owl:Thing ;""",
            add="mil:Disease rdfs:subClassOf mil:Lung .",
        ),
    ),
}

PRINCIPLES: dict[str, tuple[Plant, ...]] = {
    "principle-contact": (
        Plant("mil:ontology", without="<http://www.w3.org/ns/dcat#contactPoint> <https://example.org/ask> ;"),
    ),
    "principle-documentation": (Plant("mil:ontology", without=" ; rdfs:seeAlso <https://example.org/pages>"),),
    "principle-foreign-term": (
        Plant("http://example.org/codes/1", '<http://example.org/codes/1> rdfs:label "disease"@en .'),
    ),
    "principle-licence": (
        Plant("mil:ontology", without=LICENCE),
        Plant("mil:ontology", 'mil:ontology dcterms:license "CC BY 4.0" .', LICENCE),
        Plant(
            "mil:ontology",
            "mil:ontology dcterms:license <https://creativecommons.org/licenses/by-nc-nd/4.0/> .",
            LICENCE,
        ),
    ),
    "principle-relation": (Plant("mil:partly", 'mil:partly a owl:ObjectProperty ; rdfs:label "Part of"@en .'),),
    "principle-version": (
        Plant("mil:ontology", 'mil:ontology owl:versionInfo "latest" .', 'owl:versionInfo "1.2.3" ;'),
        Plant("mil:ontology", 'mil:ontology owl:versionInfo "1.2.4" .', 'owl:versionInfo "1.2.3" ;'),
    ),
}

OWL: dict[str, tuple[Plant, ...]] = {
    "owl-annotation-as-axiom": (
        Plant("skos:altLabel", RESTRICTED.format("owl:onProperty skos:altLabel ; owl:someValuesFrom mil:Flu"), dl=True),
        Plant("skos:altLabel", "mil:within owl:inverseOf skos:altLabel .", dl=True),
    ),
    "owl-chain-irregular": (
        Plant("mil:atSite mil:within", "mil:within owl:propertyChainAxiom ( mil:within mil:atSite ) .", dl=True),
        Plant(
            "mil:atSite",
            "mil:atSite owl:propertyChainAxiom ( mil:within mil:atSite mil:within ) .",
            dl=True,
        ),
        Plant(
            "mil:atSite",
            "mil:atSite owl:propertyChainAxiom ( mil:atSite mil:within mil:atSite ) .",
            dl=True,
        ),
        Plant("mil:atSite", "mil:atSite rdfs:subPropertyOf mil:within .", dl=True),
    ),
    "owl-characteristic-misplaced": (
        Plant("mil:days", "mil:days a owl:TransitiveProperty .", dl=True),
        Plant("skos:altLabel", "skos:altLabel a owl:SymmetricProperty .", dl=True),
    ),
    "owl-class-and-datatype": (Plant("mil:Lung", "mil:Lung a rdfs:Datatype .", dl=True),),
    "owl-datatype": (
        Plant("mil:Lung", 'mil:Lung mil:days "2026-01-01"^^xsd:date .'),
        Plant("mil:Lung", 'mil:Lung mil:days "P3D"^^xsd:duration .'),
    ),
    "owl-list-broken": (
        Plant("mil:Lung", "mil:Lung owl:equivalentClass [ a owl:Class ; owl:intersectionOf ( mil:Flu ) ] .", dl=True),
        Plant("mil:Lung", "mil:Lung rdfs:subClassOf [ a owl:Class ; owl:unionOf [ rdf:first mil:Flu ] ] .", dl=True),
    ),
    "owl-literal-form": (
        Plant("mil:Lung", 'mil:Lung mil:days "three"^^xsd:integer .', dl=True),
        Plant("mil:Lung", 'mil:Lung rdfs:comment "2026-01-01"^^xsd:dateTime .', dl=True),
    ),
    "owl-property-kinds": (
        Plant("mil:days", "mil:days a owl:ObjectProperty .", dl=True),
        Plant("mil:days", "mil:days a owl:AnnotationProperty .", dl=True),
        Plant("mil:atSite", "mil:atSite a owl:AnnotationProperty .", dl=True),
    ),
    "owl-range-kind": (
        Plant("mil:within", "mil:within rdfs:range xsd:string .", dl=True),
        Plant("mil:days", "mil:days rdfs:range mil:Lung .", dl=True),
    ),
    "owl-restriction-incomplete": (
        Plant("mil:Lung", RESTRICTED.format("owl:someValuesFrom mil:Flu")),
        Plant("mil:Lung", RESTRICTED.format("owl:onProperty mil:atSite")),
        Plant("mil:Lung", RESTRICTED.format("owl:onProperty mil:undeclared ; owl:someValuesFrom mil:Flu"), dl=True),
    ),
    "owl-role-not-simple": (
        Plant("mil:within", "mil:within a owl:FunctionalProperty .", dl=True),
        Plant("mil:atSite", RESTRICTED.format("owl:onProperty mil:atSite ; owl:maxCardinality 1"), dl=True),
        Plant(
            "mil:near",
            "mil:within rdfs:subPropertyOf mil:near . mil:near a owl:ObjectProperty , owl:AsymmetricProperty .",
            dl=True,
        ),
        Plant("mil:atSite mil:within", "mil:atSite owl:propertyDisjointWith mil:within .", dl=True),
    ),
    "owl-undeclared-class": (
        Plant("mil:Nowhere", "mil:Flu rdfs:subClassOf mil:Nowhere .", dl=True),
        Plant("mil:Nowhere", "mil:something a mil:Nowhere .", dl=True),
    ),
    "owl-undeclared-property": (
        Plant("dcterms:rights", 'mil:ontology dcterms:rights "all" .', dl=True),
        Plant("mil:near", "mil:atSite rdfs:subPropertyOf mil:near . mil:Lung mil:near mil:Flu .", dl=True),
    ),
    "owl-value-kind": (
        Plant("mil:Lung", 'mil:Lung mil:within "the chest" .'),
        Plant("mil:Lung", "mil:Lung mil:days mil:Flu ."),
    ),
    "owl-vocabulary-changed": (
        Plant("owl:Thing", "owl:Thing rdfs:subClassOf mil:Disease ."),
        Plant("rdfs:label", "rdfs:label rdfs:subPropertyOf skos:altLabel ."),
        Plant("xsd:integer", "xsd:integer a owl:Class .", dl=True),
    ),
    "owl-vocabulary-unknown": (
        Plant("owl:Clas", of_class("Other", '"other"@en').replace("owl:Class", "owl:Clas"), dl=True),
        Plant("rdfs:subclassOf", "mil:Lung rdfs:subclassOf mil:Disease ."),
    ),
}
