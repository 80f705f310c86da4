"""The pages with pictures, and the data they are drawn from."""

import csv
import io
import re
from html import unescape
from xml.etree import ElementTree as ET

import pytest
from flask.testing import FlaskClient

CASE = "present=mil:PonsLesion&absent=mil:Haemorrhage&age=45"
NARROW = "kind=imaging+finding&least=5"


def page(client: FlaskClient, address: str) -> str:
    response = client.get(address, headers={"Accept": "text/html"})
    assert response.status_code == 200
    return unescape(response.text)


def test_picture_table_and_data_hold_the_same_cells(client: FlaskClient) -> None:
    data = client.get(f"/api/v1/matrix?{NARROW}").get_json()
    cells = {(row["id"], each["disease"]) for row in data["findings"] for each in row["cells"]}
    svg = ET.fromstring(client.get(f"/matrix.svg?{NARROW}").data)
    drawn = {(a.get("data-finding"), a.get("data-disease")) for a in svg.iter("{http://www.w3.org/2000/svg}a")}
    listed = {
        (r["finding"], r["disease"]) for r in csv.DictReader(io.StringIO(client.get(f"/matrix.csv?{NARROW}").text))
    }
    assert drawn == listed == cells
    assert page(client, f"/matrix?{NARROW}").count("data-disease=") == len(cells)


def test_a_cell_leads_to_its_statements_and_their_passages(client: FlaskClient) -> None:
    text = page(client, "/matrix?cell=mil:Haemorrhage,mil:CnsVasculitis")
    shown = text.partition('id="cell"')[2].partition("</section>")[0]
    assert "haemorrhage in CNS vasculitis" in shown
    assert "#:~:text=" in shown


def test_a_cell_that_is_not_there_is_not_found(client: FlaskClient) -> None:
    assert client.get("/matrix?cell=mil:Nothing,mil:CnsVasculitis").status_code == 404


def test_sorting_keeps_the_filters_and_the_case(client: FlaskClient) -> None:
    text = page(client, f"/matrix?{NARROW}&{CASE}")
    [address] = re.findall(r'data-view href="([^"]+sort=mil:Clippers[^"]*)"', text)
    again = page(client, address)
    assert 'aria-sort="descending"' in again
    assert [
        each
        for each in ("least=5", "present=mil:PonsLesion", "absent=mil:Haemorrhage", "age=45")
        if each not in address
    ] == []


@pytest.mark.parametrize("wrong", ["disease=foo", "kind=foo", "sort=foo", "least=-1", "columns=foo", "present=ponds"])
@pytest.mark.parametrize("path", ["/matrix", "/matrix.svg", "/matrix.csv", "/api/v1/matrix"])
def test_a_word_that_fits_nothing_is_refused(client: FlaskClient, path: str, wrong: str) -> None:
    assert client.get(f"{path}?{wrong}").status_code == 422


def test_the_pathway_marks_where_the_case_stands_in_picture_and_table(client: FlaskClient) -> None:
    here = client.get(f"/api/v1/pathway?{CASE}").get_json()["pathways"][0]["here"]
    text = page(client, f"/pathway?{CASE}")
    picture, _, table = text.partition("<details>")
    assert f"{here} " in re.findall(r'class="step \S+ here">\s*<title>([^<]+)', picture)[0]
    assert "the case stands here" in table


def test_without_a_case_nobody_stands_anywhere(client: FlaskClient) -> None:
    assert "the case stands here" not in page(client, "/pathway").replace("The case stands", "")


def test_the_graph_and_its_table_have_the_same_findings(client: FlaskClient) -> None:
    data = client.get("/api/v1/graph/SusacSyndrome").get_json()
    rows = set(re.findall(r'<tr id="(\w+)"', page(client, "/around/SusacSyndrome")))
    assert rows == {each["id"].removeprefix("mil:") for each in data["nodes"]}


@pytest.mark.parametrize("path", ["/around/PonsLesion", "/around/Nothing", "/api/v1/graph/Nothing"])
def test_around_what_is_no_disease_there_is_nothing(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_the_answer_and_the_disease_lead_to_their_pictures(client: FlaskClient) -> None:
    answer = page(client, f"/?{CASE}")
    assert f'href="/matrix?{CASE}' in answer
    assert f'href="/pathway?{CASE}' in answer
