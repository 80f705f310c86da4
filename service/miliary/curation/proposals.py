"""Proposals: made, saved, submitted, commented, agreed to, refused, taken back.

Each act names the revision that its doer saw: what somebody else has changed meanwhile is never written over. An act
that cannot be done raises what all acts may raise: :class:`~miliary.errors.NotFound` (no such proposal),
:class:`~miliary.curation.refusals.StaleRevision`, :class:`~miliary.curation.refusals.Conflict` (not in this state) and
:class:`~miliary.curation.refusals.NotAllowed` (not by this person). Nobody agrees to a proposal of their own.
"""

import json
from collections.abc import Collection
from dataclasses import replace

from miliary.curation import moments
from miliary.curation import proposal_rows as rows
from miliary.curation.accounts import Account, Role
from miliary.curation.change import Change
from miliary.curation.database import Database
from miliary.curation.moments import Clock
from miliary.curation.proposal import OPEN, Act, Proposal, Status
from miliary.curation.proposal_rows import Deed
from miliary.curation.refusals import NotAllowed, UnfitProposal

MOST_LISTED = 100
_LIST = """SELECT * FROM proposal
WHERE status IN (SELECT value FROM json_each(:statuses))
  AND (:author IS NULL OR author = :author)
  AND (:subject IS NULL OR number IN (SELECT proposal FROM proposal_subject WHERE subject = :subject))
  AND (:before IS NULL OR number < :before)
ORDER BY number DESC
LIMIT :most"""


