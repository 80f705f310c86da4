"""The tour on the patients of the figures, and what goes with it."""

import re
from html import unescape

from flask.testing import FlaskClient

from miliary.composition import Service
from miliary.consultation.wording import DISCLAIMER, MEANING
from miliary.queries.records import records


def page(client: FlaskClient) -> str:
    response = client.get("/help", headers={"Accept": "text/html"})
    assert response.status_code == 200
    return unescape(response.text)


def test_every_patient_of_the_figures_is_a_link_to_an_answer(client: FlaskClient, service: Service) -> None:
    links = re.findall(r'<tr><td><a href="([^"]+)">([^<]+)</a></td><td>([^<]+)</td></tr>', page(client))
    rows = list(records(service.store, service.catalogue, "figure-patients"))
    assert {(label, disease) for _, label, disease in links} == {(row["label"], row["diseaseLabel"]) for row in rows}
    for address, label, _ in links:
        answer = client.get(address, headers={"Accept": "text/html"})
        assert (answer.status_code, 'class="group' in answer.text) == (200, True), label
        found = {row["finding"].rpartition("/")[2] for row in rows if row["label"] == label}
        assert set(re.findall(r"(?:present|absent)=mil:(\w+)", address)) == found


def test_it_says_how_to_read_the_score_and_what_the_answer_is_not(client: FlaskClient, service: Service) -> None:
    text = page(client)
    assert DISCLAIMER in text
    assert MEANING in text
    assert f"down to {service.compiled.scale.constants.compatible_within} decibans" in text


def test_every_page_leads_to_it(client: FlaskClient) -> None:
    assert 'href="/help"' in client.get("/knowledge", headers={"Accept": "text/html"}).text
