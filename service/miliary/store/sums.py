"""The digests of a folder's files, as ``sha256sum`` writes them: damage is seen without knowing what they mean."""

import hashlib
from pathlib import Path

NAME = "SHA256SUMS"


def write_sums(folder: Path) -> None:
    """Write the digest of every file of ``folder``, and below it, into its file :data:`NAME`."""
    lines = [f"{digest(path)}  {path.relative_to(folder).as_posix()}\n" for path in _files(folder)]
    (folder / NAME).write_text("".join(lines), encoding="utf-8")


def damaged(folder: Path) -> list[str]:
    """Return the names of the files of ``folder`` that are missing, changed or not listed; all fit where it is empty.

    :raises OSError: the list itself cannot be read
    """
    lines = (folder / NAME).read_text(encoding="utf-8").splitlines()
    listed = {name: sum_ for sum_, _, name in (line.partition("  ") for line in lines)}
    there = {path.relative_to(folder).as_posix() for path in _files(folder)}
    changed = {name for name in there & listed.keys() if digest(folder / name) != listed[name]}
    return sorted(changed | (there ^ listed.keys()))


def digest(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file() and path.name != NAME)
