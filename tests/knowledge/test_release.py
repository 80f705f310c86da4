"""The release: what is in it, that its parts agree, and that its pages lead where they say."""

import hashlib
import re
from collections.abc import Mapping
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import pytest
import yaml
from pyoxigraph import CanonicalizationAlgorithm, Dataset, Literal, NamedNode, RdfFormat, Store, Triple, parse

from miliary.composition import Service
from miliary.errors import KnowledgeError
from miliary.knowledge.hermit import classify
from miliary.knowledge.release.build import build
from miliary.knowledge.release.documentation import document
from miliary.knowledge.release.folder import SUMS, OccupiedFolder, checksums, put
from miliary.knowledge.release.mappings import merged_mappings
from miliary.knowledge.release.ontology import FORMS, Release
from miliary.knowledge.sssom import COLUMNS, read_mappings
from miliary.settings import Settings
from miliary.store import EmbeddedStore
from miliary.vocabulary import ONTOLOGY, RDFS, iri

pytestmark = pytest.mark.early

FORMATS = {"owl": RdfFormat.RDF_XML, "ttl": RdfFormat.TURTLE, "jsonld": RdfFormat.JSON_LD, "nt": RdfFormat.N_TRIPLES}


@pytest.fixture(scope="module")
def files(published: Service) -> Mapping[str, bytes]:
    return build(published.settings, published.store)


@pytest.fixture(scope="module")
def pages(files: Mapping[str, bytes]) -> Mapping[str, "Read"]:
    prefix = "documentation/"
    return {name.removeprefix(prefix): Read(files[name].decode()) for name in files if name.startswith(prefix)}


