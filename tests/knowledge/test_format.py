"""Rewriting files canonically: whatever tool saved a file, the same bytes come back."""

import stat
from pathlib import Path

import pytest
import rdflib

from miliary.errors import BrokenTurtle, KnowledgeError, NotCanonical
from miliary.knowledge.format import edited_files, rewritings

DISEASE = Path("ontology") / "diseases" / "SusacSyndrome.ttl"


@pytest.fixture(autouse=True)
def literals_are_kept_as_they_are_spelled(monkeypatch: pytest.MonkeyPatch) -> None:
    """As OWL editors keep them; by default rdflib alone respells "Z" as "+00:00"."""
    monkeypatch.setattr(rdflib, "NORMALIZE_LITERALS", False)


def saved_by_another_tool(file: Path, target: Path, form: str) -> Path:
    rdflib.Graph().parse(file).serialize(target, format=form, encoding="utf-8")
    return target


def rewritten(*files: Path) -> list[Path]:
    planned = [each for each in rewritings(files) if each.needed]
    for each in planned:
        each.write()
    return [each.target for each in planned]


def test_every_file_of_the_knowledge_is_canonical(repository: Path) -> None:
    files = edited_files(repository)
    assert repository / DISEASE in files
    assert repository / "shapes" / "assertion.ttl" in files
    assert [str(each.source) for each in rewritings(files) if each.needed] == []


@pytest.mark.parametrize("form", ["turtle", "longturtle", "pretty-xml", "xml", "nt"])
def test_a_file_saved_by_another_tool_comes_back_to_the_same_bytes(repository: Path, tmp_path: Path, form: str) -> None:
    file = saved_by_another_tool(repository / DISEASE, tmp_path / "SusacSyndrome.ttl", form)
    assert rewritten(file) == [file]
    assert file.read_bytes() == (repository / DISEASE).read_bytes()


def test_rdf_xml_of_another_ending_becomes_turtle_beside_it(repository: Path, tmp_path: Path) -> None:
    file = saved_by_another_tool(repository / DISEASE, tmp_path / "SusacSyndrome.owl", "pretty-xml")
    assert rewritten(file) == [tmp_path / "SusacSyndrome.ttl"]
    assert (tmp_path / "SusacSyndrome.ttl").read_bytes() == (repository / DISEASE).read_bytes()
    assert file.is_file()


def test_what_is_canonical_is_not_touched(repository: Path, tmp_path: Path) -> None:
    file = tmp_path / "SusacSyndrome.ttl"
    file.write_bytes((repository / DISEASE).read_bytes())
    assert rewritten(file) == []


def test_a_rewritten_file_keeps_its_permissions_and_leaves_nothing_beside_it(repository: Path, tmp_path: Path) -> None:
    file = saved_by_another_tool(repository / DISEASE, tmp_path / "SusacSyndrome.ttl", "turtle")
    file.chmod(0o640)
    rewritten(file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o640
    assert list(tmp_path.iterdir()) == [file]


def test_a_broken_file_keeps_all_files_as_they_were(repository: Path, tmp_path: Path) -> None:
    good = saved_by_another_tool(repository / DISEASE, tmp_path / "Good.ttl", "turtle")
    broken = tmp_path / "Broken.ttl"
    broken.write_text("PREFIX mil: <https://w3id.org/miliary/>\nmil:Pons a [ .\n", encoding="utf-8")
    before = good.read_bytes()
    with pytest.raises(BrokenTurtle, match=r"Broken\.ttl: .*line 2, column"):
        rewritten(good, broken)
    assert good.read_bytes() == before


def test_a_graph_without_a_canonical_form_is_refused_with_its_file(tmp_path: Path) -> None:
    file = tmp_path / "Stray.ttl"
    file.write_text('[] <http://example.org/p> "stray" .', encoding="utf-8")
    with pytest.raises(NotCanonical, match=r"Stray\.ttl: A blank node"):
        rewritings([file])


def test_two_files_that_would_become_one_are_refused(repository: Path, tmp_path: Path) -> None:
    turtle = saved_by_another_tool(repository / DISEASE, tmp_path / "Susac.ttl", "turtle")
    xml = saved_by_another_tool(repository / DISEASE, tmp_path / "Susac.owl", "xml")
    with pytest.raises(KnowledgeError, match="would both become"):
        rewritings([turtle, xml])
