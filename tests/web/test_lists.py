"""The lists to browse: every kind of term, as a page, JSON or CSV, filtered and in order."""

import csv
import io
from collections import Counter

import pytest
from flask.testing import FlaskClient

from miliary.composition import Service
from miliary.vocabulary import curie
from miliary.web.lists import LISTS

HTML = {"Accept": "text/html"}


def rows(client: FlaskClient, address: str) -> list[dict[str, object]]:
    (table,) = client.get(address, headers={"Accept": "application/json"}).get_json()["tables"]
    found: list[dict[str, object]] = table["rows"]
    return found


@pytest.mark.parametrize("name", LISTS)
def test_a_list_leads_to_every_page_of_its_kind(client: FlaskClient, name: str) -> None:
    page = client.get(f"/{name}", headers=HTML).text
    assert f'<a href="/{name}" aria-current="page">' in page
    column = next(iter(rows(client, f"/{name}")[0]))
    for row in rows(client, f"/{name}"):
        term = row[column]
        assert isinstance(term, dict)
        assert f'href="/term/{term["id"].removeprefix("mil:")}"' in page


def test_the_lists_are_those_that_are_asked_for(service: Service) -> None:
    assert {f"pages/lists/{name}" for name in LISTS} == set(service.catalogue.names("pages/lists"))


def test_all_that_is_stated_is_counted(client: FlaskClient, service: Service) -> None:
    listed = rows(client, "/diseases")
    counted = {row["disease"]["id"]: row["statements"] for row in listed}  # type: ignore[index]
    stated = Counter(curie(each.disease) for each in service.citations.values())
    assert {disease: count for disease, count in counted.items() if count} == stated
    assert sum(bool(row["differential"]) for row in listed) == 17


def test_a_list_is_filtered_by_all_words_and_says_how_many_are_left(client: FlaskClient) -> None:
    labels = [row["finding"]["label"] for row in rows(client, "/findings")]  # type: ignore[index]
    wanted = [label for label in labels if "pont" in label and "lesion" in label]
    found = [row["finding"]["label"] for row in rows(client, "/findings?q=PONT+lesion")]  # type: ignore[index]
    assert found == wanted != []
    page = client.get("/findings?q=PONT+lesion", headers=HTML).text
    assert f'<span id="shown">{len(wanted)}</span> of {len(labels)}' in page
    assert "No row holds all of these words" in client.get("/findings?q=zzzz", headers=HTML).text


def test_numbers_are_sorted_from_the_largest_and_texts_from_a(client: FlaskClient) -> None:
    numbers = [row["statements"] for row in rows(client, "/findings?sort=statements")]
    assert numbers == sorted(numbers, reverse=True)  # type: ignore[type-var]
    labels = [row["disease"]["label"].casefold() for row in rows(client, "/diseases?sort=disease")]  # type: ignore[index]
    assert labels == sorted(labels)
    assert 'aria-sort="descending"' in client.get("/findings?sort=statements", headers=HTML).text


def test_what_is_downloaded_is_what_is_seen(client: FlaskClient) -> None:
    response = client.get("/conflicts?q=scope&sort=kindLabel&format=csv")
    assert response.mimetype == "text/csv"
    lines = list(csv.DictReader(io.StringIO(response.text)))
    assert len(lines) == len(rows(client, "/conflicts?q=scope")) > 50
    assert {"conflict", "conflict_label", "kindLabel", "why"} == lines[0].keys()


@pytest.mark.parametrize("fields", ["sort=nonsense", "format=pdf", "page=2", "q=a&Q=b"])
def test_what_a_list_does_not_know_is_refused_by_name(client: FlaskClient, fields: str) -> None:
    response = client.get(f"/findings?{fields}")
    assert (response.status_code, response.mimetype) == (400, "application/problem+json")
    assert response.get_json()["parameter"] in fields


def test_what_is_typed_is_text(client: FlaskClient) -> None:
    assert "<script>alert" not in client.get("/findings?q=<script>alert(1)</script>", headers=HTML).text


def test_another_form_is_refused(client: FlaskClient) -> None:
    assert client.get("/diseases", headers={"Accept": "image/png"}).status_code == 406


def test_nothing_reads_as_advice(client: FlaskClient) -> None:
    assert "Nothing here recommends a treatment" in client.get("/treatments", headers=HTML).text
    assert "nothing here advises a test" in client.get("/tests", headers=HTML).text
    for name in LISTS:
        assert 'class="disclaimer"' in client.get(f"/{name}", headers=HTML).text
