"""What is told at a field: words and labels, no Turtle."""

import re

import pytest

from miliary.curation.fields import FieldReader
from miliary.curation.kinds import EVIDENCE, KINDS
from miliary.curation.labels import labelled
from miliary.knowledge.load import read
from tests.conftest import REPOSITORY

SH = "http://www.w3.org/ns/shacl#"
TURTLE = re.compile(r"\b(?:mil|rdfs?|owl|skos|dcterms|xsd|sh|prov):\w|@en\b|\^\^|<\w+>|\bIRI\b|language tag")
NAMES = {"mil:Pons": "pons", "mil:LeptomeningealEnhancement": "leptomeningeal enhancement"}
FILES = sorted({f"{shape.removesuffix('-shape')}" for kind in (*KINDS.values(), EVIDENCE) for shape in kind.shapes})


def messages(shape: str) -> list[str]:
    """The messages of a shape's fields and of its checks that name a field."""
    stem = re.sub(r"(?<=[a-z])(?=[A-Z])", "-", shape).lower()
    told: dict[str, list[str]] = {}
    for triple in read(REPOSITORY / "shapes" / f"{stem}.ttl"):
        told.setdefault(str(triple.subject), []).append(
            f"{triple.predicate.value} {getattr(triple.object, 'value', '')}"
        )
    shown = (each for each in told.values() if any("group " in line or "?path" in line for line in each))
    return [line.partition(" ")[2] for each in shown for line in each if line.startswith(f"{SH}message ")]


@pytest.mark.parametrize("shape", FILES)
def test_no_message_at_a_field_quotes_turtle(shape: str) -> None:
    found = messages(shape)
    assert found
    assert [each for each in found if TURTLE.search(each)] == []


def test_the_test_knows_turtle() -> None:
    quoting = (
        "give mil:outOf too",
        "in English (“…”@en)",
        "by its IRI",
        "<Disease>-x",
        '"1"^^xsd:date',
        "a mil:Evidence",
    )
    assert all(TURTLE.search(each) for each in quoting)


def test_no_help_quotes_turtle_either() -> None:
    reader = FieldReader.of(REPOSITORY)
    fields = [
        field for kind in (*KINDS.values(), EVIDENCE) for group in reader.groups(kind.shapes) for field in group.fields
    ]
    assert [each.help for each in fields if TURTLE.search(each.help)] == []


@pytest.mark.parametrize(
    ("message", "told"),
    [
        ("“Pons” cannot be a subject: name a finding.", "“pons” cannot be a subject: name a finding."),
        ("“mil:Pons” and “LeptomeningealEnhancement”.", "“pons” and “leptomeningeal enhancement”."),
        ("Nothing is known as “Nowhere”.", "Nothing is known as “Nowhere”."),
        ("Pons stays, “two words” too.", "Pons stays, “two words” too."),
    ],
)
def test_a_term_is_told_by_its_label(message: str, told: str) -> None:
    assert labelled(message, lambda term: NAMES.get(term, term)) == told
