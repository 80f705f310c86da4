"""GA4GH Phenopackets v2: what is read of them, and what is refused."""

import json
from pathlib import Path
from typing import Any

import pytest

from miliary.consultation.casefile import read_cases
from miliary.consultation.document import Spot
from miliary.consultation.entry import CaseEntry, Term
from miliary.consultation.phenopacket import duration, read_packet
from miliary.errors import MalformedInput

DISEASE = {"term": {"id": "mil:SusacSyndrome", "label": "Susac's syndrome"}}
PACKET: dict[str, Any] = {
    "id": "packet-1",
    "subject": {
        "id": "patient-1",
        "timeAtLastEncounter": {"age": {"iso8601duration": "P20Y11M"}},
        "sex": "FEMALE",
        "taxonomy": {"id": "NCBITaxon:9606", "label": "Homo sapiens"},
    },
    "phenotypicFeatures": [
        {"type": {"id": "HP:0000365", "label": "Hearing impairment"}, "onset": {"age": {"iso8601duration": "P20Y"}}},
        {"type": {"id": "mil:Fever", "label": "fever"}, "excluded": True},
        {"type": {"id": "mil:Headache"}, "excluded": False, "severity": {"id": "HP:0012828", "label": "Severe"}},
        {"type": {"label": "seizure"}},
    ],
    "measurements": [{"assay": {"id": "LOINC:1"}}],
    "interpretations": [
        {"id": "i", "progressStatus": "SOLVED", "diagnosis": {"disease": {"id": "MONDO:1", "label": "Susac syndrome"}}}
    ],
    "diseases": [{"term": {"id": "mil:LymeDisease"}}],
    "metaData": {"created": "2024-01-01T00:00:00Z", "createdBy": "me", "phenopacketSchemaVersion": "2.0.2"},
}


def packet(**changes: object) -> CaseEntry:
    content = {name: value for name, value in {**PACKET, **changes}.items() if value is not ...}
    return read_packet(Spot(Path("packet.json"), "", json.loads(json.dumps(content))))


def test_a_packet_is_a_case() -> None:
    assert packet() == CaseEntry(
        id="packet-1",
        where="packet.json, packet-1",
        diseases=(Term("MONDO:1", "Susac syndrome"),),
        present=(Term("HP:0000365", "Hearing impairment"), Term("mil:Headache"), Term("seizure")),
        absent=(Term("mil:Fever", "fever"),),
        age=20,
        sex="female",
        unread=("measurements",),
    )


def test_without_an_interpretation_the_disease_that_is_not_excluded_is_true() -> None:
    diseases = [{"term": {"id": "mil:LymeDisease"}, "excluded": True}, DISEASE]
    assert packet(interpretations=..., diseases=diseases).diseases == (Term("mil:SusacSyndrome", "Susac's syndrome"),)
    unsolved = [{"id": "i", "progressStatus": "IN_PROGRESS"}]
    assert packet(interpretations=unsolved, diseases=[DISEASE]).diseases[0].name == "mil:SusacSyndrome"


def test_the_names_of_protocol_buffers_are_understood() -> None:
    subject = {"time_at_last_encounter": {"age": {"iso8601duration": "P3Y"}}, "sex": 2}
    case = packet(subject=subject, phenotypic_features=[{"type": {"id": "mil:Fever"}}], phenotypicFeatures=...)
    assert (case.age, case.sex, case.present) == (3, "male", (Term("mil:Fever"),))


@pytest.mark.parametrize("sex", ["UNKNOWN_SEX", "OTHER_SEX", 0, 3, None])
def test_a_sex_that_the_article_does_not_know_is_left_open(sex: object) -> None:
    assert packet(subject={"sex": sex}).sex is None


def test_a_time_that_is_no_age_is_said_to_be_unread() -> None:
    subject = {"timeAtLastEncounter": {"ageRange": {"start": {"iso8601duration": "P20Y"}}}}
    assert packet(subject=subject).unread == ("measurements", "subject.timeAtLastEncounter.ageRange")


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("P39Y", 39),
        ("P39Y11M30D", 39),
        ("P39Y12M", 40),
        ("P18M", 1),
        ("P52W", 0),
        ("P2,5Y", 2),
        ("P0D", 0),
        ("P1Y2M3DT4H5M6S", 1),
        ("PT5H", 0),
        ("P", None),
        ("PT", None),
        ("P1YT", None),
        ("39", None),
        ("39Y", None),
        ("-P1Y", None),
        ("P" + "9" * 5000 + "Y", None),
    ],
)
def test_the_age_in_completed_years(text: str, years: int | None) -> None:
    assert duration(text) == years


def feature(**fields: object) -> dict[str, object]:
    return {"phenotypicFeatures": [{"type": {"id": "mil:Fever"}}, {"type": {"id": "mil:Headache"}, **fields}]}


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"id": ""}, "at its top: a Phenopacket has an id"),
        ({"interpretations": [], "diseases": []}, "at its top: no disease is given"),
        (
            {"metaData": {"phenopacketSchemaVersion": "1.0.0"}},
            "metaData.phenopacketSchemaVersion: .* not of version “1",
        ),
        (feature(negated=True), r"phenotypicFeatures\[1\]: there is no field “negated” here"),
        (feature(excluded="true"), r"phenotypicFeatures\[1\]\.excluded: excluded is true or false, not “true”"),
        (feature(type={}), r"phenotypicFeatures\[1\]: a phenotypic feature has a type"),
        (feature(type={"iri": "x"}), r"phenotypicFeatures\[1\]\.type: a term has an id, a label or both"),
        (feature(type="fever"), r"phenotypicFeatures\[1\]\.type: an object is expected, not “fever”"),
        ({"subject": {"sex": "F"}}, "subject.sex: the sex is FEMALE, MALE"),
        ({"subject": {"sex": True}}, "subject.sex: the sex is"),
        (
            {"subject": {"timeAtLastEncounter": {"age": {"iso8601duration": "20"}}}},
            "iso8601duration: the age is an ISO",
        ),
        ({"subject": {"timeAtLastEncounter": {"age": {"years": 20}}}}, "age: an age has an iso8601duration"),
        ({"subject": "she"}, "subject: an object is expected, not “she”"),
    ],
)
def test_what_is_no_packet_is_refused_with_its_path(changes: dict[str, object], words: str) -> None:
    with pytest.raises(MalformedInput, match=words) as caught:
        packet(**changes)
    assert caught.value.detail.startswith("packet.json, ")


def test_a_family_is_no_packet() -> None:
    with pytest.raises(MalformedInput, match="a family or a cohort"):
        packet(proband={"id": "x"})


def test_a_list_of_packets_names_which_is_at_fault(tmp_path: Path) -> None:
    file = tmp_path / "packets.json"
    file.write_text(json.dumps([PACKET, {**PACKET, "id": "packet-2"}]), encoding="utf-8")
    assert [each.id for each in read_cases(file)] == ["packet-1", "packet-2"]
    file.write_text(json.dumps([PACKET, {"id": "packet-2"}]), encoding="utf-8")
    with pytest.raises(MalformedInput, match=r"packets\.json, \[1\]: no disease is given"):
        read_cases(file)
