"""VoID and DCAT: what the data set is, counted by the stored queries of ``queries/release/description``."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, serialize

from miliary.knowledge.merge import ordered, version_iri
from miliary.knowledge.release.ontology import FORMS, Form, Release
from miliary.queries import Catalogue
from miliary.store import EmbeddedStore, Triples
from miliary.vocabulary import DCTERMS, MIL, ONTOLOGY, PREFIXES, RDF, XSD

_QUERIES = "release/description"
_DCAT = "http://www.w3.org/ns/dcat#"
_SPDX = "http://spdx.org/rdf/terms#"
_VOID = "http://rdfs.org/ns/void#"
_MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"
DESCRIPTION_PREFIXES = MappingProxyType(
    {**PREFIXES, "dcat": _DCAT, "foaf": "http://xmlns.com/foaf/0.1/", "spdx": _SPDX, "void": _VOID}
)
_DATASET = NamedNode(ONTOLOGY)
_TYPE = NamedNode(RDF + "type")


@dataclass(frozen=True, slots=True)
class Distribution:
    """One file of the whole ontology: its form, its size in bytes and its SHA-256 in hex digits."""

    form: Form
    size: int
    sha256: str

    @classmethod
    def of(cls, form: Form, content: bytes) -> "Distribution":
        """Describe the file with this content."""
        return cls(form, len(content), hashlib.sha256(content).hexdigest())


def describe(
    release: Release, catalogue: Catalogue, base: str, distributions: Mapping[str, Distribution]
) -> tuple[Triple, ...]:
    """Describe a release, in order.

    :param base: what the addresses of downloads and endpoint begin with, with its last slash
    :param distributions: the files by their endings, keys of :data:`FORMS`
    """
    store = EmbeddedStore.memory()
    store.add(release.whole)
    found: list[Triple] = []
    for name in catalogue.names(_QUERIES):
        answer = store.query(catalogue.load(name).text)
        assert isinstance(answer, Triples), f"{name} constructs"
        found += answer
    found += _access(base)
    for ending, each in distributions.items():
        found += _distribution(f"{version_iri(release.version).replace(MIL, base, 1)}.{ending}", each)
    return ordered(found)


def write(description: tuple[Triple, ...], form: RdfFormat) -> bytes:
    """Write a description with the prefixes of the vocabularies that it uses."""
    content = serialize(description, format=form, prefixes=dict(DESCRIPTION_PREFIXES))
    assert content is not None, "without an output pyoxigraph returns the bytes"
    return content


def distributions_of(files: Mapping[str, bytes]) -> dict[str, Distribution]:
    """Describe the files of the whole ontology, given by their endings."""
    return {ending: Distribution.of(FORMS[ending], content) for ending, content in files.items()}


def _access(base: str) -> Iterator[Triple]:
    """Where the data can be asked, and what its names begin with."""
    service, endpoint = BlankNode("endpoint"), NamedNode(base + "sparql")
    yield Triple(_DATASET, NamedNode(_VOID + "sparqlEndpoint"), endpoint)
    yield Triple(_DATASET, NamedNode(_VOID + "uriSpace"), Literal(MIL))
    yield Triple(service, _TYPE, NamedNode(_DCAT + "DataService"))
    yield Triple(service, NamedNode(_DCAT + "endpointURL"), endpoint)
    yield Triple(service, NamedNode(_DCAT + "servesDataset"), _DATASET)


def _distribution(address: str, each: Distribution) -> Iterator[Triple]:
    file, checksum, node = NamedNode(address), BlankNode(f"{each.form.ending}-sum"), BlankNode(each.form.ending)
    yield Triple(_DATASET, NamedNode(_VOID + "dataDump"), file)
    yield Triple(_DATASET, NamedNode(_VOID + "feature"), NamedNode(each.form.format.iri))
    yield Triple(_DATASET, NamedNode(_DCAT + "distribution"), node)
    yield Triple(node, _TYPE, NamedNode(_DCAT + "Distribution"))
    yield Triple(node, NamedNode(DCTERMS + "title"), Literal(each.form.title, language="en"))
    yield Triple(node, NamedNode(_DCAT + "downloadURL"), file)
    yield Triple(node, NamedNode(_DCAT + "mediaType"), NamedNode(_MEDIA_TYPES + each.form.media_type))
    size = Literal(str(each.size), datatype=NamedNode(XSD + "nonNegativeInteger"))
    yield Triple(node, NamedNode(_DCAT + "byteSize"), size)
    yield Triple(node, NamedNode(_SPDX + "checksum"), checksum)
    yield Triple(checksum, _TYPE, NamedNode(_SPDX + "Checksum"))
    yield Triple(checksum, NamedNode(_SPDX + "algorithm"), NamedNode(_SPDX + "checksumAlgorithm_sha256"))
    digest = Literal(each.sha256, datatype=NamedNode(XSD + "hexBinary"))
    yield Triple(checksum, NamedNode(_SPDX + "checksumValue"), digest)
