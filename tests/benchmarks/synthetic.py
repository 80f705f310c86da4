"""Made-up knowledge of any size: seeded, hierarchical, with a few common findings and many rare ones."""

from dataclasses import dataclass

import numpy as np

from miliary.differential.likelihood import Scale
from miliary.differential.terms import DiseaseTerm, FindingTerm, Knowledge, Sex, Statement
from miliary.vocabulary import iri

INDEX_FINDING = iri("index")


@dataclass(frozen=True, slots=True)
class Size:
    """How large the knowledge is; a finding lies below the one whose number is its own divided by ``branching``."""

    diseases: int = 100_000
    findings_each: int = 20
    findings: int = 5_000
    branching: int = 5


def synthetic(size: Size, scale: Scale, seed: int = 20201) -> Knowledge:
    """Knowledge in which every disease states ``findings_each`` findings, drawn by Zipf's law over a shuffled tree."""
    random = np.random.default_rng(seed)
    likelihood = 1 / np.arange(10, size.findings + 10)
    shuffled = random.permutation(size.findings)
    words = sorted(scale.occurrences)
    statements: list[Statement] = []
    for disease in range(size.diseases):
        drawn = random.choice(size.findings, size.findings_each * 2, p=likelihood / likelihood.sum())
        chosen = list(dict.fromkeys(shuffled[drawn].tolist()))[: size.findings_each]
        said = random.integers(len(words), size=len(chosen)).tolist()
        statements += [
            Statement(iri(f"d{disease}-f{finding}"), iri(f"d{disease}"), iri(f"f{finding}"), words[word])
            for finding, word in zip(chosen, said, strict=True)
        ]
    return Knowledge(
        findings=_findings(size),
        diseases={
            iri(f"d{number}"): DiseaseTerm(iri(f"d{number}"), f"disease {number}") for number in range(size.diseases)
        },
        groups={},
        statements=statements,
        demographics=(),
        index_finding=INDEX_FINDING,
        sexes=dict[Sex, str](),
    )


def _findings(size: Size) -> dict[str, FindingTerm]:
    above: dict[int, frozenset[str]] = {}
    below: dict[int, set[str]] = {number: set() for number in range(size.findings)}
    for number in range(size.findings):
        parent = number // size.branching - 1
        above[number] = above[parent] | {iri(f"f{parent}")} if parent >= 0 else frozenset()
        while parent >= 0:
            below[parent].add(iri(f"f{number}"))
            parent = parent // size.branching - 1
    terms = {INDEX_FINDING: FindingTerm(INDEX_FINDING, INDEX_FINDING, "finding", INDEX_FINDING)}
    for number in range(size.findings):
        name = iri(f"f{number}")
        terms[name] = FindingTerm(name, f"finding {number}", "finding", name, above[number], frozenset(below[number]))
    return terms
