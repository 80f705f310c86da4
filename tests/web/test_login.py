"""Logging in: who knows the password is in, nobody else is, and nothing of a log-in can be had by another way."""

from dataclasses import replace
from pathlib import Path

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from miliary.composition import Service
from miliary.curation.accounts import Role
from miliary.curation.attempts import BY_NAME
from miliary.curation.audit import Event
from miliary.curation.office import Office
from miliary.web import create_app
from tests.web.editors import BROWSER, PASSWORD, Editor, LogIn, token_of


def cookie(response: TestResponse) -> str:
    return response.headers.get("Set-Cookie", "")


def test_who_knows_the_password_is_in_and_goes_on(visitor: Editor) -> None:
    assert "Log in" in visitor.get("/help").text
    entered = visitor.log_in("edith", next="/account?x=1")
    assert (entered.status_code, entered.location) == (303, "/account?x=1")
    assert '<a href="/account">edith</a>' in visitor.get("/help").text


def test_a_wrong_password_and_an_unknown_name_read_the_same(visitor: Editor) -> None:
    wrong, unknown = visitor.log_in("edith", "wrong"), visitor.log_in("nobody", "wrong")
    assert (wrong.status_code, unknown.status_code) == (401, 401)
    texts = [page.text.replace("edith", "nobody").replace(token_of(page), "") for page in (wrong, unknown)]
    assert texts[0] == texts[1]
    assert visitor.get("/account").status_code == 302


def test_the_cookie_is_the_browsers_alone(visitor: Editor, curated: APIFlask) -> None:
    given = cookie(visitor.log_in("edith"))
    assert given.startswith("miliary=")
    assert {"HttpOnly", "Path=/", "SameSite=Lax"} <= set(given.split("; "))
    assert "Domain" not in given


def test_behind_https_the_cookie_goes_no_other_way(service: Service, office: Office, tmp_path: Path) -> None:
    settings = replace(service.settings, data=tmp_path, editable=True, https="on")
    client = create_app(settings, service).test_client()
    page = client.get("/login", base_url="https://localhost")
    assert cookie(page).startswith("__Host-miliary=")
    assert {"Secure", "HttpOnly", "Path=/"} <= set(cookie(page).split("; "))
    fields = {"name": "edith", "password": PASSWORD, "csrf_token": token_of(page)}
    assert client.post("/login", data=fields, base_url="https://localhost").status_code == 303
    assert client.get("/account", base_url="https://localhost").status_code == 200


def test_a_session_that_a_stranger_gave_is_not_the_one_that_is_logged_in(curated: APIFlask) -> None:
    stranger, victim = curated.test_client(), curated.test_client()
    page = stranger.get("/login", headers=BROWSER)
    planted = cookie(page).split(";")[0].removeprefix("miliary=")
    victim.set_cookie("miliary", planted)
    fields = {"name": "edith", "password": PASSWORD, "csrf_token": token_of(page)}
    entered = victim.post("/login", data=fields, headers=BROWSER)
    assert entered.status_code == 303
    assert cookie(entered).split(";")[0].removeprefix("miliary=") != planted
    assert stranger.get("/account", headers=BROWSER).status_code == 302
    # Nor does the form's token that the stranger knows fit any form of the one who is logged in.
    forged = victim.post("/account", data={"display": "Mallory", "csrf_token": token_of(page)}, headers=BROWSER)
    assert forged.status_code == 400


def test_logging_out_ends_the_session_for_whoever_kept_the_cookie(logged_in: LogIn, curated: APIFlask) -> None:
    editor = logged_in(Role.EDITOR)
    kept = editor.client.get_cookie("miliary")
    assert kept is not None
    assert editor.send("/logout", "/account").status_code == 303
    thief = curated.test_client()
    thief.set_cookie("miliary", kept.value)
    assert thief.get("/account", headers=BROWSER).status_code == 302


def test_no_link_logs_out(logged_in: LogIn) -> None:
    editor = logged_in(Role.EDITOR)
    assert editor.get("/logout").status_code == 405
    assert editor.get("/account").status_code == 200


@pytest.mark.parametrize(
    "next",
    [
        *("https://evil.example/", "//evil.example", "/\\evil.example", "\\/evil.example", "/\t/evil.example"),
        *("/x\ny", "javascript:alert(1)", "", "evil"),
    ],
)
def test_the_way_on_leads_nowhere_else(visitor: Editor, next: str) -> None:  # noqa: A002
    assert visitor.log_in("edith", next=next).location == "/"
    assert visitor.get("/login", query_string={"next": next}).location == "/"


def test_guessing_is_stopped_and_told_in_the_audit(visitor: Editor, office: Office) -> None:
    answers = [visitor.log_in("edith", f"guess {number}").status_code for number in range(BY_NAME)]
    assert set(answers) == {401}
    stopped = visitor.log_in("edith", PASSWORD)
    assert (stopped.status_code, stopped.headers["Retry-After"]) == (429, "300")
    assert visitor.log_in("victor").status_code == 303
    events = [entry.event for _, entry in office.audit.listed(BY_NAME + 2)]
    assert events == [Event.LOGGED_IN, Event.LOGIN_THROTTLED, *[Event.LOGIN_REFUSED] * BY_NAME]


def test_what_was_typed_in_the_wrong_field_is_not_written_down(visitor: Editor, office: Office) -> None:
    visitor.log_in("correct horse", "battery")
    (_, newest), *_ = office.audit.listed(1)
    assert (newest.event, newest.account, newest.detail) == (Event.LOGIN_REFUSED, "", "")


def test_who_is_deactivated_is_out_at_once(logged_in: LogIn, office: Office) -> None:
    editor = logged_in(Role.EDITOR)
    office.accounts.change(office.accounts.find("edith").id, active=False)
    assert editor.get("/account").status_code == 302
    assert editor.log_in("edith").status_code == 401


def test_another_process_knows_the_session(logged_in: LogIn, service: Service, office: Office, tmp_path: Path) -> None:
    kept = logged_in(Role.EDITOR).client.get_cookie("miliary")
    assert kept is not None
    other = create_app(replace(service.settings, data=tmp_path, editable=True), service).test_client()
    other.set_cookie("miliary", kept.value)
    assert other.get("/account").status_code == 200


def test_the_key_is_made_once_and_read_by_its_owner_alone(curated: APIFlask, tmp_path: Path) -> None:
    file = tmp_path / "secret.key"
    assert file.stat().st_mode & 0o777 == 0o600
    assert curated.config["SECRET_KEY"] == file.read_text()
    assert len(file.read_text()) >= 48
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith("secret")] == ["secret.key"]


def test_who_must_log_in_is_led_there_and_a_program_is_told(visitor: Editor, client: FlaskClient) -> None:
    led = visitor.get("/account?a=b")
    assert (led.status_code, led.location) == (302, "/login?next=/account?a%3Db")
    told = visitor.client.get("/account", headers={"Accept": "application/problem+json"})
    assert (told.status_code, told.mimetype) == (401, "application/problem+json")
    assert told.headers["WWW-Authenticate"].startswith("Bearer")
