"""What the parts of an answer are made of: terms, and assertions with their passages."""

from typing import Any

from apiflask import Schema, fields, validators
from marshmallow import RAISE


class Exact(Schema):
    """A part of an answer: every field is there, and no other."""

    class Meta:
        """A field that the description does not know is an error: the tests hold answers against these schemas."""

        unknown = RAISE


def text(description: str = "", **options: Any) -> fields.String:
    """A text that is always there."""
    return fields.String(required=True, metadata={"description": description} if description else {}, **options)


def words(description: str) -> fields.String:
    """A text or null."""
    return text(description, allow_none=True)


def many(item: fields.Field[Any] | type[fields.Field[Any]], description: str) -> fields.List[Any]:
    """A list that is always there."""
    return fields.List(item, required=True, metadata={"description": description})


def whole(description: str) -> fields.Integer:
    """A whole number."""
    return fields.Integer(required=True, strict=True, metadata={"description": description})


def share(description: str) -> fields.Float:
    """A share from 0 to 1."""
    return fields.Float(required=True, validate=validators.Range(0, 1), metadata={"description": description})


class TermSchema(Exact):
    """A term by its CURIE and its label."""

    id = text()
    label = text()


class ReferenceSchema(Exact):
    """A work that the passage cites, as far as it is known."""

    number = whole("The number in the article's list of references.")
    status = text("Whether the work is verified, a candidate, or unidentified.")
    citation = text("The work; a candidate says that it is unconfirmed.")


class ConflictSchema(Exact):
    """A disagreement with another assertion."""

    kind = text("Contradiction, graded, scope or omission.")
    other = text("The other assertion.", data_key="with")
    why = text("One line that explains it.")


class AssertionSchema(Exact):
    """One statement of one source, with the passage it rests on."""

    id = text()
    about = fields.Nested(TermSchema, required=True, metadata={"description": "The disease."})
    subject = fields.Nested(TermSchema, required=True, metadata={"description": "The finding, treatment, test …"})
    occurrence = words("How the source says it occurs: reported, rare, not expected …")
    role = words("What it does for the diagnosis: obligate, excluding, pathognomonic, suggestive …")
    relation = words("How a treatment, a test or a cause stands to the disease.")
    line = fields.Integer(
        required=True, allow_none=True, strict=True, metadata={"description": "1 for a treatment of first choice."}
    )
    purpose = words("What a treatment or a test is for.")
    frequency = words("The numbers as the source gives them.")
    context = many(fields.String(), "The patient factors that it holds for.")
    population = words("Whom the numbers are about.")
    timing = words("When in the course of the disease.")
    comment = words("A note of the editors.")
    caution = words("What must be read with it.")
    locator = text("Section, table cell, box or caption.")
    anchor = text("The first and the last words of the passage.")
    link = text("The passage itself, as a text-fragment link.")
    evidence_type = words("Case series, table, authors' experience …")
    study = words("The study that the passage names.")
    references = fields.List(fields.Nested(ReferenceSchema), required=True)
    conflicts = fields.List(fields.Nested(ConflictSchema), required=True)
