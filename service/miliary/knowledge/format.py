"""Rewriting files canonically: whatever tool saved them, they come back to the same bytes."""

import os
import shutil
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from miliary.errors import KnowledgeError, NotCanonical
from miliary.knowledge.load import content_of, read
from miliary.knowledge.sssom import SUFFIX as SSSOM_SUFFIX
from miliary.knowledge.sssom import canonical as canonical_mappings
from miliary.knowledge.sssom import parse_mappings
from miliary.knowledge.turtle import canonical

_FOLDERS = ("ontology", "shapes")
_SUFFIX = ".ttl"
_FOR_ALL_TO_READ = 0o644


@dataclass(frozen=True, slots=True)
class Rewriting:
    """What a file would become.

    :param source: the file that was read
    :param target: where its canonical form belongs: the same path, for RDF ending in ``.ttl``
    :param content: that form
    """

    source: Path
    target: Path
    content: bytes

    @property
    def needed(self) -> bool:
        """Whether the target is not there yet or has other bytes."""
        return not self.target.is_file() or self.target.read_bytes() != self.content

    def write(self) -> None:
        """Put the content in the target's place at once, so that nobody ever reads half of it.

        :raises OSError: the folder cannot be written to; the target is as it was
        """
        handle, name = tempfile.mkstemp(prefix=f".{self.target.name}-", dir=self.target.parent)
        working = Path(name)
        try:
            with os.fdopen(handle, "wb") as output:
                output.write(self.content)
                output.flush()
                os.fsync(output.fileno())
            self._set_mode(working)
            working.replace(self.target)
        finally:
            working.unlink(missing_ok=True)

    def _set_mode(self, working: Path) -> None:
        """Give the file the rights of the one that it replaces, or was read from; a new one is for all to read."""
        for known in (self.target, self.source):
            if known.is_file():
                shutil.copymode(known, working)
                return
        working.chmod(_FOR_ALL_TO_READ)


def edited_files(knowledge: Path) -> list[Path]:
    """Return every file of the knowledge folder that people edit: the ontology with its mappings, and the shapes."""
    paths = (path for folder in _FOLDERS for path in (knowledge / folder).rglob("*"))
    return sorted(path for path in paths if path.name.endswith((_SUFFIX, SSSOM_SUFFIX)))


def rewritings(files: Iterable[Path]) -> tuple[Rewriting, ...]:
    """Read ``files``, SSSOM, Turtle or RDF/XML, and say what they would become; nothing is written.

    :raises BrokenTurtle: a file cannot be read; its line and column are named
    :raises NotCanonical: a file's graph has no canonical form; the file is named
    :raises KnowledgeError: two of the files would become one
    """
    planned: dict[Path, Rewriting] = {}
    for path in dict.fromkeys(files):
        rewriting = _rewriting(path)
        if rewriting.target in planned:
            both = f"{planned[rewriting.target].source} and {path}"
            raise KnowledgeError(f"{both} would both become {rewriting.target}; give one of them.")
        planned[rewriting.target] = rewriting
    return tuple(planned.values())


def _rewriting(path: Path) -> Rewriting:
    if path.name.endswith(SSSOM_SUFFIX):
        return Rewriting(path, path, canonical_mappings(parse_mappings(content_of(path), path)).encode())
    triples = read(path)
    try:
        content = canonical(triples).encode()
    except NotCanonical as error:
        raise NotCanonical(f"{path}: {error.detail}", **error.extra) from error
    return Rewriting(path, path.with_suffix(_SUFFIX), content)
