"""The catalogue by which Protégé finds the files: a new file is one new line, where the order has it."""

import re
from pathlib import Path

import pytest

from miliary.knowledge.addresses import FILE, rewritten, with_files
from tests.conftest import REPOSITORY

OURS = (REPOSITORY / FILE).read_text(encoding="utf-8")
NAMES = re.findall(r'uri="([^"]+)"/>', OURS)


@pytest.mark.parametrize("name", NAMES[1:])
def test_a_file_comes_back_to_its_own_line(name: str) -> None:
    without = re.sub(rf'.*uri="{re.escape(name)}"/>\n', "", OURS)
    assert without != OURS
    assert with_files(without, [f"ontology/{name}"]) == OURS


def test_what_has_its_line_and_what_is_no_file_of_the_ontology_changes_nothing() -> None:
    files = [*(f"ontology/{name}" for name in NAMES), "ontology/mappings/hpo.sssom.tsv", "shapes/test.ttl"]
    assert with_files(OURS, files) == OURS


def test_a_comment_and_a_line_of_somebody_else_stay() -> None:
    mine = OURS.replace(
        '    <uri id="cases"', '    <!-- ours -->\n    <uri  uri="bones.ttl" name=\'x\'/>\n    <uri id="cases"'
    )
    added = with_files(mine, ["ontology/diseases/Zoster.ttl"])
    (line,) = [each for each in added.splitlines() if each not in mine.splitlines()]
    assert line == (
        '    <uri id="Zoster" name="https://w3id.org/miliary/ontology/diseases/Zoster" uri="diseases/Zoster.ttl"/>'
    )
    assert len(added.splitlines()) == len(mine.splitlines()) + 1


@pytest.mark.parametrize("text", ["", "no catalogue", "\udcff<uri"])
def test_what_is_no_catalogue_is_left_alone(text: str) -> None:
    assert with_files(text, ["ontology/diseases/Zoster.ttl"]) == text


def test_a_folder_without_one_needs_none(tmp_path: Path) -> None:
    assert rewritten(tmp_path, ["ontology/diseases/Zoster.ttl"]) is None
