"""``miliary references import``, with a made-up list of as many works as the article cites."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from miliary.knowledge.sources import Sources
from tests.cli.conftest import Run

FILE = Path("ontology") / "references.ttl"
Listed = Callable[..., str]


@pytest.fixture
def knowledge(repository: Path, tmp_path: Path) -> Path:
    """A copy of the knowledge that a test may write to."""
    for name in ("ontology", "shapes", "queries"):
        shutil.copytree(repository / name, tmp_path / "knowledge" / name)
    return tmp_path / "knowledge"


@pytest.fixture
def listed(knowledge: Path, tmp_path: Path) -> Listed:
    """Write the list of a Crossref work and return where: made-up works, as many as the article's plus ``more``."""

    def listed(more: int = 0, **first: str) -> str:
        sources = Sources.open(knowledge)
        document = sources.document()
        count = len(list(sources.rows("references", document))) + more
        entries = [
            {"key": f"1_CR{number}", "article-title": f"Made-up work {number}", "DOI": f"10.1000/made-up.{number}"}
            for number in range(1, count + 1)
        ]
        entries[0] |= first
        file = tmp_path / "work.json"
        file.write_text(json.dumps({"message": {"DOI": document.doi, "reference": entries}}), encoding="utf-8")
        return str(file)

    return listed


def test_the_preview_writes_nothing(run: Run, knowledge: Path, listed: Listed) -> None:
    before = (knowledge / FILE).read_bytes()
    result = run("references", "import", listed(), knowledge=knowledge)
    assert result.exit_code == 0
    assert "Made-up work 82" in result.stdout
    assert "82 references: 58 new, 0 confirmed, 24 replaced, 0 unchanged." in result.stdout
    assert "Nothing was written; --apply writes " in result.stdout
    assert (knowledge / FILE).read_bytes() == before


def test_applied_the_references_are_verified_and_the_knowledge_is_valid(
    run: Run, knowledge: Path, listed: Listed
) -> None:
    file = listed()
    result = run("references", "import", file, "--apply", knowledge=knowledge)
    assert result.exit_code == 0, result.output
    text = (knowledge / FILE).read_text(encoding="utf-8")
    assert text.count("mil:referenceStatus mil:Verified") == 82
    assert text.count("reference list of 10.1007/s00234-019-02335-5, Crossref JSON") == 82
    assert run("format", "--check", str(knowledge / FILE)).exit_code == 0
    again = run("references", "import", file, "--apply", "--knowledge", str(knowledge))
    assert "0 replaced, 82 unchanged." in again.stdout
    assert (knowledge / FILE).read_text(encoding="utf-8") == text


def test_a_list_of_another_length_is_refused(run: Run, knowledge: Path, listed: Listed) -> None:
    before = (knowledge / FILE).read_bytes()
    result = run("references", "import", listed(more=1), "--apply", knowledge=knowledge)
    assert (result.exit_code, result.stdout) == (1, "")
    assert "It has 83 references; Bot et al. 2020 has 82. Bot et al. 2020 has no reference 83." in " ".join(
        result.stderr.split()
    )
    assert (knowledge / FILE).read_bytes() == before


def test_what_would_not_be_valid_is_not_written(run: Run, knowledge: Path, listed: Listed) -> None:
    before = (knowledge / FILE).read_bytes()
    result = run("references", "import", listed(year="9999"), "--apply", knowledge=knowledge)
    assert result.exit_code == 1
    assert "would not be valid; nothing was written" in result.stderr
    assert "Reference1: " in result.stderr
    assert (knowledge / FILE).read_bytes() == before


def test_a_file_that_is_no_list_is_refused(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "other.json"
    file.write_text("{}", encoding="utf-8")
    result = run("references", "import", str(file))
    assert (result.exit_code, result.stdout) == (1, "")
    assert "holds no list of references" in result.stderr
