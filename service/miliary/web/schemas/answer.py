"""What a differential looks like. Shares and scores are whole decibans; every ``id`` is a CURIE."""

from apiflask import fields, validators

from miliary.web.schemas.hinges import ChangeSchema, CriteriaSchema, DrawsSchema, TippingSchema
from miliary.web.schemas.parts import AssertionSchema, Exact, TermSchema, many, share, text, whole, words

STATUSES = ("compatible", "less likely", "excluded")


class DemographicSchema(Exact):
    """What age or sex is worth for a disease."""

    factor = text(validate=validators.OneOf(["age", "sex"]))
    share = whole("Its part of the score.")
    assertions = fields.List(fields.Nested(AssertionSchema), required=True)


class PriorSchema(Exact):
    """What the disease starts with, by the chosen set of priors."""

    set = text("The set of priors.")
    share = whole("Its part of the score.")
    assertions = fields.List(fields.Nested(AssertionSchema), required=True)


class ReasonSchema(TermSchema):
    """What one finding of the case means for a disease."""

    polarity = text(validate=validators.OneOf(["present", "absent"]))
    verdict = text(
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
    share = whole("Its part of the score.")
    by = many(fields.Nested(TermSchema), "The way through the hierarchy to the finding that was stated.")
    instead = fields.Nested(
        TermSchema,
        required=True,
        allow_none=True,
        metadata={"description": "What speaks for the same block."},
    )
    conflicting = fields.Boolean(required=True, metadata={"description": "Whether the statements disagree."})
    assertions = fields.List(fields.Nested(AssertionSchema), required=True)


class CareSchema(TermSchema):
    """A treatment or a test, with all that is stated of it for a disease; a description, never advice."""

    assertions = fields.List(fields.Nested(AssertionSchema), required=True)


class SubtypeSchema(TermSchema):
    """One disease. The shares of ``findings`` and ``demographics``, and of the ``prior``, add up to ``score``."""

    status = text(validate=validators.OneOf(STATUSES))
    badges = many(fields.String(), "Shown, without weight: supported, pathognomonic, suggestive, atypical (disputed).")
    score = whole("In decibans.")
    behind = whole("Decibans behind the leader.")
    coverage = fields.Float(
        required=True, metadata={"description": "The share of the case's findings on which it makes a statement."}
    )
    prior = fields.Nested(
        PriorSchema, required=True, allow_none=True, metadata={"description": "Null unless priors were chosen."}
    )
    demographics = fields.List(fields.Nested(DemographicSchema), required=True)
    findings = fields.List(fields.Nested(ReasonSchema), required=True)
    costliest = fields.Nested(
        TermSchema, required=True, allow_none=True, metadata={"description": "What cost a less likely disease most."}
    )
    excluded_by = many(fields.Nested(AssertionSchema), "The criteria that the case contradicts.")
    treatments = many(fields.Nested(CareSchema), "What is stated of treatments, each with its caution; no advice.")
    work_up = many(fields.Nested(CareSchema), "What is stated of tests and of the way to the diagnosis; no advice.")
    subtypes = fields.List(fields.Nested("SubtypeSchema"), required=True)


class DiseaseSchema(SubtypeSchema):
    """One disease of the differential, and how firmly it stands where it stands."""

    first = share("The share of the draws in which it comes first.")
    top3 = share("The share of the draws in which it is among the first three.")


class VerdictSchema(Exact):
    """Whether the case lies inside what the source speaks of."""

    inside = fields.Boolean(required=True)
    enough = fields.Boolean(required=True, metadata={"description": "Whether the findings say enough to rank."})
    notes = many(fields.String(), "The limits of this answer, to be read first.")


class UnexplainedSchema(Exact):
    """Present findings without a statement."""

    by_any = many(fields.Nested(TermSchema), "No disease states them.")
    by_leader = many(fields.Nested(TermSchema), "The first disease does not state them.")


class UnderstoodSchema(Exact):
    """The case as it was understood."""

    present = fields.List(fields.Nested(TermSchema), required=True)
    absent = fields.List(fields.Nested(TermSchema), required=True)
    not_assessed = fields.List(fields.Nested(TermSchema), required=True)
    age = fields.Float(required=True, allow_none=True)
    sex = text(allow_none=True)
    priors = words("The set of priors that was chosen.")


class LeftSchema(Exact):
    """What one answer would leave."""

    leaders = many(fields.Nested(TermSchema), "The first of the compatible diseases, at most three.")
    compatible = whole("How many diseases would be compatible.")


class NextSchema(Exact):
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
    caution = words("What must be read with it.")


class StopSchema(Exact):
    """Whether nothing up to lumbar puncture and PET-CT would narrow the compatible set."""

    reached = fields.Boolean(required=True)
    why = text()


class CautionSchema(Exact):
    """What stands against a treatment as a test, in the diseases that are compatible."""

    text = text()
    inference = fields.Boolean(required=True, metadata={"description": "Ours; the article does not draw it."})
    diseases = fields.List(fields.Nested(TermSchema), required=True)
    assertions = fields.List(fields.Nested(AssertionSchema), required=True)


class SteroidSchema(Exact):
    """The response to corticosteroids: listed apart, with its cautions; never something to look for."""

    subject = fields.Nested(TermSchema, required=True)
    why = text("Why it is listed apart.")
    cautions = fields.List(fields.Nested(CautionSchema), required=True)
    assertions = many(fields.Nested(AssertionSchema), "What the article states of it in the compatible diseases.")


class MappedSchema(Exact):
    """A code of another vocabulary and the term that it was taken as."""

    given = text("The code as it was given.")
    predicate = text(
        "How the term is linked to the code; skos:narrowMatch: the code is narrower, and went up to the term.",
        validate=validators.OneOf(["skos:exactMatch", "skos:closeMatch", "skos:narrowMatch"]),
    )
    term = fields.Nested(TermSchema, required=True)


class AnswerSchema(Exact):
    """The differential: all diseases of the source, ranked, each with its reasons."""

    version = text("The published version that it was computed on.")
    assumed = many(fields.String(), "Labels of findings that were not given and are assumed.")
    unmapped = many(fields.String(), "Terms that are not in the vocabulary.")
    mapped = many(fields.Nested(MappedSchema), "Codes of other vocabularies, each with the term it was taken as.")
    case = fields.Nested(UnderstoodSchema, required=True)
    verdict = fields.Nested(VerdictSchema, required=True)
    unexplained = fields.Nested(UnexplainedSchema, required=True)
    diseases = fields.List(fields.Nested(DiseaseSchema), required=True)
    next = many(fields.Nested(NextSchema), "The open findings that would tell most, by rung; at most eight.")
    stop = fields.Nested(StopSchema, required=True)
    caution = fields.Nested(SteroidSchema, required=True, allow_none=True)
    draws = fields.Nested(DrawsSchema, required=True)
    tipping = many(fields.Nested(TippingSchema), "At most five, the smallest moves first.")
    change = many(fields.Nested(ChangeSchema), "At most three, the most probable first; of two only if one cannot.")
    criteria = fields.List(fields.Nested(CriteriaSchema), required=True)
    disclaimer = text()
