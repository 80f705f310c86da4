"""The inference rules: CONSTRUCT queries, run in the order of their number until nothing new comes."""

from collections.abc import Iterator
from pathlib import Path

from pyoxigraph import DefaultGraph, NamedNode, Quad, Triple

from miliary.store import EmbeddedStore, Triples
from miliary.vocabulary import iri

INFERRED = NamedNode(iri("graph/inferred"))
"""The named graph that holds what the rules added, so that it can be told from what was stated."""


def infer(store: EmbeddedStore, rules: Path) -> int:
    """Run every rule of the folder ``rules`` until nothing new comes.

    The new triples go to the default graph and to :data:`INFERRED`.

    :returns: how many triples were added
    """
    texts = [path.read_text(encoding="utf-8") for path in sorted(rules.glob("*.rq"))]
    added = 0
    while new := sum(_run(store, text) for text in texts):
        added += new
    return added


def _run(store: EmbeddedStore, rule: str) -> int:
    new = list(_new(store, rule))
    store.extend(Quad(*triple, graph) for triple in new for graph in (DefaultGraph(), INFERRED))
    return len(new)


def _new(store: EmbeddedStore, rule: str) -> Iterator[Triple]:
    answer = store.query(rule)
    assert isinstance(answer, Triples), "a rule is a CONSTRUCT"
    for triple in dict.fromkeys(answer):
        known = store.quads(triple.subject, triple.predicate, triple.object, DefaultGraph())
        if next(iter(known), None) is None:
            yield triple
