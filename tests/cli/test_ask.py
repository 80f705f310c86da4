"""``miliary ask``: from words to a differential on the screen."""

import json
from pathlib import Path

import pytest

from miliary.cli import ask
from miliary.composition import Service
from tests.cli.conftest import Run

SUSAC = ("--present", "leptomeningeal enhancement", "--present", "hearing loss", "--age", "39", "--sex", "female")


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch, opened: Service) -> None:
    """Answer from what is open already."""
    monkeypatch.setattr(ask, "service", lambda _: opened)


def test_an_answer_has_its_limits_first_and_the_disclaimer_last(run: Run, data: Path) -> None:
    text = run("ask", *SUSAC, data=data).stdout
    parts = ["present: hearing loss", "! Miliary enhancement was not among", "Susac's syndrome", "1. ", "not a medical"]
    places = [text.index(part) for part in parts]
    assert places == sorted(places)
    assert text.rstrip().endswith("can look just like this.")


@pytest.mark.usefixtures("at_once")
def test_each_reason_has_its_passage_and_its_link(run: Run) -> None:
    text = run("ask", *SUSAC, "--explain", "1").stdout
    assert "1. Susac's syndrome: compatible" in text
    assert "\n2. " not in text
    assert "(Table 3, Leptomeningeal enhancement)" in text
    assert "https://doi.org/10.1007/s00234-019-02335-5#:~:text=" in text


@pytest.mark.usefixtures("at_once")
def test_all_seventeen_diseases_are_listed_without_reasons_if_none_are_wanted(run: Run) -> None:
    text = run("ask", *SUSAC, "--explain", "0").stdout
    assert " 17 │ " in text
    assert "1. Susac" not in text


@pytest.mark.usefixtures("at_once")
def test_no_colour_goes_into_a_pipe(run: Run) -> None:
    assert "\x1b" not in run("ask", *SUSAC).output


@pytest.mark.usefixtures("at_once")
def test_json_is_the_whole_answer(run: Run) -> None:
    answer = json.loads(run("ask", *SUSAC, "--json").stdout)
    assert len(answer["diseases"]) == 17
    assert answer["case"]["sex"] == "female"


@pytest.mark.usefixtures("at_once")
def test_an_unknown_word_is_refused_with_the_nearest_labels(run: Run) -> None:
    result = run("ask", "--present", "leptomenigeal enhancment")
    assert result.exit_code == 1
    assert result.stdout == ""
    assert "Did you mean “leptomeningeal enhancement”" in result.stderr


@pytest.mark.usefixtures("at_once")
def test_unknown_words_are_counted_when_asked_to(run: Run) -> None:
    result = run("ask", *SUSAC, "--present", "green hair", "--unmapped", "count")
    assert result.exit_code == 0
    assert "green hair" in result.stdout


@pytest.mark.usefixtures("at_once")
def test_a_case_that_contradicts_itself_is_refused_naming_both(run: Run) -> None:
    result = run("ask", "--present", "pons lesion", "--absent", "infratentorial lesion")
    assert result.exit_code == 1
    assert "“pons lesion” and “infratentorial lesion”" in result.stderr


@pytest.mark.usefixtures("at_once")
def test_an_age_that_cannot_be_is_refused(run: Run) -> None:
    for age in ("400", "-1", "nan", "inf"):
        result = run("ask", "--present", "headache", "--age", age)
        assert (result.exit_code, result.stdout) == (1, ""), age


@pytest.mark.usefixtures("at_once")
def test_the_answer_says_what_a_code_was_taken_as(run: Run) -> None:
    text = run("ask", "--present", "hp:0430048", "--explain", "0").stdout
    assert "! “hp:0430048” is taken as “calcification”, which is broader." in text
