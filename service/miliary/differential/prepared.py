"""What the first answers of a version compute whatever their cases say, so that another process may begin with it.

It is of use to cases that say nothing of the contexts on which a frequency depends (age, sex, immune status and the
like); the others compute their own.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from miliary.differential.case import Case, Reading, read
from miliary.differential.columns import Decibans
from miliary.differential.compiled import Compiled
from miliary.differential.sampling import DRAWS, Sampler, Shares
from miliary.differential.weights import Polarity

MOST_BYTES = 16 * 2**20
"""Beyond that no version waits for what few of its cases need."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """Each finding that may be asked about, in the order of :attr:`~miliary.differential.prospects.Prospects.findings`.

    :param present: what its presence is worth for each differential diagnosis: findings × diseases
    :param absent: what its absence is worth, likewise
    :param shares: the draws of how many patients show it: findings × diseases × draws
    """

    present: Decibans
    absent: Decibans
    shares: Shares

    def __post_init__(self) -> None:
        """Hold the parts to their shapes: they may come from a file.

        :raises ValueError: they do not fit each other
        """
        if self.present.shape != self.absent.shape or self.shares.shape != (*self.present.shape, DRAWS):
            raise ValueError("what was prepared does not fit together")

    @classmethod
    def of(cls, compiled: Compiled, sampler: Sampler) -> "Prepared | None":
        """Compute it; None where it would be more than :data:`MOST_BYTES`."""
        findings, diseases = len(compiled.prospects.findings), len(compiled.knowledge.top_diseases)
        if findings * diseases * DRAWS * np.dtype(np.float32).itemsize > MOST_BYTES:
            return None
        reading = nothing_known(compiled)
        worth = compiled.prospects.worth(reading)
        lines: NDArray[np.int64] = np.arange(findings)
        shares = sampler.shares(lines, reading)
        whole = np.broadcast_to(shares, (findings, diseases, DRAWS))  # a single entry stands for all draws alike
        return cls(worth[Polarity.PRESENT], worth[Polarity.ABSENT], whole)

    def give(self, compiled: Compiled, sampler: Sampler) -> None:
        """Have it remembered, as if a case had asked.

        :raises ValueError: it belongs to another version
        """
        if self.present.shape != (len(compiled.prospects.findings), len(compiled.knowledge.top_diseases)):
            raise ValueError("what was prepared belongs to another version")
        reading = nothing_known(compiled)
        compiled.prospects.remember({Polarity.PRESENT: self.present, Polarity.ABSENT: self.absent}, reading)
        sampler.remember(self.shares, reading)


def nothing_known(compiled: Compiled) -> Reading:
    """Return the case of which nothing is said but that it is one of the differential."""
    return read(Case(), compiled.knowledge)
