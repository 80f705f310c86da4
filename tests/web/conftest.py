"""The real service over the checkout's knowledge, published once; its client holds it to its OpenAPI document."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import limits.storage.memory
import limits.strategies
import pytest
from apiflask import APIFlask
from argon2 import PasswordHasher
from flask.testing import FlaskClient
from werkzeug.exceptions import HTTPException
from werkzeug.test import TestResponse

from miliary import composition
from miliary.composition import Service
from miliary.curation import accounts as accounts_module
from miliary.curation.accounts import Role
from miliary.curation.office import Office
from miliary.curation.passwords import Passwords
from miliary.store import InProcess
from miliary.web import create_app
from tests.web.editors import NAMES, Editor, LogIn, settle
from tests.web.rooms import share
from tests.web.serving import serving

_UNDESCRIBED = ("HEAD", "OPTIONS")
# FHIR's CapabilityStatement is checked in test_fhir.py.
_SELF_DESCRIBED = "fhir."
_PATHS: dict[frozenset[str], Any] = {}


class DescribedClient(FlaskClient):
    """A client that fails when an answer is not one that the OpenAPI document promises."""

    def open(self, *args: Any, **options: Any) -> TestResponse:
        response = super().open(*args, **options)
        promised = _promised(self.application, response)
        if promised is not None:
            assert str(response.status_code) in promised, f"{response.status} is not described"
            content = promised[str(response.status_code)].get("content")
            assert not content or response.mimetype in content, f"{response.mimetype} is not described"
        return response


def _promised(app: Any, response: TestResponse) -> dict[str, Any] | None:
    """The responses that are described for the request; None when there is no such route, or no such method on it."""
    request = response.request
    try:
        rule, _ = app.url_map.bind("").match(request.path, request.method, return_rule=True)
    except HTTPException:
        return None
    if request.method in _UNDESCRIBED or rule.endpoint == "static" or rule.endpoint.startswith(_SELF_DESCRIBED):
        return None
    path = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule)
    responses: dict[str, Any] = _described_paths(app)[path][request.method.lower()]["responses"]
    return responses


def _described_paths(app: APIFlask) -> Any:
    """What the OpenAPI document says of each path; applications with the same routes share it: it takes a while."""
    routes = frozenset(f"{rule.rule} {sorted(rule.methods or ())}" for rule in app.url_map.iter_rules())
    if routes not in _PATHS:
        document: Any = app.spec
        _PATHS[routes] = document["paths"]
    return _PATHS[routes]


@pytest.fixture(scope="session")
def service(published: Service) -> Service:
    return published


@pytest.fixture(scope="session")
def app(service: Service) -> APIFlask:
    return _described(create_app(service=service))


@pytest.fixture
def client(app: APIFlask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def client_with(service: Service) -> Callable[..., FlaskClient]:
    """A client of an application with other settings: ``client_with(max_rows=3)``."""

    def make(**changed: Any) -> FlaskClient:
        settings = replace(service.settings, **changed)
        limited = replace(service, strangers=InProcess(service.store, composition.limits(settings)))
        return _described(create_app(settings, limited)).test_client()

    return make


@pytest.fixture
def one_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    """A clock that stands still in the middle of a minute, for whatever counts requests by the minute."""
    still = SimpleNamespace(time=lambda: 1_800_000_030.0)
    for module in (limits.storage.memory, limits.strategies):
        monkeypatch.setattr(module, "time", still)


@pytest.fixture
def quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Passwords that take next to no work."""
    hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(accounts_module, "Passwords", lambda: Passwords(hasher))


@pytest.fixture
def office(quick_hashes: None, tmp_path: Path) -> Office:
    """What a service in the test's own folder keeps of its editors, one of each role."""
    found = Office.open(tmp_path)
    settle(found)
    return found


@pytest.fixture
def curated(service: Service, office: Office, tmp_path: Path) -> APIFlask:
    """The service with curation on."""
    return _described(create_app(replace(service.settings, data=tmp_path, editable=True), service))


@pytest.fixture
def visitor(curated: APIFlask) -> Editor:
    """Somebody who has not logged in."""
    return Editor(curated.test_client())


@pytest.fixture
def logged_in(curated: APIFlask) -> LogIn:
    """Somebody of a role who has: ``logged_in(Role.EDITOR)``."""

    def enter(role: Role) -> Editor:
        found = Editor(curated.test_client())
        assert found.log_in(NAMES[role]).status_code == 303
        return found

    return enter


@pytest.fixture
def editor(logged_in: LogIn) -> Editor:
    return logged_in(Role.EDITOR)


@pytest.fixture
def one_room(curated: APIFlask, office: Office, service: Service) -> None:
    """Have the tests share what is read of the files, where they never change."""
    share(curated, office, service.settings)


@pytest.fixture(scope="session")
def address(app: APIFlask) -> Iterator[str]:
    """The address of the application, served for a browser."""
    with serving(app) as found:
        yield found


def _described(app: APIFlask) -> APIFlask:
    app.test_client_class = DescribedClient
    return app
