"""A case there and back as a GA4GH Phenopacket, version 2: a packet becomes a question, a question a packet.

The ranking is never written into a packet: what was computed is no diagnosis.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Literal, TypeAlias

from miliary.consultation.document import Spot, read_document
from miliary.consultation.entry import Term
from miliary.consultation.phenopacket import read_packet
from miliary.consultation.question import Question, understand
from miliary.differential.terms import Knowledge, Sex
from miliary.errors import AmbiguousTerm, UnknownTerm
from miliary.terms import FINDINGS, TermIndex
from miliary.vocabulary import MIL, ONTOLOGY, curie

Packet: TypeAlias = dict[str, Any]

SCHEMA = "2.0"
_HERE = Path("Phenopacket")
_SEXES: Mapping[Sex | None, str] = {None: "UNKNOWN_SEX", Sex.FEMALE: "FEMALE", Sex.MALE: "MALE"}
_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Opened:
    """A packet as a question, and the parts of it that say something of the patient but are not read."""

    question: Question
    unread: tuple[str, ...]


def read_file(file: Path) -> object:
    """Read a JSON file that holds a packet.

    :raises MalformedInput: it cannot be opened or is not JSON
    :raises TooLarge: it is larger than what is accepted
    """
    return read_document(file).value


def question_of(packet: object, terms: TermIndex, unmapped: Literal["reject", "count"] = "reject") -> Opened:
    """Read a packet, as JSON has been read, as a question; its diseases are left aside.

    Of a feature the id is taken, or the label where only that names a finding.

    :raises MalformedInput: it is no Phenopacket of version 2; the path is named
    """
    entry = read_packet(Spot(_HERE, "", packet), solved=False)
    question = Question(
        present=tuple(_word(each, terms, upward=True) for each in entry.present),
        absent=tuple(_word(each, terms, upward=False) for each in entry.absent),
        age=entry.age,
        sex=entry.sex,
        unmapped=unmapped,
    )
    return Opened(question, entry.unread)


def packet_of(question: Question, terms: TermIndex, knowledge: Knowledge, version: str, now: datetime) -> Packet:
    """Write the case of a question as a packet, its features as terms of ours with their labels.

    What was not assessed is left out, as a packet leaves out what is not known; it has no other way to say so.

    :param version: the published version that the terms are of
    :param now: when the packet is made, in UTC
    :raises UnknownTerm: a word is not in the vocabulary
    :raises AmbiguousTerm: a word names several findings
    :raises InvalidCase: the case contradicts itself, or its age or sex cannot be used
    """
    case = understand(replace(question, unmapped="reject"), terms, knowledge).reading.case
    subject: Packet = {"id": "patient", "sex": _SEXES[case.sex]}
    if case.age is not None:
        subject["timeAtLastEncounter"] = {"age": {"iso8601duration": _duration(case.age)}}
    present = [_feature(each, terms) for each in sorted(case.present)]
    absent = [_feature(each, terms) | {"excluded": True} for each in sorted(case.absent)]
    return {
        "id": "case",
        "subject": subject,
        "phenotypicFeatures": present + absent,
        "metaData": {
            "created": now.isoformat(timespec="seconds").replace("+00:00", "Z"),
            "createdBy": "Miliary",
            "resources": [_resource(version)],
            "phenopacketSchemaVersion": SCHEMA,
        },
    }


def _word(term: Term, terms: TermIndex, *, upward: bool) -> str:
    for word in filter(None, (term.name, term.label)):
        try:
            terms.take(word, FINDINGS, upward=upward)
        except (UnknownTerm, AmbiguousTerm):
            continue
        return word
    return term.name


def _feature(term: str, terms: TermIndex) -> Packet:
    return {"type": {"id": curie(term), "label": terms.label(term)}}


def _duration(age: float) -> str:
    years, months = divmod(int(age * _MONTHS + 1e-9), _MONTHS)
    return f"P{years}Y{months}M" if months else f"P{years}Y"


def _resource(version: str) -> Packet:
    return {
        "id": "mil",
        "name": "Miliary",
        "url": ONTOLOGY,
        "version": version,
        "namespacePrefix": "mil",
        "iriPrefix": MIL,
    }
