"""A store in memory whose last changes can be taken back: what would be, without copying what is."""

from collections.abc import Iterable

import pyoxigraph
from pyoxigraph import Quad

from miliary.store.embedded import EmbeddedStore


class RevisableStore(EmbeddedStore):
    """An embedded store that remembers what was added and removed since :meth:`keep`."""

    def __init__(self) -> None:
        super().__init__(pyoxigraph.Store())
        self._done: list[tuple[bool, Quad]] = []

    def extend(self, quads: Iterable[Quad]) -> None:
        """Add those of ``quads`` that are not there yet."""
        new = [quad for quad in dict.fromkeys(quads) if quad not in self._engine]
        super().extend(new)
        self._done += [(True, quad) for quad in new]

    def remove(self, quads: Iterable[Quad]) -> None:
        """Take away those of ``quads`` that are there."""
        for quad in dict.fromkeys(quads):
            if quad in self._engine:
                self._engine.remove(quad)
                self._done.append((False, quad))

    def keep(self) -> None:
        """Let all changes stand; none of them can be taken back any more."""
        self._done.clear()

    def undo(self) -> None:
        """Take back every change since :meth:`keep`."""
        for was_added, quad in reversed(self._done):
            (self._engine.remove if was_added else self._engine.add)(quad)
        self._done.clear()
