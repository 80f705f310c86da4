"""One ontology out of many files: nothing lost but the seams, and the same bytes whatever it came from."""

from pathlib import Path
from random import Random
from typing import Any

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, parse, serialize

from miliary.errors import KnowledgeError
from miliary.knowledge.hermit import classify
from miliary.knowledge.load import load
from miliary.knowledge.merge import WITHOUT_ASSERTIONS, merged, version_iri, version_of, without_assertions
from miliary.store import EmbeddedStore
from miliary.vocabulary import ONTOLOGY, OWL, RDF, RDFS, SKOS, XSD, iri

HEADER = NamedNode(ONTOLOGY)
VERSION_INFO, VERSION_IRI = NamedNode(OWL + "versionInfo"), NamedNode(OWL + "versionIRI")
TYPE = NamedNode(RDF + "type")
SMALL = """
PREFIX mil: <https://w3id.org/miliary/> PREFIX owl: <http://www.w3.org/2002/07/owl#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
mil:ontology a owl:Ontology ; owl:versionInfo "1.2.0" ; owl:versionIRI <https://w3id.org/miliary/ontology/1.2.0> ;
  owl:imports <https://w3id.org/miliary/ontology/part> ; rdfs:label "Miliary"@en .
<https://w3id.org/miliary/ontology/part> a owl:Ontology ; owl:imports mil:ontology .
mil:sees a owl:ObjectProperty . mil:Kind a owl:Class .
mil:A a owl:Class , mil:Kind ; mil:sees mil:B ; owl:equivalentClass [ owl:unionOf ( mil:B mil:C ) ] .
mil:one a mil:A ; rdfs:label "an individual"@en .
"""


def small(text: str = SMALL) -> list[Triple]:
    return [quad.triple for quad in parse(text, format=RdfFormat.TURTLE)]


@pytest.fixture(scope="module")
def knowledge(repository: Path) -> tuple[Triple, ...]:
    return load(repository).triples


def test_there_is_one_header_without_imports(ontology: tuple[Triple, ...]) -> None:
    headers = {each.subject for each in ontology if each.object == NamedNode(OWL + "Ontology")}
    assert headers == {HEADER}
    assert {each for each in ontology if each.predicate == NamedNode(OWL + "imports")} == set()


def test_the_header_names_one_version_that_ends_with_a_digest(ontology: tuple[Triple, ...]) -> None:
    named = {each.predicate: each.object for each in ontology if each.subject == HEADER}
    version = version_of(ontology)
    declared, _, digest = version.partition("+")
    assert declared == "0.1.0"
    assert len(digest) == 12
    assert named[VERSION_IRI] == NamedNode(version_iri(version))
    assert named[VERSION_INFO] == Literal(version)


def test_nothing_is_lost_but_the_seams(knowledge: tuple[Triple, ...], ontology: tuple[Triple, ...]) -> None:
    gone = {each for each in knowledge if not _has_blank(each) and not _is_decimal(each.object)} - set(ontology)
    parts = {each.subject for each in gone if each.object == NamedNode(OWL + "Ontology")}
    assert HEADER not in parts
    assert len(parts) > 30
    of_the_header = {each.predicate for each in gone if each.subject == HEADER}
    assert of_the_header == {NamedNode(OWL + "imports"), VERSION_INFO, VERSION_IRI}
    assert {each.subject for each in gone} == parts | {HEADER}


def _has_blank(triple: Triple) -> bool:
    return isinstance(triple.subject, BlankNode) or isinstance(triple.object, BlankNode)


def _is_decimal(term: object) -> bool:
    return isinstance(term, Literal) and term.datatype == NamedNode(XSD + "decimal")


def test_a_decimal_keeps_its_value_and_its_point() -> None:
    written = {"33.0": "33.0", "0.30": "0.3", "5": "5.0"}
    for text, spelt in written.items():
        decimal = f'mil:one mil:percent "{text}"^^<{XSD}decimal> .'
        assert Triple(NamedNode(iri("one")), NamedNode(iri("percent")), _decimal(spelt)) in merged(
            small(SMALL + decimal)
        )


def _decimal(text: str) -> Literal:
    return Literal(text, datatype=NamedNode(XSD + "decimal"))


