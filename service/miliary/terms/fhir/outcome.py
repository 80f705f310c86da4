"""What went wrong, as FHIR says it."""

from collections.abc import Mapping
from http import HTTPStatus

from miliary.terms.fhir.resource import Resource

# HTTP status -> code of http://hl7.org/fhir/issue-type
_ISSUES: Mapping[int, str] = {
    HTTPStatus.BAD_REQUEST: "invalid",
    HTTPStatus.NOT_FOUND: "not-found",
    HTTPStatus.METHOD_NOT_ALLOWED: "not-supported",
    HTTPStatus.NOT_ACCEPTABLE: "not-supported",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "too-long",
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: "not-supported",
    HTTPStatus.TOO_MANY_REQUESTS: "throttled",
    HTTPStatus.SERVICE_UNAVAILABLE: "transient",
}


def operation_outcome(status: int, title: str, detail: str) -> Resource:
    """Return an OperationOutcome for an answer of that HTTP status."""
    ours = status >= HTTPStatus.INTERNAL_SERVER_ERROR
    issue = {
        "severity": "fatal" if ours else "error",
        "code": _ISSUES.get(status, "exception" if ours else "processing"),
        "details": {"text": title},
        "diagnostics": detail,
    }
    return {"resourceType": "OperationOutcome", "issue": [issue]}
