"""FHIR R4 terminology: the ontology as a CodeSystem with ValueSets, the links to other vocabularies as ConceptMaps.

Resources are made as plain objects of JSON from what the published graph says; nothing here knows HTTP.
"""

from miliary.terms.fhir.capabilities import MEDIA_TYPE, TYPES
from miliary.terms.fhir.outcome import operation_outcome
from miliary.terms.fhir.parameters import Resource
from miliary.terms.fhir.terminology import Terminology

__all__ = ["MEDIA_TYPE", "TYPES", "Resource", "Terminology", "operation_outcome"]
