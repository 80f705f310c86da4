"""Who asked a pool and has gone: what runs on his behalf ends, what waits begins no more, and nobody else is hurt."""

import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from miliary.store import Pool, child
from miliary.store.ended import QueryEnded
from tests.processes import workers_on
from tests.store.questions import ASK, ENDLESS, SLOW, asked, is_right

pytestmark = pytest.mark.alone


def test_a_query_whose_asker_has_gone_ends(pool_with: Callable[..., Pool]) -> None:
    pool = pool_with(seconds=20)
    assert is_right(pool)
    begun = time.monotonic()
    with pytest.raises(QueryEnded, match="has gone"):
        pool.ask(asked(ENDLESS), watch=lambda cancel: threading.Timer(0.1, cancel).start())
    assert time.monotonic() - begun < 1
    assert is_right(pool)


def test_a_query_that_is_soon_over_is_not_worth_a_process(
    pool_with: Callable[..., Pool], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(child, "SECONDS_OF_GRACE", 20)
    pool = pool_with(seconds=20)
    assert is_right(pool)
    before = workers_on(folder)
    left = threading.Event()

    def leave(cancel: Callable[[], None]) -> None:
        left.set()
        cancel()

    pool.ask(asked(SLOW), watch=leave)
    assert left.is_set()
    assert workers_on(folder) == before


def test_a_query_whose_asker_has_gone_waits_no_longer(pool_with: Callable[..., Pool]) -> None:
    pool = pool_with(workers=1, queue=1, seconds=20)
    assert is_right(pool)
    ended: list[Callable[[], None]] = []

    def ask() -> None:
        with pytest.raises(QueryEnded, match="has gone"):
            pool.ask(asked(ENDLESS), watch=ended.append)

    thread = threading.Thread(target=ask)
    thread.start()
    while not ended:
        time.sleep(0.01)
    begun = time.monotonic()
    with pytest.raises(QueryEnded, match="has gone"):
        pool.ask(asked(ASK), watch=lambda cancel: threading.Timer(0.1, cancel).start())
    assert time.monotonic() - begun < 1
    assert (pool.state()["busy"], pool.state()["waiting"]) == (1, 0)
    ended[0]()
    thread.join()
    assert is_right(pool)


def test_an_asker_who_goes_too_late_ends_nobody_elses_query(pool_with: Callable[..., Pool], folder: Path) -> None:
    pool = pool_with(seconds=20)
    kept: list[Callable[[], None]] = []
    pool.ask(asked(SLOW), watch=kept.append)
    assert len(kept) == 1
    before = workers_on(folder)
    kept[0]()
    assert is_right(pool)
    assert workers_on(folder) == before
