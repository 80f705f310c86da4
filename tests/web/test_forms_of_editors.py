"""Forms of editors: none works without its token, none from another site, none for somebody who may not."""

from collections.abc import Iterator
from functools import reduce

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient
from werkzeug.test import create_environ

from miliary.curation.accounts import Role
from miliary.curation.audit import Event, Origin
from miliary.curation.office import Office
from miliary.curation.tokens import Scope
from miliary.web import _CURATION
from miliary.web.kept import KEEP
from tests.web.editors import BROWSER, NAMES, PASSWORD, Editor, LogIn, token_of

pytestmark = pytest.mark.usefixtures("one_room")

OPEN = {"/login", "/logout", "/login/provider", "/login/provider/back", "/feedback"}
EXAMPLES = (
    ("<string:into>/<string:row>", "hpo/Abscess-0025615"),
    ("<string:kind>", "assertion"),
    ("<string:name>", "SusacSyndrome"),
    ("<int:number>", "1"),
)
FOR_SCRIPTS = ("/api/", "/graph", "/sparql")
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
SIGNED = {"/feedback"}
"""Forms that anybody may send: their token is in the form alone."""
LEAST = {
    "/account": Role.READER,
    "/account/password": Role.READER,
    "/account/tokens": Role.READER,
    "/account/tokens/revoke": Role.READER,
    "/accounts": Role.ADMINISTRATOR,
    "/audit": Role.ADMINISTRATOR,
    "/worklist": Role.EDITOR,
    "/feedback/close": Role.EDITOR,
    "/edit": Role.EDITOR,
    "/edit/assertion/new": Role.EDITOR,
    "/edit/SusacSyndrome": Role.EDITOR,
    "/edit/SusacSyndrome/obsolete": Role.EDITOR,
    "/proposals": Role.EDITOR,
    "/edit/bulk": Role.EDITOR,
    "/edit/bulk/assertion": Role.EDITOR,
    "/edit/bulk/assertion.tsv": Role.EDITOR,
    "/edit/bulk/mappings": Role.EDITOR,
    "/edit/mapping/candidates": Role.EDITOR,
    "/edit/mapping/confirmed": Role.EDITOR,
    "/edit/mapping/hpo/Abscess-0025615": Role.EDITOR,
    "/edit/mapping/new": Role.EDITOR,
    "/proposals/undo": Role.EDITOR,
    "/proposals/1": Role.EDITOR,
    "/proposals/1/effect": Role.EDITOR,
    "/proposals/1/rebase": Role.EDITOR,
    "/proposals/1/submit": Role.EDITOR,
    "/proposals/1/comment": Role.EDITOR,
    "/proposals/1/withdraw": Role.EDITOR,
    "/proposals/1/ask": Role.REVIEWER,
    "/proposals/1/approve": Role.REVIEWER,
    "/proposals/1/reject": Role.REVIEWER,
}
"""Which role a route needs at least. A route that stands in neither table fails the first test."""


def routes(app: APIFlask) -> Iterator[tuple[str, str]]:
    names = tuple(f"{each.name}." for each in _CURATION)
    for rule in app.url_map.iter_rules():
        if rule.endpoint.startswith(names):
            path = reduce(lambda text, part: text.replace(*part), EXAMPLES, rule.rule)
            yield from ((path, method) for method in METHODS if method in (rule.methods or ()))


def test_every_route_says_who_may(curated: APIFlask) -> None:
    assert {path for path, _ in routes(curated) if not path.startswith(FOR_SCRIPTS)} == OPEN | LEAST.keys()


def test_what_is_for_scripts_is_open_to_no_cookie(curated: APIFlask, logged_in: LogIn) -> None:
    editor = logged_in(Role.ADMINISTRATOR)
    headers = {"X-CSRFToken": token_of(editor.get("/account"))}
    asked = [each for each in routes(curated) if each[0].startswith(FOR_SCRIPTS)]
    assert len(asked) > 5
    for path, method in asked:
        body = {"text": "x"} if path.endswith("/comments") else {}
        answer = editor.client.open(path, method=method, json=None if method == "GET" else body, headers=headers)
        assert answer.status_code == 401, (method, path, answer.status_code)


def test_nobody_may_more_than_their_role(curated: APIFlask, logged_in: LogIn) -> None:
    for role in (Role.READER, Role.EDITOR, Role.REVIEWER):
        editor = logged_in(role)
        token = token_of(editor.get("/account"))
        for path, method in routes(curated):
            if path in LEAST and role < LEAST[path]:
                fields = {"csrf_token": token, "account": "1", "active": "no"} if method == "POST" else {}
                answer = editor.client.open(path, method=method, data=fields, headers=BROWSER)
                assert answer.status_code == 403, (role, method, path, answer.status_code)


def test_a_number_that_nothing_has_is_not_found(logged_in: LogIn) -> None:
    reviewer = logged_in(Role.REVIEWER)
    asked = ("0", "-1", "9" * 30, "%00", "..%2Faccounts")
    assert {number: reviewer.get(f"/proposals/{number}").status_code for number in asked} == dict.fromkeys(asked, 404)


