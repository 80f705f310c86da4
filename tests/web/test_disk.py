"""A disk that is full or may only be read is told as that; any other fault only as a fault."""

import errno
import logging
import os
from dataclasses import replace
from typing import Any

import pytest

from miliary.composition import Service
from miliary.curation.database import Unusable
from miliary.web import create_app

FULL = (
    OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)),
    OSError(errno.EROFS, os.strerror(errno.EROFS)),
    OSError("IO error: No space left on device: While appending to file: /secret/versions"),
    Unusable("database or disk is full"),
    Unusable("attempt to write a readonly database"),
)


class Failing:
    """A vocabulary in which one thing always happens."""

    def __init__(self, error: Exception) -> None:
        self._error = error

    def __getattr__(self, name: str) -> Any:
        raise self._error


def problem(service: Service, error: Exception) -> dict[str, Any]:
    failing = replace(service, terms=Failing(error))  # type: ignore[arg-type]
    told: dict[str, Any] = create_app(service=failing).test_client().get("/api/v1/findings?q=pons").get_json()
    return told


@pytest.mark.parametrize("error", FULL, ids=str)
def test_a_full_or_read_only_disk_is_told_by_name(service: Service, error: Exception) -> None:
    told = problem(service, error)
    assert (told["status"], told["title"]) == (503, "The disk takes no more")
    assert told["type"].endswith("/problem/disk-full")
    assert "is answered as before" in told["detail"]
    assert "secret" not in str(told)


@pytest.mark.parametrize("error", [OSError(errno.EIO, "secret"), Unusable("no such table: secret")])
def test_any_other_fault_is_told_as_one(service: Service, error: Exception, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.CRITICAL)
    told = problem(service, error)
    assert told["status"] == 500
    assert "secret" not in str(told)
