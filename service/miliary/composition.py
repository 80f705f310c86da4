"""Where the rooms meet: from sources to a published version, from a published version to a service."""

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from shutil import rmtree

from miliary import __version__
from miliary.consultation.care import Care
from miliary.differential.compiled import Compiled
from miliary.differential.firm import Firm
from miliary.errors import NoPublishedVersion
from miliary.index import incoherent, penalties
from miliary.index.citations import Citation
from miliary.knowledge.publish import NOTHING, Inferred, Stage, digest, is_current, publish, version_of
from miliary.knowledge.report import Result
from miliary.knowledge.validate import Further, validate, violations
from miliary.queries import Catalogue
from miliary.settings import Settings
from miliary.snapshot import Snapshot
from miliary.store import (
    Asking,
    EmbeddedStore,
    FolderVersions,
    Keep,
    Limits,
    Server,
    Store,
    Versions,
    read_address,
)
from miliary.terms import TermIndex

_PACKAGE = Path(__file__).resolve().parent


@dataclass(frozen=True)
class Service:
    """One published version, opened: everything that answers a question."""

    settings: Settings
    version: str
    store: Store
    strangers: Asking
    catalogue: Catalogue
    compiled: Compiled
    firm: Firm
    terms: TermIndex
    citations: Mapping[str, Citation]
    care: Care

    def close(self) -> None:
        """End the processes that answer strangers; the version can then be opened anew."""
        self.strangers.close()


def load(
    settings: Settings,
    progress: Callable[[str], None] = lambda _: None,
    *,
    known_valid: bool = False,
    inferred: Inferred | None = None,
) -> str:
    """Publish the knowledge if its sources, or the program, changed since; returns the version that answers.

    What is computed from it is there before the version is: whoever sees it published opens it at once.

    :param known_valid: these very sources have been validated already
    :param inferred: holds the graph of these very sources, which are valid, with all that the rules derive
    :raises BrokenTurtle: a file cannot be read; what was published stays
    :raises KnowledgeInvalid: the knowledge has violations; what was published stays
    """
    kept = versions(settings)
    version = kept.current()
    if version and is_current(settings.knowledge, kept, program()):
        if kept.is_sound(version):
            return version
        progress("making the damaged version anew")
        kept.discard(version)
    catalogue = Catalogue(settings.knowledge / "queries")

    def derive(store: EmbeddedStore, version: str) -> Iterator[bytes]:
        return penalties(_snapshot(settings, version, store, catalogue).compiled)

    judged = violations(settings.knowledge, further(settings))
    stage = Stage((lambda *_: ()) if known_valid else judged, derive, progress, inferred)
    version = publish(settings.knowledge, kept, program(), stage)
    prune(settings)
    return version


def prune(settings: Settings) -> None:
    """Take away the versions that need not be kept, and what was computed from them."""
    for version in versions(settings).prune(Keep(settings.keep_versions, settings.keep_hours)):
        rmtree(_computed_from(settings, version), ignore_errors=True)


def check(settings: Settings, files: Iterable[Path] | None = None) -> tuple[Result, ...]:
    """Validate the knowledge, or what ``files`` describe, against the shapes and along the hierarchy.

    :raises BrokenTurtle: a file cannot be read
    """
    return validate(settings.knowledge, files, further(settings))


def further(settings: Settings) -> Further:
    """What must hold of a graph besides its shapes: coherence along the hierarchy."""
    return partial(incoherent, catalogue=Catalogue(settings.knowledge / "queries"))


def version_with(settings: Settings, declared: Iterable[str], instead: Mapping[str, bytes] = NOTHING) -> str:
    """Name the version that the sources would be published as, with ``instead`` in the place of files' contents.

    :param declared: the version that the ontology gives itself
    """
    return version_of(declared, digest(settings.knowledge, program(), instead))


@cache
def program() -> str:
    """A digest of the program itself, as this process began with it: another may read the same knowledge otherwise."""
    summary = hashlib.sha256(__version__.encode())
    for path in sorted(_PACKAGE.rglob("*.py")):
        summary.update(path.read_bytes())
    return summary.hexdigest()


def limits(settings: Settings) -> Limits:
    """What one query of a stranger may take."""
    return Limits(
        seconds=settings.query_seconds,
        memory=settings.query_memory,
        rows=settings.max_rows,
        bytes=settings.max_bytes,
        services=settings.services,
    )


def strangers(settings: Settings, version: str) -> Asking:
    """Where strangers' queries on a published version go; no process is started before one comes."""
    return versions(settings).asking(version, limits(settings), settings.query_workers, settings.query_queue)


@cache
def versions(settings: Settings) -> Versions:
    """Where versions are kept: in a folder, or on a server, whose connections are kept too.

    :raises InvalidSettings: the setting ``store`` cannot be used
    """
    place = read_address(settings.store, settings.data)
    if isinstance(place, Server):
        from miliary.store.editions import Editions  # with the client of HTTP, which few need

        return Editions(place, settings.store_seconds)
    return FolderVersions(place)


os.register_at_fork(after_in_child=versions.cache_clear)  # a connection cannot be shared


def is_shared(settings: Settings) -> bool:
    """Tell whether versions are kept on a server, where other machines may publish and read them too."""
    return isinstance(read_address(settings.store, settings.data), Server)


def answering_version(settings: Settings) -> str | None:
    """Return the version that is to answer now, wherever it is kept; None when nothing has been published.

    :raises StoreUnreachable: it is kept on a server, which does not answer
    """
    return versions(settings).current()


def open_service(settings: Settings) -> Service:
    """Open the version that answers.

    :raises NoPublishedVersion: nothing has been published yet
    """
    version = answering_version(settings)
    if version is None:
        raise NoPublishedVersion(settings.data)
    store = versions(settings).open(version)
    catalogue = Catalogue(settings.knowledge / "queries")
    snapshot = _snapshot(settings, version, store, catalogue)
    return Service(
        settings=settings,
        version=version,
        store=store,
        strangers=strangers(settings, version),
        catalogue=catalogue,
        compiled=snapshot.compiled,
        firm=snapshot.firm,
        terms=snapshot.index_of_terms(),
        citations=snapshot.citations,
        care=Care(snapshot.compiled.knowledge, snapshot.citations),
    )


def _snapshot(settings: Settings, version: str, store: Store, catalogue: Catalogue) -> Snapshot:
    """Return what an earlier process computed from ``version``; else compute it, and leave it for the next."""
    folder = _computed_from(settings, version)
    with suppress(OSError, ValueError):  # not there, not whole, or not of this program
        return Snapshot.reopen(folder)
    snapshot = Snapshot.read(store, catalogue, version)
    with suppress(OSError):  # a folder that may only be read: then each process computes for itself
        snapshot.save(folder)
        _keep_newest(folder.parent, settings.keep_versions)
    return snapshot


def _keep_newest(folder: Path, number: int) -> None:
    """Throw away what was computed from older versions, by whichever machine they were published; it can be again."""
    newest_first = sorted(folder.iterdir(), key=lambda path: path.stat().st_mtime, reverse=True)
    for old in newest_first[number:]:
        rmtree(old, ignore_errors=True)


def _computed_from(settings: Settings, version: str) -> Path:
    return settings.data / "snapshots" / version
