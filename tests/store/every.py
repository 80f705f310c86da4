"""Published versions in every kind of store, for the tests that all of them must pass."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from uuid import uuid4

import pytest
from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad

from miliary.store import Asking, FolderVersions, Limits, Store, Versions, read_address
from miliary.store.address import Server
from miliary.store.editions import Editions
from tests.store.servers import oxigraph, virtuoso

EX, XSD = "https://example.org/", "http://www.w3.org/2001/XMLSchema#"
KINDS = [
    "folder",
    "oxigraph",
    "oxigraph by updates alone",
    pytest.param("virtuoso", marks=pytest.mark.long),
]
INFERRED, COMPUTED = EX + "graph/inferred", EX + "graph/computed"
LABEL, ABOVE = NamedNode(EX + "label"), NamedNode(EX + "above")
LIMITS = Limits(seconds=20, memory=512_000_000, rows=50, bytes=100_000)


def quads(version: str) -> list[Quad]:
    """Literals of several kinds, blank nodes, and two named graphs; every label tells the version."""
    site, parent = NamedNode(EX + "Pons"), NamedNode(EX + "Brainstem")
    blank = BlankNode(uuid4().hex)
    stated = [
        Quad(site, LABEL, Literal(f"pons of {version}", language="en")),
        Quad(parent, LABEL, Literal(f"brainstem of {version}", language="en")),
        Quad(site, ABOVE, blank),
        Quad(blank, ABOVE, parent),
        Quad(site, NamedNode(EX + "percent"), Literal("33.0", datatype=NamedNode(XSD + "decimal"))),
        Quad(site, NamedNode(EX + "note"), Literal('"quoted" \\ and\nbroken – ü 𝔘')),
    ]
    inferred = [Quad(parent, ABOVE, NamedNode(f"{EX}{version}-{each}"), NamedNode(INFERRED)) for each in range(3)]
    computed = [Quad(site, LABEL, Literal(version), NamedNode(COMPUTED))]
    also = [Quad(each.subject, each.predicate, each.object, DefaultGraph()) for each in inferred]
    return [*stated, *inferred, *computed, *also]


@pytest.fixture(scope="session")
def places(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], str]]:
    """Start each server when it is first asked for; it serves all tests."""
    with ExitStack() as running:
        stores: dict[str, str] = {}

        def place(kind: str) -> str:
            if kind not in stores:
                server = virtuoso(tmp_path_factory.mktemp("virtuoso")) if kind == "virtuoso" else oxigraph()
                stores[kind] = running.enter_context(server)
            return stores[kind]

        yield place


def empty(kind: str, places: Callable[[str], str], folder: Path) -> Versions:
    if kind == "folder":
        return FolderVersions(folder)
    store = places(kind.split(maxsplit=1)[0])
    if kind.endswith("alone"):
        store = store.partition("&graph_store")[0]
    server = read_address(f"{store}&graphs=urn:{uuid4()}:", folder)
    assert isinstance(server, Server)
    return Editions(server, seconds=20)


@pytest.fixture(params=KINDS)
def versions(request: pytest.FixtureRequest, places: Callable[[str], str], tmp_path: Path) -> Versions:
    """A place with nothing in it, of each kind."""
    return empty(request.param, places, tmp_path / "data")


@pytest.fixture(params=KINDS, scope="session")
def two(
    request: pytest.FixtureRequest, places: Callable[[str], str], tmp_path_factory: pytest.TempPathFactory
) -> Versions:
    """A place of each kind with versions 1 and 2, for tests that change nothing."""
    found = empty(request.param, places, tmp_path_factory.mktemp("two"))
    for version in ("1", "2"):
        found.write(version, quads(version))
    return found


@pytest.fixture
def stored(two: Versions) -> Store:
    return two.open("1")


@pytest.fixture(scope="session")
def strangers(two: Versions) -> Iterator[Asking]:
    asking = two.asking("1", LIMITS, workers=1, queue=1)
    yield asking
    asking.close()
