"""What a search returns, and what every error looks like."""

from apiflask import Schema, fields
from marshmallow import INCLUDE, RAISE

from miliary.web.schemas.parts import TermSchema


class HitSchema(TermSchema):
    """A finding or a test that fits what was typed."""

    matched = fields.String(
        required=True,
        metadata={"description": "The label or the synonym that fits, or the name of the site where it lies."},
    )
    kind = fields.Nested(TermSchema, required=True)
    tests = fields.List(
        fields.Nested(TermSchema), required=True, metadata={"description": "The tests that would look for it."}
    )


class FoundSchema(Schema):
    """The hits of a search, the best first."""

    class Meta:
        """Nothing else is in it."""

        unknown = RAISE

    version = fields.String(required=True)
    findings = fields.List(fields.Nested(HitSchema), required=True)


class ProblemSchema(Schema):
    """An error (RFC 9457); the offending values stand beside the fields that every error has."""

    class Meta:
        """Each kind of problem adds its own values."""

        unknown = INCLUDE

    type = fields.String(required=True, metadata={"description": "An IRI that names the kind of problem."})
    title = fields.String(required=True)
    status = fields.Integer(required=True)
    detail = fields.String(required=True, metadata={"description": "What happened and what would have been right."})
