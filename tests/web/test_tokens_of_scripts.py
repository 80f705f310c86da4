"""Routes for scripts: a token for the purpose opens them, and a cookie never does."""

import pytest
from apiflask import APIFlask
from flask import Response

from miliary.curation.accounts import Role
from miliary.curation.audit import Origin
from miliary.curation.office import Office
from miliary.curation.tokens import Scope
from miliary.web.auth import acting, needs_token
from tests.web.editors import NAMES, LogIn

PATH = "/api/v1/trial"


@needs_token("propose")
def trial() -> Response:
    return Response(acting().name)


@pytest.fixture
def scripted(curated: APIFlask) -> APIFlask:
    """The service with one more route, which is for scripts."""
    curated.add_url_rule(PATH, view_func=trial, methods=["POST"])
    curated.test_client_class = None
    return curated


def token(office: Office, role: Role, *scopes: Scope) -> dict[str, str]:
    account = office.accounts.find(NAMES[role])
    _, secret = office.tokens.issue(account.id, "x", set(scopes), 1, Origin(account.id))
    return {"Authorization": f"Bearer {secret}"}


def test_a_token_acts_for_its_account_without_a_forms_token(scripted: APIFlask, office: Office) -> None:
    answer = scripted.test_client().post(PATH, headers=token(office, Role.EDITOR, Scope.PROPOSE))
    assert (answer.status_code, answer.text) == (200, "edith")
    assert "Set-Cookie" not in answer.headers


def test_a_cookie_is_no_token(scripted: APIFlask, logged_in: LogIn) -> None:
    editor = logged_in(Role.ADMINISTRATOR)
    answer = editor.client.post(PATH)
    assert (answer.status_code, answer.mimetype) == (401, "application/problem+json")
    assert "Authorization: Bearer" in answer.get_json()["detail"]


def test_nor_does_a_cookie_lend_its_role_to_a_token(scripted: APIFlask, logged_in: LogIn, office: Office) -> None:
    headers = token(office, Role.READER, Scope.PROPOSE)
    assert logged_in(Role.ADMINISTRATOR).client.post(PATH, headers=headers).status_code == 403


def test_a_token_is_no_log_in(scripted: APIFlask, office: Office) -> None:
    headers = token(office, Role.ADMINISTRATOR, Scope.READ, Scope.PROPOSE)
    assert scripted.test_client().get("/accounts", headers=headers).status_code == 401


@pytest.mark.parametrize("given", ["", "Bearer", "Bearer guessed", "Basic cm9vdDp4", "Bearer " + "x" * 5000, "Token x"])
def test_what_is_no_token_is_refused(scripted: APIFlask, given: str) -> None:
    headers = {"Authorization": given} if given else {}
    answer = scripted.test_client().post(PATH, headers=headers)
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_token_in_the_address_or_in_a_form_is_none(scripted: APIFlask, office: Office) -> None:
    secret = token(office, Role.EDITOR, Scope.PROPOSE)["Authorization"].removeprefix("Bearer ")
    client = scripted.test_client()
    assert client.post(f"{PATH}?access_token={secret}").status_code == 401
    assert client.post(PATH, data={"access_token": secret}).status_code == 401


def test_a_purpose_that_it_was_not_made_for_is_refused(scripted: APIFlask, office: Office) -> None:
    answer = scripted.test_client().post(PATH, headers=token(office, Role.EDITOR, Scope.READ))
    assert (answer.status_code, answer.get_json()["scope"]) == (403, "propose")
