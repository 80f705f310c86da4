"""Opening the ontology as Protégé does: the main file, and whatever it imports, found by the catalogue, offline."""

from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

from pyoxigraph import NamedNode, Triple

from miliary.knowledge.load import read
from miliary.knowledge.merge import merged
from miliary.knowledge.sssom import SUFFIX
from miliary.vocabulary import OWL

IMPORTS = NamedNode(OWL + "imports")
ENTRY = "{urn:oasis:names:tc:entity:xmlns:xml:catalog}uri"


def opened(main: Path) -> dict[Path, tuple[Triple, ...]]:
    """The triples of a file and of all that it imports, by file; an import that the catalogue lacks is an error."""
    catalogue = ET.parse(main.parent / "catalog-v001.xml").getroot()
    places = {entry.attrib["name"]: main.parent / entry.attrib["uri"] for entry in catalogue.iter(ENTRY)}
    found: dict[Path, tuple[Triple, ...]] = {}
    waiting = [main]
    while waiting:
        file = waiting.pop()
        if file not in found:
            found[file] = read(file)
            waiting += [places[name] for name in imported(found[file])]
    return found


def imported(triples: tuple[Triple, ...]) -> Iterator[str]:
    for each in triples:
        if each.predicate == IMPORTS:
            assert isinstance(each.object, NamedNode)
            yield each.object.value


def test_the_main_file_brings_everything_and_nothing_from_elsewhere(repository: Path) -> None:
    found = opened(repository / "ontology" / "miliary.ttl")
    assert found.keys() == set((repository / "ontology").rglob("*.ttl"))


def test_what_is_opened_is_what_is_released_but_for_the_mappings(
    repository: Path, ontology: tuple[Triple, ...]
) -> None:
    files = opened(repository / "ontology" / "miliary.ttl")
    mappings = [read(path) for path in (repository / "ontology").rglob(f"*{SUFFIX}")]
    everything = [triple for triples in [*files.values(), *mappings] for triple in triples]
    assert merged(everything) == ontology
