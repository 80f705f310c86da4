"""A proposal: a change that somebody wants, with the reason, how far it has come, and what was said of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from miliary.curation.change import Change


class Status(StrEnum):
    """How far a proposal has come."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    CHANGES_REQUESTED = "changes requested"
    APPROVED = "approved"
    REJECTED = "rejected"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


OPEN = frozenset({Status.SUBMITTED, Status.CHANGES_REQUESTED, Status.APPROVED})
"""Others see these, and nothing has come of them yet."""


class Act(StrEnum):
    """What is done to a proposal; each leaves a note."""

    SAVE = "saved"
    SUBMIT = "submitted"
    COMMENT = "commented"
    ASK = "asked for changes"
    APPROVE = "approved"
    REJECT = "rejected"
    WITHDRAW = "withdrawn"
    REBASE = "rebased"
    PUBLISH = "published"


@dataclass(frozen=True, slots=True)
class Step:
    """What an act needs and what comes of it.

    :param before: the states that it may be done in
    :param after: the state that it leads to; None stays in the one it was
    """

    before: frozenset[Status]
    after: Status | None


_EDITED = frozenset({Status.DRAFT, Status.SUBMITTED, Status.CHANGES_REQUESTED})
STEPS: Mapping[Act, Step] = MappingProxyType(
    {
        Act.SAVE: Step(_EDITED, None),
        Act.SUBMIT: Step(frozenset({Status.DRAFT, Status.CHANGES_REQUESTED}), Status.SUBMITTED),
        Act.COMMENT: Step(frozenset(Status), None),
        Act.ASK: Step(frozenset({Status.SUBMITTED, Status.APPROVED}), Status.CHANGES_REQUESTED),
        Act.APPROVE: Step(frozenset({Status.SUBMITTED, Status.APPROVED}), Status.APPROVED),
        Act.REJECT: Step(OPEN, Status.REJECTED),
        Act.WITHDRAW: Step(_EDITED, Status.WITHDRAWN),
        Act.REBASE: Step(_EDITED, None),
        Act.PUBLISH: Step(frozenset({Status.APPROVED}), Status.PUBLISHED),
    }
)


@dataclass(frozen=True, slots=True)
class Note:
    """One thing done to or said of a proposal."""

    person: int
    name: str
    at: datetime
    act: Act
    text: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """A proposal as it stands.

    :param id: its number
    :param author: the account that made it; ``author_name`` as it was called then
    :param revision: counts what was done to it; whoever changes it says which one they saw (ETag, If-Match)
    :param reviewer: the account that agreed to it or refused it
    :param entry: the number of the log's entry that published it
    """

    id: int
    author: int
    author_name: str
    created: datetime
    modified: datetime
    reason: str
    change: Change
    status: Status
    revision: int
    notes: tuple[Note, ...] = ()
    reviewer: int | None = None
    reviewer_name: str = ""
    entry: int | None = None

    @property
    def base(self) -> str:
        """The published version that the author had read."""
        return self.change.base

    @property
    def comments(self) -> tuple[Note, ...]:
        """What was said of it."""
        return tuple(each for each in self.notes if each.text)
