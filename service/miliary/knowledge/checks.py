"""SPARQL constraints, each as one query over the whole graph.

A SHACL processor runs a constraint's SELECT once for each focus node, with ``$this`` bound beforehand. Here the target
itself is put at the front of the WHERE clause, so that one query finds the defects of all focus nodes; a thousand times
faster, and the same rows as long as the text keeps SHACL's own rules for pre-bound variables and groups by ``$this``
where it groups. The tests hold each constraint to pySHACL's own evaluation.
"""

import re
from collections.abc import Collection, Iterator, Mapping

from pyoxigraph import BlankNode, NamedNode

from miliary.knowledge.focus import INSTANCES, WHERE
from miliary.knowledge.load import Node, Term
from miliary.knowledge.report import Defect, short, text_of
from miliary.knowledge.shapes import Check, Target
from miliary.store import EmbeddedStore, Solutions
from miliary.store import Term as AnyTerm

_PREFIX = re.compile(r"^PREFIX .*\n", re.MULTILINE)
_BLANK = re.compile(r"\{[?$](\w+)\}")


def run_check(store: EmbeddedStore, check: Check, among: Collection[Node] | None = None) -> Iterator[Defect]:
    """Yield what ``check`` finds in the default graph.

    :param among: look only at these of its focus nodes; None stands for all
    """
    answer = store.query(whole_graph_query(check, among))
    assert isinstance(answer, Solutions), "a constraint is a SELECT"
    for row in answer.records():
        focus = row.get("this")
        if isinstance(focus, NamedNode | BlankNode) and (among is None or focus in among):
            yield _defect(check, focus, row)


def whole_graph_query(check: Check, among: Collection[Node] | None = None) -> str:
    """Return the constraint's own text with its target, or the focus nodes, at the front of the WHERE clause."""
    opening = WHERE.search(check.select)
    assert opening, f"{check.name} has no WHERE"
    before, after = check.select[: opening.end()], check.select[opening.end() :]
    return f"{check.prologue}{before}\n  {_focus(check.target, among)}{after}"


def _focus(target: Target, among: Collection[Node] | None) -> str:
    """The pattern that binds ``?this``. A blank node cannot be named in a query; with one, the target stands."""
    if among is None or any(isinstance(node, BlankNode) for node in among):
        return _target(target)
    return f"VALUES ?this {{ {' '.join(sorted(map(str, among)))} }}"


def _target(target: Target) -> str:
    classes = [INSTANCES.format(name) for name in target.classes]
    selects = [_PREFIX.sub("", select) for select in target.selects]
    return " UNION ".join(f"{{ {pattern} }}" for pattern in (*classes, *selects))


def _defect(check: Check, focus: Node, row: Mapping[str, AnyTerm]) -> Defect:
    path = check.path or row.get("path")
    return Defect(
        shape=check.name,
        focus=focus,
        path=path.value if isinstance(path, NamedNode) else None,
        value=_term(row.get("value")),
        severity=check.severity,
        message=_filled(check.message, row),
    )


def _filled(message: str, row: Mapping[str, AnyTerm]) -> str:
    """The message with every ``{?name}`` replaced by what the row holds under it, as SHACL has it."""

    def shown(blank: re.Match[str]) -> str:
        term = _term(row.get(blank[1]))
        return blank[0] if term is None else short(text_of(term))

    return _BLANK.sub(shown, message)


def _term(term: AnyTerm | None) -> Term | None:
    return term if term is None or isinstance(term, Term) else None
