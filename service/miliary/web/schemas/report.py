"""A report that is to be read, and what was read out of it."""

from apiflask import Schema, fields, validators
from marshmallow import RAISE

from miliary.web.schemas.parts import TermSchema

_STATES = ["present", "absent", "uncertain", "historical"]


class ReportSchema(Schema):
    """A report as free text."""

    class Meta:
        """Nothing else is read."""

        unknown = RAISE

    text = fields.String(
        required=True, metadata={"description": "The report, in English; how long it may be, a setting tells."}
    )


class SpanSchema(Schema):
    """A part of the text: characters (Unicode code points) from ``start`` up to ``end``, counted from 0."""

    start = fields.Integer(required=True)
    end = fields.Integer(required=True)
    text = fields.String(required=True)


class MentionSchema(SpanSchema):
    """One place where the report names a finding; the spans of two mentions are the same or do not meet."""

    finding = fields.Nested(TermSchema, required=True)
    state = fields.String(required=True, validate=validators.OneOf(_STATES))
    because = fields.String(
        required=True, metadata={"description": "The words that made the state other than present, if words did."}
    )
    sign = fields.Nested(
        SpanSchema,
        required=True,
        allow_none=True,
        metadata={"description": "The sign, where it stands apart from the place that the span marks."},
    )


class SuggestedSchema(TermSchema):
    """A finding with all its mentions, by their numbers from 0."""

    suggestion = fields.String(
        required=True,
        allow_none=True,
        validate=validators.OneOf(["present", "absent"]),
        metadata={"description": "What to offer to whoever confirms; null where the report does not say or disagrees."},
    )
    mentions = fields.List(fields.Integer(), required=True)


class OfferedPatientSchema(Schema):
    """Age in years and sex as the report gives them; offered, not taken."""

    age = fields.Integer(required=True, allow_none=True)
    sex = fields.String(required=True, allow_none=True, validate=validators.OneOf(["female", "male"]))


class ReadSchema(Schema):
    """What was read out of a report. Nothing of it counts before somebody has confirmed it."""

    version = fields.String(required=True)
    findings = fields.List(fields.Nested(SuggestedSchema), required=True)
    mentions = fields.List(fields.Nested(MentionSchema), required=True)
    unmapped = fields.List(
        fields.Nested(SpanSchema), required=True, metadata={"description": "Phrases that are not in the vocabulary."}
    )
    patient = fields.Nested(OfferedPatientSchema, required=True)
    disclaimer = fields.String(required=True)
