"""The office: one database for all, in a folder that git leaves alone."""

import subprocess
from pathlib import Path

from miliary.curation.office import Office
from tests.curation.conftest import PASSWORD


def test_nobody_commits_hashes_of_passwords_with_the_knowledge(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    (tmp_path / "knowledge.ttl").touch()
    Office.open(tmp_path / "data").accounts.add("edith", PASSWORD)
    asked = ["git", "-C", str(tmp_path), "status", "--short", "--untracked-files=all"]
    assert subprocess.run(asked, check=True, capture_output=True, text=True).stdout == "?? knowledge.ttl\n"


def test_whoever_opens_it_sees_the_same(tmp_path: Path) -> None:
    made = Office.open(tmp_path).accounts.add("edith", PASSWORD)
    assert Office.open(tmp_path).accounts.find("edith") == made
