"""The answer as it is sent: complete, adding up, and with a passage behind every reason."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from miliary.composition import Service
from miliary.consultation import Question, ask
from miliary.consultation.wording import DISCLAIMER
from tests.consultation.small import opened
from tests.worlds import conflict, said

Json = dict[str, Any]
QUESTIONS = {
    "nothing": Question(),
    "a few findings": Question(present=("leptomeningeal enhancement", "pons lesion", "haemorrhage")),
    "a patient": Question(
        present=("leptomeningeal enhancement", "mil:Headache", "CSF pleocytosis", "hearing loss"),
        absent=("fever", "haemorrhage"),
        not_assessed=("spine MRI",),
        context=("immunocompetent",),
        age=39,
        sex="male",
    ),
    "a child": Question(present=("anaemia",), age=3, sex="female"),
    "absences only": Question(absent=("leptomeningeal enhancement", "haemorrhage")),
    "no dots": Question(present=("haemorrhage",), absent=("miliary enhancement",)),
}


@pytest.fixture(params=QUESTIONS)
def answer(request: pytest.FixtureRequest, published: Service) -> Json:
    return ask(published, QUESTIONS[request.param])


def everyone(diseases: list[Json]) -> Iterator[Json]:
    """The diseases with all their subtypes."""
    for each in diseases:
        yield each
        yield from everyone(each["subtypes"])


def shown(disease: Json) -> Iterator[Json]:
    """Every assertion that a disease's answer shows."""
    for row in [*disease["findings"], *disease["demographics"]]:
        yield from row["assertions"]
    yield from disease["excluded_by"]
    for term in [*disease["treatments"], *disease["work_up"]]:
        yield from term["assertions"]


def test_an_answer_is_json(answer: Json) -> None:
    assert json.loads(json.dumps(answer)) == answer


def test_an_answer_has_the_fields_of_the_contract_and_no_others(answer: Json) -> None:
    assert set(answer) == {
        "version",
        "assumed",
        "unmapped",
        "mapped",
        "case",
        "verdict",
        "unexplained",
        "diseases",
        "next",
        "stop",
        "caution",
        "draws",
        "tipping",
        "change",
        "criteria",
        "disclaimer",
    }
    assert all({"first", "top3"} <= set(disease) for disease in answer["diseases"])
    for disease in everyone(answer["diseases"]):
        assert {"id", "label", "status", "badges", "score", "behind", "coverage", "prior", "demographics"} <= set(
            disease
        )
        assert {"findings", "costliest", "excluded_by", "subtypes"} <= set(disease)


def test_all_seventeen_diseases_are_always_answered_for(answer: Json, published: Service) -> None:
    assert len(answer["diseases"]) == 17
    top = published.compiled.knowledge.top_diseases
    assert {each["id"] for each in answer["diseases"]} == {f"mil:{iri.rsplit('/', 1)[1]}" for iri in top}


def test_the_shares_add_up_to_the_score(answer: Json) -> None:
    for disease in everyone(answer["diseases"]):
        rows = [*disease["findings"], *disease["demographics"]]
        assert sum(row["share"] for row in rows) == disease["score"], disease["label"]


def test_diseases_come_by_status_then_score_then_label(answer: Json) -> None:
    statuses = ["compatible", "less likely", "excluded"]
    for group in [answer["diseases"], *(each["subtypes"] for each in everyone(answer["diseases"]))]:
        order = [(statuses.index(each["status"]), -each["score"], each["label"], each["id"]) for each in group]
        assert order == sorted(order)


def test_behind_is_the_distance_to_the_best_that_is_not_excluded(answer: Json) -> None:
    best = max(each["score"] for each in answer["diseases"] if each["status"] != "excluded")
    for disease in everyone(answer["diseases"]):
        assert disease["behind"] == best - disease["score"]
        assert disease["status"] == "excluded" or (disease["behind"] <= 13) == (disease["status"] == "compatible")


