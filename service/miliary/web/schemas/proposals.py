"""The shapes of proposals, as programs send and get them."""

from apiflask import Schema, fields

from miliary.curation.proposal import Status

_TURTLE = "As Turtle; the project's prefixes need not be declared."


class ProposedChangeSchema(Schema):
    """What is to be changed, and why."""

    reason = fields.String(metadata={"example": "Smith 2024, Table 2"})
    additions = fields.String(metadata={"description": _TURTLE, "example": 'mil:Pons skos:altLabel "the pons"@en .'})
    deletions = fields.String(metadata={"description": _TURTLE})
    base = fields.String(metadata={"description": "The version that was read; by default the one that answers."})
    submit = fields.Boolean(metadata={"description": "Whether it is shown to reviewers at once; else it is a draft."})


class MergerSchema(Schema):
    """Two terms that are one."""

    old = fields.String(required=True, metadata={"description": "What becomes obsolete.", "example": "mil:Abscess"})
    into = fields.String(required=True, metadata={"description": "What is used instead."})


class SplitSchema(Schema):
    """A term that is several."""

    old = fields.String(required=True, metadata={"description": "What becomes obsolete.", "example": "mil:Abscess"})
    parts = fields.Dict(
        keys=fields.String(),
        values=fields.String(),
        required=True,
        metadata={"description": "Each statement about it, and the term that it is about instead."},
    )
    otherwise = fields.String(
        required=True, metadata={"description": "The term that everything else names, other statements included."}
    )


class CommentSchema(Schema):
    """Something said of a proposal."""

    text = fields.String(required=True, metadata={"example": "The table says 12 of 40."})


class ProposalSummarySchema(Schema):
    """A proposal without its lines."""

    id = fields.Integer(required=True)
    status = fields.String(required=True, metadata={"enum": [str(each) for each in Status]})
    author = fields.String(required=True)
    created = fields.DateTime(required=True)
    modified = fields.DateTime(required=True)
    reason = fields.String(required=True)
    revision = fields.Integer(required=True)
    base = fields.String(required=True, metadata={"description": "The published version that its author had read."})
    terms = fields.List(fields.String(), required=True, metadata={"description": "The terms that it changes."})
    reviewer = fields.String()
    change = fields.Integer(metadata={"description": "The number of the published change that came of it."})


class ProposalSchema(ProposalSummarySchema):
    """A proposal; its tag (ETag) is its revision."""

    additions = fields.List(fields.String(), metadata={"description": "Lines that it adds."})
    deletions = fields.List(fields.String(), metadata={"description": "Lines that it takes away."})
    overlapping = fields.List(fields.Integer(), metadata={"description": "Other open proposals on the same terms."})
    notes = fields.List(fields.Dict(), metadata={"description": "What was done to it and said of it."})


class ProposalsSchema(Schema):
    """Proposals, the newest first."""

    proposals = fields.List(fields.Nested(ProposalSummarySchema), required=True)


class DefectSchema(Schema):
    """What is wrong with a term, or worth a look."""

    severity = fields.String(required=True, metadata={"enum": ["Violation", "Warning", "Info"]})
    term = fields.String(required=True)
    field = fields.String(required=True, metadata={"description": "The property; empty: the term itself."})
    value = fields.String(required=True)
    message = fields.String(required=True)


class ProposalVerdictSchema(Schema):
    """Whether a change could be published as the knowledge is now."""

    acceptable = fields.Boolean(required=True)
    findings = fields.List(fields.Nested(DefectSchema), required=True)
    gone = fields.List(fields.String(), required=True)
    there = fields.List(fields.String(), required=True)
