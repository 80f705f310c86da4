"""``miliary report``: the findings of a text file on the screen."""

import json
from pathlib import Path

import pytest

from miliary.cli import report
from miliary.composition import Service
from tests.cli.conftest import Run


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch, opened: Service) -> None:
    """Answer from what is open already."""
    monkeypatch.setattr(report, "service", lambda _: opened)


def test_a_report_is_read_from_a_file(run: Run, data: Path, tmp_path: Path) -> None:
    file = tmp_path / "report.txt"
    file.write_text("40-year-old man. No haemorrhage. Hiccups.\x1b[31m", encoding="utf-8")
    text = run("report", str(file), data=data).stdout
    assert all(each in text for each in ("absent", "mil:Haemorrhage", "patient: 40, male", "Hiccups"))
    assert "\x1b" not in text
    read = json.loads(run("report", str(file), "--json", data=data).stdout)
    assert [(each["id"], each["suggestion"]) for each in read["findings"]] == [("mil:Haemorrhage", "absent")]


@pytest.mark.parametrize(("content", "why"), [(b"\xff\xfe", "not UTF-8"), (b"no " * 10_000, "20,000 characters")])
def test_what_cannot_be_read_is_refused_with_the_reason(
    run: Run, data: Path, tmp_path: Path, content: bytes, why: str
) -> None:
    file = tmp_path / "report.txt"
    file.write_bytes(content)
    result = run("report", str(file), data=data)
    assert (result.exit_code, why in result.stderr) == (1, True)
