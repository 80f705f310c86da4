"""The checks of the ontology's quality: each can find its fault, and the ontology has none that is not explained."""

import time
from pathlib import Path

import pytest
from pyoxigraph import Triple

from miliary.errors import KnowledgeError
from miliary.knowledge.load import Knowledge, load, read_bytes
from miliary.knowledge.quality import (
    EXPLAINED,
    Explanation,
    Fault,
    Importance,
    Quality,
    examine,
    explained,
    read_checks,
    read_explained,
    run,
)
from miliary.queries import Catalogue
from miliary.vocabulary import curie
from tests.conftest import REPOSITORY
from tests.ontology.planted import PLANTS, SOUND, Plant
from tests.ontology.planted_axioms import METADATA, OWL, PRINCIPLES

CATALOGUE = Catalogue(REPOSITORY / "queries")
CHECKS = {check.name.partition("/")[2]: check for check in read_checks(CATALOGUE)}
PLANTED = PLANTS | METADATA | PRINCIPLES | OWL
CASES = [
    pytest.param(name, plant, id=f"{name}-{number}")
    for name, plants in PLANTED.items()
    for number, plant in enumerate(plants, start=1)
]
HEADER = "check\tterm\tvalue\twhy\n"


@pytest.fixture(scope="module")
def quality() -> Quality:
    return examine(REPOSITORY)


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return load(REPOSITORY)


def named(fault: Fault) -> str:
    return f"{fault.check}: {curie(fault.term)} {fault.value}".rstrip()


def fault(check: str, term: str, severity: Importance = Importance.WARNING) -> Fault:
    return Fault(check, "A fault", severity, "", term, "")


def test_every_check_has_a_fault_planted_for_it() -> None:
    assert PLANTED.keys() == CHECKS.keys()


def test_no_check_finds_anything_in_a_sound_ontology() -> None:
    assert [named(each) for each in run(read_bytes(SOUND.encode(), "sound.ttl"), CHECKS.values())] == []


@pytest.mark.parametrize(("name", "plant"), CASES)
def test_a_check_finds_the_fault_that_is_planted_for_it(name: str, plant: Plant) -> None:
    found = run(read_bytes(plant.turtle().encode(), "planted.ttl"), [CHECKS[name]])
    assert " ".join(sorted({curie(each.term) for each in found})) == plant.finds


def test_the_ontology_has_no_error_and_no_warning_that_is_not_explained(quality: Quality) -> None:
    assert [named(each) for each in quality.unexplained] == []
    assert quality.ok


def test_no_explanation_outlives_what_it_explains(quality: Quality) -> None:
    assert quality.stale == ()


def test_the_merged_ontology_has_the_same_faults_as_its_files(quality: Quality, ontology: tuple[Triple, ...]) -> None:
    found = {(each.check, each.term, each.value) for each in run(ontology, CHECKS.values())}
    assert found == {(each.check, each.term, each.value) for each in quality.faults}


def test_the_checks_take_less_than_five_seconds(knowledge: Knowledge) -> None:
    start = time.process_time()
    run(knowledge.triples, CHECKS.values(), knowledge.files)
    assert time.process_time() - start < 5


def test_a_fault_names_the_file_that_describes_the_term(quality: Quality) -> None:
    assert {each.file for each in quality.faults if each.check == "term-root"} == {"ontology/miliary.ttl"}


def test_only_what_the_files_describe_is_reported(tmp_path: Path) -> None:
    file = tmp_path / "topics.ttl"
    text = (REPOSITORY / "ontology" / "topics.ttl").read_text(encoding="utf-8")
    file.write_text(text + "\nmil:Stray a owl:Class ; rdfs:subClassOf mil:Topic .\n", encoding="utf-8")
    found = examine(REPOSITORY, [file])
    assert {each.term for each in found.unexplained} == {"https://w3id.org/miliary/Stray"}
    assert {each.check for each in found.unexplained} == {
        "term-definition-missing",
        "term-home",
        "term-label-missing",
    }
    assert not found.ok
    assert found.stale == ()


def test_an_explanation_lets_a_warning_pass_but_no_error() -> None:
    reasons = {("a-check", "t", ""): Explanation("a-check", "t", "", "because")}
    warning, error = fault("a-check", "t"), fault("a-check", "t", Importance.ERROR)
    assert [each.why for each in explained([warning, error, fault("a-check", "u")], reasons)] == ["because", "", ""]


def test_what_matters_less_is_left_out() -> None:
    faults = tuple(fault("a-check", "t", severity) for severity in Importance)
    assert Quality(faults, 1).down_to(Importance.WARNING) == faults[:2]
    assert Quality(faults[1:], 1).ok


def test_explanations_are_read_with_curies_in_full(tmp_path: Path) -> None:
    file = tmp_path / "explained.tsv"
    file.write_text(f"{HEADER}a-check\tmil:Pons\tdcterms:title\tbecause\n", encoding="utf-8")
    key = ("a-check", "https://w3id.org/miliary/Pons", "http://purl.org/dc/terms/title")
    assert read_explained(file) == {key: Explanation(*key, "because")}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "the first line must name the columns"),
        ("check\twhy\n", "the first line must name the columns"),
        (f"{HEADER}a-check\tmil:Pons\n", "line 2 must give"),
        (f"{HEADER}a-check\tmil:Pons\t\t \n", "line 2 must give"),
        (f"{HEADER}a-check\tmil:Pons\t\tone\na-check\tmil:Pons\t\ttwo\n", "line 3 explains what another"),
    ],
)
def test_explanations_that_cannot_be_used_are_refused(tmp_path: Path, text: str, said: str) -> None:
    file = tmp_path / "explained.tsv"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(KnowledgeError, match=said):
        read_explained(file)


def test_every_explanation_names_a_check_and_ends_as_a_sentence() -> None:
    reasons = read_explained(REPOSITORY / EXPLAINED).values()
    assert {each.check for each in reasons} <= CHECKS.keys()
    assert [each.why for each in reasons if not each.why.endswith(".")] == []


@pytest.mark.parametrize(
    "header", ["# returns: term\n", "# severity: error\n# returns: disease\n"], ids=["no severity", "other columns"]
)
def test_a_check_says_its_severity_and_returns_a_term(tmp_path: Path, header: str) -> None:
    (tmp_path / "checks").mkdir()
    text = f"# title: A\n# question: What?\n{header}SELECT ?term {{}}\n"
    (tmp_path / "checks" / "a.rq").write_text(text, encoding="utf-8")
    with pytest.raises(KnowledgeError, match="must say its severity"):
        read_checks(Catalogue(tmp_path))
