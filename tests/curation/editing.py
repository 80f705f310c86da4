"""What the tests of the forms share: forms on the published knowledge, and a statement to add."""

from collections import defaultdict
from datetime import UTC, datetime
from functools import cache

from miliary.composition import Service
from miliary.curation.change import Line, lines_of
from miliary.curation.choices import Choices
from miliary.curation.entry import Fault, Texts
from miliary.curation.fields import FieldReader
from miliary.curation.filling import Signature, fill
from miliary.curation.forms import Forms
from miliary.curation.kinds import Kind
from miliary.curation.sheet import Filled
from miliary.knowledge.load import read
from tests.conftest import REPOSITORY

BY = Signature("Ada Reader", datetime(2026, 11, 28, 9, 30, tzinfo=UTC))
STATEMENT: Texts = {
    "aboutDisease": ["neurosarcoidosis"],
    "hasSubject": ["leptomeningeal enhancement"],
    "count": ["12"],
    "outOf": ["40"],
    "evidence.sourceDocument": ["new"],
    "evidence.locator": ["Table 2"],
    "evidence.anchorStart": ["Leptomeningeal enhancement"],
    "evidence.evidenceType": ["case series"],
    "document.label": ["Smith et al. 2024"],
    "document.title": ["A series of forty patients"],
    "document.creator": ["Smith A"],
    "document.year": ["2024"],
}
"""What a neuroradiologist types who has read a new paper."""


@cache
def stated() -> dict[str, frozenset[Line]]:
    """What the files say of each term."""
    found: dict[str, set[Line]] = defaultdict(set)
    for path in sorted((REPOSITORY / "ontology").rglob("*.ttl")):
        for line in lines_of(read(path)):
            found[line.subject].add(line)
    return {subject: frozenset(lines) for subject, lines in found.items()}


def about(subject: str) -> frozenset[Line]:
    return stated().get(subject, frozenset())


def forms(service: Service) -> Forms:
    """The forms as they open on the checkout's files."""
    return Forms(FieldReader.of(REPOSITORY), about, Choices(service.store, service.catalogue, service.terms))


def changed(found: Forms, kind: Kind, subject: str, **texts: str) -> Filled:
    """The form of ``subject`` with other texts in some of its controls."""
    sheet = found.open(kind, subject)
    return fill(found, kind, subject, {**sheet.texts, **{name: [text] for name, text in texts.items()}}, BY)


def fault_at(filled: Filled, control: str) -> Fault:
    """The one fault at a control; there are no lines beside it."""
    assert not filled.after, "nothing is half read"
    (found,) = filled.sheet.faults_at(control)
    return found
