"""The ontology for download: every form, every address, its page and its description."""

import hashlib
from collections.abc import Mapping
from itertools import pairwise

import pytest
import rdflib
from flask.testing import FlaskClient
from pyoxigraph import CanonicalizationAlgorithm, Dataset, RdfFormat, Triple, parse
from rdflib import DCTERMS, OWL, RDF, URIRef

from miliary.knowledge.merge import version_of
from miliary.vocabulary import ONTOLOGY

FORMS = {
    "owl": ("application/rdf+xml", RdfFormat.RDF_XML),
    "ttl": ("text/turtle", RdfFormat.TURTLE),
    "jsonld": ("application/ld+json", RdfFormat.JSON_LD),
    "nt": ("application/n-triples", RdfFormat.N_TRIPLES),
}
VOID, DCAT = rdflib.Namespace("http://rdfs.org/ns/void#"), rdflib.Namespace("http://www.w3.org/ns/dcat#")
SPDX = rdflib.Namespace("http://spdx.org/rdf/terms#")
DATASET = URIRef(ONTOLOGY)


@pytest.fixture(scope="module")
def version(ontology: tuple[Triple, ...]) -> str:
    return version_of(ontology)


@pytest.fixture(scope="module")
def files(app: object) -> Mapping[str, bytes]:
    client = app.test_client()  # type: ignore[attr-defined]
    return {ending: client.get(f"/ontology.{ending}").data for ending in FORMS}


@pytest.fixture
def described(client: FlaskClient) -> rdflib.Graph:
    response = client.get("/.well-known/void", headers={"Accept": "text/turtle"})
    assert (response.status_code, response.mimetype) == (200, "text/turtle")
    return rdflib.Graph().parse(data=response.data, format="turtle")


def canonical(content: bytes, form: RdfFormat) -> set[str]:
    dataset = Dataset(parse(content, format=form))
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return {str(quad) for quad in dataset}


@pytest.mark.parametrize("ending", FORMS)
def test_by_accept_and_by_ending_comes_the_same(client: FlaskClient, files: Mapping[str, bytes], ending: str) -> None:
    response = client.get("/ontology", headers={"Accept": FORMS[ending][0]})
    assert (response.status_code, response.mimetype) == (200, FORMS[ending][0])
    assert response.data == files[ending]
    assert response.headers["Access-Control-Allow-Origin"] == "*"


def test_the_four_forms_say_the_same(files: Mapping[str, bytes]) -> None:
    found = [canonical(files[ending], form) for ending, (_, form) in FORMS.items()]
    assert len(found[0]) > 50_000
    assert all(one == other for one, other in pairwise(found))


def test_it_is_what_the_files_say(ontology: tuple[Triple, ...], files: Mapping[str, bytes]) -> None:
    lines = "".join(f"{triple} .\n" for triple in ontology)
    stated = Dataset(parse(lines, format=RdfFormat.N_TRIPLES))
    stated.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    assert canonical(files["nt"], RdfFormat.N_TRIPLES) == {str(quad) for quad in stated}


def test_a_version_is_what_its_iri_names(client: FlaskClient, files: Mapping[str, bytes], version: str) -> None:
    response = client.get(f"/ontology/{version}.ttl")
    assert response.data == files["ttl"]
    assert "immutable" in response.headers["Cache-Control"]
    assert f"owl:versionIRI <{ONTOLOGY}/{version}>" in response.text


def test_the_declared_version_leads_to_the_one_that_is_served(client: FlaskClient, version: str) -> None:
    declared = version.partition("+")[0]
    for rest in ("", ".owl", "/without-assertions.nt"):
        response = client.get(f"/ontology/{declared}{rest}")
        assert (response.status_code, response.headers["Location"]) == (302, f"/ontology/{version}{rest}")


@pytest.mark.parametrize(
    "name", ["/9.9.9", "/9.9.9.owl", ".pdf", "/anatomy", "/without-assertions/x", "/..%2F..", "/ä"]
)
def test_what_is_not_there_is_not_found_and_what_is_is_named(client: FlaskClient, name: str, version: str) -> None:
    response = client.get(f"/ontology{name}")
    assert (response.status_code, response.mimetype) == (404, "application/problem+json")
    assert response.get_json()["version"] == version
    assert f"/ontology/{version}" in response.get_json()["known"]


