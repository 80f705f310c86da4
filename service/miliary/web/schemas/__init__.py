"""What requests and answers look like: it checks what comes in, and it is what the OpenAPI document is made from."""

from miliary.web.schemas.answer import AnswerSchema
from miliary.web.schemas.question import (
    CASE_EXAMPLE,
    MAX_TERMS,
    QuestionSchema,
    SearchSchema,
    question_from,
)
from miliary.web.schemas.search import FoundSchema, ProblemSchema

__all__ = [
    "CASE_EXAMPLE",
    "MAX_TERMS",
    "AnswerSchema",
    "FoundSchema",
    "ProblemSchema",
    "QuestionSchema",
    "SearchSchema",
    "question_from",
]
