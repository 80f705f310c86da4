"""All files of the ontology as one, under one header: what a release is made of.

Blank nodes get names that depend on nothing but what is said of them (RDFC-1.0), numbers one spelling, and the triples
an order, so that the same knowledge gives the same bytes whatever files, store or run it came from. The version is part
of that promise: it is the version that ``ontology/miliary.ttl`` declares and, after a plus sign, a digest of all else
that is said.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Set

from pyoxigraph import BlankNode, CanonicalizationAlgorithm, Dataset, Literal, NamedNode, Quad, RdfFormat, Store, Triple
from pyoxigraph import serialize as write

from miliary.errors import KnowledgeError
from miliary.vocabulary import ONTOLOGY, OWL, PROV, RDF, SSSOM, XSD

WITHOUT_ASSERTIONS = ONTOLOGY + "/without-assertions"
"""The ontology that :func:`without_assertions` makes."""

_DIGITS = 12
_HEADER = NamedNode(ONTOLOGY)
_TYPE = NamedNode(RDF + "type")
_ONTOLOGY_TYPE, _MAPPING_SET = NamedNode(OWL + "Ontology"), NamedNode(SSSOM + "MappingSet")
_IMPORTS, _VERSION_IRI, _VERSION_INFO = (NamedNode(OWL + name) for name in ("imports", "versionIRI", "versionInfo"))
_DERIVED_FROM = NamedNode(PROV + "wasDerivedFrom")
_DECIMAL = NamedNode(XSD + "decimal")
# What says something of an individual; any other property annotates or is part of an axiom.
_ASSERTING = frozenset(NamedNode(OWL + kind) for kind in ("ObjectProperty", "DatatypeProperty"))
_SCHEMA = _ASSERTING | {NamedNode(OWL + "Class"), NamedNode(OWL + "AnnotationProperty")}


def merged(triples: Iterable[Triple]) -> tuple[Triple, ...]:
    """Return what the files say as one ontology with one header, in order, each triple once.

    :param triples: what all files say, as :func:`miliary.knowledge.load.load` or a published version gives it
    :raises KnowledgeError: the ontology declares no version, or several
    """
    found = list(_spelt_alike(triples))
    parts = _members(found, {_ONTOLOGY_TYPE}) - {_HEADER}
    content = ordered(each for each in found if each.subject not in parts and not _is_of_a_file(each))
    version = f"{version_of(found)}+{_digest(content)}"
    return ordered([*content, *_naming(_HEADER, version_iri(version), version)])


def without_assertions(ontology: Iterable[Triple]) -> tuple[Triple, ...]:
    """Return the classes and properties of a merged ontology with their axioms and annotations, as a reasoner wants it.

    Individuals stay out (statements, evidence, conflicts, references, patients, concepts), and so does what is said of
    a class as of an individual, such as the test that observes a finding.

    :raises KnowledgeError: the ontology names no version, or several
    """
    found = list(ontology)
    version = version_of(found)
    of_blank = _by_blank_subject(found)
    asserting = _members(found, _ASSERTING)
    described = _members(found, {*_SCHEMA, _MAPPING_SET})
    kept = [each for each in found if each.subject in described and _is_schema(each, asserting)]
    parts = [part for each in kept for part in _closure(each.object, of_blank)]
    return ordered([*kept, *parts, *_header_without_assertions(found, version)])


def version_of(triples: Iterable[Triple]) -> str:
    """Return the ``owl:versionInfo`` of the ontology.

    :raises KnowledgeError: there is none, or more than one
    """
    named = {each.object for each in triples if each.subject == _HEADER and each.predicate == _VERSION_INFO}
    found = [each.value for each in named if isinstance(each, Literal)]
    if len(found) != 1:
        raise KnowledgeError(f"The ontology must declare one owl:versionInfo; it has {len(found)}.")
    return found[0]


def version_iri(version: str) -> str:
    """Return the IRI of a version of the ontology."""
    return f"{ONTOLOGY}/{version}"


def ordered(triples: Iterable[Triple]) -> tuple[Triple, ...]:
    """Return ``triples``, each once, with canonical names for blank nodes and in an order of their own."""
    dataset = Dataset(Quad(each.subject, each.predicate, each.object) for each in triples)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return tuple(sorted((quad.triple for quad in dataset), key=str))


def _is_of_a_file(triple: Triple) -> bool:
    """Whether the header's triple holds only while the ontology lies in several files under one working version."""
    return triple.subject == _HEADER and triple.predicate in (_IMPORTS, _VERSION_IRI, _VERSION_INFO)


def _naming(header: NamedNode, iri: str, version: str) -> Iterator[Triple]:
    yield Triple(header, _VERSION_IRI, NamedNode(iri))
    yield Triple(header, _VERSION_INFO, Literal(version))


def _header_without_assertions(found: list[Triple], version: str) -> Iterator[Triple]:
    """The header of the whole, under a name of its own, with the whole as what it comes from."""
    header = NamedNode(WITHOUT_ASSERTIONS)
    for each in found:
        if each.subject == _HEADER and not _is_of_a_file(each):
            yield Triple(header, each.predicate, each.object)
    yield Triple(header, _DERIVED_FROM, NamedNode(version_iri(version)))
    yield from _naming(header, f"{version_iri(version)}/without-assertions", version)


def _members(triples: Iterable[Triple], kinds: Set[NamedNode]) -> frozenset[NamedNode]:
    return frozenset(
        each.subject
        for each in triples
        if each.predicate == _TYPE and each.object in kinds and isinstance(each.subject, NamedNode)
    )


def _is_schema(triple: Triple, asserting: Set[NamedNode]) -> bool:
    if triple.predicate == _TYPE:
        return isinstance(triple.object, NamedNode) and triple.object.value.startswith(OWL)
    return triple.predicate not in asserting


def _by_blank_subject(triples: Iterable[Triple]) -> Mapping[BlankNode, list[Triple]]:
    found: dict[BlankNode, list[Triple]] = defaultdict(list)
    for each in triples:
        if isinstance(each.subject, BlankNode):
            found[each.subject].append(each)
    return found


def _closure(node: object, of_blank: Mapping[BlankNode, list[Triple]]) -> Iterator[Triple]:
    """What describes a blank node, an OWL expression or a list: a tree, as the canonical files have no others."""
    for each in of_blank.get(node, ()) if isinstance(node, BlankNode) else ():
        yield each
        yield from _closure(each.object, of_blank)


def _spelt_alike(triples: Iterable[Triple]) -> Iterator[Triple]:
    """Spell every number as a store gives it back, but decimals with their point: 33.0, not 33."""
    store = Store()
    store.extend(Quad(each.subject, each.predicate, each.object) for each in triples)
    for quad in store:
        value = quad.object
        if isinstance(value, Literal) and value.datatype == _DECIMAL and "." not in value.value:
            value = Literal(f"{value.value}.0", datatype=_DECIMAL)
        yield Triple(quad.subject, quad.predicate, value)


def _digest(triples: Iterable[Triple]) -> str:
    """The first hex digits of the SHA-256 of the triples, which are in order."""
    content = write(triples, format=RdfFormat.N_TRIPLES)
    assert content is not None, "without an output pyoxigraph returns the bytes"
    return hashlib.sha256(content).hexdigest()[:_DIGITS]
