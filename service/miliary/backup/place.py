"""What belongs to an installation, and what the parts are called in its backup."""

from dataclasses import dataclass
from pathlib import Path

from miliary.errors import MiliaryError
from miliary.store import Versions

FORMAT = 1
MANIFEST, DATASET = "manifest.json", "version.nq"
KNOWLEDGE, DATABASES = "knowledge", "databases"
SOURCES = ("ontology", "shapes", "queries")
DATABASE_FILES = "*.sqlite"


@dataclass(frozen=True, slots=True)
class Installation:
    """An installation.

    :param knowledge: the folder of what editors own
    :param data: the folder of the databases
    :param versions: where versions are kept
    """

    knowledge: Path
    data: Path
    versions: Versions

    def sources(self) -> dict[str, Path]:
        """Return the files of the knowledge by their names relative to its folder."""
        files = (path for name in SOURCES for path in (self.knowledge / name).rglob("*") if path.is_file())
        return {path.relative_to(self.knowledge).as_posix(): path for path in sorted(files)}


class BackupFailed(MiliaryError):
    """A backup cannot be made, or what is to be restored cannot be used; nothing was replaced."""

    title = "The backup cannot be used"
    slug = "backup"
