"""The files of the ontology: written canonically, named after what they hold, found by Protégé."""

import re
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from pyoxigraph import NamedNode

from miliary.knowledge.load import read
from miliary.knowledge.turtle import canonical
from miliary.vocabulary import MIL, ONTOLOGY, OWL, RDF, iri
from tests.conftest import REPOSITORY
from tests.ontology.stated import (
    ARTICLE,
    CASE,
    CONFLICT,
    EVIDENCE,
    STEP,
    Stated,
    assertions,
    disease_files,
    knowledge,
    of_type,
)

FOLDER = REPOSITORY / "ontology"
ONTOLOGY_FILES = sorted(FOLDER.rglob("*.ttl"))
FILES = [*ONTOLOGY_FILES, *sorted((REPOSITORY / "shapes").rglob("*.ttl"))]
IMPORTS, ONTOLOGY_CLASS, TYPE = NamedNode(OWL + "imports"), NamedNode(OWL + "Ontology"), NamedNode(RDF + "type")
CATALOGUE = "{urn:oasis:names:tc:entity:xmlns:xml:catalog}"
# What a locator is called in names; the sections on diseases share one name.
OWN_NAMES = ("Abstract", "Introduction", "Conclusions", "Key points")


def relative(path: Path) -> str:
    return path.relative_to(FOLDER if path.is_relative_to(FOLDER) else REPOSITORY).as_posix()


def ontology_of(path: Path) -> str:
    """The IRI of the one ontology that a file declares."""
    (declared,) = [each.subject for each in read(path) if (each.predicate, each.object) == (TYPE, ONTOLOGY_CLASS)]
    assert isinstance(declared, NamedNode)
    return declared.value


def code(locator: str) -> str:
    """What a place of the article is called in the names of its assertions: Table2, Box1, Fig8, KeyPoints, Section."""
    if found := re.match(r"(Table|Box|Fig)\.? (\d+)", locator):
        return "".join(found.groups())
    heading = locator.removeprefix("section ")
    assert heading != locator, f"a locator of an unknown kind: {locator}"
    return re.sub(r" (.)", lambda match: match[1].upper(), heading) if heading in OWN_NAMES else "Section"


@pytest.mark.parametrize("path", FILES, ids=relative)
def test_a_file_is_what_the_canonical_writer_makes_of_it(path: Path) -> None:
    assert path.read_bytes() == canonical(read(path)).encode()


@pytest.mark.parametrize("path", ONTOLOGY_FILES, ids=relative)
def test_a_file_declares_the_ontology_that_its_path_names(path: Path) -> None:
    name = relative(path).removesuffix(".ttl")
    assert ontology_of(path) == (ONTOLOGY if name == "miliary" else f"{ONTOLOGY}/{name}")


def test_the_main_file_imports_every_other_one_and_each_of_these_imports_it() -> None:
    imports = {path: {each.object for each in read(path) if each.predicate == IMPORTS} for path in ONTOLOGY_FILES}
    main = FOLDER / "miliary.ttl"
    others = [path for path in ONTOLOGY_FILES if path != main]
    assert imports[main] == {NamedNode(ontology_of(path)) for path in others}
    assert [relative(path) for path in others if imports[path] != {NamedNode(ONTOLOGY)}] == []


def test_protege_finds_every_ontology_in_the_catalogue() -> None:
    catalogue = ET.parse(FOLDER / "catalog-v001.xml").getroot()
    assert catalogue.tag == f"{CATALOGUE}catalog"
    entries = {entry.attrib["name"]: entry.attrib["uri"] for entry in catalogue.iter(f"{CATALOGUE}uri")}
    assert entries == {ontology_of(path): relative(path) for path in ONTOLOGY_FILES}


@pytest.mark.parametrize("path", disease_files(), ids=relative)
def test_the_name_of_a_disease_file_is_that_of_its_class(path: Path) -> None:
    values, files = knowledge()
    assert OWL + "Class" in values[NamedNode(iri(path.stem))][TYPE.value]
    # The schema needs the class above all diseases; every other one stands in its own file.
    home = "ontology/miliary.ttl" if path.stem == "MiliaryEnhancementDisease" else f"ontology/{relative(path)}"
    assert files[path.stem] == home


def test_an_assertion_stands_in_the_file_of_its_disease() -> None:
    _, files = knowledge()
    general = {"MiliaryEnhancementDisease": "ontology/diseases/MiliaryEnhancementDisease.ttl"}
    strays = [each.name for each in assertions() if each.file != general.get(each.disease, files[each.disease])]
    assert strays == []


def well_named(each: Stated) -> bool:
    return (
        re.fullmatch(f"{each.disease}-{each.subject}-{code(each.locator)}(-[2-9]|-[1-9][0-9]+)?", each.name) is not None
    )


def test_an_assertion_is_named_after_its_disease_its_subject_and_its_place() -> None:
    of_the_article = [each for each in assertions() if each.source == ARTICLE]
    assert len(of_the_article) > 1000
    assert [each.name for each in of_the_article if not well_named(each)] == []


def test_numbered_assertions_follow_one_without_a_number() -> None:
    names = {each.name for each in assertions()}
    numbered = [(name, re.fullmatch(r"(.*-[A-Z]\w*)-(\d+)", name)) for name in names]
    assert [name for name, match in numbered if match and int(match[2]) < 2] == []
    assert [name for name, match in numbered if match and match[1] not in names] == []


def test_evidence_is_named_after_what_it_serves_and_serves_no_other() -> None:
    assert [each.name for each in assertions() if each.evidence != f"{each.name}-evidence"] == []
    others = [(name, evidence) for kind in (CASE, STEP) for name, own in of_type(kind) for evidence in own["evidence"]]
    assert [pair for pair in others if not re.fullmatch(rf"{pair[0]}-(\w+-)?evidence", pair[1])] == []
    names = Counter(name for name, _ in of_type(EVIDENCE))
    assert names == Counter([each.evidence for each in assertions()] + [evidence for _, evidence in others])


def test_a_conflict_is_named_after_one_of_the_assertions_that_it_concerns() -> None:
    odd = [
        name
        for name, own in of_type(CONFLICT)
        if not any(re.fullmatch(rf"{each}-conflict(-\d+)?", name) for each in own["concerns"])
    ]
    assert odd == []


def test_every_term_of_the_ontology_is_in_the_projects_namespace() -> None:
    for path in ONTOLOGY_FILES:
        if path.name != "miliary.ttl":
            subjects = {each.subject for each in read(path) if isinstance(each.subject, NamedNode)}
            assert [each for each in subjects if not each.value.startswith(MIL)] == []
