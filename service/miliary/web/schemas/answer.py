"""What a differential looks like. Shares and scores are whole decibans; every ``id`` is a CURIE."""

from typing import Any

from apiflask import Schema, fields, validators
from marshmallow import RAISE

STATUSES = ("compatible", "less likely", "excluded")


class _Exact(Schema):
    """A part of an answer: every field is there, and no other."""

    class Meta:
        """A field that the description does not know is an error: the tests hold answers against these schemas."""

        unknown = RAISE


def _text(description: str = "", **options: Any) -> fields.String:
    return fields.String(required=True, metadata={"description": description} if description else {}, **options)


def _words(description: str) -> fields.String:
    return _text(description, allow_none=True)


def _list(item: fields.Field[Any] | type[fields.Field[Any]], description: str) -> fields.List[Any]:
    return fields.List(item, required=True, metadata={"description": description})


def _whole(description: str) -> fields.Integer:
    return fields.Integer(required=True, strict=True, metadata={"description": description})


class TermSchema(_Exact):
    """A term by its CURIE and its label."""

    id = _text()
    label = _text()


class ReferenceSchema(_Exact):
    """A work that the passage cites, as far as it is known."""

    number = _whole("The number in the article's list of references.")
    status = _text("Whether the work is verified, a candidate, or unidentified.")
    citation = _text("The work; a candidate says that it is unconfirmed.")


class ConflictSchema(_Exact):
    """A disagreement with another assertion."""

    kind = _text("Contradiction, graded, scope or omission.")
    other = _text("The other assertion.", data_key="with")
    why = _text("One line that explains it.")


class AssertionSchema(_Exact):
    """One statement of one source, with the passage it rests on."""

    id = _text()
    about = fields.Nested(TermSchema, required=True, metadata={"description": "The disease."})
    subject = fields.Nested(TermSchema, required=True, metadata={"description": "The finding, treatment, test …"})
    occurrence = _words("How the source says it occurs: reported, rare, not expected …")
    role = _words("What it does for the diagnosis: obligate, excluding, pathognomonic, suggestive …")
    relation = _words("How a treatment, a test or a cause stands to the disease.")
    frequency = _words("The numbers as the source gives them.")
    context = _list(fields.String(), "The patient factors that it holds for.")
    population = _words("Whom the numbers are about.")
    timing = _words("When in the course of the disease.")
    comment = _words("A note of the editors.")
    caution = _words("What must be read with it.")
    locator = _text("Section, table cell, box or caption.")
    anchor = _text("The first and the last words of the passage.")
    link = _text("The passage itself, as a text-fragment link.")
    evidence_type = _words("Case series, table, authors' experience …")
    study = _words("The study that the passage names.")
    references = fields.List(fields.Nested(ReferenceSchema), required=True)
    conflicts = fields.List(fields.Nested(ConflictSchema), required=True)


class DemographicSchema(_Exact):
    """What age or sex is worth for a disease."""

    factor = _text(validate=validators.OneOf(["age", "sex"]))
    share = _whole("Its part of the score.")
    assertions = fields.List(fields.Nested(AssertionSchema), required=True)


class ReasonSchema(TermSchema):
    """What one finding of the case means for a disease."""

    polarity = _text(validate=validators.OneOf(["present", "absent"]))
    verdict = _text(
        validate=validators.OneOf(
            [
                "typical",
                "explained",
                "atypical",
                "expected absence",
                "tolerated",
                "atypical absence",
                "contradicts",
                "unstated",
            ]
        )
    )
    share = _whole("Its part of the score.")
    by = _list(fields.Nested(TermSchema), "The way through the hierarchy to the finding that was stated.")
    instead = fields.Nested(
        TermSchema,
        required=True,
        allow_none=True,
        metadata={"description": "What speaks for the same block."},
    )
    conflicting = fields.Boolean(required=True, metadata={"description": "Whether the statements disagree."})
    assertions = fields.List(fields.Nested(AssertionSchema), required=True)


class DiseaseSchema(TermSchema):
    """One disease of the differential. The shares of ``findings`` and ``demographics`` add up to ``score``."""

    status = _text(validate=validators.OneOf(STATUSES))
    badges = _list(fields.String(), "Shown, without weight: supported, pathognomonic, suggestive, atypical (disputed).")
    score = _whole("In decibans.")
    behind = _whole("Decibans behind the leader.")
    coverage = fields.Float(
        required=True, metadata={"description": "The share of the case's findings on which it makes a statement."}
    )
    demographics = fields.List(fields.Nested(DemographicSchema), required=True)
    findings = fields.List(fields.Nested(ReasonSchema), required=True)
    costliest = fields.Nested(
        TermSchema, required=True, allow_none=True, metadata={"description": "What cost a less likely disease most."}
    )
    excluded_by = _list(fields.Nested(AssertionSchema), "The criteria that the case contradicts.")
    subtypes = fields.List(fields.Nested("DiseaseSchema"), required=True)


