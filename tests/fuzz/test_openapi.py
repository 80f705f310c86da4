"""Every operation of the OpenAPI document, asked with what its schemas allow and with what they do not."""

import contextlib
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from miliary.composition import Service
from miliary.web import create_app

pytestmark = pytest.mark.early

PROMISES = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]


@pytest.fixture(scope="module")
def operations(published: Service) -> list[Any]:
    schema = schemathesis.openapi.from_wsgi("/openapi.json", create_app(service=published))
    found = [each.ok() for each in schema.get_all_operations() if isinstance(each, Ok)]
    assert len(found) > 20
    return found


@pytest.mark.parametrize("number", [pytest.param(2, id="few"), pytest.param(300, id="many", marks=pytest.mark.long)])
@pytest.mark.parametrize("mode", list(GenerationMode))
def test_whatever_is_asked_the_answer_is_as_promised(operations: list[Any], mode: GenerationMode, number: int) -> None:
    for operation in operations:
        ask(operation, mode, number)


def ask(operation: Any, mode: GenerationMode, number: int) -> None:
    """Put ``number`` requests to the operation, each held to what the document promises."""

    @given(operation.as_strategy(generation_mode=mode))
    @settings(
        max_examples=number,
        deadline=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def asked(case: Any) -> None:
        case.call_and_validate(checks=PROMISES, headers={"Accept-Encoding": "identity"})

    # What has nothing that could be wrong, such as a page without parameters, cannot be asked wrongly.
    with contextlib.suppress(Unsatisfiable):
        asked()
