"""Phenopackets over HTTP, both ways."""

from typing import Any

import pytest
from flask.testing import FlaskClient

CASE = {"present": ["leptomeningeal enhancement"], "absent": ["haemorrhage"], "age": 39, "sex": "male"}


def test_a_case_becomes_a_packet_and_is_ranked_as_before(client: FlaskClient) -> None:
    packet = client.post("/api/v1/phenopacket", json=CASE).get_json()
    assert packet["metaData"]["phenopacketSchemaVersion"] == "2.0"
    of_packet = client.post("/api/v1/phenopacket/differential", json=packet).get_json()
    of_case = client.post("/api/v1/differential", json=CASE).get_json()
    assert of_packet.pop("unread") == []
    assert of_packet == of_case


def test_what_is_not_read_is_told(client: FlaskClient) -> None:
    packet = {"id": "a", "measurements": [{"assay": {"id": "LOINC:1"}}], "phenotypicFeatures": []}
    assert client.post("/api/v1/phenopacket/differential", json=packet).get_json()["unread"] == ["measurements"]


def test_unknown_features_are_refused_unless_they_are_to_be_counted(client: FlaskClient) -> None:
    packet = {"id": "a", "phenotypicFeatures": [{"type": {"id": "X:1", "label": "ponds"}}]}
    refused = client.post("/api/v1/phenopacket/differential", json=packet)
    assert (refused.status_code, refused.get_json()["term"]) == (422, "X:1")
    counted = client.post("/api/v1/phenopacket/differential?unmapped=count", json=packet)
    assert (counted.status_code, counted.get_json()["unmapped"]) == (200, ["X:1"])


@pytest.mark.parametrize(
    ("path", "request_", "status"),
    [
        ("/differential", {"json": []}, 400),
        ("/differential", {"json": {"id": "a", "metaData": {"phenopacketSchemaVersion": "1.0"}}}, 400),
        ("/differential", {"json": {"id": "a", "phenotypicFeatures": [{"type": {}, "negated": True}]}}, 400),
        ("/differential", {"data": "{", "content_type": "application/json"}, 400),
        ("/differential", {"data": "id: a", "content_type": "text/yaml"}, 415),
        ("/differential?unmapped=maybe", {"json": {"id": "a"}}, 422),
        ("/differential?colour=red", {"json": {"id": "a"}}, 422),
        ("/differential", {"json": {"id": "a"}, "headers": {"Accept": "text/html"}}, 406),
        ("", {"json": {"present": ["ponds"]}}, 422),
        ("", {"json": {"pressent": ["seizure"]}}, 422),
    ],
)
def test_what_cannot_be_used_is_refused(client: FlaskClient, path: str, request_: dict[str, Any], status: int) -> None:
    response = client.post(f"/api/v1/phenopacket{path}", **request_)
    assert (response.status_code, response.mimetype) == (status, "application/problem+json")
