"""A report over HTTP: the JSON API, the page, and what nobody should be able to do with either."""

import re
import sys
from collections.abc import Callable
from html import unescape

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient

API, PAGE = "/api/v1/report", "/report"
BROWSER = {"Accept": "text/html"}
TEXT = (
    "34-year-old woman. Enhancing lesions in the pons. No leptomeningeal enhancement. Possible hydrocephalus. Hiccups."
)


def choices(page: str) -> dict[str, str]:
    """What is chosen for each finding of a page."""
    return dict(re.findall(r'name="(mil:\w+)" value="(\w+)" checked', page))


def test_the_api_tells_where_each_finding_stands(client: FlaskClient) -> None:
    read = client.post(API, json={"text": TEXT}).get_json()
    for each in read["mentions"]:
        assert TEXT[each["start"] : each["end"]] == each["text"]
    assert {each["finding"]["id"]: each["state"] for each in read["mentions"]} == {
        "mil:ContrastEnhancement": "present",
        "mil:PonsLesion": "present",
        "mil:LeptomeningealEnhancement": "absent",
        "mil:Hydrocephalus": "uncertain",
    }
    assert {each["id"]: each["suggestion"] for each in read["findings"]}["mil:Hydrocephalus"] is None
    assert [each["text"] for each in read["unmapped"]] == ["Hiccups"]
    assert read["patient"] == {"age": 34, "sex": "female"}


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        ({"json": {}}, 422),
        ({"json": {"text": 3}}, 422),
        ({"json": {"text": "a", "name": "b"}}, 422),
        ({"json": ["text"]}, 422),
        ({"data": "{", "content_type": "application/json"}, 400),
        ({"data": "text", "content_type": "text/plain"}, 415),
        ({"json": {"text": "no " * 7_000}}, 413),
        ({"json": {"text": "a" * 1_000_000}}, 413),
        ({"json": {"text": "a"}, "headers": {"Accept": "text/html"}}, 406),
    ],
)
def test_what_is_no_report_is_refused(client: FlaskClient, request_: dict[str, object], status: int) -> None:
    response = client.post(API, **request_)
    assert (response.status_code, response.mimetype) == (status, "application/problem+json")


def test_the_limit_is_a_setting_and_is_named(client_with: Callable[..., FlaskClient]) -> None:
    refused = client_with(max_report=10).post(API, json={"text": "No haemorrhage."}).get_json()
    assert (refused["limit"], refused["unit"], refused["setting"]) == (10, "characters", "MILIARY_MAX_REPORT")


def test_without_spacy_the_rest_answers(
    client_with: Callable[..., FlaskClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "spacy.matcher", None)
    client = client_with()
    refused = client.post(API, json={"text": TEXT})
    assert refused.status_code == 501
    assert "miliary[report]" in refused.get_json()["detail"]
    assert client.get(PAGE, headers=BROWSER).status_code == 200


def test_the_page_marks_the_report_and_offers_what_it_says(client: FlaskClient) -> None:
    page = client.post(PAGE, data={"text": TEXT}, headers=BROWSER).text
    assert '<mark class="absent" title="leptomeningeal enhancement: absent">leptomeningeal enhancement</mark>' in page
    assert choices(page) == {
        "mil:ContrastEnhancement": "present",
        "mil:PonsLesion": "present",
        "mil:LeptomeningealEnhancement": "absent",
        "mil:Hydrocephalus": "ignore",
    }
    assert '<li dir="auto">Hiccups</li>' in page
    assert re.search(r'name="age"[^>]*value="34"', page)


def test_what_is_confirmed_goes_on_as_codes_in_the_address(client: FlaskClient) -> None:
    chosen = {"mil:PonsLesion": "present", "mil:Hydrocephalus": "ignore", "mil:Haemorrhage": "absent"}
    response = client.post("/report/case", data={**chosen, "age": "34", "sex": "female"}, headers=BROWSER)
    assert response.status_code == 303
    assert response.headers["Location"] == "/?present=mil:PonsLesion&absent=mil:Haemorrhage&age=34&sex=female"


@pytest.mark.parametrize(
    ("data", "status"), [({"mil:Ponds": "present"}, 422), ({f"mil:F{n}": "absent" for n in range(300)}, 422)]
)
def test_what_cannot_be_confirmed_is_refused(client: FlaskClient, data: dict[str, str], status: int) -> None:
    assert client.post("/report/case", data=data, headers=BROWSER).status_code == status


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script> No <b>haemorrhage</b>.",
        '"><img src=x onerror=alert(1)> haemorrhage',
        "</textarea><script>haemorrhage</script>",
        "\u202eegahrromeah on\u202c haemorrhage\x00\x1b[31m",
        "{{ 7 * 7 }} {% raw %} haemorrhage",
    ],
)
def test_a_report_is_text_and_nothing_else(client: FlaskClient, text: str) -> None:
    page = client.post(PAGE, data={"text": text}, headers=BROWSER).text
    assert not re.search(r"<(?:script|img|b)\b(?![^>]*src=\"/static)", page.partition("<main")[2])
    assert "haemorrhage" in unescape(page)


@pytest.mark.parametrize(
    "text", ["\ud800 haemorrhage", "\x00", "\U0001f9e0 haemorrhage " * 100, "?" * 5_000, "\n" * 9_000]
)
def test_the_api_reads_whatever_text(client: FlaskClient, text: str) -> None:
    read = client.post(API, json={"text": text})
    assert read.status_code == 200
    assert ("haemorrhage" in text) == bool(read.get_json()["mentions"])


def test_nothing_of_a_report_is_logged_or_kept(
    client_with: Callable[..., FlaskClient], capfd: pytest.CaptureFixture[str]
) -> None:
    client = client_with(log="json", log_details="all")
    for address, request_ in ((API, {"json": {"text": TEXT}}), (PAGE, {"data": {"text": TEXT}, "headers": BROWSER})):
        response = client.post(address, **request_)
        assert response.headers["Cache-Control"] == "no-store"
    told = "".join(capfd.readouterr())
    assert "pons" not in told
    assert "Hiccups" not in told


def test_a_sign_apart_from_its_place_is_marked_too(client: FlaskClient) -> None:
    page = client.post(PAGE, data={"text": "T2 high signal in the basal ganglia."}, headers=BROWSER).text
    marked = re.findall(r"<mark class=\"present\" title=\"[^\"]+\">([^<]+)</mark>", page)
    assert marked == ["T2 high signal", "basal ganglia"]


def test_a_report_is_read_without_a_cookie_where_editors_log_in(curated: APIFlask) -> None:
    client = curated.test_client()
    assert client.post("/report", data={"text": "No haemorrhage."}).status_code == 200
    assert client.post("/report/case", data={"mil:Haemorrhage": "absent"}).status_code == 303
    assert client.get_cookie("miliary") is None
