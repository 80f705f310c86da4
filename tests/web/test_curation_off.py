"""While curation is off nothing of it answers, whatever one sends, and the page says how to turn it on."""

from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from miliary.composition import Service
from miliary.curation.accounts import Role
from miliary.curation.office import Office
from miliary.web import create_app
from tests.web.editors import BROWSER, PASSWORD

ROUTES = ["/login", "/account", "/accounts", "/audit", "/login/provider", "/worklist", "/feedback"]


@pytest.mark.parametrize("path", ROUTES)
def test_its_pages_say_what_to_do(client: FlaskClient, path: str) -> None:
    answer = client.get(path, headers=BROWSER)
    assert answer.status_code == 404
    assert "miliary user add NAME --role administrator" in answer.text
    assert client.get("/help").text.count("Log in") == 0
    assert "Set-Cookie" not in answer.headers
    assert "looks wrong?" not in client.get("/term/SusacSyndrome", headers=BROWSER).text


def test_forms_are_refused(client: FlaskClient) -> None:
    assert client.post("/login", data={"name": "root", "password": PASSWORD}).status_code == 404
    assert client.post("/accounts", data={"account": "1", "role": "administrator"}).status_code == 404


def test_a_named_folder_without_an_administrator_is_not_enough(
    service: Service, quick_hashes: None, tmp_path: Path
) -> None:
    client = create_app(replace(service.settings, data=tmp_path, editable=True), service).test_client()
    assert client.get("/login").status_code == 404
    assert client.post("/login", data={"name": "root"}).status_code == 404
    before = client.get("/help", headers=BROWSER)
    assert (before.headers["Cache-Control"], "ETag" in before.headers) == ("no-store", False)
    Office.open(tmp_path).accounts.add("root", PASSWORD, Role.ADMINISTRATOR)
    assert client.get("/login").status_code == 200
    assert "Log in" in client.get("/help", headers=BROWSER).text


def test_an_administrator_is_not_enough_without_a_named_folder(
    service: Service, office: Office, tmp_path: Path
) -> None:
    client = create_app(replace(service.settings, data=tmp_path), service).test_client()
    assert client.get("/login").status_code == 404
