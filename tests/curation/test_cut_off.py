"""A publication that a kill cut off: whoever starts next answers from the version before, and publishes it beside."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from miliary.cli.opened import meanwhile
from miliary.curation import publication
from miliary.curation.accounts import Accounts, Role
from miliary.curation.database import FILE, Database
from miliary.curation.publication import Publication, finish, is_cut_off
from miliary.settings import Settings
from tests.curation.conftest import PASSWORD, QUICK
from tests.curation.desk import Desk


class Killed(BaseException):
    """The end of a process, as far as the rest of it is concerned."""


@pytest.fixture
def settings(published_folder: Path, tmp_path: Path) -> Settings:
    shutil.copytree(published_folder, tmp_path / "desk", symlinks=True)
    return Settings(knowledge=tmp_path / "desk" / "knowledge", data=tmp_path / "desk" / "data", port=0, editable=True)


@pytest.fixture
def desk(settings: Settings) -> Desk:
    found = Desk(settings.knowledge, settings.data, Database(settings.data / FILE))
    found.publication = Publication(settings, found.database)
    return found


def cut_off(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Agree to a change, and be killed before the files are written."""

    def killed(*_: object) -> None:
        raise Killed

    accounts = Accounts(desk.database, QUICK)
    people = accounts.add("edith", PASSWORD, Role.EDITOR), accounts.add("rita", PASSWORD, Role.REVIEWER)
    with monkeypatch.context() as patched:
        patched.setattr(Publication, "_write", killed)
        with pytest.raises(Killed):
            desk.publish(desk.percent("12.0"), *people)


def test_it_is_published_beside_the_answering(desk: Desk, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    before = desk.version
    assert (is_cut_off(settings), meanwhile(settings)) == (False, None)
    cut_off(desk, monkeypatch)
    assert is_cut_off(settings)
    assert meanwhile(settings) == before == desk.version
    finish(settings)
    assert not is_cut_off(settings)
    assert desk.version != before
    assert desk.answers("Disease0-Finding11-Table1") == 12.0


def test_a_damaged_version_does_not_answer_meanwhile(
    desk: Desk, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    cut_off(desk, monkeypatch)
    largest = max((settings.data / "versions" / desk.version).glob("*.sst"), key=lambda path: path.stat().st_size)
    largest.write_bytes(b"damage" + largest.read_bytes()[6:])
    assert meanwhile(settings) is None


def test_where_nobody_edits_nothing_is_looked_for(
    desk: Desk, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    cut_off(desk, monkeypatch)
    assert not is_cut_off(replace(settings, editable=False))


def test_what_hinders_it_is_told_and_the_service_goes_on(
    desk: Desk, settings: Settings, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    cut_off(desk, monkeypatch)

    def full(*_: object) -> None:
        raise OSError("no room")

    monkeypatch.setattr(publication, "load_followed", full)
    finish(settings)
    assert "is in the log, and cannot be published: no room" in caplog.text
