"""Every form of curation, sent by somebody who may, with what its fields allow and with what they do not."""

import contextlib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from argon2 import PasswordHasher
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import content_type_conformance, status_code_conformance

from miliary.composition import Service
from miliary.curation import accounts
from miliary.curation.accounts import Role
from miliary.curation.office import Office
from miliary.curation.passwords import Passwords
from miliary.web import create_app

PROMISES = [not_a_server_error, status_code_conformance, content_type_conformance]
EXAMPLES = 20
# These would end the session that the others need.
ENDING = ("/logout", "/account/password", "/login")


@pytest.fixture
def curated(published: Service, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The service with curation on."""
    quick = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    monkeypatch.setattr(accounts, "Passwords", lambda: quick)
    office = Office.open(tmp_path)
    for role in Role:
        office.accounts.add(f"a-{role}", "correct horse battery", role)
    return create_app(replace(published.settings, data=tmp_path, editable=True), published)


@pytest.mark.long
@pytest.mark.parametrize("mode", list(GenerationMode))
def test_whatever_an_administrator_sends_is_answered_as_promised(
    curated: Any, mode: GenerationMode, number: int
) -> None:
    client = curated.test_client()
    form = client.get("/login").text.partition('csrf_token" value="')[2].partition('"')[0]
    fields = {"name": "a-administrator", "password": "correct horse battery", "csrf_token": form}
    assert client.post("/login", data=fields).status_code == 303
    token = client.get("/account").text.partition('csrf_token" value="')[2].partition('"')[0]
    cookie = client.get_cookie("miliary")
    headers = {"Cookie": f"miliary={cookie.value}", "X-CSRFToken": token, "Accept-Encoding": "identity"}
    found = schemathesis.openapi.from_wsgi("/openapi.json", curated).get_all_operations()
    asked = [each.ok() for each in found if isinstance(each, Ok)]
    curation = [each for each in asked if "Curation" in (each.tags or ()) and each.path not in ENDING]
    assert len(curation) > 15
    for operation in curation:
        ask(operation, mode, headers)
    assert client.get("/account").status_code == 200, "the session has ended on the way"


def ask(operation: Any, mode: GenerationMode, headers: dict[str, str]) -> None:
    """Put some requests to the operation, each held to what the document promises."""

    @given(operation.as_strategy(generation_mode=mode))
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def asked(case: Any) -> None:
        case.call_and_validate(checks=PROMISES, headers=headers)

    with contextlib.suppress(Unsatisfiable):  # what has nothing that could be wrong
        asked()
