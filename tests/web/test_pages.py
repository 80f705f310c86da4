"""The page without its script: the address is the case, links change it, the server writes the answer."""

import re
from html import unescape

import pytest
from flask.testing import FlaskClient

from miliary.composition import Service
from miliary.consultation.wording import DISCLAIMER, MEANING
from miliary.vocabulary import curie

CASE = "/?present=mil:LeptomeningealEnhancement&absent=mil:Haemorrhage&not_assessed=mil:SpineMRI&age=39&sex=male"


def text(client: FlaskClient, address: str, status: int = 200) -> str:
    response = client.get(address, headers={"Accept": "text/html"})
    assert (response.status_code, response.mimetype) == (status, "text/html")
    return unescape(response.text)


def links(page: str, inside: str) -> list[str]:
    """The addresses of the links that change the case and whose text or label holds ``inside``."""
    found = re.findall(r'<a data-case[^>]*?href="([^"]*)"([^>]*>.*?)</a>', page, re.DOTALL)
    return [address for address, rest in found if inside in rest]


def test_an_empty_page_says_how_to_read_the_answer_and_what_it_is_not(client: FlaskClient) -> None:
    page = text(client, "/")
    assert MEANING in page
    assert DISCLAIMER in page
    assert 'class="group' not in page


def test_each_example_on_the_empty_page_is_answered(client: FlaskClient) -> None:
    examples = links(text(client, "/"), "")
    assert len(examples) >= 2
    for example in examples:
        assert "leads" in text(client, example)


def test_a_case_is_answered_with_its_limits_first(client: FlaskClient) -> None:
    page = text(client, CASE)
    places = [
        page.index(words)
        for words in (DISCLAIMER, "Miliary enhancement was not among the findings", MEANING, 'class="group')
    ]
    assert places == sorted(places)


def test_every_disease_is_shown_with_its_score_and_its_sum(client: FlaskClient) -> None:
    page = text(client, CASE)
    answer = client.get(f"/api/v1/differential{CASE[1:]}").get_json()
    for disease in answer["diseases"]:
        assert f'id="{disease["id"]}"' in page
        assert f"score of {disease['label']}" in page
    assert page.count('class="reason sum"') >= len(answer["diseases"])


def test_a_reason_links_to_its_passage(client: FlaskClient) -> None:
    link = re.search(
        r'class="passage" href="(https://doi.org/10.1007/s00234-019-02335-5#:~:text=[^"]+)"', text(client, CASE)
    )
    assert link is not None


def test_references_never_claim_more_than_is_known(client: FlaskClient) -> None:
    page = text(client, CASE)
    assert "(unconfirmed)" in page
    assert "possible source, unconfirmed:" in page


def test_a_case_in_labels_leads_to_the_same_case_in_curies(client: FlaskClient) -> None:
    response = client.get("/?present=leptomeningeal+enhancement&age=39&sex=&add=hemorrhage&as=absent")
    assert response.status_code == 302
    assert response.location == "/?present=mil:LeptomeningealEnhancement&absent=mil:Haemorrhage&age=39"


def test_a_percent_encoded_case_is_not_sent_in_circles(client: FlaskClient) -> None:
    assert client.get("/?present=mil%3ALeptomeningealEnhancement").status_code == 200


def test_fields_that_nobody_knows_are_dropped(client: FlaskClient) -> None:
    assert client.get("/?utm_source=mail&age=3").location == "/?age=3"


def test_a_finding_moves_and_goes_by_following_a_link(client: FlaskClient) -> None:
    page = text(client, "/?present=mil:PonsLesion&present=mil:GaitAtaxia")
    assert "/?present=mil:GaitAtaxia&absent=mil:PonsLesion" in links(page, ">absent")
    assert links(page, "Remove pontine lesion") == ["/?present=mil:GaitAtaxia"]


def test_a_test_can_only_be_not_assessed(client: FlaskClient) -> None:
    assert client.get("/?add=spine+mri&as=present").location == "/?not_assessed=mil:SpineMRI"


def test_a_word_that_nobody_knows_is_refused_with_what_may_be_meant(client: FlaskClient) -> None:
    page = text(client, "/?present=ponds+lesion&absent=mil:Haemorrhage", 422)
    assert "It is one of these:" in page
    assert "Did you mean" not in page
    assert "/?present=mil:PonsLesion&absent=mil:Haemorrhage" in links(page, "pontine lesion")
    assert 'class="group' not in page


def test_a_word_like_nothing_is_refused_too(client: FlaskClient) -> None:
    assert "Try another word" in text(client, "/?add=qqqqzzzz", 422)


def test_a_contradiction_is_named_in_labels(client: FlaskClient) -> None:
    page = text(client, "/?present=mil:PonsLesion&absent=mil:BrainstemLesion", 422)
    assert "“pontine lesion” and “brainstem lesion” cannot both hold" in page
    assert page.count("contradicts another finding") == 2


def test_an_age_group_says_that_it_weighs_nothing(client: FlaskClient) -> None:
    assert "give the age in years" in text(client, "/?present=mil:Child")
    assert "give the age in years" not in text(client, "/?present=mil:FemaleSex&present=mil:PonsLesion")


