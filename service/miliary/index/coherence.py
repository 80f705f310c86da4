"""The rule that no shape can say, since it needs the intervals: coherence along the hierarchy (l > u)."""

from collections.abc import Iterator

from pyoxigraph import NamedNode

from miliary.differential.coherence import Incoherence, incoherences
from miliary.index.read import read_knowledge, read_scale
from miliary.index.rows import grouped
from miliary.knowledge.report import Defect, Severity
from miliary.queries import Catalogue
from miliary.store import Store
from miliary.vocabulary import curie, iri

SHAPE = NamedNode(iri("Assertion-hierarchy-check"))


def incoherent(store: Store, catalogue: Catalogue) -> Iterator[Defect]:
    """A violation for each pair of statements that cannot both hold; a warning where a conflict links them."""
    knowledge = read_knowledge(store, catalogue)
    linked = grouped(store, catalogue, "index/conflicts", "assertion", "other")
    for each in incoherences(knowledge, read_scale(store, catalogue)):
        known = any(set(each.broad_statements) & linked.get(name, frozenset()) for name in each.narrow_statements)
        severity = Severity.WARNING if known else Severity.VIOLATION
        focus = NamedNode(each.narrow_statements[0])
        yield Defect(SHAPE, focus, None, NamedNode(each.broad_statements[0]), severity, _message(each, known))


def _message(found: Incoherence, known: bool) -> str:
    narrow, broad = curie(found.narrow), curie(found.broad)
    statements = ", ".join(map(curie, found.broad_statements))
    told = f"{narrow} is stated as more frequent than {broad}, which it implies ({statements})"
    remedy = "a conflict says so" if known else "correct one of them, or link them by a mil:Conflict"
    return f"{told}; {remedy}."
