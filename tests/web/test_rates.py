"""How often an address may ask does not depend on a clock that is put forward or back."""

import time
from dataclasses import replace

import pytest

from miliary.settings import Settings
from miliary.web.rates import Rates, TooManyRequests

RATE = 5


@pytest.mark.parametrize("jump", [-3600, 3600])
def test_nobody_is_shut_out_by_a_clock_that_jumps(
    monkeypatch: pytest.MonkeyPatch, settings: Settings, jump: int
) -> None:
    rates = Rates(replace(settings, proxies=1, rate=RATE))
    real = time.time
    for _ in range(RATE):
        rates.count("/", "192.0.2.1")
    with pytest.raises(TooManyRequests):
        rates.count("/", "192.0.2.1")
    monkeypatch.setattr(time, "time", lambda: real() + jump)
    for _ in range(RATE):
        rates.count("/", "192.0.2.1")
    with pytest.raises(TooManyRequests):
        rates.count("/", "192.0.2.1")
