"""What to look at next and when to stop, as it is sent: on patients illustrated in the article."""

from dataclasses import replace
from typing import Any

import pytest
import yaml

from miliary.composition import Service
from miliary.consultation import Question, ask
from miliary.consultation.looking import entries, stop
from miliary.consultation.wording import RUNGS
from miliary.differential.next_finding import Next, NextFinding, Outcome, Reach, Stop, StopReason
from tests.conftest import REPOSITORY

Json = dict[str, Any]
PATIENTS = {
    each["id"]: each
    for each in yaml.safe_load((REPOSITORY / "tests" / "cases" / "figure-patients.yaml").read_text(encoding="utf-8"))
}
# Fourteen diseases are compatible with the first, one with the second.
OPEN, DECIDED = "fig2a", "fig3a"


def question(patient: str) -> Question:
    given = PATIENTS[patient]
    sex = {"FemaleSex": "female", "MaleSex": "male"}[given["sex"]]
    present, absent = (tuple(f"mil:{each}" for each in given[state]) for state in ("present", "absent"))
    return Question(present, absent, age=given["age"], sex=sex)


@pytest.fixture
def answer(published: Service) -> Json:
    return ask(published, question(OPEN))


def compatible(answer: Json) -> list[Json]:
    found = [each for each in answer["diseases"] if each["status"] == "compatible"]
    return [{"id": each["id"], "label": each["label"]} for each in found]


def test_each_outcome_is_the_answer_to_the_case_with_that_finding(answer: Json, published: Service) -> None:
    asked = question(OPEN)
    for each in answer["next"]:
        found = each["finding"]["id"]
        cases = {
            "if_present": replace(asked, present=(*asked.present, found)),
            "if_absent": replace(asked, absent=(*asked.absent, found)),
        }
        for state, case in cases.items():
            left = compatible(ask(published, case))
            assert each[state] == {"leaders": left[:3], "compatible": len(left)}


def test_what_would_tell_most_comes_by_rung_and_names_its_test(answer: Json, published: Service) -> None:
    knowledge = published.compiled.knowledge
    assert 3 <= len(answer["next"]) <= 8
    assert [each["rung"] for each in answer["next"]] == sorted(each["rung"] for each in answer["next"])
    for each in answer["next"]:
        finding, test = (f"https://w3id.org/miliary/{each[of]['id'][4:]}" for of in ("finding", "test"))
        assert test in knowledge.findings[finding].tests
        assert knowledge.rungs[test] == each["rung"] < 5
        assert each["gain"] >= published.compiled.scale.constants.next_gain
        assert each["caution"] is None


def test_it_goes_on_while_something_up_to_the_lumbar_puncture_narrows_the_set(answer: Json) -> None:
    assert answer["stop"]["reached"] is False
    assert any(each["rung"] <= 3 for each in answer["next"])


def test_with_one_disease_left_it_stops_and_offers_nothing(published: Service) -> None:
    decided = ask(published, question(DECIDED))
    assert len(compatible(decided)) == 1
    assert decided["next"] == []
    assert decided["stop"]["reached"] is True
    assert decided["stop"]["why"].startswith("One disease of the review is left")


def test_a_case_outside_the_article_is_offered_nothing(published: Service) -> None:
    outside = ask(published, Question(present=("haemorrhage",), absent=("miliary enhancement",)))
    assert (outside["next"], outside["stop"]["reached"]) == ([], True)


def test_a_test_that_was_not_made_can_still_tell_and_a_finding_that_could_not_be_seen_cannot(
    published: Service,
) -> None:
    lesion = {"id": "mil:SpinalCordLesion", "label": "spinal cord involvement"}
    not_made = ask(published, replace(question(OPEN), not_assessed=("spine MRI",)))
    not_seen = ask(published, replace(question(OPEN), not_assessed=("mil:SpinalCordLesion", "spine MRI")))
    assert lesion["id"] in [each["finding"]["id"] for each in not_made["next"]]
    assert lesion["id"] not in [each["finding"]["id"] for each in not_seen["next"]]


