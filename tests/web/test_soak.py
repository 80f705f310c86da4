"""Ageing of a whole service: an editor who publishes without end leaves memory, files and disk as they were."""

from pathlib import Path

import pytest

from tests.web.soak import GROWTH, growth, soak

MINUTES = 20


@pytest.mark.long
@pytest.mark.alone
def test_twenty_minutes_of_an_editors_work_leave_everything_flat(tmp_path: Path) -> None:
    samples, failed = soak(MINUTES * 60, tmp_path)
    assert failed == []
    assert {name: value for name, value in growth(samples).items() if value > GROWTH} == {}