def test_order_and_names_of_blank_nodes_do_not_matter(
    knowledge: tuple[Triple, ...], ontology: tuple[Triple, ...]
) -> None:
    shuffled = [Triple(_renamed(each.subject), each.predicate, _renamed(each.object)) for each in knowledge]
    Random(1).shuffle(shuffled)
    assert merged([*shuffled, *shuffled[:100]]) == ontology


def test_a_store_between_files_and_merging_changes_nothing(
    knowledge: tuple[Triple, ...], ontology: tuple[Triple, ...]
) -> None:
    store = EmbeddedStore.memory()
    store.add(knowledge)
    assert merged(quad.triple for quad in store.quads()) == ontology


def _renamed(term: Any) -> Any:
    return BlankNode(f"x{term.value}") if isinstance(term, BlankNode) else term


def test_the_version_follows_the_content() -> None:
    before = version_of(merged(small()))
    assert version_of(merged(small(SMALL.replace("an individual", "an individual!")))) != before
    assert version_of(merged(small(SMALL.replace("mil:C )", "mil:D )")))) != before
    assert version_of(merged(small())) == before


@pytest.mark.parametrize("versions", ["", 'owl:versionInfo "1", "2" ;'])
def test_without_one_declared_version_there_is_no_merging(versions: str) -> None:
    with pytest.raises(KnowledgeError, match="must declare one owl:versionInfo"):
        merged(small(SMALL.replace('owl:versionInfo "1.2.0" ;', versions)))


def test_without_assertions_only_classes_and_properties_are_left() -> None:
    left = without_assertions(merged(small()))
    subjects = {each.subject for each in left if isinstance(each.subject, NamedNode)}
    assert subjects == {NamedNode(WITHOUT_ASSERTIONS), *(NamedNode(iri(name)) for name in ("A", "Kind", "sees"))}
    assert Triple(NamedNode(iri("A")), TYPE, NamedNode(OWL + "Class")) in left
    assert Triple(NamedNode(iri("A")), TYPE, NamedNode(iri("Kind"))) not in left
    assert {each for each in left if each.predicate == NamedNode(iri("sees"))} == set()
    members = {each.object for each in left if each.predicate == NamedNode(RDF + "first")}
    assert members == {NamedNode(iri("B")), NamedNode(iri("C"))}


def test_without_assertions_the_header_tells_what_it_comes_from(ontology: tuple[Triple, ...]) -> None:
    header = {each.predicate.value: each.object for each in without_assertions(ontology) if _heads(each)}
    whole = version_iri(version_of(ontology))
    assert header["http://www.w3.org/ns/prov#wasDerivedFrom"] == NamedNode(whole)
    assert header[VERSION_IRI.value] == NamedNode(f"{whole}/without-assertions")
    assert header["http://purl.org/dc/terms/license"] == NamedNode("https://creativecommons.org/licenses/by/4.0/")


def _heads(triple: Triple) -> bool:
    return triple.subject == NamedNode(WITHOUT_ASSERTIONS)


def test_without_assertions_matches_and_labels_stay(ontology: tuple[Triple, ...]) -> None:
    left = without_assertions(ontology)
    pons = NamedNode(iri("PonsLesion"))
    assert {each for each in left if each.subject == pons and each.predicate.value.startswith(SKOS)}
    assert Triple(pons, NamedNode(RDFS + "label"), Literal("pontine lesion", language="en")) in left
    assert not {each for each in left if each.object == NamedNode(iri("Assertion")) and each.predicate == TYPE}


def test_hermit_finds_in_it_what_only_the_chain_of_sites_gives(ontology: tuple[Triple, ...]) -> None:
    left = without_assertions(ontology)
    written = serialize(left, format=RdfFormat.RDF_XML)
    assert written is not None
    taxonomy = classify([quad.triple for quad in parse(written, format=RdfFormat.RDF_XML)])
    lesion, above = iri("PonsLesion"), iri("InfratentorialLesion")
    assert Triple(NamedNode(lesion), NamedNode(RDFS + "subClassOf"), NamedNode(above)) not in left
    assert taxonomy.consistent
    assert taxonomy.unsatisfiable == frozenset()
    assert above in taxonomy.superclasses[lesion]
    no_chain = [each for each in left if each.predicate != NamedNode(OWL + "propertyChainAxiom")]
    assert above not in classify(no_chain).superclasses[lesion]
