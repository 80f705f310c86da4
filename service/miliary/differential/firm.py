"""How firm an answer is, what it hangs on, what would change it and what to look at next, for one version."""

from collections import OrderedDict
from collections.abc import Mapping

from miliary.differential.change import Change, changes
from miliary.differential.compatibility import Differential
from miliary.differential.compiled import Compiled
from miliary.differential.draws import Draws, Firmness
from miliary.differential.grounds import GroundIndex
from miliary.differential.next_finding import Next, next_findings
from miliary.differential.prepared import Prepared
from miliary.differential.sampling import Sampler
from miliary.differential.tipping import Tipper, Tipping

_SEEDS = 2


class Firm:
    """Remembers what does not depend on the case; one serves all questions on a version.

    :param prepared: what another has prepared for the draws of seed 0
    :raises ValueError: that belongs to another version
    """

    def __init__(self, compiled: Compiled, prepared: Prepared | None = None) -> None:
        self._index = GroundIndex(compiled.knowledge, compiled.scale)
        self._compiled = compiled
        self._tipper = Tipper(self._index, compiled.weights.background)
        self._seeded: OrderedDict[int, tuple[Draws, Sampler]] = OrderedDict()
        if prepared is not None:
            prepared.give(compiled, self._of(0)[1])

    def prepare(self) -> Prepared | None:
        """Compute what the first answers need, for another to begin with; None where it would be too much."""
        return Prepared.of(self._compiled, self._of(0)[1])

    def firmness(self, differential: Differential, seed: int = 0) -> Mapping[str, Firmness]:
        """How often each differential diagnosis comes first, and among the first three, in the draws of ``seed``."""
        return self._of(seed)[0].firmness(differential)

    def next(self, differential: Differential, undone: frozenset[str] = frozenset(), seed: int = 0) -> Next:
        """What would tell most next, by the draws of ``seed``; ``undone`` as in :func:`next_findings`."""
        return next_findings(differential, self._of(seed)[1].sample(differential), undone)

    def tipping(self, differential: Differential) -> tuple[Tipping, ...]:
        """The numbers that would swap the leader with another compatible disease."""
        return self._tipper.tipping(differential)

    def changes(self, differential: Differential) -> tuple[Change, ...]:
        """The unknown findings that would change the leader."""
        return changes(differential)

    def _of(self, seed: int) -> tuple[Draws, Sampler]:
        found = self._seeded.get(seed)
        if found is None:
            draws = Draws(self._index, seed)
            found = self._seeded[seed] = draws, Sampler(draws, self._compiled.prospects)
            while len(self._seeded) > _SEEDS:
                self._seeded.popitem(last=False)
        return found
