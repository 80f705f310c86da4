"""Does a change leave the knowledge valid? In plain words, by term and field.

What is asked is what publishing asks: the shapes of ``shapes/`` and what holds along the hierarchy, after the rules.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from miliary.curation.change import Change, Line
from miliary.curation.workspace import Workspace, triples_in
from miliary.knowledge.infer import infer
from miliary.knowledge.load import gather
from miliary.knowledge.report import Result, Severity
from miliary.knowledge.shapes import SHAPES_FOLDER, load_shapes
from miliary.knowledge.validate import RULES_FOLDER, check
from miliary.store import EmbeddedStore
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

    def __init__(self, knowledge: Path) -> None:
        self._knowledge = knowledge

    def warm(self) -> None:
        """Read and import what the first verdict would wait for."""

    def judge(self, change: Change) -> Verdict:
        """Say what would be wrong if ``change`` were made.

        :raises BrokenTurtle: a line of the change, or a file, is not Turtle
        :raises UnfitProposal: no file is the place for a new term
        """
        workspace = Workspace.open(self._knowledge)
        gone, there = workspace.blocked(change)
        fitting = Change(change.base, change.additions - there, change.deletions - gone)
        contents = {**workspace.contents, **workspace.apply(fitting)}
        loaded = gather({name: triples_in(name, content) for name, content in contents.items()})
        store = EmbeddedStore.memory()
        store.add(loaded.triples)
        infer(store, self._knowledge / RULES_FOLDER)
        everything = check(store, load_shapes(self._knowledge / SHAPES_FOLDER), loaded.files)
        touched = change.subject_iris
        return Verdict(tuple(each for each in everything if each.term in touched), gone, there)
