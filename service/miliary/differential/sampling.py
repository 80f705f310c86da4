"""Draws for what to look at next: the totals of a case and the frequencies of the open findings, from the same draws.

The first ``DRAWS`` of the draws are enough: what is asked is a quartile of a difference of a few diseases, not a share
to the percent. On the figure patients the stop signal is that of all 1,500, and so are four in five of the findings
offered; the others change places with near equals. All 1,500 take twice the time.

:meth:`~miliary.differential.draws.Draws.shares` is not used: it keeps every draw of both polarities, which for all open
findings at once is more than it has room for, and it lends a finding half of what is stated above it.
"""

from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from miliary.differential.case import Reading
from miliary.differential.compatibility import Differential
from miliary.differential.draws import Draws
from miliary.differential.grounds import Ground, Signature, Trials, worths
from miliary.differential.prospects import Prospects, Rows
from miliary.differential.weights import Polarity

DRAWS = 200
REMEMBERED_BYTES = 32 * 2**20
"""The room for drawn frequencies; the least recently used are forgotten."""

Shares = NDArray[np.float32]


@dataclass(frozen=True)
class Drawn:
    """A sample for one case: see :class:`~miliary.differential.next_finding.Sample`."""

    sampler: "Sampler"
    reading: Reading
    totals: NDArray[np.float32]

    def shares(self, lines: Rows) -> Shares:
        """P(finding | disease) of some lines of the prospects: findings × diseases × draws."""
        return self.sampler.shares(lines, self.reading)


class Sampler:
    """Samples from the draws of one seed; the frequencies do not depend on the case and are remembered."""

    def __init__(self, draws: Draws, prospects: Prospects) -> None:
        self._draws = draws
        self._few = _First(draws)
        self._findings = prospects.findings
        self._knowledge = draws.index.knowledge
        self._cutoff = draws.index.scale.constants.not_passed_up
        self._remembered: OrderedDict[tuple[str, Signature], Shares] = OrderedDict()
        self._lock = Lock()

    def sample(self, differential: Differential) -> Drawn:
        """A sample for the case of ``differential``."""
        by_name = {each.disease: each for each in differential.candidates}
        reading = differential.reading
        rows = [self._draws.totals(by_name[each], reading)[:DRAWS] for each in self._knowledge.top_diseases]
        return Drawn(self, reading, np.array(rows, dtype=np.float32))

    def shares(self, lines: Rows, reading: Reading) -> Shares:
        """P(finding | disease) in the contexts of the case, the background where nothing is stated."""
        found = [self._shares(self._findings[line], reading) for line in lines]
        return np.stack(found) if found else np.zeros((0, len(self._knowledge.top_diseases), 1), dtype=np.float32)

    def remember(self, shares: Shares, reading: Reading) -> None:
        """Take over :meth:`shares` of every finding, computed before, for cases with the contexts of ``reading``."""
        with self._lock:
            for finding, found in zip(self._findings, shares, strict=True):
                self._remembered[finding, self._draws.index.signature(finding, reading)] = found

    def _shares(self, finding: str, reading: Reading) -> Shares:
        key = finding, self._draws.index.signature(finding, reading)
        with self._lock:
            found = self._remembered.get(key)
            if found is not None:
                self._remembered.move_to_end(key)
                return found
        found = np.array([self._share(each, finding, reading) for each in self._knowledge.top_diseases])
        with self._lock:
            self._remembered[key] = found = found.astype(np.float32)
            while len(self._remembered) * found.nbytes > REMEMBERED_BYTES:
                self._remembered.popitem(last=False)
        return found

    def _share(self, disease: str, finding: str, reading: Reading) -> Trials:
        """P(finding | disease), from what its absence is worth: ``10·log10((1 − p)/(1 − b))``."""
        background = self._few.background(finding)
        grounds = self._draws.index.grounds(disease, finding, reading)
        if not grounds.all:
            return background
        absent = worths(grounds, self._few, self._cutoff)[Polarity.ABSENT]
        return np.broadcast_to(1 - (1 - background) * np.power(10, absent / 10), background.shape)


class _First:
    """The first of the draws, as values to weigh with."""

    def __init__(self, draws: Draws) -> None:
        self._draws = draws

    def frequency(self, ground: Ground) -> Trials:
        """P(finding | disease) by one judgement."""
        return self._draws.frequency(ground)[:DRAWS]

    def background(self, finding: str) -> Trials:
        """The share of the differential that shows the finding."""
        return self._draws.background(finding)[:DRAWS]
