"""What was prepared for the first answers of a version, on disk: three arrays in one ``.npz`` file; no pickle."""

from dataclasses import fields
from pathlib import Path

import numpy as np

from miliary.differential.prepared import Prepared

FILE = "prepared.npz"


def save(prepared: Prepared | None, folder: Path) -> None:
    """Write it into ``folder``, if there is anything."""
    if prepared is not None:
        parts = {each.name: getattr(prepared, each.name) for each in fields(prepared)}
        np.savez(folder / FILE, allow_pickle=False, **parts)


def reopen(folder: Path) -> Prepared | None:
    """Open what :func:`save` wrote into ``folder``; None where there was nothing.

    :raises ValueError: it is damaged
    """
    if not (folder / FILE).exists():
        return None
    with (folder / FILE).open("rb") as opened, np.load(opened, allow_pickle=False) as parts:
        return Prepared(**{name: parts[name] for name in parts.files})