@pytest.mark.parametrize("patient", PATIENTS)
def test_no_response_to_treatment_and_no_treatment_is_ever_offered(patient: str, published: Service) -> None:
    answer = ask(published, question(patient))
    responses = {f"mil:{each.rsplit('/', 1)[1]}" for each in published.compiled.knowledge.responses}
    assert len(responses) >= 7
    assert not responses & {each["finding"]["id"] for each in answer["next"]}
    if 5 in {each["rung"] for each in answer["next"]}:
        assert {each["rung"] for each in answer["next"]} == {5}


@pytest.mark.parametrize("patient", PATIENTS)
def test_nothing_reads_as_an_instruction(patient: str, published: Service) -> None:
    answer = ask(published, question(patient))
    texts = [answer["stop"]["why"], *(each["caution"] or "" for each in answer["next"])]
    texts += [answer["caution"]["why"], *(each["text"] for each in answer["caution"]["cautions"])]
    said = f" {' '.join(texts).casefold()} "
    assert not [word for word in (" should ", " must ", " recommend", " perform ", " give ", " try ") if word in said]


def test_the_response_to_corticosteroids_stands_apart_with_what_contraindicates_them(answer: Json) -> None:
    infection, lymphoma = answer["caution"]["cautions"]
    assert infection["inference"] is False
    assert {"mil:CnsCandidiasis", "mil:LymeDisease"} <= {each["id"] for each in infection["diseases"]}
    assert [each["id"] for each in infection["assertions"]] == ["mil:Neurotuberculosis-Corticosteroid-Section"]
    assert infection["assertions"][0]["link"].startswith("https://doi.org/")
    assert infection["assertions"][0]["conflicts"]
    assert lymphoma["inference"] is True
    assert "our inference" in lymphoma["text"]
    assert [each["id"] for each in lymphoma["diseases"]] == ["mil:CnsLymphoma"]


def test_every_statement_on_the_response_comes_with_its_passage_and_its_conflicts(answer: Json) -> None:
    statements = answer["caution"]["assertions"]
    assert any(each["conflicts"] for each in statements)
    assert all(each["link"] and each["anchor"] for each in statements)
    subjects = {each["subject"]["id"] for each in statements}
    assert {"mil:CorticosteroidResponse", "mil:EmpiricalCorticosteroidTrial"} <= subjects
    about = {each["about"]["id"] for each in statements}
    assert "mil:Neurotuberculosis" not in about
    assert {"mil:CnsInfection", "mil:Clippers"} <= about


def test_the_caution_on_infections_stays_away_where_none_is_compatible(published: Service) -> None:
    answer = ask(published, question("fig3b"))
    assert [each["id"] for each in compatible(answer)] == ["mil:SusacSyndrome"]
    assert answer["caution"]["cautions"] == []


def test_a_brain_biopsy_says_what_falls_short_and_a_stop_says_why(published: Service) -> None:
    known = published.compiled.knowledge
    finding, test = (f"https://w3id.org/miliary/{each}" for each in ("AngiitisInBrainBiopsy", "BrainBiopsy"))
    reaches = (Reach(0, next(iter(known.findings)), 0.05), *(Reach(rung, None, 0.0) for rung in range(1, 5)))
    outcome = Outcome((known.top_diseases[0],), 1)
    biopsy = NextFinding(finding, test, 5, 1.234, outcome, outcome, reaches)
    found = Next((biopsy,), Stop(StopReason.NOTHING_NARROWS, reaches))
    entry = entries(found, known, published.terms)[0]
    assert (entry["rung"], entry["gain"], entry["test"]["label"]) == (5, 1.23, "brain biopsy")
    for rung in RUNGS[:5]:
        assert rung in entry["caution"]
    assert "not advice" in entry["caution"]
    assert stop(found, known) == {"reached": True, "why": stop(found, known)["why"]}
    assert RUNGS[3] in stop(found, known)["why"]
    assert RUNGS[4] not in stop(found, known)["why"]
