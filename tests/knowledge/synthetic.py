"""Knowledge folders of any size, made up and valid."""

from pathlib import Path

from tests.conftest import REPOSITORY

PREFIXES = """PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX mil: <https://w3id.org/miliary/>
PREFIX owl: <http://www.w3.org/2002/07/owl#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>

"""
FINDINGS = 300


def write_knowledge(folder: Path, diseases: int, assertions: int, findings: int = FINDINGS) -> None:
    """Write a knowledge folder with the project's schema, shapes and rules and made-up findings and diseases.

    :param assertions: how many each disease has
    """
    ontology = folder / "ontology"
    (ontology / "diseases").mkdir(parents=True)
    for name in ("shapes", "queries"):
        (folder / name).symlink_to(REPOSITORY / name)
    schema = (REPOSITORY / "ontology" / "miliary.ttl").read_text(encoding="utf-8")
    # The schema imports the project's other files, which are not here.
    imports = [line for line in schema.splitlines(keepends=True) if "<https://w3id.org/miliary/ontology/" in line]
    for line in imports:
        schema = schema.replace(line, line if "versionIRI" in line else "")
    schema = schema.replace("    owl:imports\n", "")
    (ontology / "miliary.ttl").write_text(schema, encoding="utf-8")
    likelihood = (REPOSITORY / "ontology" / "likelihood.ttl").read_text(encoding="utf-8")
    (ontology / "likelihood.ttl").write_text(likelihood, encoding="utf-8")
    world = (REPOSITORY / "tests" / "shapes" / "world.ttl").read_text(encoding="utf-8")
    (ontology / "world.ttl").write_text(world, encoding="utf-8")
    (ontology / "findings.ttl").write_text(PREFIXES + "".join(map(_finding, range(findings))), encoding="utf-8")
    for number in range(diseases):
        disease_file(folder, number).write_text(_disease(number, assertions, findings), encoding="utf-8")


def disease_file(folder: Path, number: int) -> Path:
    return folder / "ontology" / "diseases" / f"Disease{number}.ttl"


def _finding(number: int) -> str:
    parent = "ImagingFinding" if number == 0 else f"Finding{number // 4}"
    test = "mil:observedBy mil:ExampleTest ;\n    " if number == 0 else ""
    return f"""mil:Finding{number} a owl:Class ;
    {test}rdfs:subClassOf mil:{parent} ;
    rdfs:label "finding {number}"@en ;
    skos:definition "An example."@en ;
    rdfs:isDefinedBy mil:ontology .

"""


def _disease(number: int, assertions: int, findings: int) -> str:
    head = f"""mil:Disease{number} a owl:Class ;
    rdfs:subClassOf mil:MiliaryEnhancementDisease ;
    rdfs:label "disease {number}"@en ;
    skos:definition "An example."@en ;
    rdfs:isDefinedBy mil:ontology .

"""
    return PREFIXES + head + "".join(_assertion(number, index, findings) for index in range(assertions))


def _assertion(disease: int, index: int, findings: int) -> str:
    finding = (disease * 37 + index * 11) % findings
    name = f"Disease{disease}-Finding{finding}-Table{index}"
    return f"""mil:{name} a mil:Assertion ;
    mil:aboutDisease mil:Disease{disease} ;
    mil:hasSubject mil:Finding{finding} ;
    mil:occurrence mil:Reported ;
    mil:percent 33.0 ;
    mil:outOf 27 ;
    mil:statedFor mil:DiseaseInGeneral ;
    mil:evidence mil:{name}-evidence ;
    mil:curationStatus mil:Unreviewed ;
    dcterms:creator "Example A" ;
    dcterms:created "2026-11-22T00:00:00Z"^^xsd:dateTime .

mil:{name}-evidence a mil:Evidence ;
    mil:sourceDocument mil:ExampleDocument ;
    mil:locator "Table {index}, Signs" ;
    mil:anchorStart "Example disease +" ;
    mil:cites mil:ExampleReference ;
    mil:evidenceType mil:ReviewTable .

"""
