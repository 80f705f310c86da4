"""Publishing: from sources to a version that never changes, in a folder or on a server.

A source that cannot be loaded or is not valid leaves what is published, and what answers, as they were.
"""

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain
from pathlib import Path
from types import MappingProxyType

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, RdfFormat, Triple, parse

from miliary.errors import KnowledgeInvalid, NoPublishedVersion
from miliary.knowledge.infer import infer
from miliary.knowledge.load import Knowledge, load
from miliary.store import EmbeddedStore, FolderVersions, Versions
from miliary.vocabulary import ONTOLOGY, OWL, iri

NOTHING: Mapping[str, bytes] = MappingProxyType({})

_SOURCES = ("ontology", "shapes", "queries")
_VERSION_INFO = NamedNode(OWL + "versionInfo")
_PUBLISHED_VERSION = NamedNode(iri("publishedVersion"))
_COMPUTED = NamedNode(iri("graph/computed"))
_DIGITS = 12
_UNFIT = re.compile(r"[^A-Za-z0-9.+]")

Derivation = Callable[[EmbeddedStore, str], Iterable[bytes]]
Validation = Callable[[Knowledge, EmbeddedStore], Sequence[object]]
Progress = Callable[[str], None]
Inferred = Callable[[], AbstractContextManager[EmbeddedStore]]


@dataclass(frozen=True, slots=True)
class Stage:
    """What publishing needs from the rooms above.

    :param validate: the violations of a graph
    :param derive: what is computed from it, given the version that it is to be: Turtle without prefixes, in pieces of
        whole statements whose terms have been checked; they are asked for while the version is written, when the graph
        may be another
    :param progress: a place to tell
    :param inferred: holds the graph of the sources as they are now, valid, with all that the rules derive; where
        somebody has it, nothing is read, inferred and validated
    """

    validate: Validation
    derive: Derivation
    progress: Progress
    inferred: Inferred | None = None


def digest(folder: Path, code: str, instead: Mapping[str, bytes] = NOTHING) -> str:
    """The first hex digits of the SHA-256 of all sources in ``folder`` and of ``code``, the version of the program.

    :param instead: what files, by their names relative to ``folder``, are to hold in place of what they do
    """
    summary = hashlib.sha256(code.encode())
    for name in _SOURCES:
        there = {path.relative_to(folder) for path in (folder / name).rglob("*") if path.is_file()}
        for path in sorted(there | {Path(each) for each in instead if Path(each).parts[0] == name}):
            content = instead[path.as_posix()] if path.as_posix() in instead else (folder / path).read_bytes()
            summary.update(path.as_posix().encode() + b"\0" + content + b"\0")
    return summary.hexdigest()[:_DIGITS]


def version_of(declared: Iterable[str], summary: str) -> str:
    """The name of a version: what the ontology says of itself, if it does, and the digest of the sources."""
    said = sorted(declared)
    return f"{_UNFIT.sub('_', said[0]) if said else '0'}-{summary}"


def current(data: Path) -> str | None:
    """The version that answers of those in a folder, or None when nothing has been published."""
    return FolderVersions(data).current()


def version_folder(data: Path, version: str) -> Path:
    """Where the store of ``version`` lies."""
    return FolderVersions(data).path(version)


def open_version(data: Path, version: str | None = None) -> EmbeddedStore:
    """Open a version of those in a folder, by default the one that answers, for reading.

    :raises NoPublishedVersion: there is none of that name, or none at all
    """
    versions = FolderVersions(data)
    chosen = version or versions.current()
    if chosen is None:
        raise NoPublishedVersion(data)
    return versions.open(chosen)


def is_current(folder: Path, data: Path | Versions, code: str) -> bool:
    """Whether the version that answers was made from the sources as they are now."""
    version = _versions(data).current()
    return version is not None and version.endswith("-" + digest(folder, code))


def publish(folder: Path, data: Path | Versions, code: str, stage: Stage) -> str:
    """Load, infer, validate, weigh and publish the knowledge in ``folder``; returns the new version.

    A version's name promises what it was made from: sources that change meanwhile are read again.

    :param data: where versions are kept, or the folder that they are in
    :raises BrokenTurtle: a file cannot be read; nothing was published
    :raises KnowledgeInvalid: the knowledge has violations; nothing was published
    """
    summary = digest(folder, code)
    with (stage.inferred or partial(_inferred, folder, stage))() as staged:
        stage.progress("weighing the evidence")
        version = version_of(_declared(staged), summary)
        # As they are now, whoever changes the graph while they are gone through.
        quads = chain(staged.quads(), _in_both(version, stage.derive(staged, version)))
    if digest(folder, code) != summary:
        return publish(folder, data, code, replace(stage, inferred=None))
    stage.progress("writing the version")
    _versions(data).write(version, quads)
    return version


def _in_both(version: str, computed: Iterable[bytes]) -> Iterator[Quad]:
    """Give what is computed, and the name of the version, in the default graph and in one of their own."""
    named = Triple(NamedNode(ONTOLOGY), _PUBLISHED_VERSION, Literal(version))
    for turtle in chain([f"{named} .\n".encode()], computed):
        both = b"%sGRAPH %s {\n%s}\n" % (turtle, str(_COMPUTED).encode(), turtle)
        yield from parse(both, format=RdfFormat.TRIG, lenient=True)


@contextmanager
def _inferred(folder: Path, stage: Stage) -> Iterator[EmbeddedStore]:
    """Hold the graph of the sources in ``folder``, with all that the rules derive.

    :raises BrokenTurtle: a file cannot be read
    :raises KnowledgeInvalid: the knowledge has violations
    """
    stage.progress("reading the knowledge")
    knowledge = load(folder)
    staged = EmbeddedStore.memory()
    staged.add(knowledge.triples)
    stage.progress("running the rules")
    infer(staged, folder / "queries" / "rules")
    stage.progress("validating")
    violations = stage.validate(knowledge, staged)
    if violations:
        raise KnowledgeInvalid(violations)
    yield staged


def _versions(data: Path | Versions) -> Versions:
    return FolderVersions(data) if isinstance(data, Path) else data


def _declared(store: EmbeddedStore) -> Iterator[str]:
    for quad in store.quads(NamedNode(ONTOLOGY), _VERSION_INFO, None, DefaultGraph()):
        if isinstance(quad.object, Literal):
            yield quad.object.value
