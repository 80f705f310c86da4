"""A small graph to ask, and a server that must never be asked."""

import pytest
from pyoxigraph import Literal, NamedNode, Quad

from miliary.store import EmbeddedStore
from tests.listener import Listener, listener, listening
from tests.store.every import EX, places, stored, strangers, two, versions

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
