"""FHIR R4 terminology: the ontology as a CodeSystem with ValueSets, the links to other vocabularies as ConceptMaps.

Resources are made as plain objects of JSON from what the published graph says; nothing here knows HTTP. They come from
:class:`miliary.terms.fhir.terminology.Terminology`, imported by who asks it.
"""

from miliary.terms.fhir.outcome import operation_outcome
from miliary.terms.fhir.resource import MEDIA_TYPE, TYPES, Resource

__all__ = ["MEDIA_TYPE", "TYPES", "Resource", "operation_outcome"]