class Read(HTMLParser):
    """What a page links to, what can be linked to on it, and what it would fetch."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.anchors: list[str] = []
        self.fetched: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if anchor := given.get("id"):
            self.anchors.append(anchor)
        if tag == "a":
            self.links.append(unescape(given["href"] or ""))
        elif "src" in given or "href" in given or tag == "script":
            self.fetched.append(tag)


def canonical(content: bytes, form: RdfFormat) -> set[str]:
    dataset = Dataset(parse(content, format=form))
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return {str(quad) for quad in dataset}


@pytest.mark.parametrize("name", ["miliary", "miliary-without-assertions"])
def test_every_form_says_the_same(files: Mapping[str, bytes], name: str) -> None:
    said = [canonical(files[f"{name}.{ending}"], form) for ending, form in FORMATS.items()]
    assert FORMATS.keys() == FORMS.keys()
    assert len(said[0]) > 8_000
    assert all(each == said[0] for each in said)


def test_the_file_without_assertions_classifies_under_hermit(files: Mapping[str, bytes]) -> None:
    content = files["miliary-without-assertions.owl"]
    taxonomy = classify(quad.triple for quad in parse(content, format=RdfFormat.RDF_XML))
    assert taxonomy.consistent
    assert taxonomy.unsatisfiable == frozenset()
    assert iri("BrainstemLesion") in taxonomy.superclasses[iri("PonsLesion")]


def test_sources_licences_and_mappings_come_along(files: Mapping[str, bytes], repository: Path) -> None:
    for name in ("CHANGELOG.md", "LICENSE", "LICENSES/CC-BY-4.0.txt", "queries/compatible-diseases.rq"):
        assert files[name] == (repository / name).read_bytes()
    assert files["mappings/radlex.sssom.tsv"] == (repository / "ontology/mappings/radlex.sssom.tsv").read_bytes()
    assert files["shapes/finding.ttl"] == (repository / "shapes/finding.ttl").read_bytes()


def test_the_shapes_in_one_file_are_all_shapes(files: Mapping[str, bytes], repository: Path) -> None:
    each = Dataset(
        quad
        for path in (repository / "shapes").rglob("*.ttl")
        for quad in parse(path.read_bytes(), format=RdfFormat.TURTLE, rename_blank_nodes=True)
    )
    each.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    assert canonical(files["shapes.ttl"], RdfFormat.TURTLE) == {str(quad) for quad in each}


def test_the_merged_mappings_hold_every_row_with_its_set(files: Mapping[str, bytes], repository: Path) -> None:
    lines = files["mappings/miliary.sssom.tsv"].decode().splitlines()
    header = yaml.safe_load("\n".join(line[1:] for line in lines if line.startswith("#")))
    columns, *table = [line.split("\t") for line in lines if not line.startswith("#")]
    sets = read_mappings(repository)
    assert columns == [*COLUMNS, "mapping_source"]
    assert len(table) == sum(len(each.rows) for each in sets)
    assert {row[-1] for row in table} == {f"mil:mappings/{each.iri.rpartition('/')[2]}" for each in sets}
    prefixes = {cell.partition(":")[0] for row in table for cell in (row[0], row[2], row[3], row[5])}
    assert prefixes <= header["curie_map"].keys()
    assert all(str(each.header["license"]) in header["other"] for each in sets)


def test_the_version_of_the_mappings_is_that_of_the_ontology(repository: Path) -> None:
    written = merged_mappings(read_mappings(repository), "1.0.0+abc")
    assert "#mapping_set_version: 1.0.0+abc\n" in written


def test_every_link_of_the_documentation_leads_somewhere(pages: Mapping[str, Read], files: Mapping[str, bytes]) -> None:
    for name, page in pages.items():
        assert len(page.anchors) == len(set(page.anchors)), name
        assert page.fetched == [], f"{name} would fetch something"
    lost = [link for page in pages.values() for link in page.links if not leads(link, pages, files)]
    assert lost == []
    assert sum(len(page.links) for page in pages.values()) > 10_000


def leads(link: str, pages: Mapping[str, Read], files: Mapping[str, bytes]) -> bool:
    file, _, anchor = link.partition("#")
    if file.startswith(("http://", "https://")):
        return not link.startswith("https://w3id.org/miliary/")
    if file.startswith("../"):
        return file.removeprefix("../") in files
    return file in pages and (not anchor or anchor in pages[file].anchors)


def test_every_class_and_statement_has_its_anchor(pages: Mapping[str, Read], files: Mapping[str, bytes]) -> None:
    anchors = {anchor for page in pages.values() for anchor in page.anchors}
    store = Store()
    store.bulk_load(files["miliary.nt"], RdfFormat.N_TRIPLES)
    kinds = [NamedNode("http://www.w3.org/2002/07/owl#Class"), *(NamedNode(iri(each)) for each in KINDS)]
    terms = {quad.subject for kind in kinds for quad in store.quads_for_pattern(None, None, kind)}
    own = {term.value for term in terms if isinstance(term, NamedNode) and term.value.startswith(iri(""))}
    assert len(own) > 3_000
    assert {term.removeprefix(iri("")) for term in own} - anchors == set()


KINDS = ("Assertion", "Evidence", "Conflict", "Reference", "Case")


def test_markup_in_the_knowledge_stays_text(published: Service) -> None:
    evil = "<script>alert(1)</script>\" onload='x'"
    lesion = NamedNode(iri("PonsLesion"))
    release = Release.read(published.store, published.catalogue)
    told = Triple(lesion, NamedNode(RDFS + "comment"), Literal(evil))
    leading = Triple(lesion, NamedNode(RDFS + "seeAlso"), NamedNode("javascript:alert(1)"))
    changed = Release(release.version, (*release.classes, told, leading), release.classes)
    written = document(changed, published.store, published.catalogue, published.settings, {})
    text = written["documentation/ImagingFinding.html"].decode()
    assert evil not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
    assert re.search(r'href="javascript', text) is None


def test_a_release_without_licences_is_not_made(published: Service, tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError, match="lacks CHANGELOG"):
        build(Settings(knowledge=tmp_path, data=tmp_path / "data"), EmbeddedStore.memory())


def test_a_folder_is_replaced_whole_with_its_checksums(tmp_path: Path) -> None:
    target = tmp_path / "dist"
    put({"old.txt": b"old", "a/b.txt": b"same"}, target)
    put({"new.txt": b"new", "a/b.txt": b"same"}, target)
    found = {path.relative_to(target).as_posix() for path in target.rglob("*") if path.is_file()}
    assert found == {"new.txt", "a/b.txt", SUMS}
    assert (target / SUMS).read_bytes() == checksums({"new.txt": b"new", "a/b.txt": b"same"})
    assert f"{hashlib.sha256(b'new').hexdigest()}  new.txt\n" in (target / SUMS).read_text()
    assert [path.name for path in tmp_path.iterdir()] == ["dist"]


def test_an_empty_folder_may_be_filled(tmp_path: Path) -> None:
    put({"a": b""}, tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {"a", SUMS}


@pytest.mark.parametrize("name", ["mine.txt", "sub/mine.txt", SUMS + "2"])
def test_files_of_somebody_else_are_left_alone(tmp_path: Path, name: str) -> None:
    target = tmp_path / "dist"
    put({"a": b"1"}, target)
    (target / name).parent.mkdir(exist_ok=True)
    (target / name).write_text("mine")
    with pytest.raises(OccupiedFolder) as caught:
        put({"a": b"2"}, target)
    assert caught.value.extra["files"] == [name]
    assert (target / "a").read_bytes() == b"1"
    assert (target / name).read_text() == "mine"


def test_a_file_or_a_link_is_no_folder(tmp_path: Path) -> None:
    file, link, elsewhere = tmp_path / "file", tmp_path / "link", tmp_path / "elsewhere"
    file.write_text("mine")
    elsewhere.mkdir()
    link.symlink_to(elsewhere)
    for target in (file, link):
        with pytest.raises(OccupiedFolder):
            put({"a": b""}, target)
    assert list(elsewhere.iterdir()) == []


def test_when_the_new_cannot_take_the_place_the_old_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "dist"
    put({"a": b"1"}, target)
    rename = Path.rename

    def failing(self: Path, to: Path) -> Path:
        if self.name == "new":
            raise OSError("no")
        return rename(self, to)

    monkeypatch.setattr(Path, "rename", failing)
    with pytest.raises(OSError, match="no"):
        put({"a": b"2"}, target)
    assert (target / "a").read_bytes() == b"1"
    assert [path.name for path in tmp_path.iterdir()] == ["dist"]


def test_the_version_is_named_in_every_part(files: Mapping[str, bytes], published: Service) -> None:
    version = Release.read(published.store, published.catalogue).version
    for name in ("miliary.ttl", "void.ttl", "mappings/miliary.sssom.tsv", "documentation/index.html"):
        assert version in files[name].decode(), name
    assert f"<{ONTOLOGY}/{version}>" in files["miliary.ttl"].decode()
