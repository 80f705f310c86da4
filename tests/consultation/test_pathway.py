"""Where a case stands in the article's pathways."""

from typing import Any

import pytest

from miliary.composition import Service
from miliary.consultation.pathway import stand
from miliary.consultation.question import Question
from miliary.index.pathways import Pathway, read_pathways

AGE, SOCIODEMOGRAPHIC, HISTORY, IMMUNE_STATUS, IMAGING = range(1, 6)


@pytest.fixture(scope="module")
def pathways(published: Service) -> tuple[Pathway, ...]:
    return read_pathways(published.store, published.catalogue)


def checklist(service: Service, pathways: tuple[Pathway, ...], question: Question) -> dict[int, Any]:
    longest = stand(service, question, pathways)["pathways"][0]
    return {each["number"]: each for each in longest["steps"]} | {0: longest["here"]}


def test_both_pathways_come_with_passages_and_every_statement_of_their_steps(
    published: Service, pathways: tuple[Pathway, ...]
) -> None:
    found = stand(published, Question(), pathways)["pathways"]
    assert [each["id"] for each in found] == ["mil:DiagnosticChecklist", "mil:DecisionTree"]
    steps = [step for each in found for step in each["steps"]]
    assert all("#:~:text=" in step["link"] for step in steps)
    shown = {one["id"] for step in steps for each in step["names"] for one in each["statements"]}
    assert len(shown) == len({name for each in pathways for step in each.steps for name in step.statements})


def test_of_an_empty_case_nothing_is_known_and_it_stands_at_the_first_step(
    published: Service, pathways: tuple[Pathway, ...]
) -> None:
    steps = checklist(published, pathways, Question())
    assert steps.pop(0) == AGE
    assert {each["standing"] for each in steps.values()} == {"unknown"}


def test_a_step_is_met_by_what_is_present_and_not_met_by_absences_alone(
    published: Service, pathways: tuple[Pathway, ...]
) -> None:
    steps = checklist(published, pathways, Question(age=39, absent=("immunocompromised",), present=("haemorrhage",)))
    assert steps[0] == SOCIODEMOGRAPHIC
    assert steps[AGE]["standing"] == "met"
    assert [each["given"] for each in steps[AGE]["names"] if each["given"]] == ["39"]
    assert steps[IMMUNE_STATUS]["standing"] == "not met"
    assert steps[IMAGING]["standing"] == "met"


def test_sex_is_told_in_words(published: Service, pathways: tuple[Pathway, ...]) -> None:
    steps = checklist(published, pathways, Question(sex="female"))
    assert "female" in [each["given"] for each in steps[SOCIODEMOGRAPHIC]["names"]]
