"""Which rows of numbers are alike: an order in which like stands beside like."""

from collections.abc import Mapping, Sequence

import numpy as np

_FEW = 3


def side_by_side(rows: Mapping[str, Sequence[float]]) -> list[str]:
    """Order names so that those with like rows stand near each other.

    The order is that of the Fiedler vector of the graph whose edges are the rows' cosines (Atkins, Boman and
    Hendrickson, "A spectral algorithm for seriation", 1998); of its two directions the one in which the first name
    of the alphabet comes nearer to the start.
    """
    names = sorted(rows)
    if len(names) < _FEW:
        return names
    lengths = np.array([rows[name] for name in names], dtype=float)
    norms = np.linalg.norm(lengths, axis=1, keepdims=True)
    units = np.divide(lengths, norms, out=np.zeros_like(lengths), where=norms > 0)
    # From 0 (opposite) to 1 (alike); nobody is cut off, so that there is one order.
    weights = (1 + units @ units.T) / 2
    laplacian = np.diag(weights.sum(axis=1)) - weights
    fiedler = np.linalg.eigh(laplacian)[1][:, 1]
    fiedler = np.round(fiedler if fiedler[0] <= 0 else -fiedler, 9)
    return [name for _, name in sorted(zip(fiedler.tolist(), names, strict=True))]
