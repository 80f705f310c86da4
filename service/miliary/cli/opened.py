"""Opening the published version for a command, publishing it first where the sources changed."""

from miliary.cli.terminal import progress, warn
from miliary.composition import Service, open_service
from miliary.curation.publication import load_followed
from miliary.curation.refusals import FilesMoved
from miliary.errors import KnowledgeError
from miliary.knowledge.publish import current, open_version
from miliary.queries import Catalogue
from miliary.settings import Settings
from miliary.store import Store


def prepare(settings: Settings) -> str:
    """Publish the knowledge if its sources changed; returns the version that answers.

    Where the sources are at fault and an earlier version is there, that one answers, with a warning.

    :raises KnowledgeError: the sources are at fault and nothing was published before
    """
    try:
        with progress("Loading the knowledge") as step:
            return load_followed(settings, step)
    except (KnowledgeError, FilesMoved) as error:
        version = current(settings.data)
        if version is None:
            raise
        warn(f"{error.detail} Version {version} answers; “miliary validate” tells more.")
        return version


def service(settings: Settings) -> Service:
    """Open everything that answers a question."""
    prepare(settings)
    return open_service(settings)


def published(settings: Settings) -> tuple[Store, Catalogue]:
    """Open only the published graph and the stored queries."""
    prepare(settings)
    return open_version(settings.data), Catalogue(settings.knowledge / "queries")
