"""The editors' state moves whole, and over nothing."""

import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from miliary.curation.accounts import Account
from miliary.curation.archive import export, restore
from miliary.curation.database import FILE, Database
from miliary.curation.proposals import Proposals
from miliary.curation.publication import Publication
from miliary.curation.refusals import Conflict
from miliary.curation.workspace import Workspace
from miliary.errors import MalformedInput
from miliary.knowledge.publish import current
from miliary.settings import Settings
from tests.conftest import REPOSITORY
from tests.curation.desk import Desk


@pytest.fixture
def elsewhere(tmp_path: Path) -> Settings:
    folder = tmp_path / "elsewhere" / "knowledge"
    (folder / "ontology").mkdir(parents=True)
    for name in ("shapes", "queries"):
        (folder / name).symlink_to(REPOSITORY / name)
    return Settings(knowledge=folder, data=tmp_path / "elsewhere" / "data", port=0, editable=True)


@pytest.fixture
def exported(desk: Desk, editor: Account, reviewer: Account, tmp_path: Path) -> Path:
    desk.publish(desk.percent("34.0"), editor, reviewer)
    desk.proposals.draft(editor, desk.percent("35.0"), "a draft")
    here = desk.settings.data / FILE
    if not here.exists():
        here.hardlink_to(desk.database.path)
    export(desk.settings, tmp_path / "state.zip")
    return tmp_path / "state.zip"


def test_what_is_exported_is_imported_whole(desk: Desk, exported: Path, elsewhere: Settings) -> None:
    restore(elsewhere, exported)
    there = Publication(elsewhere, Database(elsewhere.data / FILE))
    assert there.follow() == desk.version == current(elsewhere.data)
    assert there.log.newest(9) == desk.publication.log.newest(9)
    assert Proposals(Database(elsewhere.data / FILE)).list() == desk.proposals.list()
    assert Workspace.open(elsewhere.knowledge).contents == desk.workspace.contents


def test_nothing_is_imported_over_anything(exported: Path, elsewhere: Settings) -> None:
    other = elsewhere.knowledge / "ontology" / "findings.ttl"
    other.write_text("# mine\n", encoding="utf-8")
    with pytest.raises(Conflict, match="something else"):
        restore(elsewhere, exported)
    assert other.read_text(encoding="utf-8") == "# mine\n"
    other.unlink()
    restore(elsewhere, exported)
    with pytest.raises(Conflict, match="there already"):
        restore(elsewhere, exported)


def test_a_file_that_leads_out_of_the_folder_is_refused(elsewhere: Settings, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "bad.zip", "w") as archive:
        archive.writestr("version.json", '{"schema": 21}')
        archive.writestr("knowledge/ontology/../../../escaped.ttl", "")
    with pytest.raises(MalformedInput, match="no export"):
        restore(elsewhere, tmp_path / "bad.zip")
    assert not (tmp_path / "escaped.ttl").exists()


def test_where_nobody_edits_there_is_nothing_to_export(elsewhere: Settings, tmp_path: Path) -> None:
    with pytest.raises(Conflict):
        export(replace(elsewhere, data=tmp_path / "empty"), tmp_path / "state.zip")