def test_every_assertion_has_its_passage_and_a_link_to_it(answer: Json, published: Service) -> None:
    for disease in everyone(answer["diseases"]):
        for each in shown(disease):
            assert f"https://w3id.org/miliary/{each['id'].removeprefix('mil:')}" in published.citations
            assert each["locator"]
            assert each["anchor"]
            assert each["link"].startswith("https://doi.org/10.1007/s00234-019-02335-5#:~:text=")
            for other in each["conflicts"]:
                assert f"https://w3id.org/miliary/{other['with'].removeprefix('mil:')}" in published.citations


def test_a_reason_that_counts_has_an_assertion(answer: Json) -> None:
    for disease in everyone(answer["diseases"]):
        for row in [*disease["findings"], *disease["demographics"]]:
            assert row["assertions"] or row["share"] == 0
            assert row["assertions"] or row["verdict"] == "unstated"


def test_coverage_is_the_share_of_the_findings_that_the_disease_states(answer: Json) -> None:
    for disease in everyone(answer["diseases"]):
        stated = [row for row in disease["findings"] if row["verdict"] != "unstated"]
        expected = len(stated) / len(disease["findings"]) if disease["findings"] else 0
        assert disease["coverage"] == pytest.approx(expected, abs=0.005)


def test_every_answer_says_what_it_is_and_on_which_version(answer: Json, published: Service) -> None:
    assert answer["version"] == published.version
    assert answer["disclaimer"] == DISCLAIMER
    assert "not a medical device" in DISCLAIMER
    assert "can look just like this" in answer["verdict"]["notes"][-1]


def test_a_case_without_dots_assumes_them_and_says_so(published: Service) -> None:
    answer = ask(published, Question(present=("haemorrhage",)))
    assert answer["assumed"] == ["miliary enhancement"]
    assert "is assumed" in answer["verdict"]["notes"][0]
    assert answer["verdict"]["inside"]


def test_a_case_with_dots_assumes_nothing(published: Service) -> None:
    answer = ask(published, Question(present=("haemorrhage", "miliary enhancement")))
    assert answer["assumed"] == []
    assert not any("assumed" in each for each in answer["verdict"]["notes"])


def test_a_case_that_denies_the_dots_is_outside(published: Service) -> None:
    answer = ask(published, QUESTIONS["no dots"])
    assert (answer["assumed"], answer["verdict"]["inside"]) == ([], False)
    assert "nothing here applies" in answer["verdict"]["notes"][0]


def test_too_little_is_said_to_be_too_little(published: Service) -> None:
    answer = ask(published, Question(present=("headache",)))
    assert not answer["verdict"]["enough"]
    assert any("too little" in each for each in answer["verdict"]["notes"])


def test_more_unknown_findings_than_known_ones_are_outside(published: Service) -> None:
    question = Question(present=("headache", "wings"), absent=("horns",), unmapped="count")
    answer = ask(published, question)
    assert (answer["unmapped"], answer["verdict"]["inside"]) == (["wings", "horns"], False)
    assert any("not in the vocabulary" in each for each in answer["verdict"]["notes"])


def test_an_unknown_test_that_was_not_made_puts_no_case_outside(published: Service) -> None:
    question = Question(present=("headache",), not_assessed=("aura photography", "dowsing"), unmapped="count")
    answer = ask(published, question)
    assert (answer["unmapped"], answer["verdict"]["inside"]) == (["aura photography", "dowsing"], True)


def test_the_case_is_shown_as_it_was_understood(published: Service) -> None:
    case = ask(published, QUESTIONS["a patient"])["case"]
    assert {each["label"] for each in case["present"]} >= {"leptomeningeal enhancement", "headache", "immunocompetent"}
    assert {each["id"] for each in case["absent"]} == {"mil:Fever", "mil:Haemorrhage"}
    assert case["not_assessed"]
    assert (case["age"], case["sex"]) == (39, "male")


# --- the small world, where every number can be told ------------------------------------------------------------------


def disease(answer: Json, label: str) -> Json:
    (found,) = [each for each in everyone(answer["diseases"]) if each["label"] == label]
    return found


