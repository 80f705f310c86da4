"""Validation as an editor meets it: the whole folder, one file of it, a copy on the desk."""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
from pyoxigraph import Quad

from miliary.errors import BrokenTurtle
from miliary.knowledge.infer import infer
from miliary.knowledge.load import load
from miliary.knowledge.report import Severity
from miliary.knowledge.validate import validate, violations
from miliary.store import EmbeddedStore
from miliary.vocabulary import iri
from tests.conftest import REPOSITORY
from tests.knowledge.synthetic import disease_file, write_knowledge
from tests.shapes.examples import FOLDER as EXAMPLES


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A small knowledge folder that is valid."""
    write_knowledge(tmp_path, diseases=2, assertions=3)
    return tmp_path


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_valid_knowledge_has_no_results(folder: Path) -> None:
    assert validate(folder) == ()


def test_a_defect_is_told_with_file_and_term(folder: Path) -> None:
    edit(disease_file(folder, 0), "mil:occurrence mil:Reported", "mil:occurrence mil:Unreviewed")
    lines = [str(result) for result in validate(folder)]
    assert len(lines) == 3
    assert lines[0].startswith("ontology/diseases/Disease0.ttl: Disease0-Finding")
    assert lines[0].endswith("Choose one occurrence from the list. (occurrence: Unreviewed)")


def test_only_the_terms_of_the_file_are_reported(folder: Path) -> None:
    for number in (0, 1):
        edit(disease_file(folder, number), "mil:occurrence mil:Reported", "mil:occurrence mil:Unreviewed")
    everything, part = validate(folder), validate(folder, [disease_file(folder, 1)])
    assert part
    assert part == tuple(result for result in everything if result.file == "ontology/diseases/Disease1.ttl")


def test_a_copy_on_the_desk_is_checked_against_the_whole_knowledge(
    folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    copy = tmp_path_factory.mktemp("desk") / "Disease0.ttl"
    shutil.copy(disease_file(folder, 0), copy)
    assert validate(folder, [copy]) == ()
    edit(copy, "mil:Finding", "mil:Fnding")
    assert {result.file for result in validate(folder, [copy])} == {copy.as_posix()}
    assert validate(folder) == ()


def test_what_is_inherited_is_reported_where_it_is_stated(folder: Path) -> None:
    findings = folder / "ontology" / "findings.ttl"
    edit(findings, "mil:observedBy mil:ExampleTest", "mil:observedBy mil:ExampleTopic")
    results = [result for result in validate(folder) if result.shape == iri("Finding-observedBy-shape")]
    assert [result.term for result in results] == [iri("Finding0")]


def test_a_broken_file_is_named_with_its_line(folder: Path) -> None:
    edit(disease_file(folder, 0), "mil:occurrence mil:Reported", "mil:occurrence mil:Reported mil:Rare")
    with pytest.raises(BrokenTurtle, match=r"Disease0\.ttl: .*line \d+"):
        validate(folder)


def test_publishing_is_told_of_violations_only(folder: Path) -> None:
    edit(disease_file(folder, 0), "mil:occurrence mil:Reported", "mil:occurrence mil:Unreviewed")
    shutil.copy(EXAMPLES / "finding-block" / "violates.ttl", folder / "ontology" / "blocks.ttl")
    loaded, store = load(folder), EmbeddedStore.memory()
    store.extend(Quad(*triple) for triple in loaded.triples)
    infer(store, folder / "queries" / "rules")
    everything = validate(folder)
    assert {result.severity for result in everything} == {Severity.VIOLATION, Severity.WARNING}
    told = violations(folder)(loaded, store)
    assert told == tuple(result for result in everything if result.severity is Severity.VIOLATION)


@pytest.mark.long  # the quick run would not get as far as publishing it
def test_the_projects_own_knowledge_is_valid() -> None:
    assert [str(result) for result in validate(REPOSITORY) if result.severity is Severity.VIOLATION] == []


def test_one_file_among_a_thousand_assertions_is_checked_in_no_time(tmp_path: Path) -> None:
    write_knowledge(tmp_path, diseases=20, assertions=50)
    file = disease_file(tmp_path, 7)
    edit(file, "mil:occurrence mil:Reported", "mil:occurrence mil:Unreviewed")
    times = []
    for _ in range(2):  # the first run imports rdflib and pySHACL if no other test has
        start = time.process_time()
        assert len(validate(tmp_path, [file])) == 50
        times.append(time.process_time() - start)
    assert min(times) < 3.0  # on a quiet machine it is about half a second; CI's two cores are shared


def test_rdflib_and_pyshacl_are_not_imported_before_they_are_needed() -> None:
    program = "import sys, miliary.knowledge.validate; sys.exit('rdflib' in sys.modules or 'pyshacl' in sys.modules)"
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY / "service")}
    assert subprocess.run([sys.executable, "-c", program], env=environment, check=False).returncode == 0
