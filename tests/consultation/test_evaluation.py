"""Methods side by side, on a service of three diseases: what maps, what counts, what is said."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from miliary.consultation.evaluation import COMPARISON, SMOKE_TEST, evaluate
from miliary.differential.compiled import Compiled
from miliary.differential.terms import Demographics, Role
from miliary.errors import MalformedInput
from miliary.index.citations import Citation
from miliary.terms import Name, TermIndex
from miliary.vocabulary import iri
from tests.differential.small import HIERARCHY, compiled, said

DISEASES = ("Lyme", "Susac", "CLIPPERS", "late Lyme")
INDEX = compiled(
    said("Lyme", "haemorrhage", "frequent"),
    said("Lyme", "erythema migrans"),
    said("Susac", "haemorrhage", "rare"),
    said("CLIPPERS", "erythema migrans", role=Role.EXCLUDING),
    subtypes={"late Lyme": "Lyme"},
)


def names(term: str, kind: str) -> Name:
    return Name(term, term, True, iri(kind), frozenset({iri(kind)}))


def listed(locator: str, subject: str, disease: str) -> Citation:
    return cast("Citation", SimpleNamespace(locator=locator, subject=subject, disease=disease))


@dataclass(frozen=True)
class Small:
    """What an evaluation needs of a service."""

    version: str = "test"
    compiled: Compiled = INDEX
    terms: TermIndex = field(
        default_factory=lambda: TermIndex(
            [
                *(names(each, "Finding") for each in HIERARCHY),
                *(names(each, "Disease") for each in DISEASES),
                Name("haemorrhage", "twofold", False, iri("Finding"), frozenset({iri("Finding")})),
                Name("pons lesion", "twofold", False, iri("Finding"), frozenset({iri("Finding")})),
            ]
        )
    )
    citations: Mapping[str, Citation] = field(
        default_factory=lambda: {
            "1": listed("Table 1, PVS involvement", "haemorrhage", "Lyme"),
            "2": listed("Table 10", "haemorrhage", "Susac"),
        }
    )


def report(folder: Path, text: str, name: str = "cases.yaml", index: Compiled = INDEX) -> dict[str, Any]:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return evaluate(Small(compiled=index), file)


def method(report: Mapping[str, Any], name: str) -> dict[str, Any]:
    found: dict[str, Any] = next(each for each in report["methods"] if each["id"] == name)
    return found


def test_every_method_answers_for_every_case(tmp_path: Path) -> None:
    found = report(tmp_path, "- {id: one, disease: Lyme, present: [haemorrhage]}")
    assert [each["id"] for each in found["methods"]] == list(found["patients"][0]["ranks"])
    assert found["patients"][0]["ranks"] == {
        "ours": 1,
        "table-1": 1,
        "explains-all": 1,
        "match-count": 1,
        "rarity-count": 1,
        "naive-bayes": 1,
    }
    ours = method(found, "ours")
    assert ours["top"]["1"] == {"count": 1, "of": 1, "interval": [0.2065, 1.0]}
    assert (ours["kept"]["count"], ours["mean_size"]) == (1, 2)
    assert method(found, "table-1")["mean_size"] == 1


def test_a_tie_for_the_first_place_is_no_first_place(tmp_path: Path) -> None:
    found = report(tmp_path, "- {id: one, disease: Lyme, present: [pons lesion]}")
    top = method(found, "ours")["top"]
    assert found["patients"][0]["ranks"]["ours"] == 2
    assert [top[place]["count"] for place in ("1", "3", "5")] == [0, 1, 1]
    assert [each["label"] for each in found["patients"][0]["ours"]["level"]] == ["CLIPPERS", "Susac"]
    assert found["patients"][0]["ours"]["leader"] is None


def test_what_is_not_in_the_vocabulary_is_listed_and_counted(tmp_path: Path) -> None:
    text = "- {id: one, disease: Lyme, present: [haemorrhage, green hair, twofold], absent: [blue hair], context: [x]}"
    found = report(tmp_path, text)
    assert found["patients"][0]["unmapped"] == ["green hair", "twofold", "x", "blue hair"]
    assert found["unmapped"] == {"terms": 4, "cases": 1, "diseases": 0}
    assert found["patients"][0]["inside"] is False


def test_a_case_with_as_many_known_findings_as_unknown_lies_inside(tmp_path: Path) -> None:
    text = "- {id: one, disease: Lyme, present: [haemorrhage, green hair], not_assessed: [blue hair]}"
    found = report(tmp_path, text)
    assert found["unmapped"]["terms"] == 2
    assert found["patients"][0]["inside"] is True


def test_a_disease_outside_the_differential_is_missed_by_all(tmp_path: Path) -> None:
    found = report(tmp_path, "- {id: one, disease: Influenza}\n- {id: two, disease: Lyme, present: [haemorrhage]}")
    assert found["unmapped"]["diseases"] == 1
    assert found["patients"][0]["ours"] is None
    assert set(found["patients"][0]["ranks"].values()) == {None}
    for each in found["methods"]:
        assert (each["top"]["5"]["count"], each["kept"]["count"]) == (1, 1)
        assert each["kept"]["of"] == 2


def test_a_subtype_counts_for_its_disease(tmp_path: Path) -> None:
    found = report(tmp_path, "- {id: one, disease: late lyme, present: [haemorrhage]}")
    ours = found["patients"][0]["ours"]
    assert (ours["disease"]["label"], ours["named"]["label"]) == ("Lyme", "late Lyme")
    assert found["patients"][0]["ranks"]["ours"] == 1


def test_it_says_why(tmp_path: Path) -> None:
    ours = report(tmp_path, "- {id: one, disease: Susac, present: [haemorrhage, pons lesion]}")["patients"][0]["ours"]
    assert ours["status"] == "less likely"
    assert ours["leader"] == {"id": "Lyme", "label": "Lyme", "score": 6}
    assert ours["costliest"] == {"id": "haemorrhage", "label": "haemorrhage", "polarity": "present", "share": -8}
    assert (ours["gap"]["share"], ours["gap"]["leader_share"]) == (-8, 6)
    assert [each["label"] for each in ours["unexplained"]] == ["pons lesion"]


def test_an_excluded_disease_is_placed_last_and_not_kept(tmp_path: Path) -> None:
    found = report(tmp_path, "- {id: one, disease: CLIPPERS, present: [erythema migrans]}")
    assert found["patients"][0]["ours"]["status"] == "excluded"
    assert found["patients"][0]["ranks"]["ours"] == 3
    assert method(found, "ours")["kept"]["count"] == 0


def test_it_calls_itself_what_it_is(tmp_path: Path) -> None:
    own = "- {id: one, disease: Lyme, figures: [1a]}\n"
    assert report(tmp_path, own)["what"] == SMOKE_TEST
    assert report(tmp_path, own + "- {id: two, disease: Lyme}")["what"] == COMPARISON


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("present: [pons lesion], absent: [brainstem lesion]", "“pons lesion” and “brainstem lesion” cannot both hold"),
        ("age: nan", "An age of nan years"),
        ("sex: male, present: [female]", "both sexes"),
    ],
)
def test_a_case_that_cannot_be_is_refused_with_its_place(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(MalformedInput, match=words) as caught:
        report(tmp_path, f"- {{id: one, disease: Lyme, {text}}}")
    assert "cases.yaml, [0]: " in caught.value.detail


def test_a_packet_maps_by_id_and_else_by_label(tmp_path: Path) -> None:
    text = """[{"id": "p", "diseases": [{"term": {"id": "MONDO:1", "label": "lyme"}}], "phenotypicFeatures": [
        {"type": {"id": "HP:1", "label": "Hemorrhage"}}, {"type": {"id": "HP:2", "label": "Seizure"}},
        {"type": {"id": "pons lesion"}, "excluded": true}], "files": [{}]}]"""
    patient = report(tmp_path, text, "packets.json")["patients"][0]
    assert patient["unmapped"] == ["HP:2 (Seizure)"]
    assert patient["unread"] == ["files"]
    assert (patient["ranks"]["ours"], patient["ours"]["score"]) == (1, 6)


def test_two_diseases_of_the_differential_are_one_too_many(tmp_path: Path) -> None:
    text = '{"id": "p", "diseases": [{"term": {"id": "Lyme"}}, {"term": {"id": "Susac"}}]}'
    with pytest.raises(MalformedInput, match="several diseases of the differential: Lyme, Susac"):
        report(tmp_path, text, "packets.json")


def test_an_age_outside_the_stated_range_is_said_to_cost(tmp_path: Path) -> None:
    young = Demographics("young", "Lyme", age_from=20, age_to=40)
    index = compiled(said("Lyme", "haemorrhage"), said("Susac", "haemorrhage"), demographics=[young])
    text = "- {id: one, disease: Lyme, age: 70, present: [haemorrhage]}"
    ours = report(tmp_path, text, index=index)["patients"][0]["ours"]
    assert (ours["costliest"]["label"], ours["costliest"]["share"]) == ("age", -2)
    assert (ours["gap"]["label"], ours["gap"]["leader_share"]) == ("age", 0)
