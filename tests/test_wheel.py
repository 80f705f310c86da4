"""The wheel: it carries the knowledge and the pages' scripts, and finds them when it runs outside the clone."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from miliary import __version__


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory, repository: Path) -> Path:
    """Build the wheel and unpack it, as an installer would, into a folder far from the checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=repository, check=True, capture_output=True)
    site = folder / "site"
    zipfile.ZipFile(folder / f"miliary-{__version__}-py3-none-any.whl").extractall(site)
    return site


@pytest.mark.parametrize("folder", ["ontology", "shapes", "queries"])
def test_the_wheel_carries_every_file_of_the_knowledge(installed: Path, repository: Path, folder: str) -> None:
    def below(root: Path) -> set[str]:
        return {str(file.relative_to(root)) for file in root.rglob("*") if file.is_file() and file.name[0] != "."}

    assert below(installed / "miliary" / "data" / folder) == below(repository / folder)


def test_an_installed_wheel_uses_its_own_knowledge(installed: Path, tmp_path: Path) -> None:
    program = (
        "import sys; sys.path.insert(0, sys.argv[1]); from miliary.settings import packaged_knowledge as p; print(p())"
    )
    command = [sys.executable, "-I", "-c", program, str(installed)]
    found = subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, text=True)
    assert Path(found.stdout.strip()) == installed / "miliary" / "data"


def test_the_wheel_carries_the_bundled_scripts_and_their_licences_but_not_their_sources(installed: Path) -> None:
    built = installed / "miliary" / "web" / "static" / "built"
    assert (built / "sparql.js").stat().st_size > 500_000
    assert (built / "sparql.css").is_file()
    assert "@zazuko/yasgui" in (built / "licences.txt").read_text(encoding="utf-8")
    assert not [file for file in installed.rglob("*") if file.name in {"package.json", "node_modules", "build.mjs"}]


def test_the_wheel_carries_both_licences(installed: Path) -> None:
    names = {file.name for file in installed.rglob("licenses/**/*")}
    assert {"LICENSE", "CC-BY-4.0.txt"} <= names
