"""Putting a release into its folder: whole or not at all, and never over somebody else's files."""

import hashlib
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from miliary.errors import MiliaryError

SUMS = "SHA256SUMS"


class OccupiedFolder(MiliaryError):
    """What is to be written would take the place of files that are not ours; ``files`` names some of them."""

    title = "The folder holds other files"
    slug = "occupied-folder"

    def __init__(self, folder: Path | str, files: Sequence[str]) -> None:
        shown = ", ".join(files[:3]) + (f" and {len(files) - 3} more" if len(files) > 3 else "")
        super().__init__(
            f"{folder} holds what no release put there: {shown}. Choose another folder, or move that away.",
            files=list(files),
        )


def checksums(files: Mapping[str, bytes]) -> bytes:
    """Return what ``sha256sum --check`` reads, a line a file, by name."""
    return "".join(f"{hashlib.sha256(files[name]).hexdigest()}  {name}\n" for name in sorted(files)).encode()


def refuse_foreign_files(target: Path) -> None:
    """Refuse a target that cannot be replaced: anything but a release before it, or an empty folder, or nothing.

    :raises OccupiedFolder: it is no folder, or holds files that are not of a release
    """
    if not target.exists() and not target.is_symlink():
        return
    if target.is_symlink() or not target.is_dir():
        raise OccupiedFolder(target, [target.name])
    foreign = sorted(_found(target) - _listed(target))
    if foreign:
        raise OccupiedFolder(target, foreign)


def put(files: Mapping[str, bytes], target: Path) -> None:
    """Write ``files`` and their checksums beside ``target``, then let them take its place.

    :raises OccupiedFolder: the target holds files that are not of a release
    :raises OSError: the folder above cannot be written to; the target is as it was
    """
    refuse_foreign_files(target)
    target.parent.mkdir(parents=True, exist_ok=True)
    working = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    try:
        for name, content in {**files, SUMS: checksums(files)}.items():
            path = working / "new" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        _replace(working / "new", target, working / "old")
    finally:
        shutil.rmtree(working, ignore_errors=True)


def _replace(new: Path, target: Path, old: Path) -> None:
    if target.exists():
        target.rename(old)
    try:
        new.rename(target)
    except OSError:
        if old.exists():
            old.rename(target)
        raise


def _found(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_symlink() or path.is_file()}


def _listed(folder: Path) -> set[str]:
    sums = folder / SUMS
    if sums.is_symlink() or not sums.is_file():
        return set()
    lines = sums.read_text(encoding="utf-8", errors="replace").splitlines()
    return {SUMS, *(line.partition("  ")[2] for line in lines)}
