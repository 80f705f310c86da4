"""FHIR over HTTP: that every resource is one, how they are found, and how what cannot be done is refused."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from miliary.composition import Service
from tests.web.fhir_client import CANONICAL, MEDIA_TYPE, SNOMED, SYSTEM, Fhir, model, parsed, refusal

TYPES = ("CodeSystem", "ConceptMap", "ValueSet")
OPERATIONS = (
    "CodeSystem/$lookup",
    "CodeSystem/$validate-code",
    "CodeSystem/miliary/$validate-code",
    "CodeSystem/$subsumes",
    "ValueSet/$expand",
    "ValueSet/Disease/$expand",
    "ValueSet/$validate-code",
    "ConceptMap/$translate",
    "ConceptMap/miliary-to-snomedct/$translate",
)
# What an operation may be asked with, and what it may not; values that it can have, and hostile ones.
NAMES = ("code", "system", "url", "version", "filter", "count", "offset", "codeA", "codeB", "reverse", "target", "x")
TEXTS = st.one_of(
    st.sampled_from([SYSTEM, SNOMED, "PonsLesion", "71286001", "true", "-1", "", "miliary|", "../../etc/passwd"]),
    st.sampled_from([f"{CANONICAL}/ValueSet/Disease", "' OR 1=1", "<script>", "%00", "\ud800", "9" * 30]),
    st.text(max_size=40),
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=12,
)
PART = st.dictionaries(
    st.sampled_from(["name", "valueCode", "valueUri", "valueCoding", "valueBoolean", "valueInteger", "part"]),
    st.one_of(st.sampled_from(NAMES), JSON, st.fixed_dictionaries({"system": TEXTS, "code": TEXTS})),
)


@pytest.fixture(scope="session")
def fhir(app: object) -> Fhir:
    return Fhir(app.test_client())  # type: ignore[attr-defined]


@pytest.mark.parametrize("kind", TYPES)
def test_every_resource_is_one_and_is_read_by_its_id(fhir: Fhir, kind: str) -> None:
    found = fhir.get(kind, _count=100)
    assert found["total"] == len(found["entry"])
    for entry in found["entry"]:
        resource = entry["resource"]
        assert fhir.get(f"{kind}/{resource['id']}") == resource
        assert resource["name"].count("Miliary") == 1
        assert entry["fullUrl"] == f"{CANONICAL}/{kind}/{resource['id']}"
        assert fhir.get(kind, url=resource["url"])["entry"] == [entry]


def test_what_is_promised_is_done(fhir: Fhir) -> None:
    statement = fhir.get("metadata")
    assert (statement["fhirVersion"], statement["kind"]) == ("4.0.1", "instance")
    for resource in statement["rest"][0]["resource"]:
        for parameter in resource["searchParam"]:
            assert fhir.get(resource["type"], **{parameter["name"]: "zz"})["total"] == 0
        for operation in resource["operation"]:
            assert fhir.refused(f"{resource['type']}/${operation['name']}") == (400, "invalid")


def test_the_terminology_is_described(fhir: Fhir, service: Service) -> None:
    described = fhir.get("metadata", mode="terminology")
    assert described["resourceType"] == "TerminologyCapabilities"
    assert described["codeSystem"][0]["version"][0]["code"] == service.version
    assert fhir.refused("metadata", mode="all") == (400, "invalid")


def test_a_search_goes_page_by_page(fhir: Fhir) -> None:
    first = fhir.get("ConceptMap", _count=20, status="draft")
    links = {each["relation"]: each["url"] for each in first["link"]}
    assert (first["total"], len(first["entry"])) == (28, 20)
    rest = fhir.get(links["next"].removeprefix(f"{CANONICAL}/"))
    assert [each["relation"] for each in rest["link"]] == ["self"]
    identifiers = [each["resource"]["id"] for each in first["entry"] + rest["entry"]]
    assert len(set(identifiers)) == 28


def test_a_summary_leaves_the_content_out_and_the_notice_in(fhir: Fhir) -> None:
    (entry,) = fhir.get("ConceptMap", _summary="true", _id="miliary-to-snomedct")["entry"]
    assert "group" not in entry["resource"]
    assert "SNOMED International" in entry["resource"]["copyright"]
    assert entry["resource"]["meta"]["tag"][0]["code"] == "SUBSETTED"
    assert "entry" not in fhir.get("ConceptMap", _summary="count")
    assert fhir.refused("ConceptMap", _summary="text") == (400, "invalid")


def test_a_search_may_be_a_form(client: FlaskClient) -> None:
    found = parsed(client.post("/fhir/ValueSet/_search", data={"title": "miliary: dis"}))
    assert [each["resource"]["id"] for each in found["entry"]] == ["Disease"]


@pytest.mark.parametrize(
    ("accept", "query", "media_type"),
    [
        (MEDIA_TYPE, {}, MEDIA_TYPE),
        ("application/json", {}, "application/json"),
        ("text/html,*/*;q=0.8", {}, MEDIA_TYPE),
        ("text/html", {"_format": "json"}, MEDIA_TYPE),
        ("text/html", {"_format": "application/fhir+json"}, MEDIA_TYPE),
        ("application/fhir+xml", {"_format": "application/json"}, "application/json"),
    ],
)
def test_json_is_sent_as_what_was_asked_for(
    client: FlaskClient, accept: str, query: dict[str, str], media_type: str
) -> None:
    response = client.get("/fhir/metadata", headers={"Accept": accept}, query_string=query)
    assert (response.status_code, response.mimetype) == (200, media_type)
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    model(response.get_json())


def test_what_cannot_be_done_is_refused_as_fhir_does(client: FlaskClient) -> None:
    xml = {"Accept": "application/fhir+xml"}
    assert refusal(client.get("/fhir/metadata", headers=xml)) == (406, "not-supported")
    assert refusal(client.get("/fhir/metadata?_format=xml")) == (406, "not-supported")
    assert refusal(client.get("/fhir/Patient/1")) == (404, "not-found")
    assert refusal(client.get("/fhir/ValueSet/Nothing")) == (404, "not-found")
    assert refusal(client.get("/fhir/ValueSet/Nothing/$expand")) == (404, "not-found")
    assert refusal(client.get("/fhir/ConceptMap/$closure")) == (404, "not-found")
    assert refusal(client.get("/fhir/CodeSystem/miliary/$lookup")) == (404, "not-found")
    assert refusal(client.delete("/fhir/CodeSystem/miliary")) == (405, "not-supported")
    assert refusal(client.post("/fhir/CodeSystem")) == (405, "not-supported")
    text = {"data": "x", "content_type": "text/plain"}
    assert refusal(client.post("/fhir/ValueSet/$expand", **text)) == (415, "not-supported")
    broken = {"data": "{", "content_type": MEDIA_TYPE}
    assert refusal(client.post("/fhir/ValueSet/$expand", **broken)) == (400, "invalid")


def test_a_browser_reads_the_same_refusal(client: FlaskClient) -> None:
    assert refusal(client.get("/fhir/Patient", headers={"Accept": "text/html"})) == (404, "not-found")


def test_a_body_beyond_the_limit_is_refused(client_with: Callable[..., FlaskClient]) -> None:
    response = client_with(max_body=100).post("/fhir/ValueSet/$expand", data=b"x" * 200, content_type=MEDIA_TYPE)
    assert refusal(response) == (413, "too-long")


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("ConceptMap", {"_sort": "name"}),
        ("ConceptMap", {"_count": "-1"}),
        ("ConceptMap/miliary-to-snomedct", {"_elements": "group"}),
        ("ValueSet/Disease/$expand", {"fliter": "x"}),
        ("ValueSet/Disease/$expand", {"count": "many"}),
        ("ValueSet/Disease/$expand", {"filter": "x" * 1001}),
        ("ValueSet/Disease/$expand", {"filter": ["one", "two"]}),
        ("ConceptMap/$translate", {"code": "1", "system": SNOMED, "reverse": "yes"}),
        ("ConceptMap/$translate", {"code": "1"}),
        ("CodeSystem/$lookup", {"coding": "PonsLesion"}),
        ("CodeSystem/$lookup", {"code": "PonsLesion", "property": "colour"}),
    ],
)
def test_a_parameter_that_does_not_fit_is_refused(fhir: Fhir, path: str, fields: dict[str, str]) -> None:
    assert fhir.refused(path, **fields) == (400, "invalid")


@pytest.mark.parametrize(
    "body",
    [
        [],
        {"resourceType": "Patient"},
        {"resourceType": "Parameters", "parameter": {}},
        {"resourceType": "Parameters", "parameter": ["code"]},
        {"resourceType": "Parameters", "parameter": [{"name": "code"}]},
        {"resourceType": "Parameters", "parameter": [{"name": "code", "valueCode": 1}]},
        {"resourceType": "Parameters", "parameter": [{"name": "code", "valueCode": "a", "valueUri": "b"}]},
        {"resourceType": "Parameters", "parameter": [{"name": "coding", "valueCoding": {"system": SYSTEM}}]},
        {"resourceType": "Parameters", "parameter": [{"name": "coding", "valueCoding": {"code": ["PonsLesion"]}}]},
        {"resourceType": "Parameters", "parameter": [{"name": "code", "valueCode": "PonsLesion"}] * 2},
        {"resourceType": "Parameters", "parameter": [{"name": "code", "valueCode": "PonsLesion"}] * 101},
    ],
)
def test_a_body_that_does_not_fit_is_refused(client: FlaskClient, body: object) -> None:
    response = client.post("/fhir/CodeSystem/$lookup", json=body)
    assert refusal(response) == (400, "invalid")


def test_a_body_and_an_address_are_not_mixed(client: FlaskClient) -> None:
    body = {"resourceType": "Parameters", "parameter": []}
    assert refusal(client.post("/fhir/CodeSystem/$lookup?code=PonsLesion", json=body)) == (400, "invalid")


@given(path=st.sampled_from([*TYPES, *OPERATIONS]), fields=st.dictionaries(st.sampled_from(NAMES), TEXTS, max_size=4))
def test_no_address_breaks_the_server(fhir: Fhir, path: str, fields: dict[str, str]) -> None:
    sendable = {name: text.encode("utf-8", "replace").decode() for name, text in fields.items()}
    response = fhir.client.get(f"/fhir/{path}", query_string=sendable)
    assert response.status_code < 500
    parsed(response)


@given(path=st.sampled_from(OPERATIONS), parts=st.lists(PART, max_size=4), body=JSON)
def test_no_body_breaks_the_server(fhir: Fhir, path: str, parts: list[object], body: object) -> None:
    for sent in (body, {"resourceType": "Parameters", "parameter": parts}):
        response = fhir.client.post(f"/fhir/{path}", json=sent)
        assert response.status_code < 500
        parsed(response)


@given(name=st.text(min_size=1, max_size=30))
def test_no_id_breaks_the_server(fhir: Fhir, name: str) -> None:
    sendable = name.encode("utf-8", "replace").decode()
    assert fhir.client.get(f"/fhir/ValueSet/{sendable}").status_code in (200, 308, 400, 404)
