"""What FHIR's resources have in common here: how they are written, and which there are."""

from typing import Any, TypeAlias

Resource: TypeAlias = dict[str, Any]

TYPES = ("CodeSystem", "ConceptMap", "ValueSet")
MEDIA_TYPE = "application/fhir+json"
