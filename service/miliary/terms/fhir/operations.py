"""The operations: their names, what each may be asked with, and where it may be asked."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from miliary.terms.fhir.parameters import Kind, Known

_CODES: Known = {"code": Kind.TEXT, "system": Kind.TEXT, "version": Kind.TEXT, "coding": Kind.CODING}
_CONCEPT: Known = {"codeableConcept": Kind.CONCEPT}
# All that is said here is said in English, of the state of today.
_OF_NO_EFFECT: Known = {"displayLanguage": Kind.TEXT}
_CHECK: Known = {"display": Kind.TEXT, "abstract": Kind.FLAG}


@dataclass(frozen=True, slots=True)
class Operation:
    """What an operation takes.

    :param parameters: by name
    :param repeatable: those that may come more than once
    :param on_instance: whether one resource may be asked, not only their type
    """

    parameters: Known
    repeatable: frozenset[str] = frozenset()
    on_instance: bool = True


OPERATIONS: Mapping[tuple[str, str], Operation] = MappingProxyType(
    {
        ("CodeSystem", "lookup"): Operation(
            {**_CODES, "property": Kind.TEXT, **_OF_NO_EFFECT}, frozenset({"property"}), on_instance=False
        ),
        ("CodeSystem", "validate-code"): Operation(
            {"url": Kind.TEXT, "code": Kind.TEXT, "version": Kind.TEXT, "coding": Kind.CODING}
            | {**_CONCEPT, **_CHECK, **_OF_NO_EFFECT}
        ),
        ("CodeSystem", "subsumes"): Operation(
            {"codeA": Kind.TEXT, "codeB": Kind.TEXT, "system": Kind.TEXT, "version": Kind.TEXT}
            | {"codingA": Kind.CODING, "codingB": Kind.CODING}
        ),
        ("ValueSet", "expand"): Operation(
            {"url": Kind.TEXT, "valueSetVersion": Kind.TEXT, "filter": Kind.TEXT}
            | dict.fromkeys(("offset", "count"), Kind.NUMBER)
            | dict.fromkeys(("includeDesignations", "includeDefinition", "activeOnly", "excludeNotForUI"), Kind.FLAG)
            | dict.fromkeys(("excludeNested", "excludePostCoordinated"), Kind.FLAG)
            | dict(_OF_NO_EFFECT)
        ),
        ("ValueSet", "validate-code"): Operation(
            {"url": Kind.TEXT, "valueSetVersion": Kind.TEXT, "code": Kind.TEXT, "system": Kind.TEXT}
            | {"systemVersion": Kind.TEXT, "coding": Kind.CODING, **_CONCEPT, **_CHECK, **_OF_NO_EFFECT}
        ),
        ("ConceptMap", "translate"): Operation(
            {"url": Kind.TEXT, "conceptMapVersion": Kind.TEXT, **_CODES, **_CONCEPT}
            | {"source": Kind.TEXT, "target": Kind.TEXT, "targetsystem": Kind.TEXT, "reverse": Kind.FLAG}
        ),
    }
)
