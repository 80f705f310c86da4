"""The editors' checkout: the files of the knowledge line by line, and what a change makes of them.

Only the files that a change touches come back, each written canonically; the rest of the knowledge, and every line that
the change does not name, stays as it is.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from types import MappingProxyType

from pyoxigraph import Literal, Triple

from miliary.curation.change import Change, Line, lines_of, triples_of
from miliary.curation.filing import home_of
from miliary.curation.mapping_rows import with_rows
from miliary.curation.refusals import NoLongerStands
from miliary.errors import NotCanonical
from miliary.knowledge import addresses
from miliary.knowledge.format import Rewriting
from miliary.knowledge.load import content_of, knowledge_files, name_of, read_bytes
from miliary.knowledge.sssom import SUFFIX as SSSOM_SUFFIX
from miliary.knowledge.turtle import canonical

Files = Mapping[str, frozenset[Line]]

_FILES_KEPT = 256  # as read, in memory


@dataclass(frozen=True)
class Workspace:
    """The files of a knowledge folder at one moment.

    :param folder: the folder with ``ontology/``, ``shapes/`` and ``queries/``
    :param contents: the bytes of each file of the ontology by its name, relative to the folder
    """

    folder: Path
    contents: Mapping[str, bytes]

    @classmethod
    def open(cls, folder: Path) -> "Workspace":
        """Read the files as they are now.

        :raises BrokenTurtle: a file cannot be opened
        """
        found = {name_of(path, folder): content_of(path) for path in knowledge_files(folder)}
        return cls(folder, MappingProxyType(found))

    @cached_property
    def lines(self) -> Files:
        """What each file says.

        :raises BrokenTurtle: a file is not well-formed
        :raises NotCanonical: a file says something of a node that has no name and belongs to none
        """
        return MappingProxyType({name: lines_in(name, content) for name, content in self.contents.items()})

    @cached_property
    def stated(self) -> frozenset[Line]:
        """What all files say together."""
        return frozenset().union(*self.lines.values())

    @cached_property
    def files_of(self) -> Mapping[str, tuple[str, ...]]:
        """The files that describe each term, by name; a file of mappings does not describe what it links."""
        found: dict[str, dict[str, None]] = {}
        for name in sorted(self.lines, key=lambda each: (each.endswith(SSSOM_SUFFIX), each)):
            for line in self.lines[name]:
                found.setdefault(line.subject, {})[name] = None
        return MappingProxyType({subject: tuple(files) for subject, files in found.items()})

    def about(self, subject: str) -> frozenset[Line]:
        """Return what is said of a term, a CURIE."""
        return frozenset(
            line for name in self.files_of.get(subject, ()) for line in self.lines[name] if line.subject == subject
        )

    def label(self, subject: str) -> str:
        """Return what a term, a CURIE, is called; empty when it has no name."""
        labels = [line for line in self.about(subject) if line.predicate == "rdfs:label"]
        texts = [triple.object.value for triple in triples_of(labels) if isinstance(triple.object, Literal)]
        return min(texts, default="")

    def blocked(self, change: Change) -> tuple[frozenset[Line], frozenset[Line]]:
        """Return the lines that ``change`` takes away and that are gone, and those that it adds and that are there."""
        return change.deletions - self.stated, change.additions & self.stated

    def apply(self, change: Change) -> Mapping[str, bytes]:
        """Return the files that ``change`` touches, each with its new content.

        :raises NoLongerStands: a line that it takes away is gone, or one that it adds is there already
        :raises UnfitProposal: no file is the place for a new term
        """
        gone, there = self.blocked(change)
        if gone or there:
            raise NoLongerStands(sorted(map(str, gone)), sorted(map(str, there)))
        after = {name: set(self.lines[name]) for name in self.lines}
        touched: set[str] = set()
        for line in change.deletions:
            for name in self._holding(line):
                after[name].discard(line)
                touched.add(name)
        for name, lines in home_of(self, change).items():
            after.setdefault(name, set()).update(lines)
            touched.add(name)
        return {name: self.written(name, frozenset(after[name])) for name in sorted(touched)}

    def rewritings(self, contents: Mapping[str, bytes]) -> tuple[Rewriting, ...]:
        """Return what is to be written where, the catalogue first if there are new files.

        So a process that is killed between the two leaves a file that is still to be written, and begins again.
        """
        catalogue = addresses.rewritten(self.folder, contents.keys())
        first = [] if catalogue is None else [(addresses.FILE, catalogue)]
        return tuple(
            Rewriting(self.folder / name, self.folder / name, content)
            for name, content in (*first, *sorted(contents.items()))
        )

    def _holding(self, line: Line) -> list[str]:
        return [name for name in self.files_of[line.subject] if line in self.lines[name]]

    def written(self, name: str, lines: frozenset[Line]) -> bytes:
        """Return the content of a file that is to hold ``lines``."""
        if name.endswith(SSSOM_SUFFIX):
            return with_rows(self.contents[name], name, lines, self.label)
        return canonical(triples_of(lines, trusted=True)).encode()


@lru_cache(_FILES_KEPT)
def triples_in(name: str, content: bytes) -> tuple[Triple, ...]:
    """Return the triples of a file, read once for each content."""
    return read_bytes(content, name)


@lru_cache(_FILES_KEPT)
def lines_in(name: str, content: bytes) -> frozenset[Line]:
    """Return what a file says, read once for each content.

    :raises BrokenTurtle: it is not well-formed
    :raises NotCanonical: it says something of a node that has no name and belongs to none
    """
    try:
        return lines_of(triples_in(name, content))
    except NotCanonical as error:
        raise NotCanonical(f"{name}: {error.detail}", **error.extra) from error