class VerdictSchema(_Exact):
    """Whether the case lies inside what the source speaks of."""

    inside = fields.Boolean(required=True)
    enough = fields.Boolean(required=True, metadata={"description": "Whether the findings say enough to rank."})
    notes = _list(fields.String(), "The limits of this answer, to be read first.")


class UnexplainedSchema(_Exact):
    """Present findings without a statement."""

    by_any = _list(fields.Nested(TermSchema), "No disease states them.")
    by_leader = _list(fields.Nested(TermSchema), "The first disease does not state them.")


class UnderstoodSchema(_Exact):
    """The case as it was understood."""

    present = fields.List(fields.Nested(TermSchema), required=True)
    absent = fields.List(fields.Nested(TermSchema), required=True)
    not_assessed = fields.List(fields.Nested(TermSchema), required=True)
    age = fields.Float(required=True, allow_none=True)
    sex = _text(allow_none=True)


class LeftSchema(_Exact):
    """What one answer would leave."""

    leaders = _list(fields.Nested(TermSchema), "The first of the compatible diseases, at most three.")
    compatible = _whole("How many diseases would be compatible.")


class NextSchema(_Exact):
    """An open finding that would tell much. A description, never advice to test."""

    finding = fields.Nested(TermSchema, required=True)
    test = fields.Nested(TermSchema, required=True, metadata={"description": "What shows it, on its lowest rung."})
    rung = fields.Integer(
        required=True,
        strict=True,
        validate=validators.Range(0, 5),
        metadata={
            "description": "0 history and examination; 1 blood, serology, eyes, hearing; 2 other MRI, CT, X-ray; "
            "3 lumbar puncture, PET-CT; 4 catheter angiography, biopsy of other tissue; 5 brain biopsy, listed only "
            "where all else falls short."
        },
    )
    gain = fields.Float(
        required=True,
        metadata={"description": "The expected drop of the compatible set, in diseases: lower quartile over draws."},
    )
    if_present = fields.Nested(LeftSchema, required=True)
    if_absent = fields.Nested(LeftSchema, required=True)
    caution = _words("What must be read with it.")


class StopSchema(_Exact):
    """Whether nothing up to lumbar puncture and PET-CT would narrow the compatible set."""

    reached = fields.Boolean(required=True)
    why = _text()


class CautionSchema(_Exact):
    """What stands against a treatment as a test, in the diseases that are compatible."""

    text = _text()
    inference = fields.Boolean(required=True, metadata={"description": "Ours; the article does not draw it."})
    diseases = fields.List(fields.Nested(TermSchema), required=True)
    assertions = fields.List(fields.Nested(AssertionSchema), required=True)


class SteroidSchema(_Exact):
    """The response to corticosteroids: listed apart, with its cautions; never something to look for."""

    subject = fields.Nested(TermSchema, required=True)
    why = _text("Why it is listed apart.")
    cautions = fields.List(fields.Nested(CautionSchema), required=True)
    assertions = _list(fields.Nested(AssertionSchema), "What the article states of it in the compatible diseases.")


class MappedSchema(_Exact):
    """A code of another vocabulary and the term that it was taken as."""

    given = _text("The code as it was given.")
    predicate = _text(
        "How the term is linked to the code; skos:narrowMatch: the code is narrower, and went up to the term.",
        validate=validators.OneOf(["skos:exactMatch", "skos:closeMatch", "skos:narrowMatch"]),
    )
    term = fields.Nested(TermSchema, required=True)


class AnswerSchema(_Exact):
    """The differential: all diseases of the source, ranked, each with its reasons."""

    version = _text("The published version that it was computed on.")
    assumed = _list(fields.String(), "Labels of findings that were not given and are assumed.")
    unmapped = _list(fields.String(), "Terms that are not in the vocabulary.")
    mapped = _list(fields.Nested(MappedSchema), "Codes of other vocabularies, each with the term it was taken as.")
    case = fields.Nested(UnderstoodSchema, required=True)
    verdict = fields.Nested(VerdictSchema, required=True)
    unexplained = fields.Nested(UnexplainedSchema, required=True)
    diseases = fields.List(fields.Nested(DiseaseSchema), required=True)
    next = _list(fields.Nested(NextSchema), "The open findings that would tell most, by rung; at most eight.")
    stop = fields.Nested(StopSchema, required=True)
    caution = fields.Nested(SteroidSchema, required=True, allow_none=True)
    disclaimer = _text()
