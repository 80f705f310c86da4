"""What may be asked. A field that is not named here is refused by its name."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from apiflask import Schema, fields, validators
from marshmallow import RAISE

from miliary.consultation import Question

MAX_TERMS = 200
"""The most findings that a case may name in one list."""
MAX_TERM_LENGTH = 200
"""The most characters that the name of a finding may have."""
MAX_HITS = 100
MAX_SEED = 2**32 - 1

CASE_EXAMPLE: Mapping[str, object] = MappingProxyType(
    {
        "present": ["leptomeningeal enhancement", "mil:PonsLesion"],
        "absent": ["haemorrhage"],
        "not_assessed": ["spine MRI"],
        "age": 39,
        "sex": "male",
        "context": ["immunocompetent"],
    }
)

_LISTS = ("present", "absent", "not_assessed", "context")


class Refusing(Schema):
    """A schema that says which fields there are when it is given another."""

    class Meta:
        """Unknown fields are errors, in bodies and in addresses alike."""

        unknown = RAISE

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        known = ", ".join(self.fields)
        self.error_messages = {**self.error_messages, "unknown": f"There is no such field; known are {known}."}


def _terms(meaning: str) -> fields.List[str]:
    name = fields.String(validate=validators.Length(1, MAX_TERM_LENGTH))
    described = f"{meaning} Each an IRI, a CURIE, a label, a synonym or a code (snomedct:…), in any case."
    return fields.List(name, validate=validators.Length(max=MAX_TERMS), metadata={"description": described})


class QuestionSchema(Refusing):
    """A case: what was found, what was looked for in vain, what was not looked at, and who the patient is."""

    present = _terms("Findings that were observed.")
    absent = _terms("Findings that were looked for and not observed.")
    not_assessed = _terms("Findings whose examination was not done, or tests: all that only they observe.")
    context = _terms("Patient factors that hold, such as “immunocompetent”.")
    age = fields.Float(allow_none=True, metadata={"description": "In years, from 0 to 130."})
    sex = fields.String(
        allow_none=True, validate=validators.Length(max=20), metadata={"description": "“female” or “male”, or nothing."}
    )
    unmapped = fields.String(
        validate=validators.OneOf(["reject", "count"]),
        load_default="reject",
        metadata={"description": "A term that is not in the vocabulary is refused (reject) or listed (count)."},
    )
    priors = fields.String(
        allow_none=True,
        validate=validators.Length(1, MAX_TERM_LENGTH),
        metadata={"description": "A set of priors by its name. Without one every disease starts alike."},
    )
    seed = fields.Integer(
        strict=True,
        allow_none=True,
        validate=validators.Range(0, MAX_SEED),
        metadata={"description": "Of the draws that tell how firm the answer is; 0 if it is left out."},
    )


class SearchSchema(Refusing):
    """A search for findings and tests by name."""

    q = fields.String(
        required=True,
        validate=validators.Length(1, MAX_TERM_LENGTH),
        metadata={"description": "The name or the beginning of its words.", "example": "leptom"},
    )
    limit = fields.Integer(
        validate=validators.Range(1, MAX_HITS), load_default=20, metadata={"description": "The most hits to return."}
    )


def question_from(case: Mapping[str, Any]) -> Question:
    """Return the question that loaded data of :class:`QuestionSchema` asks."""
    lists = {name: tuple(case.get(name, ())) for name in _LISTS}
    return Question(
        **lists,
        age=case.get("age"),
        sex=case.get("sex") or None,
        unmapped=case.get("unmapped", "reject"),
        priors=case.get("priors"),
        seed=case.get("seed") or 0,
    )
