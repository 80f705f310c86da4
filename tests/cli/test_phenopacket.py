"""``miliary ask`` with Phenopackets: from one, and to one."""

import json
from pathlib import Path

import pytest

from miliary.cli import ask
from miliary.composition import Service
from tests.cli.conftest import Run

SUSAC = ("--present", "leptomeningeal enhancement", "--present", "hearing loss", "--age", "39", "--sex", "female")


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch, opened: Service) -> None:
    """Answer from what is open already."""
    monkeypatch.setattr(ask, "service", lambda _: opened)


def test_a_case_written_as_a_packet_is_answered_as_before(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "case.json"
    file.write_text(run("ask", *SUSAC, "--as-phenopacket").stdout, encoding="utf-8")
    assert json.loads(file.read_text(encoding="utf-8"))["subject"]["sex"] == "FEMALE"
    of_packet, of_case = (
        json.loads(run("ask", *case, "--json").stdout) for case in (("--phenopacket", str(file)), SUSAC)
    )
    assert of_packet == of_case


def test_what_is_not_read_of_a_packet_is_said(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "case.json"
    packet = {"id": "a", "phenotypicFeatures": [{"type": {"id": "mil:Seizure"}}], "files": [{"uri": "x"}]}
    file.write_text(json.dumps(packet), encoding="utf-8")
    assert "Not read from the packet: files." in run("ask", "--phenopacket", str(file)).stderr


def test_a_packet_and_findings_are_not_mixed(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "case.json"
    file.write_text('{"id": "a"}', encoding="utf-8")
    refused = run("ask", "--phenopacket", str(file), "--age", "3")
    assert refused.exit_code == 2
    assert "give findings, age and sex there" in refused.stderr
    file.write_text("{", encoding="utf-8")
    assert run("ask", "--phenopacket", str(file)).exit_code == 1
