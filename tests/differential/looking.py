"""Small knowledge whose findings have tests on rungs, for the tests of what to look at next."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from miliary.differential.compatibility import Differential
from miliary.differential.compiled import Compiled
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


@dataclass(frozen=True)
class Given:
    """A sample whose frequencies are given."""

    totals: NDArray[np.float32]
    frequencies: NDArray[np.float32]

    def shares(self, lines: NDArray[np.int64]) -> NDArray[np.float32]:
        found: NDArray[np.float32] = self.frequencies[lines]
        return found


def sample(index: Compiled, differential: Differential, seed: int = 0, draws: int = 20) -> Given:
    """Draws around the totals of the case, with any frequencies."""
    generator = np.random.default_rng(seed)
    totals = differential.scores[index.columns.top_rows][:, None]
    drawn = (totals + generator.normal(0, 2, (len(totals), draws))).astype(np.float32)
    frequencies = generator.uniform(0.01, 0.99, (len(index.prospects.findings), len(totals), draws))
    return Given(drawn, frequencies.astype(np.float32))
