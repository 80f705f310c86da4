"""The worklist and the remarks that fill it: from a reader's form to the editor who closes it."""

import time
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from itsdangerous import TimestampSigner
from werkzeug.test import TestResponse

from miliary.composition import Service
from miliary.curation.accounts import Role
from miliary.curation.change import Change, Line
from miliary.curation.office import Office
from miliary.curation.proposals import Proposals
from miliary.web import create_app
from miliary.web.feedback import FROM_ONE_ADDRESS
from tests.web.editors import BROWSER, Editor, LogIn

STATEMENT = "mil:SusacSyndrome-LeptomeningealEnhancement-Section"
FORM = f"/feedback?statement={STATEMENT}"
SAID = "The section says 33 % of cases, not 27."


def signed(page: TestResponse) -> str:
    return page.text.partition('name="signed" value="')[2].partition('"')[0]


def remark(client: FlaskClient, said: str = SAID, on: str = STATEMENT, **headers: str) -> TestResponse:
    page = client.get(FORM, headers=BROWSER | headers)
    fields = {"statement": on, "said": said, "signed": signed(page)}
    return client.post("/feedback", data=fields, headers=BROWSER | headers)


def test_every_statement_leads_to_the_form(visitor: Editor) -> None:
    page = unescape(visitor.get("/term/SusacSyndrome").text)
    assert f'href="{FORM}"' in page
    assert page.count("looks wrong?") == page.count('class="statement"') > 1
    form = visitor.get(FORM)
    assert (form.status_code, "33%" in form.text or "33 %" in form.text) == (200, True)


def test_a_reader_needs_no_cookie_and_gets_none(visitor: Editor, office: Office) -> None:
    sent = remark(visitor.client)
    assert (sent.status_code, "Set-Cookie" in sent.headers) == (303, False)
    assert "Thank you" in visitor.get(sent.location).text
    (kept,) = office.feedback.list()
    assert (kept.statement, kept.said, kept.version) == (STATEMENT, SAID, kept.version)


def test_editors_alone_see_it_and_close_it(visitor: Editor, logged_in: LogIn, office: Office) -> None:
    remark(visitor.client)
    assert SAID not in visitor.get(FORM).text
    assert SAID not in visitor.get("/term/SusacSyndrome").text
    editor = logged_in(Role.EDITOR)
    assert SAID in editor.get("/worklist").text  # what readers say comes first
    number = str(office.feedback.list()[0].id)
    empty = editor.send("/feedback/close", "/worklist", remark=number, note=" ")
    assert (empty.status_code, office.feedback.number_open()) == (422, 1)
    closed = editor.send("/feedback/close", "/worklist", remark=number, note="Corrected.")
    assert (closed.status_code, office.feedback.number_open()) == (303, 0)
    assert "Corrected." in editor.get("/worklist?chapter=feedback&closed=yes").text
    assert editor.send("/feedback/close", "/worklist", remark=number, note="Again.").status_code == 404


@pytest.mark.parametrize("said", ["", "short", "x" * 2001])
def test_what_says_too_little_or_too_much_comes_back(visitor: Editor, office: Office, said: str) -> None:
    refused = remark(visitor.client, said)
    assert (refused.status_code, "10 to 2,000 characters" in refused.text) == (422, True)
    assert office.feedback.number_open() == 0


def test_a_form_that_was_not_made_here_for_this_statement_is_refused(visitor: Editor, office: Office) -> None:
    other = "mil:BehcetDisease-LeptomeningealEnhancement-Table3"
    for fields in (
        {"statement": STATEMENT, "said": SAID},
        {"statement": STATEMENT, "said": SAID, "signed": "guessed"},
    ):
        assert visitor.client.post("/feedback", data=fields, headers=BROWSER).status_code == 400
    assert remark(visitor.client, on=other).status_code in (400, 404)
    assert remark(visitor.client, **{"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert office.feedback.number_open() == 0


def test_a_form_of_yesterday_is_refused(visitor: Editor, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as yesterday:
        yesterday.setattr(TimestampSigner, "get_timestamp", lambda _: int(time.time()) - 13 * 3600)
        old = signed(visitor.get(FORM))
    fields = {"statement": STATEMENT, "said": SAID, "signed": old}
    assert visitor.client.post("/feedback", data=fields, headers=BROWSER).status_code == 400


def test_what_is_no_statement_is_not_found(visitor: Editor) -> None:
    for given in ("", "mil:SusacSyndrome", "mil:None", "x y", "javascript:alert(1)", "http://evil.example/"):
        assert visitor.get("/feedback", query_string={"statement": given}).status_code == 404


def test_one_address_says_so_much_and_no_more(service: Service, office: Office, tmp_path: Path) -> None:
    settings = replace(service.settings, data=tmp_path, editable=True, proxies=1)
    client = create_app(settings, service).test_client()
    answers = [remark(client, **{"X-Forwarded-For": "192.0.2.1"}).status_code for _ in range(FROM_ONE_ADDRESS + 1)]
    assert answers == [*[303] * FROM_ONE_ADDRESS, 429]
    assert remark(client, **{"X-Forwarded-For": "192.0.2.2"}).status_code == 303


def test_what_was_said_is_shown_as_text(visitor: Editor, logged_in: LogIn) -> None:
    remark(visitor.client, "<script>alert(1)</script> & so on")
    page = logged_in(Role.EDITOR).get("/worklist?chapter=feedback").text
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; so on" in page


def test_chapters_are_counted_filtered_and_turned_over(logged_in: LogIn) -> None:
    editor = logged_in(Role.EDITOR)
    page = editor.get("/worklist?chapter=unreviewed").text
    assert page.count("<li>") == 100
    assert "1 to 100 of " in page
    assert "101 to 200 of " in editor.get("/worklist?chapter=unreviewed&page=2").text
    susac = editor.get("/worklist?chapter=unreviewed&group=Susac's+syndrome&q=leptomeningeal+reported").text
    assert 0 < susac.count("<li>") < 20
    assert "<span>CNS lymphoma</span>" not in susac
    assert "None." in editor.get("/worklist?chapter=unreviewed&q=no+such+words+anywhere").text


@pytest.mark.parametrize("query", ["page=0", "page=999999999", "page=x", "page=-1", "page=%D9%A1", "group=x", "q=%00"])
def test_any_filter_is_answered(logged_in: LogIn, query: str) -> None:
    assert logged_in(Role.EDITOR).get(f"/worklist?chapter=unmapped&{query}").status_code == 200


def test_a_chapter_that_is_none_is_not_found(logged_in: LogIn) -> None:
    assert logged_in(Role.EDITOR).get("/worklist?chapter=x").status_code == 404


def test_open_proposals_are_listed_and_drafts_are_not(logged_in: LogIn, office: Office) -> None:
    author, proposals = office.accounts.find("edith"), Proposals(office.database)
    change = Change("1", frozenset({Line("mil:SusacSyndrome", "rdfs:comment", '"x"@en')}), frozenset())
    shown = proposals.draft(author, change, "Smith 2024 says so")
    proposals.draft(author, change, "not yet")
    proposals.submit(shown.id, author, shown.revision)
    page = logged_in(Role.REVIEWER).get("/worklist?chapter=proposals").text
    assert ("Smith 2024 says so" in page, "not yet" in page) == (True, False)
