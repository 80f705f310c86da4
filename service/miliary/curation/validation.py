"""Does a change leave the knowledge valid? In plain words, by term and field.

What is asked is what publishing asks: the shapes of ``shapes/`` and what holds along the hierarchy, after the rules.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from miliary.curation.change import Change, Line
from miliary.curation.graph import Graph, Graphs
from miliary.knowledge.report import Result, Severity, results
from miliary.knowledge.shapes import SHAPES_FOLDER, Shapes, load_shapes
from miliary.knowledge.validate import Further, nothing_further
from miliary.knowledge.vicinity import defects_near, warm
from miliary.vocabulary import curie


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found of a change.

    :param results: what is wrong, or worth a look, with the terms that the change touches; empty when nothing is
    :param gone: lines that it takes away and that are not there any more
    :param there: lines that it adds and that are there already
    """

    results: tuple[Result, ...]
    gone: frozenset[Line] = frozenset()
    there: frozenset[Line] = frozenset()

    @property
    def violations(self) -> tuple[Result, ...]:
        """What keeps the change from being published."""
        return tuple(each for each in self.results if each.severity is Severity.VIOLATION)

    @property
    def acceptable(self) -> bool:
        """Whether the change could be published as the knowledge is now."""
        return not (self.violations or self.gone or self.there)

    def by_field(self) -> Mapping[tuple[str, str], tuple[Result, ...]]:
        """The results by term and property, both CURIEs; the property is empty where the term itself is at fault.

        A property that is followed backwards, from the term to what points at it, has ``^`` before it.
        """
        found: dict[tuple[str, str], tuple[Result, ...]] = {}
        for each in self.results:
            path = each.path or ""
            field = "^" + curie(path[1:]) if path.startswith("^") else curie(path) if path else ""
            key = (curie(each.term), field)
            found[key] = (*found.get(key, ()), each)
        return found


class Validator:
    """Judges changes to the knowledge in one folder, as its files are at the moment of asking."""

    def __init__(self, graphs: Graphs, further: Further = nothing_further) -> None:
        """Judge by the shapes, and by what must hold besides (:func:`miliary.composition.further`)."""
        self._graphs = graphs
        self._further = further
        self._shapes: dict[Path, Shapes] = {}

    def warm(self) -> None:
        """Read and import what the first verdict would wait for."""
        graph = self._graphs.current()
        warm(self._shapes_for(graph))
        self.judge(Change("", frozenset(), frozenset()))

    def judge(self, change: Change) -> Verdict:
        """Say what would be wrong if ``change`` were made.

        :raises BrokenTurtle: a line of the change, or a file, is not Turtle
        """
        graph = self._graphs.current()
        gone, there = graph.workspace.blocked(change)
        fitting = Change(change.base, change.additions - there, change.deletions - gone)
        with graph.changed(fitting) as delta:
            found = defects_near(graph.store, self._shapes_for(graph), delta)
            if not any(each.severity is Severity.VIOLATION for each in found):  # else its numbers may be none
                found |= {each for each in self._further(graph.store) if each.severity is Severity.VIOLATION}
        return Verdict(results(found, {}), gone, there)

    def _shapes_for(self, graph: Graph) -> Shapes:
        folder = graph.workspace.folder / SHAPES_FOLDER
        if folder not in self._shapes:
            self._shapes[folder] = load_shapes(folder)
        return self._shapes[folder]
