"""What this server can do, as FHIR wants it told: a CapabilityStatement and TerminologyCapabilities."""

from miliary.terms.fhir.concepts import SYSTEM
from miliary.terms.fhir.heading import Edition, canonical
from miliary.terms.fhir.operations import OPERATIONS
from miliary.terms.fhir.parameters import Kind
from miliary.terms.fhir.resource import MEDIA_TYPE, TYPES, Resource
from miliary.terms.fhir.search import SEARCH

FHIR_VERSION = "4.0.1"

_SEARCH_TYPES = {"url": "uri", "_id": "token", "version": "token", "status": "token"}
_SOFTWARE = "Miliary"


def capability_statement(edition: Edition, program: str, base: str) -> Resource:
    """Return the CapabilityStatement.

    :param program: the version of the program
    :param base: the address of the FHIR interface on this server
    """
    description = "Read-only terminology: one code system, its value sets, and maps to other vocabularies."
    return {
        **_statement("CapabilityStatement", "capabilities", edition, program, base, description),
        "fhirVersion": FHIR_VERSION,
        "format": [MEDIA_TYPE, "json"],
        "rest": [{"mode": "server", "documentation": description, "resource": [_resource(each) for each in TYPES]}],
    }


def terminology_capabilities(edition: Edition, program: str, base: str) -> Resource:
    """Return the TerminologyCapabilities; parameters as in :func:`capability_statement`."""
    description = "One code system, in the version that is published here; expansions are paged and can be searched."
    expand = OPERATIONS["ValueSet", "expand"]
    return {
        **_statement("TerminologyCapabilities", "terminology", edition, program, base, description),
        "lockedDate": False,
        "codeSystem": [
            {"uri": SYSTEM, "version": [{"code": edition.version, "isDefault": True}], "subsumption": True},
        ],
        "expansion": {
            "hierarchical": False,
            "paging": True,
            "incomplete": False,
            "parameter": [{"name": name} for name in expand.parameters],
            "textFilter": "Names and synonyms, as words or their beginnings, British or American; then small typos.",
        },
        "codeSearch": "all",
        "validateCode": {"translations": False},
        "translation": {"needsMap": False},
    }


def _statement(kind: str, name: str, edition: Edition, program: str, base: str, description: str) -> Resource:
    heading = edition.heading(kind, name, f"{_SOFTWARE}: FHIR terminology", description, canonical("metadata", name))
    return {
        **heading,
        "status": "active",
        "kind": "instance",
        "software": {"name": _SOFTWARE, "version": program},
        "implementation": {"description": description, "url": base},
    }


def _resource(kind: str) -> Resource:
    return {
        "type": kind,
        "interaction": [{"code": "read"}, {"code": "search-type"}],
        "versioning": "no-version",
        "searchParam": [
            {"name": name, "type": _SEARCH_TYPES.get(name, "string")}
            for name, takes in SEARCH.items()
            if takes is Kind.TEXT and name != "_summary"
        ],
        "operation": [
            {"name": name, "definition": f"http://hl7.org/fhir/OperationDefinition/{of}-{name}"}
            for of, name in OPERATIONS
            if of == kind
        ],
    }
