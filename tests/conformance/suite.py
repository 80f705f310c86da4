"""The W3C's tests of SPARQL 1.1, unpacked, and their manifests read as data. Nothing in them is edited."""

import tarfile
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Store

from miliary.vocabulary import RDF

ARCHIVE = Path(__file__).parent / "w3c" / "sparql11.tar.xz"

MF = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
QT = "http://www.w3.org/2001/sw/DataAccess/tests/test-query#"
UT = "http://www.w3.org/2009/sparql/tests/test-update#"

Value = NamedNode | BlankNode | Literal


@dataclass(frozen=True)
class Resource:
    """Something that a manifest describes."""

    graph: Store
    node: Value

    @property
    def text(self) -> str:
        """Its IRI, or what the literal holds."""
        return self.node.value

    def all(self, name: str) -> list["Resource"]:
        """What stands under the property ``name``."""
        assert not isinstance(self.node, Literal)
        quads = self.graph.quads_for_pattern(self.node, NamedNode(name), None, None)
        return [Resource(self.graph, value) for quad in quads if isinstance(value := quad.object, Value)]

    def get(self, name: str) -> "Resource | None":
        """The one thing that stands under ``name``, or nothing."""
        found = self.all(name)
        assert len(found) <= 1, f"{self.node}: {name} is given {len(found)} times"
        return found[0] if found else None

    def one(self, name: str) -> "Resource":
        found = self.get(name)
        assert found is not None, f"{self.node} has no {name}"
        return found

    def words(self, name: str) -> list[str]:
        return [each.text for each in self.all(name)]

    def items(self, name: str) -> Iterator["Resource"]:
        """The members of the list under ``name``; none when there is no list."""
        here = self.get(name)
        while here is not None and here.text != RDF + "nil":
            yield here.one(RDF + "first")
            here = here.one(RDF + "rest")

    @property
    def path(self) -> Path:
        """The file that its IRI stands for."""
        return root() / self.text.removeprefix(_address(root()))


@dataclass(frozen=True)
class Case:
    """One test of a manifest."""

    folder: str
    entry: Resource

    @property
    def name(self) -> str:
        return f"{self.folder}/{self.entry.text.rpartition('#')[2]}"

    @property
    def kind(self) -> str:
        return self.entry.one(RDF + "type").text.removeprefix(MF).removeprefix(UT)


@cache
def root() -> Path:
    """The folder that the tests are unpacked into, once a run; it goes with the process."""
    folder = tempfile.TemporaryDirectory(prefix="w3c-")
    _KEPT.append(folder)
    with tarfile.open(ARCHIVE) as archive:
        archive.extractall(folder.name, filter="data")
    return Path(folder.name) / "sparql11"


_KEPT: list[tempfile.TemporaryDirectory[str]] = []


@cache
def manifest(name: str) -> Resource:
    """The manifest in the file ``name``."""
    file = root() / name
    graph = Store()
    graph.load(path=str(file), format=RdfFormat.TURTLE, base_iri=address(file))
    return Resource(graph, NamedNode(address(file)))


def cases(folder: str, file: str = "manifest.ttl") -> list[Case]:
    """The tests of one folder, in the manifest's order."""
    return [Case(folder, entry) for entry in manifest(f"{folder}/{file}").items(MF + "entries")]


def included(name: str) -> list[str]:
    """The folders whose tests make up a part of the specification (``manifest-sparql11-query.ttl``)."""
    return [each.path.parent.name for each in manifest(name).items(MF + "include")]


def address(file: Path) -> str:
    """The IRI under which the manifests know ``file``."""
    return _address(root()) + file.relative_to(root()).as_posix()


def _address(folder: Path) -> str:
    return folder.as_uri() + "/"
