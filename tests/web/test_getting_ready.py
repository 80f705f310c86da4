"""What the first editor would wait for is read when a service starts, beside its other work."""

import logging
from threading import Event

import pytest
from apiflask import APIFlask

from miliary.composition import Service
from miliary.curation.validation import Validator
from miliary.errors import BrokenTurtle
from miliary.web.edition import Edition
from miliary.web.kept import KeptAnswers
from miliary.web.pressing import get_ready


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> Event:
    """Is set when the graph would have been read."""
    found = Event()
    monkeypatch.setattr(Validator, "warm", lambda _validator: found.set())
    return found


def test_an_edition_on_which_somebody_edits_gets_ready_and_nobody_waits(
    curated: APIFlask, service: Service, read: Event
) -> None:
    Edition(curated, service, KeptAnswers(0)).warm()
    assert read.wait(10)


def test_where_nobody_edits_nothing_is_read(app: APIFlask, read: Event) -> None:
    assert get_ready(app) is None
    assert not read.is_set()


def test_a_broken_file_is_told_and_keeps_nothing_from_starting(
    curated: APIFlask, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(_validator: Validator) -> None:
        raise BrokenTurtle("findings.ttl", "a dot is missing", line=3)

    monkeypatch.setattr(Validator, "warm", broken)
    with caplog.at_level(logging.WARNING):
        thread = get_ready(curated)
        assert thread is not None
        thread.join(10)
    assert "findings.ttl" in caplog.text
