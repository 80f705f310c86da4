"""From sources to a version and from a version to a service: what happens at every start."""

import os
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from miliary.composition import Service, load, open_service
from miliary.consultation import Question, ask
from miliary.errors import BrokenTurtle, NoPublishedVersion
from miliary.knowledge.publish import current, digest, version_folder
from miliary.settings import Settings
from tests.conftest import REPOSITORY


@pytest.fixture
def copied(published: Service, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A copy of the knowledge with what was published of it, as if this program had published it from there.

    The copy's own digest names the version, so that the checkout may be edited while the tests run.
    """
    monkeypatch.setattr("miliary.composition.program", lambda: "program")
    knowledge, data = tmp_path / "knowledge", tmp_path / "data"
    for name in ("ontology", "shapes", "queries"):
        shutil.copytree(REPOSITORY / name, knowledge / name)
    version = f"0.1.0-{digest(knowledge, 'program')}"
    shutil.copytree(version_folder(published.settings.data, published.version), version_folder(data, version))
    (data / "current").write_text(version + "\n")
    return replace(published.settings, knowledge=knowledge, data=data)


def test_a_start_with_nothing_changed_publishes_nothing(copied: Settings) -> None:
    told: list[str] = []
    version = current(copied.data)
    before = (copied.data / "current").stat().st_mtime_ns
    assert load(copied, told.append) == version
    assert told == []
    assert (copied.data / "current").stat().st_mtime_ns == before


@pytest.mark.parametrize("changed", ["ontology/tests.ttl", "shapes/finding.ttl", "queries/index/bands.rq"])
def test_a_start_with_something_changed_publishes_anew(copied: Settings, changed: str) -> None:
    with (copied.knowledge / changed).open("a", encoding="utf-8") as file:
        file.write("# changed\n")

    def stop(_message: str) -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        load(copied, stop)


def test_a_damaged_version_is_made_anew_from_the_files_and_the_log_says_so(
    copied: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    version = current(copied.data)
    assert version is not None
    largest = max(version_folder(copied.data, version).glob("*.sst"), key=lambda path: path.stat().st_size)
    largest.write_bytes(b"damage" + largest.read_bytes()[6:])
    told: list[str] = []

    def stop(step: str) -> None:
        told.append(step)
        if len(told) == 2:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        load(copied, stop)
    assert told == ["making the damaged version anew", "reading the knowledge"]
    assert f"{version} in {copied.data} is damaged: {largest.name}" in caplog.text


def test_a_broken_source_leaves_the_service_as_it_was(copied: Settings, published: Service) -> None:
    with (copied.knowledge / "ontology" / "findings.ttl").open("a", encoding="utf-8") as file:
        file.write("mil:PonsLesion rdfs:label\n")
    before = current(copied.data)
    with pytest.raises(BrokenTurtle, match=r"findings\.ttl"):
        load(copied)
    assert current(copied.data) == before
    question = Question(present=("pons lesion",))
    answer = ask(open_service(copied), question)
    assert answer.pop("version") == before
    assert answer.items() <= ask(published, question).items()


def test_what_was_computed_from_old_versions_is_thrown_away(published: Service, tmp_path: Path) -> None:
    version, data = published.version, tmp_path / "data"
    shutil.copytree(version_folder(published.settings.data, version), version_folder(data, version))
    (data / "current").write_text(version + "\n")
    for number in range(4):
        (data / "snapshots" / str(number)).mkdir(parents=True)
        os.utime(data / "snapshots" / str(number), (number, number))
    open_service(replace(published.settings, data=data, keep_versions=2)).close()
    assert sorted(path.name for path in (data / "snapshots").iterdir()) == sorted(["3", version])


def test_before_anything_is_published_there_is_no_service(tmp_path: Path) -> None:
    with pytest.raises(NoPublishedVersion):
        open_service(Settings(knowledge=REPOSITORY, data=tmp_path / "data"))


def test_a_service_names_the_version_that_it_opened(published: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = iter([published.version, "1.2.3-somebodyelse"])
    monkeypatch.setattr("miliary.store.FolderVersions.current", lambda _: next(answers))
    again = open_service(published.settings)
    assert again.version == again.compiled.version == published.version


def test_everything_that_answers_is_read_from_the_published_version(published: Service) -> None:
    assert published.compiled.version == published.version
    assert {each.id for each in published.compiled.knowledge.statements} <= published.citations.keys()
    demographic = {each.id for each in published.compiled.knowledge.demographics}
    assert demographic
    assert demographic <= published.citations.keys()
