"""What the editor of /sparql is given, and the page without it."""

import json
import re

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient

from miliary.composition import Service
from miliary.store import Solutions, Triples, Truth
from miliary.vocabulary import MIL, PREFIXES, RDFS
from miliary.web import create_app

ADDRESS = "/sparql/workbench.json"


@pytest.fixture
def unbuilt(service: Service) -> FlaskClient:
    """A client of an application whose scripts were not bundled."""
    app = create_app(service=service)
    app.jinja_env.globals["has_workbench"] = False
    return app.test_client()


def test_the_editor_gets_prefixes_and_terms_with_the_place_they_stand_in(client: FlaskClient) -> None:
    material = client.get(ADDRESS).get_json()
    terms = {each["id"]: (each["label"], each["role"]) for each in material["terms"]}
    assert material["prefixes"] == dict(PREFIXES)
    assert terms[MIL + "SusacSyndrome"] == ("Susac's syndrome", "class")
    assert terms[MIL + "aboutDisease"] == ("about disease", "property")
    assert terms[MIL + "CaseSeries"][1] == "individual"
    assert terms[RDFS + "label"] == ("", "property")
    assert len(terms) == len(material["terms"])


def test_every_example_is_answered_by_the_endpoint(client: FlaskClient, service: Service) -> None:
    examples = client.get(ADDRESS).get_json()["examples"]
    assert {"compatible-diseases", "findings-of-disease"} <= {each["name"] for each in examples}
    for example in examples:
        answer = service.store.query(example["query"])
        assert isinstance(answer, Solutions | Triples | Truth)
        assert "SERVICE" not in re.sub(r"#.*", "", example["query"])


def test_queries_that_ask_other_servers_are_no_examples(client: FlaskClient, service: Service) -> None:
    asking = {name for name in service.catalogue.names() if service.catalogue.load(name).servers()}
    offered = {each["name"] for each in client.get(ADDRESS).get_json()["examples"]}
    assert offered == set(service.catalogue.names()) - asking


def test_another_version_is_another_answer(app: APIFlask, service: Service) -> None:
    assert json.loads(app.test_client().get(ADDRESS).data)["version"] == service.version


def test_only_json_is_made(client: FlaskClient) -> None:
    assert client.get(ADDRESS, headers={"Accept": "text/turtle"}).status_code == 406


def test_the_page_offers_the_plain_form_where_the_editor_was_not_built(
    unbuilt: FlaskClient, client: FlaskClient
) -> None:
    accept = {"Accept": "text/html"}
    with_editor, without = (each.get("/sparql", headers=accept).get_data(as_text=True) for each in (client, unbuilt))
    assert "built/sparql.js" in with_editor
    assert "built/" not in without
    assert all('<form id="plain" action="/sparql" method="get"' in page for page in (with_editor, without))
