"""Publishing: one immutable store a version, and a pointer that moves only when a version is complete.

``<data>/versions/<version>/`` is never written again once its name is there, so that any number of processes may read
it; ``<data>/current`` names the version that answers. A source that cannot be loaded or is not valid leaves both as
they were.
"""

import contextlib
import hashlib
import re
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from uuid import uuid4

from pyoxigraph import DefaultGraph, Literal, NamedNode, Triple

from miliary.errors import KnowledgeInvalid, NoPublishedVersion
from miliary.knowledge.infer import infer
from miliary.knowledge.load import Knowledge, load
from miliary.store import EmbeddedStore
from miliary.vocabulary import ONTOLOGY, OWL, iri

NOTHING: Mapping[str, bytes] = MappingProxyType({})

_SOURCES = ("ontology", "shapes", "queries")
_VERSION_INFO = NamedNode(OWL + "versionInfo")
_PUBLISHED_VERSION = NamedNode(iri("publishedVersion"))
_COMPUTED = NamedNode(iri("graph/computed"))
_DIGITS = 12
_UNFIT = re.compile(r"[^A-Za-z0-9.+]")

Derivation = Callable[[EmbeddedStore], Iterable[Triple]]
Validation = Callable[[Knowledge, EmbeddedStore], Sequence[object]]
Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Stage:
    """What publishing needs from the rooms above: violations of a graph, triples computed from it, a place to tell."""

    validate: Validation
    derive: Derivation
    progress: Progress


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
    """The version that answers, or None when nothing has been published."""
    with contextlib.suppress(FileNotFoundError):
        version = (data / "current").read_text(encoding="utf-8").strip()
        return version if version and version_folder(data, version).is_dir() else None
    return None


def version_folder(data: Path, version: str) -> Path:
    """Where the store of ``version`` lies."""
    return data / "versions" / version


def open_version(data: Path, version: str | None = None) -> EmbeddedStore:
    """Open a published version, by default the current one, for reading.

    :raises NoPublishedVersion: there is none of that name, or none at all
    """
    chosen = version or current(data)
    if chosen is None or not version_folder(data, chosen).is_dir():
        raise NoPublishedVersion(data)
    return EmbeddedStore.open_read_only(version_folder(data, chosen))


def is_current(folder: Path, data: Path, code: str) -> bool:
    """Whether the version that answers was made from the sources as they are now."""
    version = current(data)
    return version is not None and version.endswith("-" + digest(folder, code))


def publish(folder: Path, data: Path, code: str, stage: Stage) -> str:
    """Load, infer, validate, weigh and publish the knowledge in ``folder``; returns the new version.

    A version's name promises what it was made from: sources that change meanwhile are read again.

    :raises BrokenTurtle: a file cannot be read; nothing was published
    :raises KnowledgeInvalid: the knowledge has violations; nothing was published
    """
    summary = digest(folder, code)
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
    stage.progress("weighing the evidence")
    version = version_of(_declared(staged), summary)
    computed = [*stage.derive(staged), Triple(NamedNode(ONTOLOGY), _PUBLISHED_VERSION, Literal(version))]
    staged.add(computed)
    staged.add(computed, _COMPUTED)
    if digest(folder, code) != summary:
        return publish(folder, data, code, stage)
    stage.progress("writing the version")
    _write(staged, data, version)
    return version


def _declared(store: EmbeddedStore) -> Iterator[str]:
    for quad in store.quads(NamedNode(ONTOLOGY), _VERSION_INFO, None, DefaultGraph()):
        if isinstance(quad.object, Literal):
            yield quad.object.value


def _write(staged: EmbeddedStore, data: Path, version: str) -> None:
    """Write the whole version under a working name, then let its own name appear, then the pointer."""
    target = version_folder(data, version)
    if not target.is_dir():
        target.parent.mkdir(parents=True, exist_ok=True)
        working = Path(tempfile.mkdtemp(prefix=".writing-", dir=target.parent))
        try:
            store = EmbeddedStore.create(working / "store")
            store.extend(staged.quads())
            store.flush()
            del store
            _appear(working / "store", target)
        finally:
            shutil.rmtree(working, ignore_errors=True)
    _point(data, version)


def _appear(store: Path, target: Path) -> None:
    try:
        store.rename(target)
    except OSError:
        if not target.is_dir():  # else another process wrote the same version first
            raise


def _point(data: Path, version: str) -> None:
    pointer = data / f".current-{uuid4().hex}"
    pointer.write_text(version + "\n", encoding="utf-8")
    pointer.replace(data / "current")
