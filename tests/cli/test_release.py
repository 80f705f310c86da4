"""``miliary release``: the same sources give the same files, whenever and wherever."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.curation.folders import write_folder

SOURCES = ("ontology", "shapes", "queries", "LICENSES", "LICENSE", "CHANGELOG.md", "CITATION.cff")


def test_it_writes_the_release_and_says_so(run: Run, repository: Path, tmp_path: Path) -> None:
    knowledge, target = write_folder(tmp_path / "small"), tmp_path / "out" / "dist"
    for name in {*SOURCES} - {path.name for path in knowledge.iterdir()}:
        copy(repository / name, knowledge / name)
    result = run("release", "--output", str(target), knowledge=knowledge)
    assert result.exit_code == 0, result.output
    assert "SHA256SUMS names them" in result.stdout
    assert "joining the ontology" in result.stderr
    assert (target / "miliary.owl").is_file()
    checked = subprocess.run(
        ["sha256sum", "--check", "--quiet", "SHA256SUMS"], check=False, cwd=target, capture_output=True, text=True
    )
    assert (checked.returncode, checked.stdout) == (0, "")


def test_a_folder_with_other_files_is_refused_before_anything_is_done(run: Run, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    result = run("release", "--output", str(tmp_path))
    assert result.exit_code == 1
    assert "notes.txt" in result.stderr
    assert "reading" not in result.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


@pytest.mark.long
def test_the_same_sources_give_the_same_bytes(repository: Path, tmp_path: Path) -> None:
    made = [_release(repository, tmp_path / name, seed, epoch) for name, seed, epoch in RUNS]
    assert made[0] == made[1]
    assert len(made[0]) > 250


RUNS = (("one", "1", "0"), ("a longer name/two", "2", "1800000000"))


def copy(source: Path, target: Path) -> None:
    (shutil.copytree if source.is_dir() else shutil.copy)(source, target)


def _release(repository: Path, folder: Path, seed: str, epoch: str) -> dict[str, bytes]:
    """Build the release of a copy of the sources, in a process of its own; returns its files."""
    folder.mkdir(parents=True)
    for name in SOURCES:
        copy(repository / name, folder / name)
    environment = {
        **os.environ,
        "MILIARY_KNOWLEDGE": str(folder),
        "MILIARY_DATA": str(folder / "data"),
        "PYTHONHASHSEED": seed,
        "PYTHONPATH": str(repository / "service"),
        "SOURCE_DATE_EPOCH": epoch,
        "TZ": f"UTC{seed}",
    }
    subprocess.run([sys.executable, "-m", "miliary", "release"], cwd=folder, env=environment, check=True)
    target = folder / "dist"
    return {path.relative_to(target).as_posix(): path.read_bytes() for path in target.rglob("*") if path.is_file()}
