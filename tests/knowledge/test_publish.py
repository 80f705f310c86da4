"""Publishing: a version appears whole or not at all, and what cannot be published leaves everything as it was."""

import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, Triple

from miliary.errors import BrokenTurtle, KnowledgeInvalid, NoPublishedVersion
from miliary.knowledge.publish import Stage, current, digest, is_current, open_version, publish, version_folder
from miliary.knowledge.validate import violations
from miliary.store import EmbeddedStore
from miliary.vocabulary import iri
from tests.knowledge.publishing import ONTOLOGY, STAGE, publish_and_die, publish_together, write_folder
from tests.knowledge.synthetic import disease_file, write_knowledge
from tests.pieces import triples, words

WEIGHS = NamedNode(iri("weighs"))
Snapshot = dict[str, tuple[int, bytes]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_folder(tmp_path / "knowledge")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


def edit(folder: Path, turtle: str = "mil:PonsLesion mil:below mil:Spot .\n") -> None:
    with (folder / "ontology" / "findings.ttl").open("a", encoding="utf-8") as file:
        file.write(turtle)


def snapshot(data: Path) -> Snapshot:
    """Every file of the data folder with the time of its last change and its bytes."""
    return {
        path.relative_to(data).as_posix(): (path.stat().st_mtime_ns, path.read_bytes())
        for path in data.rglob("*")
        if path.is_file()
    }


def versions(data: Path) -> list[str]:
    """The names in the versions folder, those that are only being written included."""
    return sorted(path.name for path in (data / "versions").iterdir())


def said(data: Path, version: str | None = None) -> set[tuple[str, str, str]]:
    return {words(quad.triple) for quad in open_version(data, version).quads()}


def test_what_is_published_is_what_was_stated_and_what_follows(folder: Path, data: Path) -> None:
    version = publish(folder, data, "program", STAGE)
    assert said(data) >= {
        ("PonsLesion", "below", "Lesion"),
        ("PonsLesion", "entails", "Lesion"),
        ("ontology", "publishedVersion", version),
    }
    assert (current(data), versions(data)) == (version, [version])


def test_what_is_derived_of_the_inferred_graph_is_published_too(folder: Path, data: Path) -> None:
    def derive(store: EmbeddedStore, _version: str) -> Iterable[bytes]:
        for quad in list(store.quads(None, NamedNode(iri("entails")))):
            yield f"{quad.subject} {WEIGHS} {quad.object} ; {WEIGHS} {quad.subject} .\n".encode()
        yield f"{WEIGHS} {WEIGHS} {WEIGHS} .\n".encode()

    version = publish(folder, data, "program", replace(STAGE, derive=derive))
    weighed = {("PonsLesion", "weighs", "Lesion"), ("PonsLesion", "weighs", "PonsLesion"), ("weighs",) * 3}
    assert said(data) >= weighed
    computed = open_version(data).quads(graph=NamedNode(iri("graph/computed")))
    assert sorted(words(quad.triple) for quad in computed) == sorted(
        [*weighed, ("ontology", "publishedVersion", version)]
    )


def test_what_is_published_is_the_graph_as_it_was_held(folder: Path, data: Path) -> None:
    store = EmbeddedStore.memory()
    store.add(triples("mil:PonsLesion mil:below mil:Lesion ."))

    @contextmanager
    def held() -> Iterator[EmbeddedStore]:
        yield store
        store.add(triples("mil:PonsLesion mil:below mil:Spot ."))

    publish(folder, data, "program", replace(STAGE, inferred=held))
    assert {each[2] for each in said(data) if each[0] == "PonsLesion"} == {"Lesion"}


def test_a_version_is_called_by_the_ontology_and_the_digest_of_its_sources(folder: Path, data: Path) -> None:
    assert publish(folder, data, "program", STAGE) == f"1.2.3-{digest(folder, 'program')}"


def test_a_version_that_cannot_be_a_folder_is_spelled_so_that_it_can(folder: Path, data: Path) -> None:
    file = folder / "ontology" / "miliary.ttl"
    file.write_text(file.read_text().replace(ONTOLOGY, ONTOLOGY.replace("1.2.3", "../2 / draft")))
    version = publish(folder, data, "program", STAGE)
    assert version.startswith(".._2___draft-")
    assert versions(data) == [version]
    assert said(data)


def test_the_same_sources_again_are_the_same_version_and_rewrite_nothing(
    folder: Path, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    version = publish(folder, data, "program", STAGE)
    before = snapshot(data / "versions")
    monkeypatch.delattr(EmbeddedStore, "create")
    assert publish(folder, data, "program", STAGE) == version
    assert snapshot(data / "versions") == before


@pytest.mark.parametrize("changed", ["ontology/findings.ttl", "shapes/any.ttl", "queries/rules/10-entails.rq"])
def test_any_changed_source_makes_another_version(folder: Path, data: Path, changed: str) -> None:
    before = publish(folder, data, "program", STAGE)
    assert is_current(folder, data, "program")
    with (folder / changed).open("a", encoding="utf-8") as file:
        file.write("# changed\n")
    assert not is_current(folder, data, "program")
    assert publish(folder, data, "program", STAGE) != before
    assert is_current(folder, data, "program")


def test_another_program_makes_another_version(folder: Path, data: Path) -> None:
    publish(folder, data, "program", STAGE)
    assert not is_current(folder, data, "another program")


def test_an_older_version_stays_as_it_was_and_can_be_taken_up_again(folder: Path, data: Path) -> None:
    first = publish(folder, data, "program", STAGE)
    sources = (folder / "ontology" / "findings.ttl").read_bytes()
    before = snapshot(data / "versions" / first)
    edit(folder)
    second = publish(folder, data, "program", STAGE)
    assert ("PonsLesion", "below", "Spot") in said(data, second) - said(data, first)
    (folder / "ontology" / "findings.ttl").write_bytes(sources)
    assert publish(folder, data, "program", STAGE) == first == current(data)
    assert snapshot(data / "versions" / first) == before


def test_sources_that_change_while_they_are_read_are_read_again(folder: Path, data: Path) -> None:
    rounds: list[str] = []

    def derive(_store: EmbeddedStore, _version: str) -> Iterable[bytes]:
        if not rounds:
            edit(folder)
        rounds.append("weighed")
        return ()

    version = publish(folder, data, "program", replace(STAGE, derive=derive))
    assert version.endswith(digest(folder, "program"))
    assert ("PonsLesion", "below", "Spot") in said(data, version)
    assert len(rounds) == 2


def test_broken_turtle_leaves_the_published_version_and_says_where_it_is_broken(folder: Path, data: Path) -> None:
    publish(folder, data, "program", STAGE)
    before = snapshot(data)
    edit(folder, "mil:PonsLesion mil:below\n")
    with pytest.raises(BrokenTurtle, match=r"findings\.ttl.*line") as caught:
        publish(folder, data, "program", STAGE)
    assert caught.value.file.endswith("ontology/findings.ttl")
    assert snapshot(data) == before


def test_a_violation_leaves_the_published_version_and_says_what_is_wrong(tmp_path: Path, data: Path) -> None:
    folder = tmp_path / "made-up"
    write_knowledge(folder, diseases=1, assertions=2)
    stage = replace(STAGE, validate=violations(folder))
    publish(folder, data, "program", stage)
    before = snapshot(data)
    file = disease_file(folder, 0)
    file.write_text(file.read_text().replace("mil:percent 33.0", "mil:percent 133.0", 1))
    with pytest.raises(KnowledgeInvalid) as caught:
        publish(folder, data, "program", stage)
    assert caught.value.detail == "1 violation found; nothing was published."
    (result,) = map(str, caught.value.results)
    assert "Disease0.ttl" in result
    assert "percentage from 0.0 to 100.0" in result
    assert snapshot(data) == before


@pytest.mark.parametrize("where", ["validate", "derive", "progress"])
def test_a_failure_at_any_step_leaves_the_published_version(folder: Path, data: Path, where: str) -> None:
    publish(folder, data, "program", STAGE)
    before = snapshot(data)
    edit(folder)

    def fail(*_: object) -> tuple[object, ...]:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        publish(folder, data, "program", replace(STAGE, **{where: fail}))  # type: ignore[arg-type]
    assert snapshot(data) == before


@pytest.mark.parametrize("step", ["fill", "flush"])
def test_a_version_that_cannot_be_written_never_shows(
    folder: Path, data: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    first = publish(folder, data, "program", STAGE)
    edit(folder)
    seen: list[list[str]] = []
    whole: Callable[..., None] = getattr(EmbeddedStore, step)

    def full_disk(store: EmbeddedStore, *arguments: object) -> None:
        whole(store, *arguments)
        seen.append([name for name in versions(data) if not name.startswith(".writing-")] if writing(data) else [])
        if writing(data):
            raise OSError("No space left on device")

    monkeypatch.setattr(EmbeddedStore, step, full_disk)
    with pytest.raises(OSError, match="No space left"):
        publish(folder, data, "program", STAGE)
    assert seen[-1] == [first]
    assert (versions(data), current(data)) == ([first], first)


def writing(data: Path) -> bool:
    return any(name.startswith(".writing-") for name in versions(data))


def test_a_version_that_cannot_take_its_name_is_an_error(folder: Path, data: Path) -> None:
    first = publish(folder, data, "program", STAGE)
    edit(folder)
    version_folder(data, f"1.2.3-{digest(folder, 'program')}").write_text("in the way")
    with pytest.raises(OSError, match="irectory"):
        publish(folder, data, "program", STAGE)
    assert current(data) == first


def test_a_process_that_dies_while_writing_leaves_no_version(folder: Path, data: Path) -> None:
    assert publish_and_die(folder, data) == [9]
    assert current(data) is None
    assert [name for name in versions(data) if not name.startswith(".writing-")] == []
    assert publish(folder, data, "program", STAGE) == current(data)


def test_processes_that_publish_at_once_publish_one_version(folder: Path, data: Path) -> None:
    assert publish_together(folder, data, 3) == [0, 0, 0]
    version = f"1.2.3-{digest(folder, 'program')}"
    assert (versions(data), current(data)) == ([version], version)
    assert ("PonsLesion", "entails", "Lesion") in said(data)
    assert sorted(path.name for path in data.iterdir()) == ["current", "versions"]


def test_without_a_published_version_there_is_none_to_open(data: Path) -> None:
    assert current(data) is None
    with pytest.raises(NoPublishedVersion):
        open_version(data)


def test_a_version_of_another_name_is_not_opened_in_its_place(folder: Path, data: Path) -> None:
    publish(folder, data, "program", STAGE)
    with pytest.raises(NoPublishedVersion):
        open_version(data, "1.2.3-000000000000")


def test_a_pointer_to_a_version_that_is_gone_points_at_none(folder: Path, data: Path) -> None:
    version = publish(folder, data, "program", STAGE)
    shutil.rmtree(version_folder(data, version))
    assert current(data) is None
    assert not is_current(folder, data, "program")
    assert publish(folder, data, "program", STAGE) == version
    assert said(data)


def test_a_published_version_cannot_be_written_to(folder: Path, data: Path) -> None:
    publish(folder, data, "program", STAGE)
    first, second = open_version(data), open_version(data)
    with pytest.raises(RuntimeError):
        first.add([Triple(NamedNode(iri("A")), NamedNode(iri("b")), NamedNode(iri("C")))])
    assert first.count() == second.count()


def test_the_steps_are_told_in_their_order(folder: Path, data: Path) -> None:
    told: list[str] = []
    publish(folder, data, "program", Stage(STAGE.validate, STAGE.derive, told.append))
    assert told == [
        "reading the knowledge",
        "running the rules",
        "validating",
        "weighing the evidence",
        "writing the version",
    ]
