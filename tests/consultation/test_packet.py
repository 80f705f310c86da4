"""A case as a Phenopacket, there and back."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from miliary.composition import Service
from miliary.consultation import Question, ask
from miliary.consultation.casefile import read_cases
from miliary.consultation.document import Spot
from miliary.consultation.packet import Packet, packet_of, question_of
from miliary.consultation.phenopacket import read_packet
from miliary.errors import ContradictoryCase, MalformedInput, UnknownTerm
from tests.conftest import REPOSITORY

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
QUESTION = Question(
    present=("leptomeningeal enhancement", "hp:0001250"),
    absent=("haemorrhage",),
    not_assessed=("spine MRI",),
    context=("immunocompetent",),
    age=39.5,
    sex="female",
)


def packet(service: Service, question: Question = QUESTION) -> Packet:
    return packet_of(question, service.terms, service.compiled.knowledge, service.version, NOW)


def test_a_case_is_written_with_terms_of_ours(published: Service) -> None:
    made = packet(published)
    assert made["subject"] == {
        "id": "patient",
        "sex": "FEMALE",
        "timeAtLastEncounter": {"age": {"iso8601duration": "P39Y6M"}},
    }
    features = {each["type"]["id"]: each for each in made["phenotypicFeatures"]}
    assert features["mil:LeptomeningealEnhancement"] == {
        "type": {"id": "mil:LeptomeningealEnhancement", "label": "leptomeningeal enhancement"}
    }
    assert features["mil:Haemorrhage"]["excluded"] is True
    assert made["metaData"]["created"] == "2026-01-02T03:04:05Z"
    assert made["metaData"]["resources"][0]["version"] == published.version
    assert "interpretations" not in made
    assert "diseases" not in made


def test_what_was_written_is_read_as_the_same_case(published: Service) -> None:
    made = json.loads(json.dumps(packet(published)))
    read_packet(Spot(Path("x"), "", made), solved=False)
    there = ask(published, Question(**{**_fields(QUESTION), "not_assessed": (), "age": 39}))
    back = ask(published, question_of(made, published.terms).question)
    assert [(each["id"], each["score"]) for each in back["diseases"]] == [
        (each["id"], each["score"]) for each in there["diseases"]
    ]


def test_an_age_of_whole_years_and_an_unknown_sex(published: Service) -> None:
    made = packet(published, Question(present=("seizure",), age=20))
    assert made["subject"]["timeAtLastEncounter"]["age"]["iso8601duration"] == "P20Y"
    assert made["subject"]["sex"] == "UNKNOWN_SEX"
    assert packet(published, Question(present=("seizure",)))["subject"] == {"id": "patient", "sex": "UNKNOWN_SEX"}


def test_what_cannot_be_a_case_is_not_written(published: Service) -> None:
    with pytest.raises(UnknownTerm):
        packet(published, Question(present=("ponds",), unmapped="count"))
    with pytest.raises(ContradictoryCase):
        packet(published, Question(present=("seizure",), absent=("seizure",)))


def test_a_label_serves_where_the_id_is_not_known(published: Service) -> None:
    features = [{"type": {"id": "X:1", "label": "seizure"}}, {"type": {"id": "HP:0002315", "label": "whatever"}}]
    read = question_of({"id": "a", "phenotypicFeatures": features, "measurements": [{}]}, published.terms)
    assert read.question.present == ("seizure", "HP:0002315")
    assert read.unread == ("measurements",)


def test_an_unknown_feature_is_refused_or_counted(published: Service) -> None:
    unknown = {"id": "a", "phenotypicFeatures": [{"type": {"id": "X:1", "label": "ponds"}}]}
    with pytest.raises(UnknownTerm):
        ask(published, question_of(unknown, published.terms).question)
    answer = ask(published, question_of(unknown, published.terms, "count").question)
    assert answer["unmapped"] == ["X:1"]


@pytest.mark.parametrize("broken", [[], "a", {}, {"id": 1}, {"id": "a", "phenotypicFeatures": [{"excluded": True}]}])
def test_what_is_no_packet_is_refused_with_its_place(published: Service, broken: object) -> None:
    with pytest.raises(MalformedInput, match=r"^Phenopacket, "):
        question_of(broken, published.terms)


@given(
    value=st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=9),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["id", "phenotypicFeatures", "type", "excluded", "subject", "sex", "metaData"]), inner
            )
        ),
        max_leaves=20,
    )
)
def test_no_packet_breaks_the_reader(published: Service, value: object) -> None:
    try:
        question_of(value, published.terms)
    except MalformedInput as error:
        assert error.detail.startswith("Phenopacket, ")  # noqa: PT017  # most values are refused, a few are packets


def _fields(question: Question) -> dict[str, Any]:
    return {name: getattr(question, name) for name in ("present", "absent", "context", "age", "sex")}


def test_the_figure_patients_survive_the_way_there_and_back(published: Service) -> None:
    for case in read_cases(REPOSITORY / "tests" / "cases" / "figure-patients.yaml"):
        present, absent = (tuple(f"mil:{each.name}" for each in terms) for terms in (case.present, case.absent))
        made = packet(published, Question(present=present, absent=absent, age=case.age, sex=case.sex))
        again = packet(published, question_of(made, published.terms).question)
        assert again["phenotypicFeatures"] == made["phenotypicFeatures"]
        assert again["subject"] == made["subject"]
