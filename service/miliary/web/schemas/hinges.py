"""What an answer hangs on: the draws, the numbers that tip it, the findings that change it, the criteria."""

from apiflask import fields, validators

from miliary.web.schemas.parts import AssertionSchema, Exact, TermSchema, many, share, text, whole, words

HOLDING = ("met", "failed", "unknown")


class DrawsSchema(Exact):
    """The draws behind ``first`` and ``top3``: every frequency within its stated interval."""

    number = whole("How many.")
    seed = whole("The same seed gives the same shares.")


class TippingSchema(Exact):
    """One number that would swap the leader with another compatible disease, all others staying as they are."""

    between = many(fields.Nested(TermSchema), "The leader, and the disease that would come before it.")
    disease = fields.Nested(TermSchema, required=True, metadata={"description": "Whose frequency it is."})
    finding = fields.Nested(TermSchema, required=True)
    frequency = share("The frequency at which the two swap.")
    now = share("The frequency that the score is made with.")
    interval = many(fields.Float(), "What the statements leave open: from, to.")
    assertions = fields.List(fields.Nested(AssertionSchema), required=True)


class StandingSchema(Exact):
    """Where the differential would stand."""

    leaders = many(fields.Nested(TermSchema), "Those with the best score.")
    compatible = whole("How many diseases stay compatible.")


class ChangeSchema(Exact):
    """Unknown findings, one or two, that would change the leader."""

    add_present = many(fields.Nested(TermSchema), "Were they present …")
    add_absent = many(fields.Nested(TermSchema), "… and these absent …")
    then = fields.Nested(StandingSchema, required=True)


class ItemPartSchema(TermSchema):
    """A finding that an item of criteria asks for."""

    asked = text("Whether its presence or its absence is asked for.", validate=validators.OneOf(["present", "absent"]))
    holds = text(validate=validators.OneOf(HOLDING))
    assertions = fields.List(fields.Nested(AssertionSchema), required=True)


class ItemSchema(Exact):
    """An item of criteria."""

    code = text("Its letter or number.")
    joint = fields.Boolean(required=True, metadata={"description": "Whether all parts must hold; else one is enough."})
    parts = fields.List(fields.Nested(ItemPartSchema), required=True)


class CriteriaSchema(Exact):
    """Which items of named criteria hold in this case. It claims no diagnosis."""

    set = fields.Nested(TermSchema, required=True)
    disease = fields.Nested(TermSchema, required=True)
    rule = words("Which items the source asks for; null where it names no rule.")
    met = fields.List(fields.Nested(ItemSchema), required=True)
    failed = fields.List(fields.Nested(ItemSchema), required=True)
    # "unknown" by itself is marshmallow's own word for fields that a schema does not name.
    open_items = fields.List(fields.Nested(ItemSchema), required=True, data_key="unknown")
