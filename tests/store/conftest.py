"""A small graph to ask, in memory and by a pool, and a server that must never be asked."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad

from miliary.store import EmbeddedStore, Pool
from tests.listener import Listener, listener, listening
from tests.processes import origins_on, workers_on
from tests.store.every import EX, places, stored, strangers, two, versions
from tests.store.questions import LIMITS

__all__ = [
    "EX",
    "Listener",
    "listener",
    "listening",
    "places",
    "store",
    "stored",
    "strangers",
    "two",
    "versions",
]


@pytest.fixture
def store() -> EmbeddedStore:
    """Two diseases with labels, one with a finding; the second's label stands in a named graph."""
    susac, cavernoma, label, finding = (NamedNode(EX + name) for name in ("Susac", "Cavernoma", "label", "finding"))
    store = EmbeddedStore.memory()
    store.extend(
        [
            Quad(susac, label, Literal("Susac syndrome")),
            Quad(susac, finding, NamedNode("https://w3id.org/miliary/LeptomeningealEnhancement")),
            Quad(cavernoma, label, Literal("cavernoma"), NamedNode(EX + "graph")),
        ]
    )
    return store


@pytest.fixture
def folder(tmp_path: Path, store: EmbeddedStore) -> Path:
    written = EmbeddedStore.create(tmp_path / "store")
    written.extend(store.quads())
    written.flush()
    return tmp_path / "store"


@pytest.fixture
def pool_with(folder: Path) -> Iterator[Callable[..., Pool]]:
    pools: list[Pool] = []

    def make(workers: int = 1, queue: int = 0, seconds: float = 1) -> Pool:
        pools.append(Pool(folder, replace(LIMITS, seconds=seconds), workers, queue))
        return pools[-1]

    yield make
    for pool in pools:
        pool.close()
    assert [*origins_on(folder), *workers_on(folder)] == []
