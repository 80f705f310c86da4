"""Editors at a service: accounts of each role, and clients that send forms as a browser does."""

import re
from collections.abc import Callable
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from miliary.curation.accounts import Role
from miliary.curation.office import Office
from tests.web.filled import controls_of

PASSWORD = "correct horse battery"
NAMES = {Role.READER: "rita", Role.EDITOR: "edith", Role.REVIEWER: "victor", Role.ADMINISTRATOR: "root"}
BROWSER = {"Accept": "text/html"}


def settle(office: Office) -> None:
    """Make an account of each role."""
    for role, name in NAMES.items():
        office.accounts.add(name, PASSWORD, role)


def token_of(page: TestResponse) -> str:
    """The form's token on a page."""
    found = re.search(r'name="csrf_token" value="([^"]+)"', page.text)
    assert found is not None, page.text
    return found[1]


class Editor:
    """Somebody at a browser."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client

    def get(self, path: str, **options: Any) -> TestResponse:
        return self.client.get(path, headers=BROWSER, **options)

    def send(self, path: str, on: str, **fields: Any) -> TestResponse:
        """Send the form of the page at ``on``."""
        fields["csrf_token"] = token_of(self.get(on))
        return self.client.post(path, data=fields, headers=BROWSER)

    def log_in(self, name: str, password: str = PASSWORD, next: str = "") -> TestResponse:  # noqa: A002
        return self.send("/login", "/login", name=name, password=password, next=next)


LogIn = Callable[[Role], Editor]
"""Gives somebody of a role who has logged in."""


def save(editor: Editor, path: str, **changed: str) -> TestResponse:
    """Send the form of a page as it stands, with some texts changed."""
    page = editor.get(path)
    assert page.status_code == 200, page.text
    fields = controls_of(page.text)
    for name, text in changed.items():
        fields.setlist(name, [text])
    return send(editor, path, fields)


def send(editor: Editor, path: str, fields: dict[str, Any]) -> TestResponse:
    return editor.client.post(path, data=fields, headers=BROWSER)
