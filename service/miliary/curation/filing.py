"""Which file a line belongs in: where its term is described already, else where others of its kind are.

The files themselves tell: a finding goes where the other children of its parent are, a disease into a file of its own
if its siblings have one each, a reference where the references are. Only what stands beside something else, as a
statement with its disease, is listed here.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from miliary.curation.change import Change, Line
from miliary.curation.mapping_rows import file_of as file_of_mapping
from miliary.curation.refusals import UnfitProposal
from miliary.knowledge.sssom import SUFFIX as SSSOM_SUFFIX
from miliary.vocabulary import ONTOLOGY

if TYPE_CHECKING:
    from miliary.curation.workspace import Workspace

_TYPE, _SUBCLASS_OF, _EQUIVALENT = "rdf:type", "rdfs:subClassOf", "owl:equivalentClass"
_CLASS, _ONTOLOGY, _IMPORTS, _WHOLE = "owl:Class", "owl:Ontology", "owl:imports", "mil:ontology"
# In an expression as the canonical writer writes it: a named member of a list, and what a restriction names.
_MEMBER = re.compile(r"^\s*(\w+:[\w-]+)$", re.MULTILINE)
_FILLER = re.compile(r"owl:someValuesFrom (\w+:[\w-]+) ;")
# Kind -> the properties, ``^`` backwards, that lead to what it stands beside.
_BESIDE: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "mil:Assertion": ("mil:aboutDisease",),
        "mil:Evidence": ("^mil:evidence",),
        "mil:Conflict": ("mil:concerns",),
        "mil:CriterionSet": (
            "mil:aboutDisease",
            "^mil:inCriterionSet",
        ),
    }
)
_OWN = "mil:"
_TURTLE = ".ttl"


def home_of(workspace: "Workspace", change: Change) -> dict[str, set[Line]]:
    """Return the added lines by the file that each belongs in.

    :raises UnfitProposal: no file is the place for a new term
    """
    found: dict[str, set[Line]] = defaultdict(set)
    filing = _Filing(workspace, change)
    for line in sorted(change.additions):
        found[file_of_mapping(line, change, workspace.contents) or filing.file(line.subject)].add(line)
    return found


def with_declarations(workspace: "Workspace", change: Change) -> Change:
    """Return ``change`` with what a file that it begins says of itself, and with the import of that.

    :raises UnfitProposal: no file is the place for a new term
    """
    new = sorted(home_of(workspace, change).keys() - workspace.contents.keys())
    known = {line.subject for line in workspace.stated if (line.predicate, line.value) == (_TYPE, _ONTOLOGY)}
    if not new or _WHOLE not in known:
        return change
    declared: set[Line] = set()
    for file in new:
        stem = file.removeprefix("ontology/").removesuffix(_TURTLE)
        name = f"<{ONTOLOGY}/{stem}>"
        title = f'"Miliary: {stem.rpartition("/")[2]}"@en'
        declared |= {Line(name, _TYPE, _ONTOLOGY), Line(name, _IMPORTS, _WHOLE), Line(name, "rdfs:label", title)}
        declared.add(Line(_WHOLE, _IMPORTS, name))
    return Change(change.base, change.additions | declared, change.deletions)


class _Filing:
    """What is described where, with what a change adds."""

    def __init__(self, workspace: "Workspace", change: Change) -> None:
        self._files = workspace.files_of
        self._after = (workspace.stated - change.deletions) | change.additions
        self._added: dict[str, list[Line]] = defaultdict(list)
        for line in change.additions:
            self._added[line.subject].append(line)
        self._looking: set[str] = set()

    def file(self, subject: str) -> str:
        """Return the file that describes the term, or would."""
        known = [name for name in self._files.get(subject, ()) if not name.endswith(SSSOM_SUFFIX)]
        if known:
            return known[0]
        if subject.startswith(f"<{ONTOLOGY}/"):
            return f"ontology/{subject[len(ONTOLOGY) + 2 : -1]}{_TURTLE}"
        if subject in self._looking:
            raise self._homeless(subject)
        self._looking.add(subject)
        kinds = self._values(subject, _TYPE)
        found = self._class_file(subject) if _CLASS in kinds else self._instance_file(subject, kinds)
        self._looking.discard(subject)
        if not found:
            raise self._homeless(subject)
        return found

    def _class_file(self, subject: str) -> str | None:
        for parent in self._parents(subject):
            siblings = {line.subject for line in self._after if parent in _named_parents(line)} - {subject}
            if files := {each: self._files[each][0] for each in siblings if each in self._files}:
                return _beside_siblings(subject, files)
            return self.file(parent)
        return None

    def _parents(self, subject: str) -> Iterator[str]:
        lines = self._added[subject]
        for names in (_named_parents, _named_in_restrictions):
            for name in sorted({name for line in lines for name in names(line)}):
                if name in self._files or name in self._added:
                    yield name

    def _instance_file(self, subject: str, kinds: Iterable[str]) -> str | None:
        for kind in kinds:
            for path in _BESIDE.get(kind, ()):
                for other in sorted(self._beside(subject, path)):
                    return self.file(other)
            files = Counter(
                name
                for line in self._after
                if line.predicate == _TYPE and line.value == kind
                for name in self._files.get(line.subject, ())[:1]
            )
            for name, _ in files.most_common(1):
                return name
        return None

    def _beside(self, subject: str, path: str) -> list[str]:
        if path.startswith("^"):
            return [line.subject for line in self._after if line.predicate == path[1:] and line.value == subject]
        return self._values(subject, path)

    def _values(self, subject: str, predicate: str) -> list[str]:
        return sorted(line.value for line in self._added[subject] if line.predicate == predicate)

    @staticmethod
    def _homeless(subject: str) -> UnfitProposal:
        detail = f"It cannot be told which file {subject} belongs in: say what it is, and what it is below or about."
        return UnfitProposal(detail, field=subject)


def _beside_siblings(subject: str, files: Mapping[str, str]) -> str:
    """A file of its own, where most of the siblings have one; else the file that most of them are in."""
    ((name, _),) = Counter(files.values()).most_common(1)
    alone = sum(file.endswith(f"/{_file_called(each)}") for each, file in files.items())
    return f"{name.rpartition('/')[0]}/{_file_called(subject)}" if alone * 2 > len(files) else name


def _file_called(subject: str) -> str:
    return f"{subject.removeprefix(_OWN)}{_TURTLE}"


def _named_parents(line: Line) -> list[str]:
    """The classes that a line puts its term below by name: a parent, or the genus of a definition."""
    if line.predicate == _SUBCLASS_OF and not line.value.startswith("["):
        return [line.value]
    return _MEMBER.findall(line.value) if line.predicate == _EQUIVALENT else []


def _named_in_restrictions(line: Line) -> list[str]:
    return _FILLER.findall(line.value) if line.predicate in (_SUBCLASS_OF, _EQUIVALENT) else []
