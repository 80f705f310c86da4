"""``miliary evaluate``: patients from a file, where each true disease comes, and what that is worth."""

from pathlib import Path

import pytest

from miliary.cli import evaluate
from miliary.composition import Service
from tests.cli.conftest import Run

PATIENTS = """
cases:
- {id: one, figures: [3b, 5d], disease: SusacSyndrome, age: 20, sex: FemaleSex, present: [HearingLoss]}
- {id: two, figures: [3c], disease: LungAdenocarcinomaMetastases, age: 72, sex: MaleSex, present: [BasalGangliaLesion]}
"""


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch, opened: Service) -> None:
    """Answer from what is open already."""
    monkeypatch.setattr(evaluate, "service", lambda _: opened)


@pytest.fixture
def patients(tmp_path: Path) -> Path:
    file = tmp_path / "patients.yaml"
    file.write_text(PATIENTS, encoding="utf-8")
    return file


def test_each_patient_has_a_row_and_the_whole_its_name(run: Run, patients: Path) -> None:
    result = run("evaluate", "--cases", str(patients))
    assert result.exit_code == 0
    rows = [[cell.strip() for cell in line.split("│")] for line in result.stdout.splitlines() if "│" in line]
    assert rows[0][:5] == ["one", "3b, 5d", "Susac's syndrome", "1", "compatible"]
    assert rows[1][:2] == ["two", "3c"]
    assert "2 patients: the true disease is first in " in result.stdout
    assert "not a validation" in result.stdout


def test_an_excluded_true_disease_is_a_failure(run: Run, patients: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    diseases: list[dict[str, object]] = [
        {"id": f"mil:{name}", "label": name, "status": "excluded", "score": -1, "subtypes": []}
        for name in ("SusacSyndrome", "LungAdenocarcinomaMetastases")
    ]
    monkeypatch.setattr(evaluate, "ask", lambda *_: {"diseases": diseases})
    result = run("evaluate", "--cases", str(patients))
    assert result.exit_code == 1
    assert "excluded in 2." in result.stdout


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("cases: [", "is not YAML"),
        ("cases: 3", "holds no list of patients"),
        ("- {id: one}", "every patient needs an id and a disease"),
        ("- {id: one, disease: Influenza}", "“Influenza” is no disease of the differential"),
        ("- {id: one, disease: SusacSyndrome, present: [GreenHair]}", "“mil:GreenHair”"),
    ],
)
def test_a_file_that_is_no_list_of_patients_is_refused(run: Run, patients: Path, text: str, words: str) -> None:
    patients.write_text(text, encoding="utf-8")
    result = run("evaluate", "--cases", str(patients))
    assert result.exit_code == 1
    assert words in result.stderr


def test_a_missing_file_is_named(run: Run, tmp_path: Path) -> None:
    result = run("evaluate", "--cases", str(tmp_path / "none.yaml"))
    assert result.exit_code == 1
    assert "none.yaml cannot be read" in result.stderr
