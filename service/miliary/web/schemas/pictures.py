"""What the pictures are drawn from: the matrix, the pathways and the graph around a disease."""

from typing import Any

from apiflask import fields, validators

from miliary.consultation.matrix import ColumnOrder
from miliary.consultation.pathway import Standing
from miliary.web.schemas.parts import AssertionSchema, Exact, TermSchema, many, text, whole, words
from miliary.web.schemas.question import MAX_TERM_LENGTH, MAX_TERMS, Refusing

_MOST = 50


def _frequency() -> fields.Float:
    described = "The share that the statements stand for; null where only a broader finding is stated."
    return fields.Float(
        required=True, allow_none=True, validate=validators.Range(0, 1), metadata={"description": described}
    )


def _name(description: str, default: str | None = None) -> fields.String:
    """A text; one without a default is left out where it is not given."""
    given: dict[str, Any] = {} if default is None else {"load_default": default}
    length = validators.Length(max=MAX_TERM_LENGTH)
    return fields.String(validate=length, metadata={"description": description}, **given)


def _names(most: int, description: str) -> fields.List[str]:
    return fields.List(
        fields.String(validate=validators.Length(max=MAX_TERM_LENGTH)),
        validate=validators.Length(max=most),
        metadata={"description": description},
    )


class CaseFieldsSchema(Refusing):
    """A case in an address, as the page of the differential has it."""

    present = _names(MAX_TERMS, "Findings that were observed.")
    absent = _names(MAX_TERMS, "Findings that were looked for and not observed.")
    not_assessed = _names(MAX_TERMS, "Findings or tests that were not assessed.")
    age = _name("In years.")
    sex = _name("female or male.")


class MatrixViewSchema(CaseFieldsSchema):
    """What is to be seen of the matrix, and the case that it is read for."""

    disease = _names(_MOST, "Only these diseases; without it all differential diagnoses.")
    kind = _names(_MOST, "Only findings of these kinds: imaging finding, CSF finding …")
    q = _name("Only findings whose label holds this.", default="")
    least = fields.Integer(
        validate=validators.Range(0, _MOST),
        load_default=2,
        metadata={"description": "Only findings of which so many of the diseases have a statement."},
    )
    of_case = fields.Boolean(load_default=False, metadata={"description": "Only findings that the case names."})
    sort = _name(
        "The order of the findings: kind, label, telling (what moves two diseases furthest apart first), stated (what "
        "most diseases state first), or a disease, whose weights then decide.",
        default="kind",
    )
    columns = fields.String(
        validate=validators.OneOf([str(each) for each in ColumnOrder]),
        load_default=str(ColumnOrder.ALIKE),
        metadata={"description": "The order of the diseases: by label, or like beside like."},
    )
    show = fields.String(
        validate=validators.OneOf(["weight", "frequency"]),
        load_default="weight",
        metadata={"description": "What page and SVG show in a cell; data have both."},
    )


class PassageSchema(Exact):
    """A statement, and where its passage stands."""

    id = text()
    locator = text("Section, table cell, box or caption.")
    link = text("The passage itself, as a text-fragment link.")


class CellSchema(Exact):
    """What one finding is worth for one disease, and on what ground."""

    disease = text("Its CURIE.")
    polarity = text("absent where the case denies the finding.", validate=validators.OneOf(["present", "absent"]))
    decibans = whole("The weight.")
    frequency = _frequency()
    basis = text("Whether the finding itself is stated (own), or a narrower (child) or broader one.")
    stated = fields.Nested(TermSchema, required=True, metadata={"description": "The finding that is stated."})
    words = many(fields.String(), "How the source says it occurs.")
    conflicting = fields.Boolean(required=True)
    statements = fields.List(fields.Nested(PassageSchema), required=True)


class MatrixRowSchema(Exact):
    """A finding, with a cell for each disease of which something is said."""

    id = text()
    label = text()
    kind = fields.Nested(TermSchema, required=True)
    state = words("present, absent or not assessed in the case; null when it does not tell.")
    in_case = fields.Boolean(required=True, metadata={"description": "Whether the case names it itself."})
    cells = fields.List(fields.Nested(CellSchema), required=True)


class MatrixSchema(Exact):
    """Diseases beside findings."""

    version = text("The published version of the knowledge.")
    diseases = fields.List(fields.Nested(TermSchema), required=True)
    kinds = fields.List(fields.Nested(TermSchema), required=True)
    findings = fields.List(fields.Nested(MatrixRowSchema), required=True)


_STANDING = validators.OneOf([str(each) for each in Standing])


class NamedByStepSchema(Exact):
    """Something that a step names."""

    id = text()
    label = text()
    standing = text("What the case has of it.", validate=_STANDING)
    given = words("What the case tells in so many words: years, or the sex.")
    diseases = fields.List(fields.Nested(TermSchema), required=True)
    statements = fields.List(fields.Nested(AssertionSchema), required=True)


class StepSchema(Exact):
    """A step of a pathway."""

    id = text()
    number = whole("Its place, from 1.")
    label = text()
    comment = text("What it is about; may be empty.")
    locator = text("Where its passage stands.")
    link = text("The passage itself, as a text-fragment link.")
    standing = text("What the case has of what it names.", validate=_STANDING)
    names = fields.List(fields.Nested(NamedByStepSchema), required=True)


class PathwaySchema(Exact):
    """Steps in the order of the source."""

    id = text()
    label = text()
    definition = text()
    caution = text("The reservation that belongs to it.")
    here = fields.Integer(
        required=True, allow_none=True, metadata={"description": "The first step of which the case says nothing."}
    )
    steps = fields.List(fields.Nested(StepSchema), required=True)


class PathwaysSchema(Exact):
    """The pathways that the article lists or draws."""

    version = text("The published version of the knowledge.")
    pathways = fields.List(fields.Nested(PathwaySchema), required=True)


class NodeSchema(Exact):
    """A finding around a disease."""

    id = text()
    label = text()
    kind = fields.Nested(TermSchema, required=True)


class EdgeSchema(Exact):
    """All that is stated of one finding in the disease."""

    source = text("The disease.", data_key="from")
    to = text("The finding.")
    words = many(fields.String(), "How the source says it occurs.")
    decibans = fields.Integer(
        required=True, allow_none=True, metadata={"description": "The weight of its presence; null where it has none."}
    )
    frequency = _frequency()
    conflicting = fields.Boolean(required=True)
    statements = fields.List(fields.Nested(AssertionSchema), required=True)


class GraphSchema(Exact):
    """A disease, the findings around it, and what is stated of each."""

    version = text("The published version of the knowledge.")
    disease = fields.Nested(TermSchema, required=True)
    nodes = fields.List(fields.Nested(NodeSchema), required=True)
    edges = fields.List(fields.Nested(EdgeSchema), required=True)
