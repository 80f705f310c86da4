"""What an answer hangs on, in its words."""

from functools import cache
from typing import Any

import pytest

from miliary.composition import Service
from miliary.consultation import Question, ask
from miliary.errors import InvalidCase
from tests.consultation.small import Small, opened
from tests.worlds import said

CRITERIA = """
mil:Rules a mil:CriterionSet ; mil:aboutDisease mil:Lyme ; rdfs:label "rules"@en ;
    mil:atLeast 1 ; mil:requiredItem "a" .
mil:Everything a mil:CriterionSet ; mil:aboutDisease mil:Lyme ; rdfs:label "everything"@en ; mil:atLeast 2 .
mil:Loose a mil:CriterionSet ; mil:aboutDisease mil:Susac ; rdfs:label "loose"@en ; mil:jointItem "1" .
mil:Clinic a mil:PriorSet ; rdfs:label "a clinic"@en .
"""


def item(name: str, code: str, of: str, more: str = "") -> str:
    return said(name, f'mil:role mil:CriterionItem ; mil:inCriterionSet mil:{of} ; mil:itemCode "{code}" {more}')


@cache
def world() -> Small:
    return opened(
        item("Lyme-Fever-Section", "a", "Rules"),
        item("Lyme-Headache-Section", "b", "Rules"),
        item("Lyme-Haemorrhage-Section", "c", "Rules", "; mil:occurrence mil:NotExpected"),
        item("Lyme-Fever-Table1", "1", "Everything"),
        item("Lyme-Headache-Table1", "2", "Everything"),
        item("Susac-Fever-Section", "1", "Loose"),
        item("Susac-Headache-Section", "1", "Loose"),
        said("Lyme-Age-Section", "mil:percent 80.0 ; mil:inPriorSet mil:Clinic"),
        CRITERIA,
    )


def answer(**question: Any) -> dict[str, Any]:
    return ask(world(), Question(**question))


def test_a_rule_is_said_in_words() -> None:
    rules = {each["set"]["label"]: each["rule"] for each in answer()["criteria"]}
    assert rules == {"rules": "a and any 1 of b, c", "everything": "all of 1, 2", "loose": None}


def test_items_are_met_failed_or_unknown_each_with_its_passage() -> None:
    judged = answer(present=("fever",), absent=("haemorrhage",))["criteria"]
    codes = {
        each["set"]["label"]: [[item["code"] for item in each[name]] for name in ("met", "failed", "unknown")]
        for each in judged
    }
    assert codes == {"rules": [["a", "c"], [], ["b"]], "everything": [["1"], [], ["2"]], "loose": [[], [], ["1"]]}
    (loose,) = [each for each in judged if each["set"]["label"] == "loose"]
    (one,) = loose["unknown"]
    assert one["joint"]
    assert [(part["label"], part["holds"]) for part in one["parts"]] == [("fever", "met"), ("headache", "unknown")]
    assert all(part["assertions"][0]["link"] for part in one["parts"])


@pytest.mark.parametrize("name", ["a clinic", "A Clinic", "mil:Clinic", "https://w3id.org/miliary/Clinic"])
def test_a_chosen_prior_is_a_row_with_its_passage(name: str) -> None:
    chosen = answer(priors=name)
    assert chosen["case"]["priors"] == "a clinic"
    priors = {each["label"]: each["prior"] for each in chosen["diseases"]}
    assert priors["Susac"] is None
    assert (priors["Lyme"]["set"], priors["Lyme"]["share"]) == ("a clinic", 4)  # 10·log10(.8 · 3)
    assert priors["Lyme"]["assertions"][0]["frequency"] == "80 %"
    (lyme,) = [each for each in chosen["diseases"] if each["label"] == "Lyme"]
    assert lyme["score"] == 4


def test_without_priors_none_is_used() -> None:
    plain = answer()
    assert plain["case"]["priors"] is None
    assert [each["prior"] for each in plain["diseases"]] == [None, None, None]


def test_an_unknown_set_of_priors_is_refused_with_those_that_there_are() -> None:
    with pytest.raises(InvalidCase) as refused:
        answer(priors="a hospital")
    assert refused.value.status == 422
    assert refused.value.extra == {"priors": "a hospital", "known": ["a clinic"]}


def test_the_knowledge_ships_no_priors_and_says_so(published: Service) -> None:
    with pytest.raises(InvalidCase, match="the knowledge has none"):
        ask(published, Question(priors="anything"))


def test_shares_follow_from_the_seed(published: Service) -> None:
    case = ("linear perivascular enhancement", "predominantly infratentorial lesions", "pons lesion")
    first, again, other = (ask(published, Question(present=case, seed=seed)) for seed in (7, 7, 8))
    assert first == again
    assert first["draws"] == {"number": 1500, "seed": 7}
    assert [each["score"] for each in first["diseases"]] == [each["score"] for each in other["diseases"]]
    assert [each["first"] for each in first["diseases"]] != [each["first"] for each in other["diseases"]]
    assert sum(each["first"] for each in first["diseases"]) == pytest.approx(1, abs=0.09)


def test_what_tips_and_changes_an_answer_has_its_terms_and_passages(published: Service) -> None:
    case = ("perivascular space pattern", "linear perivascular enhancement", "predominantly infratentorial lesions")
    answer = ask(published, Question(present=case))
    assert answer["verdict"]["enough"]
    leader = answer["diseases"][0]["id"]
    for each in answer["tipping"]:
        assert each["between"][0]["id"] == leader
        assert each["interval"][0] <= each["frequency"] <= each["interval"][1]
        assert all(one["link"] for one in each["assertions"])
    assert 1 <= len(answer["change"]) <= 3
    for each in answer["change"]:
        assert leader not in [one["id"] for one in each["then"]["leaders"]]
        assert 1 <= len(each["add_present"] + each["add_absent"]) <= 2
