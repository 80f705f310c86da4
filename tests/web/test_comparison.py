"""Two diseases side by side."""

import re
from html import unescape

import pytest
from flask.testing import FlaskClient

PAIR = "/compare?one=mil:Clippers&other=CNS+lymphoma"
CASE = "&present=mil:PonsLesion&absent=mil:Haemorrhage&age=45"


def page(client: FlaskClient, address: str) -> str:
    response = client.get(address, headers={"Accept": "text/html"})
    assert response.status_code == 200
    return unescape(response.text)


def test_the_case_is_set_beside_both_with_the_shares_of_the_answer(client: FlaskClient) -> None:
    text = page(client, PAIR + CASE)
    diseases = client.get(f"/api/v1/differential?{CASE[1:]}").get_json()["diseases"]
    scores = {each["label"]: each["score"] for each in diseases}
    [row] = re.findall(r'<tr class="sum">(.*?)</tr>', text, re.DOTALL)
    shown = [int(each.replace("−", "-")) for each in re.findall(r'<span class="share [a-z]+">([^<]+)', row)]
    assert shown == [scores["CLIPPERS"], scores["CNS lymphoma"]]


def test_what_would_tell_them_apart_leaves_out_what_is_known(client: FlaskClient) -> None:
    def still_open(text: str) -> set[str]:
        return set(re.findall(r'href="/term/(\w+)"', text.partition('id="open"')[2].partition("</table>")[0]))

    without = still_open(page(client, PAIR))
    assert "CorticosteroidResponse" not in without
    for finding in sorted(without)[:3]:
        assert finding not in still_open(page(client, f"{PAIR}&absent=mil:{finding}"))


def test_the_answer_leads_to_the_comparison_and_the_comparison_back(client: FlaskClient) -> None:
    answer = page(client, f"/?{CASE[1:]}")
    [address] = re.findall(r'<p class="side-by-side"><a href="(/compare[^"]+)"', answer)
    assert f'href="/?{CASE[1:]}"' in page(client, address)


def test_without_a_pair_the_page_asks_for_one(client: FlaskClient) -> None:
    text = page(client, "/compare")
    assert text.count("<select") == 2
    assert "<table" not in text


@pytest.mark.parametrize("wrong", ["one=foo&other=mil:Clippers", "one=mil:Clippers&other=mil:PonsLesion"])
def test_what_is_no_disease_of_the_review_is_refused(client: FlaskClient, wrong: str) -> None:
    assert client.get(f"/compare?{wrong}").status_code == 422
