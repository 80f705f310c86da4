"""Names: the project's namespace, the prefixes it knows, and the way between IRIs and CURIEs.

:data:`PREFIXES` is the table that Turtle files, queries and answers share. :data:`EXTERNAL_PREFIXES` are the
terminologies that mappings point at; they are understood wherever a CURIE is, but no Turtle file declares them.
"""

import re
from types import MappingProxyType

MIL = "https://w3id.org/miliary/"
ONTOLOGY = MIL + "ontology"
DCTERMS = "http://purl.org/dc/terms/"
OWL = "http://www.w3.org/2002/07/owl#"
PROV = "http://www.w3.org/ns/prov#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
SH = "http://www.w3.org/ns/shacl#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
SSSOM = "https://w3id.org/sssom/"
XSD = "http://www.w3.org/2001/XMLSchema#"

PREFIXES = MappingProxyType(
    {
        "dcterms": DCTERMS,
        "mil": MIL,
        "owl": OWL,
        "prov": PROV,
        "rdf": RDF,
        "rdfs": RDFS,
        "sh": SH,
        "skos": SKOS,
        "xsd": XSD,
    }
)

# As the verified mappings write them; lookups ignore case ("radlex:RID34300" is "RADLEX:RID34300").
EXTERNAL_PREFIXES = MappingProxyType(
    {
        "ATC": "http://purl.bioontology.org/ontology/ATC/",
        "CHEBI": "http://purl.obolibrary.org/obo/CHEBI_",
        "DCM": "http://dicom.nema.org/resources/ontology/DCM/",
        "DOID": "http://purl.obolibrary.org/obo/DOID_",
        "HP": "http://purl.obolibrary.org/obo/HP_",
        "ICD10CM": "http://purl.bioontology.org/ontology/ICD10CM/",
        "ICD11": "http://id.who.int/icd/release/11/mms/code/",
        "LOINC": "https://loinc.org/",
        "MESH": "http://id.nlm.nih.gov/mesh/",
        "MONDO": "http://purl.obolibrary.org/obo/MONDO_",
        "NCBITaxon": "http://purl.obolibrary.org/obo/NCBITaxon_",
        "ORPHA": "http://www.orpha.net/ORDO/Orphanet_",
        "RADLEX": "http://radlex.org/RID/",
        "RXNORM": "http://purl.bioontology.org/ontology/RXNORM/",
        "SCTID": "http://snomed.info/id/",
        "semapv": "https://w3id.org/semapv/vocab/",
        "sssom": SSSOM,
        "UBERON": "http://purl.obolibrary.org/obo/UBERON_",
        "UMLS": "http://linkedlifedata.com/resource/umls/id/",
    }
)

# What others call the same vocabularies; understood, never written.
ALIASES = MappingProxyType(
    {
        "dicom": "DCM",
        "hpo": "HP",
        "icd-10-cm": "ICD10CM",
        "ordo": "ORPHA",
        "orphanet": "ORPHA",
        "sct": "SCTID",
        "snomed": "SCTID",
        "snomedct": "SCTID",
    }
)

# How others write IRIs of the same vocabularies, FHIR's "system|code" among them.
_ELSEWHERE = MappingProxyType(
    {
        "http://radlex.org|": "RADLEX",
        "http://snomed.info/sct/": "SCTID",
        "http://snomed.info/sct|": "SCTID",
        "http://www.radlex.org/RID/": "RADLEX",
        "https://radlex.org/RID/": "RADLEX",
    }
)

_NAMESPACES = {prefix.casefold(): namespace for prefix, namespace in (EXTERNAL_PREFIXES | PREFIXES).items()}
_NAMESPACES |= {alias: EXTERNAL_PREFIXES[prefix] for alias, prefix in ALIASES.items()}
# What may follow the colon without escapes in Turtle and SPARQL: no dot at either end, no slash or hash.
_LOCAL_NAME = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_-])?")


def _path(term: str) -> str:
    """What a term has in common with its namespace, whichever that is: a local name has no slash."""
    return term.rpartition("/")[0]


# Longest first, so that of two namespaces with one beginning the closer one names the term.
_BY_PATH: dict[str, list[tuple[str, str]]] = {}
for _each in sorted((EXTERNAL_PREFIXES | PREFIXES).items(), key=lambda item: -len(item[1])):
    _BY_PATH.setdefault(_path(_each[1]), []).append(_each)


def iri(name: str) -> str:
    """Return the IRI of the project's own term with the local name ``name``."""
    return MIL + name


def local_name(term: str) -> str | None:
    """Return the local name of one of the project's own terms, or None when ``term`` is another's IRI."""
    return term.removeprefix(MIL) if term.startswith(MIL) and term != MIL else None


def curie(term: str) -> str:
    """Shorten the IRI ``term`` to ``prefix:local``; an IRI that no prefix fits comes back as it is."""
    for prefix, namespace in _BY_PATH.get(_path(term), ()):
        if term.startswith(namespace) and _LOCAL_NAME.fullmatch(term, len(namespace)):
            return f"{prefix}:{term[len(namespace) :]}"
    return term


def expand(compact: str) -> str:
    """Return the IRI that the CURIE ``compact`` stands for; the prefix may be in any case.

    :raises ValueError: there is no colon, or nothing is known by the prefix before it.
    """
    prefix, colon, name = compact.partition(":")
    namespace = _NAMESPACES.get(prefix.casefold()) if colon else None
    if namespace is None:
        known = ", ".join([*PREFIXES, *EXTERNAL_PREFIXES])
        raise ValueError(f"“{compact}” does not begin with a known prefix and a colon; known are {known}")
    return namespace + name


def usual(term: str) -> str:
    """Return the IRI ``term`` as the mappings write it, where another way to write it is known."""
    for beginning, prefix in _ELSEWHERE.items():
        if term.startswith(beginning):
            return EXTERNAL_PREFIXES[prefix] + term.removeprefix(beginning)
    return term
