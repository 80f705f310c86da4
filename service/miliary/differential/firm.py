"""How firm an answer is, what it hangs on and what would change it, for one version of the knowledge."""

from collections import OrderedDict
from collections.abc import Mapping

from miliary.differential.change import Change, changes
from miliary.differential.compatibility import Differential
from miliary.differential.compiled import Compiled
from miliary.differential.draws import Draws, Firmness
from miliary.differential.grounds import GroundIndex
from miliary.differential.tipping import Tipper, Tipping

_SEEDS = 2


class Firm:
    """Remembers what does not depend on the case; one serves all questions on a version."""

    def __init__(self, compiled: Compiled) -> None:
        self._index = GroundIndex(compiled.knowledge, compiled.scale)
        self._tipper = Tipper(self._index, compiled.weights.background)
        self._draws: OrderedDict[int, Draws] = OrderedDict()

    def firmness(self, differential: Differential, seed: int = 0) -> Mapping[str, Firmness]:
        """How often each differential diagnosis comes first, and among the first three, in the draws of ``seed``."""
        draws = self._draws.get(seed)
        if draws is None:
            draws = self._draws[seed] = Draws(self._index, seed)
            while len(self._draws) > _SEEDS:
                self._draws.popitem(last=False)
        return draws.firmness(differential)

    def tipping(self, differential: Differential) -> tuple[Tipping, ...]:
        """The numbers that would swap the leader with another compatible disease."""
        return self._tipper.tipping(differential)

    def changes(self, differential: Differential) -> tuple[Change, ...]:
        """The unknown findings that would change the leader."""
        return changes(differential)
