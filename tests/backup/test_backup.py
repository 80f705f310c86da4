"""A backup holds everything, is checked before anything is replaced, and answers as the original did."""

import json
import sqlite3
import tarfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad

from miliary.backup import Installation, back_up, restore
from miliary.backup.place import BackupFailed
from miliary.composition import Service, open_service
from miliary.consultation import Question, ask
from miliary.consultation.casefile import read_cases
from miliary.settings import Settings
from miliary.store import FolderVersions
from tests.conftest import REPOSITORY

EX = "https://example.org/"
SITE, BLANK = NamedNode(EX + "Pons"), BlankNode("b")
QUADS = [
    Quad(SITE, NamedNode(EX + "label"), Literal("pons\n", language="en")),
    Quad(SITE, NamedNode(EX + "above"), BLANK),
    Quad(BLANK, NamedNode(EX + "above"), SITE, DefaultGraph()),
    Quad(SITE, NamedNode(EX + "weight"), Literal("3"), NamedNode(EX + "graph")),
]


def installation(folder: Path) -> Installation:
    return Installation(folder / "knowledge", folder / "data", FolderVersions(folder / "data"))


def silent(_: str) -> None:
    return None


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Installation]:
    """An installation with little in it, whose database is open and has what is not yet in its main file."""
    found = installation(tmp_path / "here")
    for name in ("ontology/miliary.ttl", "ontology/diseases/Susac.ttl", "shapes/any.ttl", "queries/one.rq"):
        (found.knowledge / name).parent.mkdir(parents=True, exist_ok=True)
        (found.knowledge / name).write_text(f"# {name}\n")
    found.versions.write("1", QUADS)
    with closing(sqlite3.connect(found.data / "curation.sqlite", isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("CREATE TABLE log (entry TEXT)")
        connection.execute("INSERT INTO log VALUES ('first')")
        yield found


@pytest.fixture
def file(here: Installation, tmp_path: Path) -> Path:
    assert back_up(here, tmp_path / "backup.tar.gz", "test", silent) == "1"
    return tmp_path / "backup.tar.gz"


def entries(place: Installation) -> list[str]:
    with closing(sqlite3.connect(place.data / "curation.sqlite")) as connection:
        return [row[0] for row in connection.execute("SELECT entry FROM log")]


def everything(place: Installation) -> dict[str, bytes]:
    files = {path: path for folder in (place.knowledge, place.data) for path in folder.rglob("*") if path.is_file()}
    return {str(path): path.read_bytes() for path in files}


def test_an_empty_place_gets_everything(file: Path, tmp_path: Path) -> None:
    there = installation(tmp_path / "there")
    assert restore(there, file, silent) == "1"
    assert there.versions.current() == "1"
    store = there.versions.open("1")
    assert (store.count(), store.graphs()) == (len(QUADS), frozenset([EX + "graph"]))
    assert entries(there) == ["first"]
    assert (there.knowledge / "ontology" / "diseases" / "Susac.ttl").read_text() == "# ontology/diseases/Susac.ttl\n"
    assert [path.name for path in there.data.iterdir() if path.name.startswith(".restoring")] == []


def test_a_backup_replaces_no_file(here: Installation, file: Path) -> None:
    before = file.read_bytes()
    with pytest.raises(FileExistsError):
        back_up(here, file, "test", silent)
    assert file.read_bytes() == before
    assert [path.name for path in file.parent.iterdir() if path.name.startswith(".")] == []


def test_what_is_there_is_replaced_only_by_force(here: Installation, file: Path) -> None:
    with closing(sqlite3.connect(here.data / "curation.sqlite", isolation_level=None)) as connection:
        connection.execute("INSERT INTO log VALUES ('second')")
    here.versions.write("2", QUADS[:1])
    (here.knowledge / "shapes" / "new.ttl").write_text("# new\n")
    before = everything(here)
    with pytest.raises(BackupFailed, match="--force"):
        restore(here, file, silent)
    assert everything(here) == before
    restore(here, file, silent, force=True)
    assert (entries(here), here.versions.current()) == (["first"], "1")
    assert not (here.knowledge / "shapes" / "new.ttl").exists()


def test_other_knowledge_is_not_replaced_without_force(file: Path, tmp_path: Path) -> None:
    there = installation(tmp_path / "there")
    (there.knowledge / "shapes").mkdir(parents=True)
    (there.knowledge / "shapes" / "mine.ttl").write_text("# mine\n")
    with pytest.raises(BackupFailed, match=r"mine\.ttl"):
        restore(there, file, silent)
    assert there.versions.current() is None


def change_a_byte(folder: Path) -> None:
    with (folder / "version.nq").open("ab") as dataset:
        dataset.write(b"\n")


def lose_a_file(folder: Path) -> None:
    (folder / "knowledge" / "queries" / "one.rq").unlink()


def add_a_file(folder: Path) -> None:
    (folder / "knowledge" / "shapes" / "more.ttl").write_text("# more\n")


def lose_the_manifest(folder: Path) -> None:
    (folder / "manifest.json").unlink()


def be_of_another_form(folder: Path) -> None:
    manifest = json.loads((folder / "manifest.json").read_text())
    (folder / "manifest.json").write_text(json.dumps(manifest | {"format": 99}))


@pytest.mark.parametrize("harm", [change_a_byte, lose_a_file, add_a_file, lose_the_manifest, be_of_another_form])
def test_a_damaged_backup_replaces_nothing(file: Path, tmp_path: Path, harm: Callable[[Path], None]) -> None:
    folder, harmed = tmp_path / "unpacked", tmp_path / "harmed.tar.gz"
    with tarfile.open(file) as archive:
        archive.extractall(folder, filter="data")
    harm(folder)
    with tarfile.open(harmed, "w:gz") as archive:
        archive.add(folder, ".")
    there = installation(tmp_path / "there")
    with pytest.raises(BackupFailed):
        restore(there, harmed, silent)
    assert everything(there) == {}


@pytest.mark.parametrize("share", [0.0, 0.5, 0.95])
def test_a_cut_backup_replaces_nothing(file: Path, tmp_path: Path, share: float) -> None:
    cut = tmp_path / "cut.tar.gz"
    cut.write_bytes(file.read_bytes()[: int(file.stat().st_size * share)])
    with pytest.raises(BackupFailed, match="no whole backup"):
        restore(installation(tmp_path / "there"), cut, silent)


def test_a_backup_is_read_by_the_python_of_debian_12(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Python 3.11.2 has no filters for what is unpacked, so that asking for one ends with a TypeError.
    monkeypatch.delattr(tarfile, "data_filter")
    monkeypatch.delattr(tarfile.TarFile, "extractall")
    assert restore(installation(tmp_path / "there"), file, silent) == "1"


def test_a_link_in_a_backup_is_refused(tmp_path: Path) -> None:
    linked, link = tmp_path / "linked.tar.gz", tmp_path / "link"
    link.symlink_to("/etc")
    with tarfile.open(linked, "w:gz") as archive:
        archive.add(link, "databases")
    with pytest.raises(BackupFailed, match="neither a file nor a folder"):
        restore(installation(tmp_path / "there"), linked, silent)


def test_a_name_that_leads_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    evil, secret = tmp_path / "evil.tar.gz", tmp_path / "secret"
    secret.write_text("x")
    with tarfile.open(evil, "w:gz") as archive:
        archive.add(secret, "../../escaped")
    with pytest.raises(BackupFailed, match="would lie outside"):
        restore(installation(tmp_path / "a" / "there"), evil, silent)
    assert list(tmp_path.rglob("escaped")) == []


def test_what_changes_while_it_is_read_is_read_again(here: Installation, tmp_path: Path) -> None:
    told: list[str] = []

    def change_once(step: str) -> None:
        told.append(step)
        if len(told) == 2:
            (here.knowledge / "shapes" / "any.ttl").write_text("# changed meanwhile\n")

    back_up(here, tmp_path / "backup.tar.gz", "test", change_once)
    there = installation(tmp_path / "there")
    restore(there, tmp_path / "backup.tar.gz", silent)
    assert (there.knowledge / "shapes" / "any.ttl").read_text() == "# changed meanwhile\n"
    assert told.count("reading the knowledge") == 2


@pytest.mark.long
def test_a_restored_installation_answers_every_case_as_the_original(published: Service, tmp_path: Path) -> None:
    knowledge, data = published.settings.knowledge, published.settings.data
    back_up(Installation(knowledge, data, FolderVersions(data)), tmp_path / "b.tar.gz", "test", silent)
    there = installation(tmp_path / "there")
    restore(there, tmp_path / "b.tar.gz", silent)
    again = open_service(Settings(knowledge=there.knowledge, data=there.data))
    cases = read_cases(REPOSITORY / "tests" / "cases")
    assert len(cases) > 10
    for case in cases:
        present, absent = (tuple(f"mil:{term.name}" for term in terms) for terms in (case.present, case.absent))
        question = Question(present, absent, age=case.age, unmapped="count")
        assert ask(again, question) == ask(published, question)
    again.close()
