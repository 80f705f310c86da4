"""``miliary quality``: what an editor is told, in which form, and with which status."""

import csv
import io
import json
import shutil
from pathlib import Path

import pytest

from tests.cli.conftest import Run

TOPICS = Path("ontology") / "topics.ttl"


@pytest.fixture
def spoilt(repository: Path, tmp_path: Path) -> Path:
    """A copy of the file of topics and a class without a label, its definition half a sentence with a tab."""
    file = tmp_path / "topics.ttl"
    text = (repository / TOPICS).read_text(encoding="utf-8")
    stray = 'a owl:Class ; rdfs:isDefinedBy mil:ontology ; rdfs:subClassOf mil:Topic ; skos:definition "a\tb"@en'
    file.write_text(f"{text}\nmil:Stray {stray} .\n", encoding="utf-8")
    return file


def test_the_ontology_has_no_errors_and_every_warning_its_reason(run: Run) -> None:
    result = run("quality")
    assert result.exit_code == 0
    assert "No errors. 16 warnings, 0 unexplained." in result.stdout
    assert "let pass:" in result.stdout
    assert "Class at the top" not in result.stdout


def test_what_is_only_to_know_is_shown_when_asked_for(run: Run) -> None:
    assert "Class at the top" in run("quality", "--severity", "info").stdout


def test_a_file_with_an_error_is_reported_alone_with_status_1(run: Run, spoilt: Path) -> None:
    result = run("quality", "--severity", "error", str(spoilt))
    assert result.exit_code == 1
    assert "Missing label" in result.stdout
    assert "cobalamin" not in result.stdout


def test_json_and_tsv_hold_the_same_faults(run: Run, spoilt: Path) -> None:
    as_json = json.loads(run("quality", "--format", "json", str(spoilt)).stdout)
    as_tsv = list(csv.DictReader(io.StringIO(run("quality", "--format", "tsv", str(spoilt)).stdout), delimiter="\t"))
    assert as_json == as_tsv
    assert {fault["check"] for fault in as_json} == {"term-label-missing", "term-definition-form", "term-text-spaces"}
    assert {fault["severity"] for fault in as_json} == {"error", "warning"}
    assert {fault["term"] for fault in as_json} == {"https://w3id.org/miliary/Stray"}


def test_an_explanation_that_explains_nothing_is_told(run: Run, repository: Path, tmp_path: Path) -> None:
    knowledge = tmp_path / "knowledge"
    for name in ("ontology", "queries"):
        shutil.copytree(repository / name, knowledge / name)
    with (knowledge / "queries" / "checks" / "explained.tsv").open("a", encoding="utf-8") as file:
        file.write("term-alone\tmil:Disease\t\tIt is not alone.\n")
    result = run("quality", "--severity", "error", knowledge=knowledge)
    assert "explained.tsv: term-alone no longer finds Disease; delete the line." in result.stdout
    assert result.exit_code == 0