def test_demographics_are_rows_of_their_own() -> None:
    world = opened(
        said("Susac-FemaleSex-Table1", "mil:occurrence mil:Predominant"),
        said("Susac-Age-Table1", "mil:ageFrom 20.0 ; mil:ageTo 40.0"),
    )
    susac = disease(ask(world, Question(sex="male", age=60)), "Susac")
    rows = {row["factor"]: (row["share"], [each["id"] for each in row["assertions"]]) for row in susac["demographics"]}
    assert rows == {"sex": (-1, ["mil:Susac-FemaleSex-Table1"]), "age": (-2, ["mil:Susac-Age-Table1"])}
    assert (susac["score"], susac["status"], susac["findings"]) == (-3, "compatible", [])
    assert disease(ask(world, Question(sex="female", age=30)), "Susac")["demographics"] == []


def test_a_criterion_excludes_with_its_passage() -> None:
    world = opened(said("Lyme-Fever-Box1", "mil:role mil:ExcludingByCriterion"))
    lyme = disease(ask(world, Question(present=("fever",))), "Lyme")
    assert (lyme["status"], [each["id"] for each in lyme["excluded_by"]]) == ("excluded", ["mil:Lyme-Fever-Box1"])
    assert lyme["excluded_by"][0]["locator"] == "Box1"
    assert lyme["findings"][0]["verdict"] == "contradicts"
    assert [each["status"] for each in lyme["subtypes"]] == ["excluded"]


def test_a_disputed_criterion_is_a_badge_and_excludes_nothing() -> None:
    world = opened(
        said("Lyme-Fever-Box1", "mil:role mil:ExcludingByCriterion"),
        said("Lyme-Fever-Table1", "mil:occurrence mil:Frequent"),
        conflict("Lyme-Fever-Box1", "Lyme-Fever-Table1", "Contradiction"),
    )
    lyme = disease(ask(world, Question(present=("fever",))), "Lyme")
    assert lyme["status"] != "excluded"
    assert "atypical (disputed)" in lyme["badges"]
    (row,) = lyme["findings"]
    assert row["conflicting"]
    assert {each["id"]: each["conflicts"][0]["with"] for each in row["assertions"]} == {
        "mil:Lyme-Fever-Box1": "mil:Lyme-Fever-Table1",
        "mil:Lyme-Fever-Table1": "mil:Lyme-Fever-Box1",
    }


def test_the_way_through_the_hierarchy_is_shown() -> None:
    world = opened(said("Lyme-PonsLesion-Table1", "mil:occurrence mil:Frequent"))
    (row,) = disease(ask(world, Question(present=("lesion",))), "Lyme")["findings"]
    assert [each["label"] for each in row["by"]] == ["lesion", "brainstem lesion", "pons lesion"]
    assert row["assertions"][0]["subject"] == {"id": "mil:PonsLesion", "label": "pons lesion"}


def test_a_finding_that_another_speaks_for_counts_nothing_and_says_which() -> None:
    sites = 'mil:MedullaLesion a owl:Class ; rdfs:subClassOf mil:BrainstemLesion ; rdfs:label "medulla lesion"@en .'
    world = opened(
        sites,
        said("Lyme-PonsLesion-Table1", "mil:occurrence mil:VeryFrequent"),
        said("Lyme-MedullaLesion-Table1", "mil:occurrence mil:Reported"),
    )
    rows = disease(ask(world, Question(present=("pons lesion", "medulla lesion"))), "Lyme")["findings"]
    assert [(row["label"], row["share"] > 0, row["instead"]) for row in rows] == [
        ("pons lesion", True, None),
        ("medulla lesion", False, {"id": "mil:PonsLesion", "label": "pons lesion"}),
    ]


def test_what_nobody_states_and_what_the_leader_does_not_state_is_listed() -> None:
    world = opened(
        said("Lyme-PonsLesion-Table1", "mil:occurrence mil:VeryFrequent"),
        said("Susac-Headache-Table1", "mil:occurrence mil:Rare"),
    )
    answer = ask(world, Question(present=("pons lesion", "headache", "fever")))
    assert answer["diseases"][0]["label"] == "Lyme"
    assert [each["id"] for each in answer["unexplained"]["by_any"]] == ["mil:Fever"]
    assert [each["id"] for each in answer["unexplained"]["by_leader"]] == ["mil:Fever", "mil:Headache"]
