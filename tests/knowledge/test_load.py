"""Files are read whatever they are written in, and a broken one says where."""

from pathlib import Path

import pytest
from pyoxigraph import BlankNode, NamedNode, RdfFormat, parse, serialize

from miliary.errors import BrokenTurtle
from miliary.knowledge.load import load, name_of, read
from miliary.vocabulary import iri

TURTLE = "PREFIX mil: <https://w3id.org/miliary/>\n\nmil:A a mil:B ;\n    mil:c [ a mil:D ] ;\n.\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "ontology" / "diseases").mkdir(parents=True)
    (tmp_path / "ontology" / "findings.ttl").write_text(TURTLE)
    (tmp_path / "ontology" / "diseases" / "One.ttl").write_text(TURTLE.replace("mil:A", "mil:One"))
    (tmp_path / "ontology" / "catalog-v001.xml").write_text("<catalog/>")
    return tmp_path


def rdf_xml(turtle: str) -> bytes:
    quads = parse(turtle, format=RdfFormat.TURTLE)
    written = serialize((quad.triple for quad in quads), format=RdfFormat.RDF_XML)
    assert written is not None
    return written


def test_every_subject_knows_its_file(folder: Path) -> None:
    files = load(folder).files
    assert files[NamedNode(iri("A"))] == ("ontology/findings.ttl",)
    assert files[NamedNode(iri("One"))] == ("ontology/diseases/One.ttl",)


def test_a_subject_of_two_files_knows_both(folder: Path) -> None:
    (folder / "ontology" / "tests.ttl").write_text(TURTLE)
    assert load(folder).files[NamedNode(iri("A"))] == ("ontology/findings.ttl", "ontology/tests.ttl")


def test_blank_nodes_of_different_files_stay_apart(folder: Path) -> None:
    subjects = {triple.subject for triple in load(folder).triples}
    assert len([node for node in subjects if isinstance(node, BlankNode)]) == 2


@pytest.mark.parametrize("name", ["edited.owl", "edited.rdf", "edited.ttl"])
def test_rdf_xml_is_read_under_any_name(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(rdf_xml(TURTLE))
    assert {triple.predicate for triple in read(tmp_path / name)} == {
        NamedNode(iri("c")),
        NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type"),
    }


def test_an_edited_copy_takes_the_place_of_the_file_of_its_name(folder: Path, tmp_path: Path) -> None:
    copy = tmp_path / "desk" / "One.ttl"
    copy.parent.mkdir()
    copy.write_text(TURTLE.replace("mil:A", "mil:Edited"))
    files = load(folder, [copy]).files
    assert NamedNode(iri("One")) not in files
    assert files[NamedNode(iri("Edited"))] == (name_of(copy, folder),)


def test_a_file_of_the_folder_is_not_read_twice(folder: Path) -> None:
    inside = folder / "ontology" / "findings.ttl"
    assert len(load(folder, [inside]).triples) == len(load(folder).triples)


def test_broken_turtle_names_file_line_and_column(tmp_path: Path) -> None:
    (tmp_path / "broken.ttl").write_text("PREFIX mil: <https://w3id.org/miliary/>\nmil:A a mil:B\nmil:C a mil:D .\n")
    with pytest.raises(BrokenTurtle) as caught:
        read(tmp_path / "broken.ttl")
    assert (caught.value.file, caught.value.line) == (str(tmp_path / "broken.ttl"), 3)
    assert caught.value.column is not None
    assert caught.value.detail.count("line") == 1


def test_broken_xml_names_line_and_column(tmp_path: Path) -> None:
    (tmp_path / "broken.owl").write_bytes(rdf_xml(TURTLE).replace(b"</rdf:RDF>", b"\n</rdf:Rdf>"))
    with pytest.raises(BrokenTurtle) as caught:
        read(tmp_path / "broken.owl")
    assert caught.value.line == rdf_xml(TURTLE).count(b"\n") + 2 - rdf_xml(TURTLE).endswith(b"\n")
    assert caught.value.column is not None


def test_an_undeclared_prefix_is_broken_turtle(tmp_path: Path) -> None:
    (tmp_path / "prefix.ttl").write_text("mil:A a mil:B .\n")
    with pytest.raises(BrokenTurtle, match="line 1"):
        read(tmp_path / "prefix.ttl")


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(BrokenTurtle, match="cannot be opened"):
        read(tmp_path / "missing.ttl")
