"""The first answer is rehearsed before anybody asks."""

import logging

import pytest

from miliary.composition import Service
from miliary.web import create_app, rehearsal
from miliary.web.observing import Observer
from miliary.web.rehearsal import rehearse


def test_the_page_is_there_before_anybody_asks_and_nobody_is_counted(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[object] = []
    monkeypatch.setattr(Observer, "see", lambda _self, what, **_: seen.append(what))
    app = create_app(service=service)
    compiled = app.jinja_env.cache
    assert compiled is not None
    assert not any("differential.html" in key for key in compiled)
    rehearse(app)
    assert any("differential.html" in key for key in compiled)
    assert seen == []


def test_a_rehearsal_that_fails_hinders_nobody(
    service: Service, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken() -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(rehearsal, "differential", broken)
    with caplog.at_level(logging.ERROR):
        rehearse(create_app(service=service))
    assert "could not be rehearsed" in caplog.text
