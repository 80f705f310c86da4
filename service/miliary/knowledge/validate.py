"""Is the knowledge valid? The flow: files, rules, shapes, results.

:func:`validate` starts from the files; :func:`check` from a store that holds the inferred graph already.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from pathlib import Path

from pyoxigraph import NamedNode

from miliary.knowledge.checks import run_check
from miliary.knowledge.core import run_core
from miliary.knowledge.focus import focus_nodes
from miliary.knowledge.infer import INFERRED, infer
from miliary.knowledge.load import Knowledge, Node, load, name_of
from miliary.knowledge.report import Defect, Result, Severity, results
from miliary.knowledge.shapes import SHAPES_FOLDER, Shapes, load_shapes
from miliary.store import EmbeddedStore

RULES_FOLDER = Path("queries") / "rules"

Further = Callable[[EmbeddedStore], Iterable[Defect]]


def nothing_further(_store: EmbeddedStore) -> Iterable[Defect]:
    """Ask no more of a graph than its shapes do."""
    return ()


def validate(
    knowledge: Path, files: Iterable[Path] | None = None, further: Further = nothing_further
) -> tuple[Result, ...]:
    """Check the knowledge folder against its shapes, after its rules have run.

    :param knowledge: the folder with ``ontology/``, ``shapes/`` and ``queries/``
    :param files: report only on the terms that these files describe; all knowledge is still read. A file that lies
        elsewhere takes the place of the one of its name in the folder (see :func:`miliary.knowledge.load.load`)
    :param further: what must hold besides, and no shape can say
    :returns: what is wrong, by file and term; empty when nothing is
    :raises BrokenTurtle: a file cannot be read; its line and column are named
    """
    chosen = None if files is None else tuple(files)
    loaded = load(knowledge, chosen or ())
    store = EmbeddedStore.memory()
    store.add(loaded.triples)
    infer(store, knowledge / RULES_FOLDER)
    only = None if chosen is None else described_by(loaded, {name_of(path, knowledge) for path in chosen})
    return check(store, load_shapes(knowledge / SHAPES_FOLDER), loaded.files, only, further)


def violations(
    knowledge: Path, further: Further = nothing_further
) -> Callable[[Knowledge, EmbeddedStore], tuple[Result, ...]]:
    """Return what publishing asks: given the files and the inferred graph, what must be put right first?

    :param knowledge: the folder with ``shapes/``
    :param further: what must hold besides, and no shape can say
    """

    def found(loaded: Knowledge, store: EmbeddedStore) -> tuple[Result, ...]:
        everything = check(store, load_shapes(knowledge / SHAPES_FOLDER), loaded.files, further=further)
        return tuple(result for result in everything if result.severity is Severity.VIOLATION)

    return found


def described_by(knowledge: Knowledge, names: Collection[str]) -> frozenset[Node]:
    """Return the subjects that the files called ``names`` describe."""
    return frozenset(node for node, files in knowledge.files.items() if not set(files).isdisjoint(names))


def check(
    store: EmbeddedStore,
    shapes: Shapes,
    files: Mapping[Node, tuple[str, ...]],
    only: Collection[Node] | None = None,
    further: Further = nothing_further,
) -> tuple[Result, ...]:
    """Check the default graph of ``store``.

    :param files: subject -> the files that describe it, for the results to name
    :param only: report only on these terms
    :param further: what must hold besides, and no shape can say; it is asked only of what the shapes allow: it reckons
        with numbers, and 12 of 8 is none
    """
    found = defects(store, shapes, only)
    if not any(each.severity is Severity.VIOLATION for each in found):
        found |= {defect for defect in further(store) if only is None or defect.focus in only}
    return results(found, files)


def defects(store: EmbeddedStore, shapes: Shapes, only: Collection[Node] | None = None) -> set[Defect]:
    """Return every defect of the default graph of ``store``, or of the terms ``only``."""
    focus = focus_nodes(store, shapes)
    if only is not None:
        focus = {shape: terms & frozenset(only) for shape, terms in focus.items()}
    found = set(run_core(store, shapes, focus))
    for rule in shapes.checks:
        if focus[rule.shape]:
            found.update(run_check(store, rule, None if only is None else focus[rule.shape]))
    return at_their_source(store, found)


def at_their_source(store: EmbeddedStore, found: set[Defect]) -> set[Defect]:
    """Leave out what a term merely inherits, where the same defect is found at a term that states it."""
    inherited = {defect for defect in found if is_inferred(store, defect)}
    stated = {(defect.shape, defect.path, defect.value) for defect in found - inherited}
    return found - {defect for defect in inherited if (defect.shape, defect.path, defect.value) in stated}


def is_inferred(store: EmbeddedStore, defect: Defect) -> bool:
    """Whether the value at fault is one that the rules have given the term."""
    if defect.path is None or defect.value is None or defect.path.startswith("^"):
        return False
    return any(store.quads(defect.focus, NamedNode(defect.path), defect.value, INFERRED))