def test_without_assertions_there_are_classes_only(client: FlaskClient, version: str) -> None:
    graph = rdflib.Graph().parse(data=client.get("/ontology/without-assertions.owl").data, format="xml")
    header = URIRef(f"{ONTOLOGY}/without-assertions")
    assert list(graph.subjects(RDF.type, OWL.Ontology)) == [header]
    assert graph.value(header, OWL.versionIRI) == URIRef(f"{ONTOLOGY}/{version}/without-assertions")
    assert not list(graph.subjects(RDF.type, URIRef("https://w3id.org/miliary/Assertion")))


def test_a_browser_gets_a_page(client: FlaskClient, version: str) -> None:
    response = client.get("/ontology", headers={"Accept": "text/html,*/*;q=0.8"})
    assert (response.status_code, response.mimetype) == (200, "text/html")
    for what in (version, f'href="/ontology/{version}.owl"', "CC BY 4.0", "/.well-known/void", "1491"):
        assert what in response.text, what


def test_other_forms_are_refused(client: FlaskClient) -> None:
    for address in ("/ontology", "/.well-known/void"):
        assert client.get(address, headers={"Accept": "image/png"}).status_code == 406


def test_what_the_client_has_is_not_sent_again(client: FlaskClient) -> None:
    for address in ("/ontology.ttl", "/.well-known/void"):
        first = client.get(address)
        again = client.get(address, headers={"If-None-Match": first.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b"")
        head = client.head(address)
        assert (head.data, head.headers["Content-Length"]) == (b"", str(len(first.data)))


def test_the_description_counts_what_is_there(described: rdflib.Graph, files: Mapping[str, bytes]) -> None:
    graph = rdflib.Graph().parse(data=files["nt"], format="nt")
    counted = {name: int(str(described.value(DATASET, VOID[name]))) for name in ("triples", "properties", "classes")}
    assert counted == {
        "triples": len(graph),
        "properties": len(set(graph.predicates())),
        "classes": len(set(graph.objects(None, RDF.type))),
    }
    partitions = {
        described.value(each, VOID["class"]): int(str(described.value(each, VOID.entities)))
        for each in described.objects(DATASET, VOID.classPartition)
    }
    assertion = URIRef("https://w3id.org/miliary/Assertion")
    assert partitions[assertion] == len(set(graph.subjects(RDF.type, assertion)))


def test_the_description_names_every_download_with_its_checksum(
    described: rdflib.Graph, files: Mapping[str, bytes], version: str
) -> None:
    found = {}
    for each in described.objects(DATASET, DCAT.distribution):
        checksum = described.value(each, SPDX.checksum)
        assert described.value(checksum, SPDX.algorithm) == SPDX.checksumAlgorithm_sha256
        sizes = int(str(described.value(each, DCAT.byteSize)))
        address = str(described.value(each, DCAT.downloadURL))
        found[address] = (sizes, str(described.value(checksum, SPDX.checksumValue)).lower())
    assert found == {
        f"{ONTOLOGY}/{version}.{ending}": (len(content), hashlib.sha256(content).hexdigest())
        for ending, content in files.items()
    }


def test_the_description_tells_licence_origin_and_endpoint(described: rdflib.Graph) -> None:
    assert described.value(DATASET, DCTERMS.license) == URIRef("https://creativecommons.org/licenses/by/4.0/")
    article = URIRef("https://doi.org/10.1007/s00234-019-02335-5")
    assert described.value(DATASET, URIRef("http://www.w3.org/ns/prov#wasDerivedFrom")) == article
    assert described.value(DATASET, VOID.sparqlEndpoint) == URIRef("https://w3id.org/miliary/sparql")
    examples = list(described.objects(DATASET, VOID.exampleResource))
    assert len(examples) == 6
    linked = {str(described.value(each, DCTERMS.title)) for each in described.subjects(RDF.type, VOID.Linkset)}
    assert {"RadLex", "SNOMED CT"} <= linked


def test_the_page_of_the_knowledge_leads_to_it(client: FlaskClient) -> None:
    assert '<a href="/ontology">' in client.get("/knowledge", headers={"Accept": "text/html"}).text
