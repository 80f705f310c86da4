"""SSSOM files become triples, come back to the same bytes, and say where they are broken."""

import pytest
from pyoxigraph import Literal, NamedNode, Triple

from miliary.errors import BrokenTurtle
from miliary.knowledge.load import read_bytes
from miliary.knowledge.sssom import COLUMNS, SUFFIX, canonical, parse_mappings
from miliary.vocabulary import OWL, RDF, RDFS, SKOS, SSSOM, XSD, iri

HEADER = """\
#curie_map:
#  RADLEX: http://radlex.org/RID/
#  mil: https://w3id.org/miliary/
#  semapv: https://w3id.org/semapv/vocab/
#  skos: http://www.w3.org/2004/02/skos/core#
#  sssom: https://w3id.org/sssom/
#license: https://w3id.org/sssom/license/unspecified
#mapping_set_id: https://w3id.org/miliary/mappings/radlex
#mapping_set_title: RadLex
#other: Free with attribution.
"""
COUGH = "mil:Cough\tcough\tskos:exactMatch\tRADLEX:RID39051\t\tsemapv:LexicalMatching\t2026-11-22\ta list\t\n"
FEVER = "mil:Fever\tfever\tskos:mappingRelation\tsssom:NoTermFound\t\tsemapv:ManualMappingCuration\t2026-11-22\t\t\n"
FILE = HEADER + "\t".join(COLUMNS) + "\n" + COUGH + FEVER


def broken(text: str) -> BrokenTurtle:
    with pytest.raises(BrokenTurtle) as caught:
        parse_mappings(text.encode(), "radlex.sssom.tsv")
    return caught.value


def test_a_match_becomes_a_triple_and_an_axiom_that_says_how_it_was_made() -> None:
    triples = read_bytes(FILE.encode(), f"radlex{SUFFIX}")
    cough, match, code = (
        NamedNode(name) for name in (iri("Cough"), SKOS + "exactMatch", "http://radlex.org/RID/RID39051")
    )
    assert Triple(cough, match, code) in triples
    (axiom,) = [each.subject for each in triples if each.object == NamedNode(OWL + "Axiom")]
    said = {each.predicate.value: each.object for each in triples if each.subject == axiom}
    assert [said[OWL + f"annotated{part}"] for part in ("Source", "Property", "Target")] == [cough, match, code]
    assert said[SSSOM + "mapping_justification"] == NamedNode("https://w3id.org/semapv/vocab/LexicalMatching")
    assert said[SSSOM + "source_seen"] == Literal("a list")
    assert said["http://purl.org/pav/authoredOn"] == Literal("2026-11-22", datatype=NamedNode(XSD + "date"))
    assert SSSOM + "object_label" not in said


def test_a_label_of_theirs_comes_along() -> None:
    labelled = FILE.replace("RADLEX:RID39051\t\t", "RADLEX:RID39051\ttheir cough\t")
    triples = read_bytes(labelled.encode(), f"radlex{SUFFIX}")
    labels = [each.object for each in triples if each.predicate == NamedNode(SSSOM + "object_label")]
    assert labels == [Literal("their cough")]


def test_what_was_looked_for_in_vain_is_recorded_and_matches_nothing() -> None:
    fever = NamedNode(iri("Fever"))
    triples = list(read_bytes(FILE.encode(), f"radlex{SUFFIX}"))
    assert fever not in {each.subject for each in triples}
    (node,) = [each.subject for each in triples if each.object == fever]
    said = {each.predicate.value: each.object for each in triples if each.subject == node}
    assert said[RDF + "type"] == NamedNode(SSSOM + "Mapping")
    assert said[SSSOM + "object_id"] == NamedNode(SSSOM + "NoTermFound")
    assert said[RDFS + "isDefinedBy"] == NamedNode(iri("mappings/radlex"))
    assert not {name for name in said if name.startswith(OWL)}


def test_the_writer_puts_rows_in_order_and_numbers_by_size() -> None:
    later = COUGH.replace("RID39051", "RID4051")
    unordered = HEADER + "\t".join(COLUMNS) + "\n" + FEVER + COUGH + later
    ordered = HEADER + "\t".join(COLUMNS) + "\n" + later + COUGH + FEVER
    assert canonical(parse_mappings(unordered.encode(), "x")) == ordered


@pytest.mark.parametrize(
    ("text", "line", "why"),
    [
        (FILE.replace("#license", "#licence"), 1, "lacks license"),
        (FILE.replace("#other: ", "#other: : :"), 10, "not YAML"),
        (FILE.replace("subject_id\t", "subject\t"), 11, "no column “subject”"),
        (FILE.replace("RADLEX:RID39051", "radlex:RID39051"), 12, "“radlex:RID39051”"),
        (FILE.replace("mil:Fever", "fever"), 13, "“fever”"),
        (FILE.replace("\ta list\t\n", "\ta list\n"), 12, "as many cells"),
    ],
)
def test_a_broken_file_says_where_and_why(text: str, line: int, why: str) -> None:
    error = broken(text)
    assert why in error.detail
    assert error.line == line


def test_a_file_that_is_no_text_is_refused() -> None:
    with pytest.raises(BrokenTurtle, match="not text"):
        parse_mappings(b"\xff", "radlex.sssom.tsv")
