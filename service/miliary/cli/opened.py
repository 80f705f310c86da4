"""Opening the published version for a command, publishing it first where the sources changed."""

from miliary.cli.terminal import progress, warn
from miliary.composition import Service, answering_version, is_shared, open_service, versions
from miliary.curation.publication import is_cut_off, load_followed
from miliary.curation.refusals import FilesMoved
from miliary.errors import KnowledgeError, NoPublishedVersion
from miliary.queries import Catalogue
from miliary.settings import Settings
from miliary.store import Store


def prepare(settings: Settings) -> str:
    """Publish the knowledge if its sources changed; returns the version that answers.

    Where the sources are at fault and an earlier version is there, that one answers, with a warning. On a server, which
    others answer from as well, whatever is published answers: only ``miliary load`` publishes another.

    :raises KnowledgeError: the sources are at fault and nothing was published before
    """
    if is_shared(settings):
        version = answering_version(settings)
        if version is not None:
            return version
    try:
        with progress("Loading the knowledge") as step:
            return load_followed(settings, step)
    except (KnowledgeError, FilesMoved) as error:
        version = answering_version(settings)
        if version is None:
            raise
        warn(f"{error.detail} Version {version} answers; “miliary validate” tells more.")
        return version


def meanwhile(settings: Settings) -> str | None:
    """Return the version that can answer while what a killed process had begun is published; None if nothing was."""
    if not is_cut_off(settings):
        return None
    version = answering_version(settings)
    return version if version and versions(settings).is_sound(version) else None


def service(settings: Settings) -> Service:
    """Open everything that answers a question."""
    prepare(settings)
    return open_service(settings)


def published(settings: Settings) -> tuple[Store, Catalogue]:
    """Open only the published graph and the stored queries."""
    prepare(settings)
    version = answering_version(settings)
    if version is None:
        raise NoPublishedVersion(settings.data)
    return versions(settings).open(version), Catalogue(settings.knowledge / "queries")