def test_a_stranger_may_nothing(curated: APIFlask, visitor: Editor) -> None:
    token = token_of(visitor.get("/login"))
    for path, method in routes(curated):
        if path in LEAST:
            answer = visitor.client.open(path, method=method, data={"csrf_token": token}, headers=BROWSER)
            assert answer.status_code == (401 if method == "POST" else 302), (method, path)


def test_no_form_works_without_its_token(curated: APIFlask, logged_in: LogIn) -> None:
    editor = logged_in(Role.ADMINISTRATOR)
    for path, method in routes(curated):
        if method != "GET" and path not in SIGNED and not path.startswith(FOR_SCRIPTS):
            for fields in ({}, {"csrf_token": ""}, {"csrf_token": "guessed"}):
                answer = editor.client.post(path, data=fields, headers=BROWSER)
                assert (answer.status_code, "nothing was changed" in answer.text) == (400, True), path
    assert editor.get("/account").status_code == 200


def test_a_token_in_the_address_is_none(logged_in: LogIn) -> None:
    editor = logged_in(Role.EDITOR)
    token = token_of(editor.get("/account"))
    answer = editor.client.post(f"/account?csrf_token={token}", data={"display": "Edith"}, headers=BROWSER)
    assert answer.status_code == 400


def test_the_token_of_one_session_fits_no_other(logged_in: LogIn) -> None:
    mallory, edith = logged_in(Role.REVIEWER), logged_in(Role.EDITOR)
    token = token_of(mallory.get("/account"))
    answer = edith.client.post("/account", data={"display": "Mallory", "csrf_token": token}, headers=BROWSER)
    assert answer.status_code == 400


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_what_a_browser_says_comes_from_another_site_is_refused(logged_in: LogIn, site: str) -> None:
    editor = logged_in(Role.EDITOR)
    fields = {"display": "Edith", "csrf_token": token_of(editor.get("/account"))}
    refused = editor.client.post("/account", data=fields, headers=BROWSER | {"Sec-Fetch-Site": site})
    assert refused.status_code == 403
    sent = editor.client.post("/account", data=fields, headers=BROWSER | {"Sec-Fetch-Site": "same-origin"})
    assert sent.status_code == 303


def test_nobody_revokes_the_token_of_another(logged_in: LogIn, office: Office) -> None:
    victim = office.accounts.find(NAMES[Role.ADMINISTRATOR])
    token, secret = office.tokens.issue(victim.id, "theirs", {Scope.READ}, 1, Origin(victim.id))
    mallory = logged_in(Role.REVIEWER)
    assert mallory.send("/account/tokens/revoke", "/account", token=str(token.id)).status_code == 404
    assert office.tokens.use(secret, Scope.READ) == victim
    assert "theirs" not in mallory.get("/account").text


def test_nobody_makes_a_token_for_another_or_shows_as_another(logged_in: LogIn, office: Office) -> None:
    victim, mallory = office.accounts.find("root"), logged_in(Role.EDITOR)
    mallory.send("/account/tokens", "/account", label="x", scope="read", days="1", account=str(victim.id))
    mallory.send(
        "/account", "/account", display="Edith", account=str(victim.id), id=str(victim.id), role="administrator"
    )
    assert office.tokens.listed(victim.id) == []
    assert office.accounts.find("root") == victim
    assert office.accounts.find("edith").role is Role.EDITOR


def test_what_is_refused_is_told_in_the_audit(logged_in: LogIn, office: Office) -> None:
    logged_in(Role.EDITOR).get("/audit")
    (_, newest), *_ = office.audit.listed(1)
    assert (newest.event, newest.account, newest.detail) == (Event.NOT_ALLOWED, "edith", "GET /audit")


@pytest.mark.parametrize("path", ["/login", "/account", "/accounts", "/audit", "/help", "/", "/term/SusacSyndrome"])
def test_nothing_of_somebody_logged_in_is_kept_anywhere(logged_in: LogIn, path: str) -> None:
    answer = logged_in(Role.ADMINISTRATOR).get(path)
    assert answer.headers["Cache-Control"] == "no-store"
    assert "ETag" not in answer.headers


@pytest.mark.parametrize("path", ["/login", "/feedback?statement=mil:SusacSyndrome-LeptomeningealEnhancement-Section"])
def test_a_form_is_made_anew_for_each_who_asks(curated: APIFlask, path: str) -> None:
    """Without a cookie, too: a kept page would give everyone the same form's token."""
    answer = curated.test_client().get(path, headers=BROWSER)
    assert (answer.status_code, answer.headers["Cache-Control"], "ETag" in answer.headers) == (200, "no-store", False)
    assert (may_be_kept(curated, path), may_be_kept(curated, "/help")) == (False, True)


def may_be_kept(app: APIFlask, path: str) -> bool:
    """Ask as the gateway does, and look where the application tells it that the answer may be kept."""
    environ = create_environ(path, headers=BROWSER)
    for _ in app(environ, lambda *_: lambda _: None):
        pass
    return KEEP in environ


