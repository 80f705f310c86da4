"""Logging in by a provider: its word is taken only where it answers what was asked, and of it alone."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import requests
from apiflask import APIFlask
from joserfc.jwk import RSAKey
from werkzeug.test import TestResponse

from miliary.composition import Service
from miliary.curation.accounts import Role
from miliary.curation.audit import Event
from miliary.curation.office import Office
from miliary.errors import InvalidSettings
from miliary.web import create_app
from miliary.web.oidc import role_of
from tests.web.editors import Editor
from tests.web.provider import CLIENT, SECRET, Provider, running

Make = Callable[..., APIFlask]


@pytest.fixture
def provider() -> Iterator[Provider]:
    with running() as found:
        yield found


@pytest.fixture
def make(service: Service, office: Office, provider: Provider, tmp_path: Path) -> Make:
    def make(**changed: Any) -> APIFlask:
        of_provider = {"oidc_issuer": provider.issuer, "oidc_client_id": CLIENT, "oidc_client_secret": SECRET}
        settings = replace(service.settings, data=tmp_path, editable=True, **(of_provider | changed))
        return create_app(settings, service)

    return make


@pytest.fixture
def outsider(make: Make) -> Editor:
    """Somebody whom only the provider knows."""
    return Editor(make().test_client())


def way(editor: Editor, next: str = "") -> str:  # noqa: A002
    """Go to the provider and return the address, with its query, by which it leads back."""
    left = editor.get("/login/provider", query_string={"next": next})
    assert left.status_code == 302, left.text
    back: str = requests.get(left.location, allow_redirects=False, timeout=5).headers["Location"]
    return back


def enter(editor: Editor, next: str = "") -> TestResponse:  # noqa: A002
    return editor.get(way(editor, next).removeprefix("http://localhost"))


def test_who_comes_first_is_a_reader_of_that_name(outsider: Editor, office: Office) -> None:
    assert "Log in by your institution" in outsider.get("/login").text
    entered = enter(outsider, "/account?x=1")
    assert outsider.client.get(entered.location).location == "/account?x=1"
    assert "Olivia Outside" in outsider.get("/account").text
    assert office.accounts.find("olivia-outside").role is Role.READER


def test_who_comes_again_is_the_same_by_any_name(outsider: Editor, office: Office, provider: Provider) -> None:
    enter(outsider)
    number = len(office.accounts.list())
    office.accounts.change(office.accounts.find("olivia-outside").id, role=Role.EDITOR)
    provider.claims["name"] = "Olivia Married"
    enter(outsider)
    assert "olivia-outside, editor" in outsider.get("/account").text
    assert len(office.accounts.list()) == number


def test_nobody_takes_over_an_account_by_its_name(outsider: Editor, office: Office, provider: Provider) -> None:
    provider.claims |= {"name": "root", "preferred_username": "root", "email": "root@example.org"}
    enter(outsider)
    assert "root-2, reader" in outsider.get("/account").text


def test_the_code_is_bound_to_who_asked(outsider: Editor, provider: Provider) -> None:
    enter(outsider)
    assert len(provider.asked[0]["code_verifier"]) >= 43


def test_an_answer_that_nobody_asked_for_is_refused(outsider: Editor, make: Make, office: Office) -> None:
    planted = way(Editor(make().test_client())).removeprefix("http://localhost")  # the stranger's own, for the victim
    assert outsider.get(planted).status_code == 401
    assert outsider.get("/login/provider/back?code=x&state=y").status_code == 401
    assert outsider.get("/login/provider/back").status_code == 401
    assert outsider.get("/login/provider/back?error=access_denied").status_code == 401
    assert outsider.get("/account").status_code == 302
    (_, newest), *_ = office.audit.listed(1)
    assert newest.event is Event.LOGIN_REFUSED


def test_an_answer_counts_once(outsider: Editor) -> None:
    back = way(outsider).removeprefix("http://localhost")
    assert outsider.get(back).status_code == 303
    outsider.send("/logout", "/account")
    assert outsider.get(back).status_code == 401


@pytest.mark.parametrize(
    "false", [{"nonce": "another"}, {"aud": "another"}, {"iss": "https://evil.example"}, {"exp": 1}, {"sub": ""}]
)
def test_a_false_claim_is_refused(outsider: Editor, provider: Provider, false: dict[str, Any]) -> None:
    provider.false = false
    assert enter(outsider).status_code == 401
    assert outsider.get("/account").status_code == 302


def test_a_signature_of_another_key_is_refused(outsider: Editor, provider: Provider) -> None:
    provider.key = RSAKey.generate_key(2048, {"kid": "one"})
    assert enter(outsider).status_code == 401


def test_a_provider_that_calls_itself_otherwise_is_refused(outsider: Editor, provider: Provider) -> None:
    provider.false = {"issuer": "https://evil.example"}
    refused = outsider.get("/login/provider")
    assert (refused.status_code, "not as MILIARY_OIDC_ISSUER says" in refused.text) == (503, True)


def test_a_provider_that_does_not_answer_is_told_and_names_and_passwords_go_on(make: Make) -> None:
    editor = Editor(make(oidc_issuer="http://127.0.0.1:9").test_client())
    assert editor.get("/login/provider").status_code == 503
    assert editor.log_in("edith").status_code == 303


def test_the_session_is_not_the_one_that_went_to_the_provider(outsider: Editor) -> None:
    back = way(outsider).removeprefix("http://localhost")
    before = outsider.client.get_cookie("miliary")
    outsider.get(back)
    after = outsider.client.get_cookie("miliary")
    assert before is not None
    assert after is not None
    assert before.value != after.value


def test_the_provider_decides_of_roles_where_it_is_told_how(make: Make, provider: Provider, office: Office) -> None:
    rules = ("groups:radiology=editor", "groups:board=reviewer")
    editor = Editor(make(oidc_roles=rules).test_client())
    for groups, role in ((["radiology", "board"], Role.REVIEWER), (["radiology"], Role.EDITOR), ([], Role.READER)):
        provider.claims["groups"] = groups
        enter(editor)
        assert office.accounts.find("olivia-outside").role is role


def test_a_role_is_given_by_a_claim_that_is_a_text_or_a_list() -> None:
    rules = ("groups:x=editor", "groups:a=b=reviewer", "title:chief=administrator")
    assert role_of({"groups": "x"}, rules) is Role.EDITOR
    assert role_of({"groups": ["x", "a=b"]}, rules) is Role.REVIEWER
    assert role_of({"title": "chiefs"}, rules) is Role.READER
    assert role_of({"groups": "x"}, ()) is None


def test_an_account_that_is_not_active_stays_out(outsider: Editor, office: Office) -> None:
    enter(outsider)
    office.accounts.change(office.accounts.find("olivia-outside").id, active=False)
    refused = enter(outsider)
    assert (refused.status_code, "not active" in refused.text) == (401, True)


def test_without_a_provider_there_is_none(visitor: Editor) -> None:
    assert "institution" not in visitor.get("/login").text
    assert visitor.get("/login/provider").status_code == 404


def test_half_a_provider_is_refused_at_the_start(make: Make) -> None:
    with pytest.raises(InvalidSettings, match="MILIARY_OIDC_CLIENT_SECRET"):
        make(oidc_client_secret="")
