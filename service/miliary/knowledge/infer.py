"""The inference rules: CONSTRUCT queries, run in the order of their number until nothing new comes.

Rules whose numbers begin with the same digit may feed one another; they reach their fixed point before the next digit
begins, so that a rule that asks for what is *not* there asks of a finished graph. (No rule derives a type: ``a`` in a
rule would not be seen as a property.)
"""

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from pyoxigraph import DefaultGraph, NamedNode, Triple

from miliary.store import EmbeddedStore, Triples
from miliary.vocabulary import curie, iri

INFERRED = NamedNode(iri("graph/inferred"))
"""The named graph that holds what the rules added, so that it can be told from what was stated."""


def infer(store: EmbeddedStore, rules: Path) -> int:
    """Run every rule of the folder ``rules`` until nothing new comes.

    The new triples go to the default graph and to :data:`INFERRED`.

    :returns: how many triples were added
    """
    files = sorted(rules.glob("*.rq"))
    strata = [list(stratum) for _, stratum in groupby(files, lambda file: file.name[0])]
    return sum(fixed_point(store, [file.read_text(encoding="utf-8") for file in stratum]) for stratum in strata)


def fixed_point(store: EmbeddedStore, rules: list[str]) -> int:
    """Run the rules of a stratum, and again those that ask for a property of which something new came.

    :returns: how many triples were added
    """
    added, waiting = 0, rules
    while waiting:
        new = {triple for rule in waiting for triple in _run(store, rule)}
        added += len(new)
        properties = {curie(triple.predicate.value) for triple in new}
        waiting = [rule for rule in rules if any(each in rule.partition("WHERE")[2] for each in properties)]
    return added


def _run(store: EmbeddedStore, rule: str) -> list[Triple]:
    new = list(_new(store, rule))
    store.add(new)
    store.add(new, INFERRED)
    return new


def _new(store: EmbeddedStore, rule: str) -> Iterator[Triple]:
    answer = store.query(rule)
    assert isinstance(answer, Triples), "a rule is a CONSTRUCT"
    for triple in dict.fromkeys(answer):
        known = store.quads(triple.subject, triple.predicate, triple.object, DefaultGraph())
        if next(iter(known), None) is None:
            yield triple