def test_pages_of_whoever_only_reads_are_kept_as_before(visitor: Editor, client: FlaskClient) -> None:
    """Nobody gets a cookie by reading, and the pages lead to the log-in only here."""
    here, elsewhere = visitor.get("/help"), client.get("/help", headers=BROWSER)
    assert here.headers["Cache-Control"] == "no-cache"
    assert here.headers["ETag"] != elsewhere.headers["ETag"]
    assert "Set-Cookie" not in here.headers


def test_what_programs_ask_needs_no_forms_token_and_gives_no_cookie(visitor: Editor) -> None:
    asked = visitor.client.post("/api/v1/differential", json={"present": ["pons lesion"]})
    assert (asked.status_code, "Set-Cookie" in asked.headers) == (200, False)
    queried = visitor.client.post("/sparql", data={"query": "ASK { ?s ?p ?o }"})
    assert (queried.status_code, "Set-Cookie" in queried.headers) == (200, False)


def test_an_own_password_is_changed_by_who_knows_it(logged_in: LogIn, curated: APIFlask) -> None:
    here, elsewhere = logged_in(Role.EDITOR), logged_in(Role.EDITOR)
    new = {"password": "another password entirely", "again": "another password entirely"}
    wrong = here.send("/account/password", "/account", current="wrong", **new)
    assert (wrong.status_code, "until now is another" in wrong.text) == (422, True)
    unlike = here.send("/account/password", "/account", current=PASSWORD, **new | {"again": "x"})
    assert (unlike.status_code, "not typed twice alike" in unlike.text) == (422, True)
    assert here.send("/account/password", "/account", current=PASSWORD, **new).status_code == 303
    assert here.get("/account").status_code == 200
    assert elsewhere.get("/account").status_code == 302
    assert Editor(curated.test_client()).log_in("edith", "another password entirely").status_code == 303


def test_a_token_is_shown_once(logged_in: LogIn, office: Office) -> None:
    editor = logged_in(Role.EDITOR)
    made = editor.send("/account/tokens", "/account", label="nightly", scope=["propose"], days="30")
    secret = made.text.partition('<pre class="text" tabindex="0"><code>')[2].partition("<")[0]
    assert office.tokens.use(secret, Scope.PROPOSE).name == "edith"
    page = editor.get("/account").text
    assert "nightly" in page
    assert secret not in page


@pytest.mark.parametrize("fields", [{"days": "many"}, {"days": "١"}, {"days": ""}, {"days": "9" * 30}])
def test_a_number_that_is_none_is_refused(logged_in: LogIn, fields: dict[str, str]) -> None:
    answer = logged_in(Role.EDITOR).send("/account/tokens", "/account", label="x", scope="read", **fields)
    assert (answer.status_code, "must be a whole number" in answer.text) == (400, True)


def test_what_is_shown_is_shown_as_text(logged_in: LogIn) -> None:
    editor = logged_in(Role.ADMINISTRATOR)
    assert editor.send("/account", "/account", display="<script>alert(1)</script>").status_code == 303
    for path in ("/account", "/accounts", "/help"):
        assert "<script>alert" not in editor.get(path).text


def test_an_administrator_gives_roles_and_nobody_is_left_without_one(logged_in: LogIn, office: Office) -> None:
    root, edith = logged_in(Role.ADMINISTRATOR), office.accounts.find("edith")
    assert root.send("/accounts", "/accounts", account=str(edith.id), role="reviewer").status_code == 303
    assert office.accounts.find("edith").role is Role.REVIEWER
    assert root.send("/accounts", "/accounts", account=str(edith.id), active="no").status_code == 303
    assert not office.accounts.find("edith").active
    own = office.accounts.find("root").id
    refused = root.send("/accounts", "/accounts", account=str(own), role="reader")
    assert (refused.status_code, "only active administrator" in refused.text) == (409, True)
    for fields in ({"role": "chief"}, {}, {"role": "editor", "active": "no"}, {"active": "1"}):
        assert root.send("/accounts", "/accounts", account=str(edith.id), **fields).status_code == 400
    assert root.send("/accounts", "/accounts", account="999", role="editor").status_code == 404


def test_the_audit_is_read_by_event_and_page(logged_in: LogIn, office: Office) -> None:
    for number in range(101):
        office.audit.note(Event.LOGGED_OUT, None, Origin(), f"line {number}")
    root = logged_in(Role.ADMINISTRATOR)
    page = root.get("/audit?event=logged+out").text
    assert ("line 100" in page, "line 0<" in page) == (True, False)
    older = page.partition('href="/audit?before=')[2].partition('"')[0].replace("&amp;", "&")
    assert "line 0<" in root.get(f"/audit?before={older}").text
    for wrong in ("event=x", "before=x", "before=-1", "before=" + "9" * 19):
        assert root.get(f"/audit?{wrong}").status_code == 400
