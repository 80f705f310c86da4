"""The differential and the search over HTTP: what comes back, and how what cannot be used is refused."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from flask.testing import FlaskClient

from miliary.web.schemas import MAX_TERMS, AnswerSchema, FoundSchema

DIFFERENTIAL = "/api/v1/differential"
CASE = {
    "present": ["leptomeningeal enhancement", "mil:PonsLesion"],
    "absent": ["hemorrhage"],
    "not_assessed": ["spine MRI"],
    "context": ["immunocompetent"],
    "age": 39,
    "sex": "male",
}


def test_a_case_is_answered_with_all_seventeen_diseases(client: FlaskClient) -> None:
    answer = client.post(DIFFERENTIAL, json=CASE).get_json()
    assert len(answer["diseases"]) == 17
    assert answer["assumed"] == ["miliary enhancement"]
    assert "not a medical device" in answer["disclaimer"]


def test_get_answers_as_post_does(client: FlaskClient) -> None:
    assert client.get(DIFFERENTIAL, query_string=CASE).get_json() == client.post(DIFFERENTIAL, json=CASE).get_json()


@pytest.mark.parametrize(
    "case", [{}, CASE, {"absent": ["leptomeningeal enhancement"]}, {"present": ["xyzzy"], "unmapped": "count"}]
)
def test_an_answer_is_exactly_what_is_described(client: FlaskClient, case: dict[str, Any]) -> None:
    assert AnswerSchema().validate(client.post(DIFFERENTIAL, json=case).get_json()) == {}


def test_the_shares_add_up_to_the_score(client: FlaskClient) -> None:
    for disease in client.post(DIFFERENTIAL, json=CASE).get_json()["diseases"]:
        shares = [each["share"] for each in disease["findings"] + disease["demographics"]]
        assert sum(shares) == disease["score"], disease["label"]


def test_the_order_of_the_answer_is_kept(client: FlaskClient) -> None:
    response = client.post(DIFFERENTIAL, json=CASE)
    assert response.text.index('"version"') < response.text.index('"diseases"') < response.text.index('"disclaimer"')


def test_null_is_as_good_as_nothing(client: FlaskClient) -> None:
    given = {"present": ["pons lesion"], "age": None, "sex": None, "priors": None, "seed": 0}
    assert (
        client.post(DIFFERENTIAL, json=given).get_json()
        == client.post(DIFFERENTIAL, json={"present": ["pons lesion"]}).get_json()
    )


def test_an_unknown_field_is_refused_by_name(client: FlaskClient) -> None:
    for response in (client.post(DIFFERENTIAL, json={"finding": []}), client.get(f"{DIFFERENTIAL}?finding=x")):
        problem = response.get_json()
        assert (response.status_code, response.mimetype) == (422, "application/problem+json")
        assert problem["errors"][0]["field"] == "finding"
        assert "known are present, absent" in problem["detail"]


def test_an_unknown_term_is_refused_with_the_nearest_labels(client: FlaskClient) -> None:
    response = client.post(DIFFERENTIAL, json={"present": ["leptomeningeal enhansement of sorts"]})
    problem = response.get_json()
    assert (response.status_code, problem["title"]) == (422, "Unknown term")
    assert "leptomeningeal enhancement" in problem["nearest"]
    assert problem["type"].endswith("/problem/unknown-term")


def test_an_unknown_term_may_be_counted_instead(client: FlaskClient) -> None:
    answer = client.post(DIFFERENTIAL, json={"present": ["xyzzy"], "unmapped": "count"}).get_json()
    assert (answer["unmapped"], answer["verdict"]["inside"]) == (["xyzzy"], False)


def test_a_contradiction_is_refused_with_both_inputs(client: FlaskClient) -> None:
    response = client.post(DIFFERENTIAL, json={"present": ["pons lesion"], "absent": ["mil:BrainstemLesion"]})
    assert response.status_code == 422
    assert response.get_json()["inputs"] == ["pons lesion", "mil:BrainstemLesion"]


@pytest.mark.parametrize(
    "case",
    [
        {"age": 400},
        {"age": "old"},
        {"age": True},
        {"sex": "x"},
        {"present": "pons lesion"},
        {"present": [7]},
        {"present": [""]},
        {"present": ["x" * 201]},
        {"present": ["pons lesion"] * (MAX_TERMS + 1)},
        {"unmapped": "ignore"},
        {"priors": {}},
        {"priors": "no such set"},
        {"seed": "x"},
        {"seed": -1},
        {"seed": 0.5},
        [],
        "pons lesion",
        7,
    ],
)
def test_a_case_that_cannot_be_used_is_refused(client: FlaskClient, case: object) -> None:
    response = client.post(DIFFERENTIAL, json=case)
    assert (response.status_code, response.mimetype) == (422, "application/problem+json")
    assert response.get_json()["detail"]


def test_two_ages_in_an_address_are_refused(client: FlaskClient) -> None:
    response = client.get(f"{DIFFERENTIAL}?age=3&age=80")
    assert (response.status_code, response.get_json()["values"]) == (422, ["3", "80"])


@pytest.mark.parametrize(
    ("body", "line", "column"),
    [(b'{"present": [\n  "pons lesion",\n]}', 3, 1), (b"", 1, 1), (b"{} {}", 1, 4), (b'{"age":\n "\xff"}', 2, 3)],
)
def test_malformed_json_is_refused_with_its_position(client: FlaskClient, body: bytes, line: int, column: int) -> None:
    response = client.post(DIFFERENTIAL, data=body, content_type="application/json")
    problem = response.get_json()
    assert (response.status_code, problem["line"], problem["column"]) == (400, line, column)


@pytest.mark.parametrize("body", [b"[" * 100_000, b'{"age": ' + b"9" * 5_000 + b"}"])
def test_a_body_that_would_break_the_parser_is_refused(client: FlaskClient, body: bytes) -> None:
    assert client.post(DIFFERENTIAL, data=body, content_type="application/json").status_code == 400


@pytest.mark.parametrize("body", [b"null", b'{"age": 1e999}', b'{"age": NaN}', b'{"age": ' + b"9" * 400 + b"}"])
def test_a_value_that_json_knows_and_a_case_does_not_is_refused(client: FlaskClient, body: bytes) -> None:
    assert client.post(DIFFERENTIAL, data=body, content_type="application/json").status_code == 422


@pytest.mark.parametrize("unmapped", ["reject", "count"])
def test_half_a_surrogate_pair_is_a_term_like_any_unknown_one(client: FlaskClient, unmapped: str) -> None:
    body = b'{"present": ["\\ud800"], "unmapped": "%s"}' % unmapped.encode()
    response = client.post(DIFFERENTIAL, data=body, content_type="application/json")
    assert response.status_code == (200 if unmapped == "count" else 422)


@pytest.mark.parametrize("sent", ["text/plain", "application/x-www-form-urlencoded", None])
def test_another_content_type_is_refused(client: FlaskClient, sent: str | None) -> None:
    response = client.post(DIFFERENTIAL, data=b"{}", content_type=sent)
    assert response.status_code == 415
    assert "application/json" in response.get_json()["detail"]


def test_a_body_beyond_the_limit_is_refused(client_with: Callable[..., FlaskClient]) -> None:
    response = client_with(max_body=500).post(DIFFERENTIAL, json={"present": ["x" * 100] * 10})
    assert (response.status_code, response.get_json()["limit"]) == (413, 500)


@pytest.mark.parametrize(("padding", "status"), [(10, 200), (600, 413)])
@pytest.mark.parametrize(
    ("address", "sent"), [(DIFFERENTIAL, "application/json"), ("/sparql", "application/sparql-query")]
)
def test_a_chunked_body_is_read_whole_or_refused(
    client_with: Callable[..., FlaskClient], address: str, sent: str, padding: int, status: int
) -> None:
    body = (b"{}" if address == DIFFERENTIAL else b"ASK {}") + b" " * padding
    chunked = {"wsgi.input": BytesIO(body), "wsgi.input_terminated": True, "HTTP_TRANSFER_ENCODING": "chunked"}
    response = client_with(max_body=500).post(address, content_type=sent, environ_overrides=chunked)
    assert response.status_code == status


@pytest.mark.parametrize(
    ("typed", "found"),
    [("leptom", "mil:LeptomeningealEnhancement"), ("hemorrhage", "mil:Haemorrhage"), ("spine mri", "mil:SpineMRI")],
)
def test_findings_and_tests_are_found_as_people_type_them(client: FlaskClient, typed: str, found: str) -> None:
    answer = client.get("/api/v1/findings", query_string={"q": typed}).get_json()
    assert found in [each["id"] for each in answer["findings"]]
    assert FoundSchema().validate(answer) == {}


def test_a_hit_names_its_kind_and_the_tests_that_look_for_it(client: FlaskClient) -> None:
    hit = client.get("/api/v1/findings?q=leptomeningeal enhancement&limit=1").get_json()["findings"][0]
    assert hit["kind"] == {"id": "mil:ImagingFinding", "label": "imaging finding"}
    assert hit["tests"]


def test_no_disease_is_offered_as_a_finding(client: FlaskClient) -> None:
    kinds = {each["kind"]["id"] for each in client.get("/api/v1/findings?q=s&limit=100").get_json()["findings"]}
    assert "mil:Disease" not in kinds


@pytest.mark.parametrize(
    "address", ["", "?q=", "?q=x&limit=0", "?q=x&limit=101", "?q=x&limit=many", "?q=x&page=2", f"?q={'x' * 201}"]
)
def test_a_search_that_cannot_be_made_is_refused(client: FlaskClient, address: str) -> None:
    response = client.get(f"/api/v1/findings{address}")
    assert (response.status_code, response.mimetype) == (422, "application/problem+json")


@pytest.mark.parametrize("accept", ["application/pdf", "text/html", "application/json;q=0", "*/*;q=0"])
@pytest.mark.parametrize("path", ["/api/v1/differential?present=mil:PonsLesion", "/api/v1/findings?q=pons"])
def test_who_takes_no_json_is_told_that_there_is_nothing_else(client: FlaskClient, path: str, accept: str) -> None:
    response = client.get(path, headers={"Accept": accept})
    assert (response.status_code, response.mimetype) == (406, "application/problem+json")
    assert response.get_json()["available"] == ["application/json"]


def test_the_search_offers_what_lies_at_a_site_after_what_is_called_so(client: FlaskClient) -> None:
    found = client.get("/api/v1/findings?q=eye&limit=50").get_json()["findings"]
    assert "retinal lesion" in [each["label"] for each in found if each["matched"] == "eye"]
    assert len(client.get("/api/v1/findings?q=meninges&limit=3").get_json()["findings"]) == 3
