"""``miliary evidence check``."""

from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.conftest import REPOSITORY

PAPER = REPOSITORY.parent / "shared" / "paper"


def test_the_articles_own_text_passes(run: Run) -> None:
    texts = sorted(PAPER.glob("*.txt"))
    if not texts:
        pytest.skip("the article's text is not beside the checkout (../shared/paper)")
    result = run("evidence", "check", "--article", str(texts[0]), "--knowledge", str(REPOSITORY))
    assert (result.exit_code, result.stdout.splitlines()[-1][-12:]) == (0, "no failures.")


def test_another_text_fails_by_file_and_term(run: Run, tmp_path: Path) -> None:
    other = tmp_path / "other.txt"
    other.write_text("Another text.", encoding="utf-8")
    result = run("evidence", "check", "--article", str(other))
    assert result.exit_code == 1
    assert "ontology/references.ttl: BrainMiliaryEnhancement2020-Table3: It should begin with" in result.stdout
    assert result.stdout.splitlines()[-1].endswith(" failures.")


def test_a_file_that_is_no_text_is_an_error(run: Run, tmp_path: Path) -> None:
    other = tmp_path / "article.pdf"
    other.write_bytes(b"%PDF\xff")
    result = run("evidence", "check", "--article", str(other))
    assert (result.exit_code, result.stdout) == (1, "")
    assert "is not text in UTF-8" in result.stderr


def test_an_unknown_document_is_an_error(run: Run, tmp_path: Path) -> None:
    other = tmp_path / "other.txt"
    other.write_text("Another text.", encoding="utf-8")
    result = run("evidence", "check", "--article", str(other), "--document", "mil:Pons")
    assert result.exit_code == 1
    assert "Did you mean “mil:BrainMiliaryEnhancement2020”?" in result.stderr
