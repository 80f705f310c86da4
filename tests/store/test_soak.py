"""Ageing: publications without end leave memory, handles and disk as they were."""

from pathlib import Path

import pytest

from tests.store.soak import GROWTH, growth, soak

MINUTES = 20


@pytest.mark.long
def test_twenty_minutes_of_publications_leave_everything_flat(tmp_path: Path) -> None:
    samples = soak(MINUTES * 60, tmp_path)
    assert {name: value for name, value in growth(samples).items() if value > GROWTH} == {}