def test_all_findings_can_be_looked_through_and_added_without_typing(client: FlaskClient, published: Service) -> None:
    page = text(client, "/")
    offered = re.findall(r'<button type="submit" form="entry" name="add" value="(mil:\w+)">', page)
    weighed = {curie(each.id) for each in published.compiled.knowledge.findings.values() if not each.demographic}
    assert len(offered) == len(set(offered))
    assert set(offered) == weighed
    assert page.index("patient factor") < page.index("clinical finding") < page.index("imaging finding")


def test_a_case_and_its_answer_can_be_had_as_text(client: FlaskClient) -> None:
    response = client.get("/case.txt" + CASE[1:])
    answer = client.get(f"/api/v1/differential{CASE[1:]}").get_json()
    assert response.mimetype == "text/plain"
    assert [each["label"] for each in answer["diseases"]] == re.findall(
        r"^ +[+−]?\d+  ([^\[\n]+?)(?: \[.*)?$", response.text, re.M
    )
    assert DISCLAIMER in response.text
    assert "absent: haemorrhage" in response.text
    assert response.text.rstrip().endswith(CASE)


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("/case.txt", "The case is empty"),
        ("/case.txt?present=qqqqzzzz", "Nothing is known as “qqqqzzzz”"),
        ("/case.txt?present=mil:PonsLesion&absent=mil:BrainstemLesion", "cannot both hold"),
    ],
)
def test_a_case_without_an_answer_has_no_text_either(client: FlaskClient, address: str, why: str) -> None:
    response = client.get(address)
    assert response.status_code == 422
    assert why in response.get_json()["detail"]


@pytest.mark.parametrize("field", ["age=old", "age=400", "age=nan", "sex=x"])
def test_a_field_that_cannot_be_used_is_explained(client: FlaskClient, field: str) -> None:
    assert 'role="alert"' in text(client, f"/?present=mil:PonsLesion&{field}", 422)


def test_too_many_findings_are_refused(client: FlaskClient) -> None:
    assert client.get("/?" + "present=mil:PonsLesion&" * 201).status_code == 413


def test_nothing_that_is_typed_becomes_markup(client: FlaskClient) -> None:
    poison = "%22%3E%3Cscript%3Ealert(1)%3C/script%3E"
    for address in (f"/?add={poison}", f"/?age={poison}", f"/?present=mil:PonsLesion&sex={poison}"):
        assert "<script>alert" not in client.get(address, headers={"Accept": "text/html"}, follow_redirects=True).text


def test_no_page_has_script_or_style_in_line(client: FlaskClient) -> None:
    for address in ("/", CASE, "/sparql", "/term/SusacSyndrome", "/nowhere"):
        page = client.get(address, headers={"Accept": "text/html"}).text
        assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)|javascript:", page)


def test_a_client_without_html_is_refused(client: FlaskClient) -> None:
    assert client.get("/", headers={"Accept": "image/png"}).status_code == 406


def test_every_corticosteroid_statement_stands_with_its_caution(client: FlaskClient, service: Service) -> None:
    steroids = [each for each in service.citations.values() if "steroid" in each.subject_label and each.relation]
    assert steroids
    assert [each.id for each in steroids if not each.caution] == []


def test_what_would_tell_most_next_follows_the_compatible_diseases(client: FlaskClient) -> None:
    page = text(client, "/?present=mil:PerivascularSpacePattern&age=53&sex=female")
    answer = client.get("/api/v1/differential?present=mil:PerivascularSpacePattern&age=53&sex=female").get_json()
    assert page.index('class="group compatible"') < page.index('class="next"') < page.index('class="group less-likely"')
    assert answer["next"]
    for each in answer["next"]:
        assert each["finding"]["label"] in page
    assert answer["stop"]["why"] in page
    assert "Brain biopsy is not listed: findings on lower rungs would still narrow the set." in page


def test_the_response_to_corticosteroids_is_shown_apart_with_its_cautions(client: FlaskClient) -> None:
    page = text(client, CASE)
    apart = page[page.index('id="steroids"') :]
    assert "Not to be looked for: response to corticosteroids" in apart
    assert "contraindicated in" in apart
    assert 'href="https://doi.org/' in apart


def test_the_page_says_how_firm_the_answer_is_and_what_it_hangs_on(client: FlaskClient) -> None:
    case = "/?present=mil:PerivascularSpacePattern&present=mil:InfratentorialPredominance&present=mil:HearingLoss"
    case += "&present=mil:LinearPerivascularEnhancement"
    page = re.sub(r"<[^>]+>", "", text(client, case))
    answer = client.get(f"/api/v1/differential{case[1:]}").get_json()
    leader = answer["diseases"][0]
    assert f"{leader['label']} comes first in {leader['first'] * 100:.0f} %" in page
    assert "of 1,500 draws within the stated intervals" in page
    for each in answer["tipping"]:
        assert f"{each['between'][1]['label']} would come before {leader['label']}" in page
    for each in answer["change"]:
        assert all(one["label"] in page for one in each["add_present"] + each["add_absent"])
    assert "Susac triad Susac's syndrome · asks for all of 1, 2, 3" in page
    assert "they claim no diagnosis" in page


def test_with_too_little_to_tell_the_page_names_no_leader(client: FlaskClient) -> None:
    page = text(client, "/?present=mil:Headache")
    assert "none leads, and nothing is said of what would change that" in page
    assert "would come before" not in page
