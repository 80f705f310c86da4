"""``miliary load``, ``validate`` and ``format``: what an editor runs."""

import shutil
from pathlib import Path

import pytest

from miliary.cli import load
from miliary.knowledge.publish import current
from tests.cli.conftest import Run
from tests.curation.folders import write_folder

SUSAC = Path("ontology") / "diseases" / "SusacSyndrome.ttl"
BROKEN = "PREFIX mil: <https://w3id.org/miliary/>\nmil:Pons a [ .\n"


@pytest.fixture
def knowledge(repository: Path, tmp_path: Path) -> Path:
    """A copy of the knowledge that a test may spoil."""
    for name in ("ontology", "shapes", "queries"):
        shutil.copytree(repository / name, tmp_path / "knowledge" / name)
    return tmp_path / "knowledge"


def spoil(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_loading_names_the_version_and_does_nothing_the_second_time(run: Run, data: Path) -> None:
    result = run("load", data=data)
    assert result.exit_code == 0
    assert f"Version {current(data)} is published" in result.stdout
    assert result.stderr == ""


def test_where_versions_are_on_a_server_loading_names_it_and_no_password(
    run: Run, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(load, "load_followed", lambda *_, **__: "1.0.0-abc")
    monkeypatch.setenv("MILIARY_STORE", "sparql+http://editor:secret@127.0.0.1:7878/query?update=/update")
    assert run("load", data=data).stdout == "Version 1.0.0-abc is published on 127.0.0.1:7878.\n"


def test_a_broken_file_leaves_the_published_version(run: Run, knowledge: Path, data: Path) -> None:
    (knowledge / SUSAC).write_text(BROKEN, encoding="utf-8")
    before = current(data)
    result = run("load", data=data, knowledge=knowledge)
    assert result.exit_code == 1
    assert "SusacSyndrome.ttl: " in result.stderr
    assert "(line 2, column " in result.stderr
    assert current(data) == before


def test_questions_are_answered_from_the_version_before_with_a_warning(run: Run, knowledge: Path, data: Path) -> None:
    (knowledge / SUSAC).write_text(BROKEN, encoding="utf-8")
    result = run("findings", "pons", data=data, knowledge=knowledge)
    assert result.exit_code == 0
    assert f"Version {current(data)} answers" in result.stderr


def test_without_a_version_before_a_broken_file_is_an_error(run: Run, knowledge: Path) -> None:
    (knowledge / SUSAC).write_text(BROKEN, encoding="utf-8")
    assert run("findings", "pons", knowledge=knowledge).exit_code == 1


def test_valid_knowledge_has_no_violations(run: Run, tmp_path: Path) -> None:
    result = run("validate", knowledge=write_folder(tmp_path / "small"))
    assert result.exit_code == 0
    assert result.stdout.splitlines()[-1].startswith("No violations.")


def test_a_violation_names_the_file_the_term_and_what_to_do(run: Run, knowledge: Path) -> None:
    spoil(knowledge / SUSAC, "rdfs:label", "mil:labelled")
    result = run("validate", str(knowledge / SUSAC), knowledge=knowledge)
    assert result.exit_code == 1
    assert "ontology/diseases/SusacSyndrome.ttl: " in result.stdout
    assert "violation" in result.stdout.splitlines()[-1]


def test_broken_turtle_names_line_and_column(run: Run, tmp_path: Path) -> None:
    (tmp_path / "Pons.ttl").write_text(BROKEN, encoding="utf-8")
    for command in ("validate", "format"):
        result = run(command, str(tmp_path / "Pons.ttl"))
        assert (result.exit_code, result.stdout) == (1, "")
        assert "Pons.ttl: . is not a valid predicate. (line 2, column 14)" in result.stderr


def test_format_rewrites_what_is_not_canonical_and_only_that(run: Run, knowledge: Path, repository: Path) -> None:
    spoil(knowledge / SUSAC, "    a owl:Class ;\n", "    a owl:Class\n ; ")
    check = run("format", "--check", knowledge=knowledge)
    assert check.exit_code == 1
    assert check.stdout.splitlines()[:-1] == [str(knowledge / SUSAC)]
    result = run("format", knowledge=knowledge)
    assert result.exit_code == 0
    assert result.stdout.endswith(" files read, 1 rewritten.\n")
    assert (knowledge / SUSAC).read_bytes() == (repository / SUSAC).read_bytes()
    assert run("format", "--check", knowledge=knowledge).exit_code == 0


def test_format_checks_one_file(run: Run, repository: Path) -> None:
    result = run("format", "--check", str(repository / SUSAC))
    assert (result.exit_code, result.stdout) == (0, "1 file read, 0 would change.\n")
