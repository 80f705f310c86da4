"""What can be added and changed by form: which shapes make the form, and what a new term is besides its fields."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Kind:
    """One sort of thing that a form writes.

    :param name: as it stands in addresses
    :param label: as a page calls it
    :param shapes: the local names of the node shapes whose fields it has
    :param type: the CURIE of the class whose member it is
    :param root: the CURIE of the class that it lies below; empty for what is no class itself
    """

    name: str
    label: str
    shapes: tuple[str, ...]
    type: str
    root: str = ""


ASSERTION = Kind("assertion", "statement", ("Assertion-shape",), "mil:Assertion")
CONFLICT = Kind("conflict", "disagreement", ("Conflict-shape",), "mil:Conflict")
EVIDENCE = Kind("evidence", "passage", ("Evidence-shape",), "mil:Evidence")
DOCUMENT = Kind("source-document", "source document", ("SourceDocument-shape",), "mil:SourceDocument")
DOCUMENT_PART = Kind("document-part", "part of a document", ("DocumentPart-shape",), "mil:DocumentPart")
REFERENCE = Kind("reference", "reference", ("Reference-shape",), "mil:Reference")
FINDING = Kind("finding", "finding", ("Term-shape", "Finding-shape"), "owl:Class", "mil:Finding")
DISEASE = Kind("disease", "disease", ("Term-shape", "Disease-shape"), "owl:Class", "mil:Disease")
STRUCTURE = Kind(
    "site", "anatomical site", ("Term-shape", "AnatomicalStructure-shape"), "owl:Class", "mil:AnatomicalStructure"
)
TEST = Kind("test", "test", ("Term-shape", "Test-shape"), "owl:Class", "mil:Test")
TREATMENT = Kind("treatment", "treatment", ("Term-shape", "Treatment-shape"), "owl:Class", "mil:Treatment")
ORGANISM = Kind("organism", "organism", ("Term-shape", "Organism-shape"), "owl:Class", "mil:Organism")
MAPPING = Kind("mapping", "link to another vocabulary", ("Mapping-shape",), "owl:Axiom")

KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        each.name: each
        for each in (
            ASSERTION,
            CONFLICT,
            DOCUMENT,
            DOCUMENT_PART,
            REFERENCE,
            FINDING,
            DISEASE,
            STRUCTURE,
            TEST,
            TREATMENT,
            ORGANISM,
        )
    }
)
"""What has a form of its own, by name; a passage is part of its statement's, and a link a row of another file."""
