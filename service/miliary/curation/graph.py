"""The knowledge of the editors' files as one graph with all that the rules derive, and the same after a change.

The graph is read once and kept in memory; a change is made in it, looked at, and taken back.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import RLock

from pyoxigraph import DefaultGraph, Triple

from miliary.curation.change import Change, Line, triples_of
from miliary.curation.workspace import Workspace
from miliary.knowledge.infer import INFERRED, infer
from miliary.knowledge.reach import Delta
from miliary.knowledge.reinfer import read_rules, revise, rule_files
from miliary.knowledge.validate import RULES_FOLDER
from miliary.store.revisable import RevisableStore

_TREE = ("[", "(")
_MOST_FOLLOWED = 500  # lines; where more differ the graph is made anew


class Graph:
    """What the files of one moment say, and what follows from it.

    :param store: the stated and the inferred triples, as publishing makes them; to be read only, and inside
        :meth:`changed` as the change leaves it
    """

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.store = RevisableStore()
        rules: Path = workspace.folder / RULES_FOLDER
        self._strata = read_rules(rule_files(workspace.folder))
        self.rules = tuple(rule.text for stratum in self._strata for rule in stratum)
        # A line that is a tree of blank nodes is one of these very nodes, which nobody could name otherwise.
        self._trees: dict[Line, tuple[Triple, ...]] = {}
        self._lock = RLock()
        self.store.add(self._loaded(workspace.stated))
        infer(self.store, rules)
        self.store.keep()

    @contextmanager
    def changed(self, change: Change) -> Iterator[Delta]:
        """Have the graph be as ``change`` would leave it, for as long as the block lasts; one at a time.

        :raises BrokenTurtle: a line of the change is not Turtle
        """
        added = triples_of(change.additions)
        with self._lock:
            try:
                yield revise(self.store, self._strata, added, self._stated(change.deletions))
            finally:
                self.store.undo()

    def stated(self) -> frozenset[Triple]:
        """Return what the files say, without what the rules derive."""
        with self._lock:
            derived = {quad.triple for quad in self.store.quads(None, None, None, INFERRED)}
            everything = {quad.triple for quad in self.store.quads(None, None, None, DefaultGraph())}
        return frozenset(everything - derived)

    def advance(self, workspace: Workspace) -> None:
        """Have the graph follow the files, which have been changed in a few places."""
        new, old = workspace.stated, self.workspace.stated
        added = list(self._loaded(new - old))
        with self._lock:
            revise(self.store, self._strata, added, self._stated(old - new))
            self.store.keep()
            self.workspace = workspace

    @contextmanager
    def unchanged(self) -> Iterator[RevisableStore]:
        """Hold the graph as it is, for as long as the block lasts."""
        with self._lock:
            yield self.store

    def _loaded(self, stated: Iterable[Line]) -> Iterator[Triple]:
        plain = []
        for line in stated:
            if line.value.startswith(_TREE):
                self._trees[line] = triples_of([line])
                yield from self._trees[line]
            else:
                plain.append(line)
        yield from triples_of(plain, trusted=True)

    def _stated(self, lines: Iterable[Line]) -> tuple[Triple, ...]:
        return tuple(triple for line in lines for triple in self._trees.get(line) or triples_of([line]))


class Graphs:
    """The graph of a folder's files as they are now, read anew when they change."""

    def __init__(self, knowledge: Path) -> None:
        self._knowledge = knowledge
        self._lock = RLock()
        self._graph: Graph | None = None

    def current(self) -> Graph:
        """Return the graph of the files.

        :raises BrokenTurtle: a file is not well-formed
        """
        workspace = Workspace.open(self._knowledge)
        with self._lock:
            if self._graph is None:
                self._graph = Graph(workspace)
            elif workspace.contents != self._graph.workspace.contents:
                differ = workspace.stated ^ self._graph.workspace.stated
                if len(differ) > _MOST_FOLLOWED:
                    self._graph = Graph(workspace)
                else:
                    self._graph.advance(workspace)
            return self._graph

    @contextmanager
    def held(self) -> Iterator[RevisableStore]:
        """Hold the graph of the files as they are now, by the rules as they are now, for as long as the block lasts.

        :raises BrokenTurtle: a file is not well-formed
        """
        graph = self.current()
        if graph.rules != tuple(file.read_text(encoding="utf-8") for file in rule_files(self._knowledge)):
            with self._lock:
                self._graph = graph = Graph(graph.workspace)
        with graph.unchanged() as store:
            yield store
