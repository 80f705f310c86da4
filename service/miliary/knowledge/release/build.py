"""Building the release: every file of it, by name, from one published version."""

from collections.abc import Callable
from pathlib import Path

from pyoxigraph import RdfFormat

from miliary.errors import KnowledgeError
from miliary.knowledge.load import read
from miliary.knowledge.release.description import describe, distributions_of, write
from miliary.knowledge.release.documentation import document
from miliary.knowledge.release.mappings import merged_mappings
from miliary.knowledge.release.ontology import FORMS, WHOLE, Release
from miliary.knowledge.sssom import SUFFIX, read_mappings
from miliary.knowledge.turtle import canonical
from miliary.queries import Catalogue
from miliary.settings import Settings
from miliary.store import Store

# What of the sources is passed on as it is: folder of the knowledge -> folder of the release.
_COPIED = {"ontology/mappings": "mappings", "queries": "queries", "shapes": "shapes"}
# What anybody who passes the release on must have; a wheel does not carry the changelog.
_TOLD = ("CHANGELOG.md", "CITATION.cff", "LICENSE", "LICENSES")


def build(settings: Settings, store: Store, progress: Callable[[str], None] = lambda _: None) -> dict[str, bytes]:
    """Make every file of the release of the published version in ``store``.

    :param progress: is told each step
    :raises KnowledgeError: the knowledge does not lie in a checkout, with changelog and licences
    """
    catalogue = Catalogue(settings.knowledge / "queries")
    files = _sources(settings.knowledge)
    progress("joining the ontology")
    release = Release.read(store, catalogue)
    progress("writing the ontology")
    ontology = release.files()
    progress("joining mappings and shapes")
    files |= ontology
    files[f"mappings/{WHOLE}{SUFFIX}"] = merged_mappings(read_mappings(settings.knowledge), release.version).encode()
    shapes = sorted((settings.knowledge / "shapes").rglob("*.ttl"))
    files["shapes.ttl"] = canonical(triple for path in shapes for triple in read(path)).encode()
    progress("counting")
    whole = {ending: ontology[f"{WHOLE}.{ending}"] for ending in FORMS}
    described = describe(release, catalogue, settings.base, distributions_of(whole))
    files["void.ttl"] = write(described, RdfFormat.TURTLE)
    progress("writing the documentation")
    return files | document(release, store, catalogue, settings, files)


def _sources(knowledge: Path) -> dict[str, bytes]:
    missing = [name for name in _TOLD if not (knowledge / name).exists()]
    if missing:
        raise KnowledgeError(
            f"A release carries {', '.join(_TOLD)}, and {knowledge} lacks {', '.join(missing)}; make it in a checkout.",
            missing=missing,
        )
    copied = {**_COPIED, **{name: name for name in _TOLD}}
    return {
        name: path.read_bytes()
        for source, target in copied.items()
        for path, name in _below(knowledge / source, target)
    }


def _below(source: Path, target: str) -> list[tuple[Path, str]]:
    if source.is_file():
        return [(source, target)]
    found = sorted(path for path in source.rglob("*") if path.is_file())
    return [(path, f"{target}/{path.relative_to(source).as_posix()}") for path in found]
