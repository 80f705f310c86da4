"""Moving to a newly published version: a request is answered by one version from its beginning to its end."""

import gc
import threading
import weakref
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from miliary.composition import Service
from miliary.errors import NoPublishedVersion
from miliary.web import edition
from miliary.web.edition import Edition, Succession
from miliary.web.kept import KeptAnswers
from miliary.web.observing import Observer


@dataclass
class Strangers:
    """Tells when it was closed."""

    closed: bool = False

    def close(self) -> None:
        self.closed = True


Named = Callable[[str], tuple[Edition, Strangers]]


@pytest.fixture
def named(service: Service) -> Named:
    """Make an edition of a version of that name."""

    def make(version: str) -> tuple[Edition, Strangers]:
        strangers: Any = Strangers()
        made = replace(service, version=version, strangers=strangers)
        return Edition(lambda _environ, _start: [], made, KeptAnswers(0)), strangers

    return make


@pytest.fixture
def succession(named: Named, service: Service, monkeypatch: pytest.MonkeyPatch) -> Succession:
    """Begins with the version “1”; what :func:`open_service` opens is the version that was pointed at."""
    monkeypatch.setattr(edition, "open_service", lambda _settings: replace(service, version="2"))
    return Succession(named("1")[0], Observer(service.settings))


def point(monkeypatch: pytest.MonkeyPatch, version: str | None) -> None:
    monkeypatch.setattr(edition, "answering_version", lambda _settings: version)


@pytest.mark.parametrize("version", ["1", None])
def test_as_long_as_nothing_else_is_published_the_edition_stays(
    succession: Succession, version: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    point(monkeypatch, version)
    before = succession.now
    assert not succession.look()
    assert succession.now is before


def test_another_version_is_answered_from_and_the_one_before_is_closed(
    named: Named, succession: Succession, monkeypatch: pytest.MonkeyPatch
) -> None:
    succession.now, strangers = named("1")
    point(monkeypatch, "2")
    assert succession.look()
    assert succession.now.service.version == "2"
    assert strangers.closed


def test_a_request_under_way_keeps_its_edition_until_it_is_answered(
    named: Named, succession: Succession, monkeypatch: pytest.MonkeyPatch
) -> None:
    succession.now, strangers = named("1")
    point(monkeypatch, "2")
    with succession.now as answering:
        assert succession.look()
        assert answering.service.version == "1"
        assert not strangers.closed
    assert strangers.closed


def test_a_request_that_does_not_end_holds_its_edition_only_for_a_while(
    named: Named, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(edition, "SECONDS_TO_FINISH", 0.01)
    retired, strangers = named("1")
    with retired:
        retired.retire()
        for timer in threading.enumerate():
            if isinstance(timer, threading.Timer):
                timer.join(5)
        assert strangers.closed


def test_a_version_that_cannot_be_opened_is_told_once_and_the_one_before_answers_on(
    succession: Succession, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    def broken(_settings: object) -> Service:
        raise NoPublishedVersion(tmp_path)

    monkeypatch.setattr(edition, "open_service", broken)
    point(monkeypatch, "broken")
    assert [succession.look(), succession.look()] == [False, False]
    assert succession.now.service.version == "1"
    assert caplog.text.count("broken cannot be opened, 1 answers on") == 1


def test_what_an_old_edition_holds_is_let_go_of_though_it_holds_itself(
    named: Named, succession: Succession, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("SECONDS_TO_FINISH", "SECONDS_BETWEEN_LOOKS"):
        monkeypatch.setattr(edition, name, 0.01)
    succession.now, strangers = named("1")
    strangers.circle = strangers  # type: ignore[attr-defined]
    gone, ended = threading.Event(), threading.Event()
    weakref.finalize(strangers, gone.set)
    del strangers
    point(monkeypatch, "2")
    gc.disable()
    try:
        following = threading.Thread(target=succession.follow, args=(ended, lambda _: None))
        following.start()
        assert gone.wait(10)
    finally:
        ended.set()
        following.join()
        gc.enable()
