"""Small knowledge whose findings have tests on rungs, for the tests of what to look at next."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from miliary.differential.case import Reading
from miliary.differential.compiled import Compiled
from miliary.differential.next_finding import Sample
from miliary.differential.terms import Statement
from miliary.differential.weights import weigh
from tests.differential.small import SCALE, compiled

RUNGS = {"history": 0, "blood test": 1, "MRI": 2, "lumbar puncture": 3, "angiography": 4, "brain biopsy": 5}


def looked_for(*statements: Statement, tests: Mapping[str, str] | None = None, **more: object) -> Compiled:
    """The weights of the statements; ``tests`` gives findings other tests, ``responses`` the treatment responses."""
    responses = frozenset(more.pop("responses", ()))  # type: ignore[call-overload]
    known = compiled(*statements, **more).knowledge  # type: ignore[arg-type]
    findings = {
        name: replace(term, tests=frozenset({(tests or {}).get(name, next(iter(term.tests)))}))
        for name, term in known.findings.items()
    }
    known = replace(known, findings=findings, rungs=RUNGS, responses=responses)
    return Compiled("test", known, SCALE, weigh(known, SCALE))


def sample(index: Compiled, reading: Reading, seed: int = 0, draws: int = 20) -> Sample:
    """Draws around the totals of the case, with any shares."""
    generator = np.random.default_rng(seed)
    totals = index.scorer.totals(reading)[index.columns.top_rows]
    drawn = (totals + generator.normal(0, 2, (draws, totals.size))).astype(np.float32)
    shares = generator.uniform(0.01, 0.99, (len(index.prospects.findings), totals.size, draws))
    return Sample(drawn, shares.astype(np.float32))
