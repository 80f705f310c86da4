"""A small knowledge folder that editors work on, and changes to it written as Turtle."""

from pathlib import Path

from miliary.curation.change import Change, Line, lines_of
from miliary.curation.workspace import Workspace
from miliary.knowledge.format import edited_files, rewritings
from tests.knowledge.synthetic import disease_file, write_knowledge
from tests.pieces import PREFIX_TABLE, triples

INDEX_FINDING = """mil:MiliaryEnhancement a owl:Class ; rdfs:subClassOf mil:Finding0 ;
    rdfs:label "miliary enhancement"@en ; skos:definition "An example."@en ; rdfs:isDefinedBy mil:ontology .
"""
STATEMENT = "mil:Disease0-Finding11-Table1"


def write_folder(folder: Path, diseases: int = 2, assertions: int = 4, findings: int = 24, more: str = "") -> Path:
    """Write the knowledge, each file canonical; ``more`` is Turtle that stands in a file of its own."""
    write_knowledge(folder, diseases, assertions, findings)
    with (folder / "ontology" / "findings.ttl").open("a", encoding="utf-8") as file:
        file.write(INDEX_FINDING)
    if more:
        (folder / "ontology" / "more.ttl").write_text(PREFIX_TABLE + more, encoding="utf-8")
    for number in range(diseases):
        with disease_file(folder, number).open("a", encoding="utf-8") as file:
            file.write(f"mil:Disease{number} mil:differentialOf mil:MiliaryEnhancement .\n")
    for each in rewritings(path for path in edited_files(folder) if path.parent.name != "shapes"):
        each.write()
    return folder


def adding(turtle: str, base: str = "0") -> Change:
    """The change that adds what ``turtle`` says."""
    return Change(base, lines_of(triples(turtle)), frozenset())


def replacing(workspace: Workspace, subject: str, predicate: str, value: str, base: str = "0") -> Change:
    """The change that puts ``value`` in the place of what the term had."""
    old = {line for line in workspace.about(subject) if line.predicate == predicate}
    new = Line(subject, predicate, value)
    return Change(base, frozenset({new} - old), frozenset(old - {new}))


def statement(name: str, *, value: str = "mil:occurrence mil:Reported", status: str = "Unreviewed") -> str:
    """A whole statement, ``<Disease>-<Finding>-<place>``, with its passage."""
    disease, finding, place = name.split("-", 2)
    where = place.replace("Table", "Table ")
    return f"""mil:{name} a mil:Assertion ; mil:aboutDisease mil:{disease} ; mil:hasSubject mil:{finding} ; {value} ;
        mil:statedFor mil:DiseaseInGeneral ; mil:evidence mil:{name}-evidence ; mil:curationStatus mil:{status} ;
        dcterms:creator "Example A" ; dcterms:created "2026-11-22T00:00:00Z"^^xsd:dateTime .
    mil:{name}-evidence a mil:Evidence ; mil:sourceDocument mil:ExampleDocument ; mil:locator "{where}, Signs" ;
        mil:anchorStart "Example disease +" ; mil:cites mil:ExampleReference ; mil:evidenceType mil:ReviewTable ."""