class Proposals:
    """The proposals of one database."""

    def __init__(self, database: Database, clock: Clock = moments.now) -> None:
        self._database = database
        self._clock = clock

    def draft(self, author: Account, change: Change, reason: str = "") -> Proposal:
        """Keep a new draft, which its author alone sees.

        :raises UnfitProposal: the reason is too long
        """
        with self._database.writing() as connection:
            number = rows.insert(connection, author, change, reason, self._clock())
        return self.get(number)

    def get(self, number: int) -> Proposal:
        """Return the proposal, with its notes."""
        with self._database.reading() as connection:
            return rows.read(connection, number)

    def seen_by(self, number: int, person: Account) -> Proposal:
        """Return the proposal if this person may see it: a draft is its author's alone."""
        found = self.get(number)
        if found.status is Status.DRAFT and found.author != person.id:
            raise NotAllowed(f"Proposal {number} is a draft of somebody else's.")
        return found

    def save(self, number: int, author: Account, revision: int, change: Change, reason: str | None = None) -> Proposal:
        """Put another change, and maybe another reason, in the place of what was proposed."""
        with self._database.writing() as connection:
            found = rows.read_for(connection, number, revision, Act.SAVE)
            _only_author(found, author)
            saved = replace(found, change=change, reason=found.reason if reason is None else reason)
            rows.write(connection, saved, self._deed(Act.SAVE, author))
        return self.get(number)

    def submit(self, number: int, author: Account, revision: int) -> Proposal:
        """Show it to those who review.

        :raises UnfitProposal: it changes nothing or gives no reason
        """
        with self._database.writing() as connection:
            found = rows.read_for(connection, number, revision, Act.SUBMIT)
            _only_author(found, author)
            if not found.reason.strip():
                raise UnfitProposal("Say why: what was read, where, and what was wrong before.", field="reason")
            if not found.change.additions | found.change.deletions:
                raise UnfitProposal("The proposal changes nothing.", field="change")
            rows.write(connection, found, self._deed(Act.SUBMIT, author))
        return self.get(number)

    def comment(self, number: int, person: Account, text: str) -> Proposal:
        """Say something of it; this makes no new revision.

        :raises UnfitProposal: nothing is said
        """
        self.seen_by(number, person)
        if not text.strip():
            raise UnfitProposal("The comment is empty.", field="text")
        with self._database.writing() as connection:
            rows.note(connection, number, self._deed(Act.COMMENT, person, text))
        return self.get(number)

    def ask_for_changes(self, number: int, reviewer: Account, revision: int, text: str) -> Proposal:
        """Give it back to its author, saying what is to be put right.

        :raises UnfitProposal: nothing is said
        """
        if not text.strip():
            raise UnfitProposal("Say what is to be changed.", field="text")
        return self._review(number, reviewer, revision, Act.ASK, text)

    def approve(self, number: int, reviewer: Account, revision: int, text: str = "") -> Proposal:
        """Agree to it; :mod:`miliary.curation.publication` publishes it."""
        return self._review(number, reviewer, revision, Act.APPROVE, text)

    def reject(self, number: int, reviewer: Account, revision: int, text: str) -> Proposal:
        """Refuse it for a reason.

        :raises UnfitProposal: no reason is given
        """
        if not text.strip():
            raise UnfitProposal("Say why it is refused.", field="text")
        return self._review(number, reviewer, revision, Act.REJECT, text)

    def withdraw(self, number: int, author: Account, revision: int, text: str = "") -> Proposal:
        """Take it back."""
        with self._database.writing() as connection:
            found = rows.read_for(connection, number, revision, Act.WITHDRAW)
            _only_author(found, author)
            rows.write(connection, found, self._deed(Act.WITHDRAW, author, text))
        return self.get(number)

    def rebase(self, number: int, author: Account, revision: int, change: Change) -> Proposal:
        """Put the same change on a newer base; see :mod:`miliary.curation.rebasing`."""
        with self._database.writing() as connection:
            found = rows.read_for(connection, number, revision, Act.REBASE)
            _only_author(found, author)
            rows.write(connection, replace(found, change=change), self._deed(Act.REBASE, author))
        return self.get(number)

    def list(
        self,
        *,
        statuses: Collection[Status] = (),
        author: int | None = None,
        subject: str | None = None,
        before: int | None = None,
        most: int = MOST_LISTED,
    ) -> tuple[Proposal, ...]:
        """Return proposals without their notes, the newest first.

        :param statuses: only these; none stands for all, drafts of anybody included
        :param author: only those of this account
        :param subject: only those that change this term, a CURIE
        :param before: only those with a smaller number, to go on where a list ended
        """
        wanted = {
            "statuses": json.dumps(sorted(statuses or Status)),
            "author": author,
            "subject": subject,
            "before": before,
            "most": most,
        }
        with self._database.reading() as connection:
            return tuple(map(rows.proposal, connection.execute(_LIST, wanted)))

    def overlapping(self, change: Change, but: int | None = None) -> tuple[Proposal, ...]:
        """Return the open proposals on any term that ``change`` changes, the oldest first.

        :param but: leave out the proposal of this number
        """
        found = {each.id: each for subject in change.subjects for each in self.list(statuses=OPEN, subject=subject)}
        return tuple(found[number] for number in sorted(found) if number != but)

    def _review(self, number: int, reviewer: Account, revision: int, act: Act, text: str) -> Proposal:
        with self._database.writing() as connection:
            found = rows.read_for(connection, number, revision, act)
            only_reviewer(found, reviewer)
            reviewed = replace(found, reviewer=reviewer.id, reviewer_name=reviewer.display)
            rows.write(connection, reviewed, self._deed(act, reviewer, text))
        return self.get(number)

    def _deed(self, act: Act, person: Account, text: str = "") -> Deed:
        return Deed(act, person, self._clock(), text)


def _only_author(found: Proposal, person: Account) -> None:
    if found.author != person.id:
        raise NotAllowed(f"Proposal {found.id} is somebody else's: only its author may do this.")


def only_reviewer(found: Proposal, person: Account) -> None:
    """Refuse a review by the author, and by whoever does not review.

    :raises NotAllowed: it is one
    """
    if person.role < Role.REVIEWER:
        raise NotAllowed("Only a reviewer or an administrator may do this.")
    if found.author == person.id:
        raise NotAllowed("Nobody reviews a proposal of their own: a second person has to.")
