"""Proposals: drafts, review by a second person, and nothing written over what somebody else has done meanwhile."""

import pytest

from miliary.curation.accounts import Account, Accounts, Role
from miliary.curation.change import Change, Line
from miliary.curation.database import Database
from miliary.curation.proposal import Act, Proposal, Status
from miliary.curation.proposals import Proposals
from miliary.curation.refusals import Conflict, NotAllowed, StaleRevision, UnfitProposal
from miliary.errors import NotFound
from tests.curation.conftest import PASSWORD


def relabelled(term: str, label: str) -> Change:
    return Change("1", frozenset({Line(f"mil:{term}", "rdfs:label", f'"{label}"@en')}), frozenset())


PONS, MIDBRAIN = relabelled("Pons", "pons"), relabelled("Midbrain", "midbrain")


def submitted(proposals: Proposals, author: Account, change: Change = PONS) -> Proposal:
    draft = proposals.draft(author, change, "Smith 2024, Table 2")
    return proposals.submit(draft.id, author, draft.revision)


def test_a_draft_is_there_after_a_restart_and_seen_by_its_author_alone(
    proposals: Proposals, database: Database, editor: Account, reviewer: Account
) -> None:
    draft = proposals.draft(editor, PONS)
    again = Proposals(Database(database.path))
    assert again.seen_by(draft.id, editor).change == PONS
    with pytest.raises(NotAllowed):
        again.seen_by(draft.id, reviewer)


def test_what_is_saved_takes_the_place_of_what_was_proposed(proposals: Proposals, editor: Account) -> None:
    draft = proposals.draft(editor, PONS, "why")
    saved = proposals.save(draft.id, editor, draft.revision, MIDBRAIN)
    assert (saved.change, saved.reason, saved.status) == (MIDBRAIN, "why", Status.DRAFT)
    assert proposals.list(subject="mil:Midbrain")
    assert not proposals.list(subject="mil:Pons")


def test_a_proposal_that_says_nothing_or_gives_no_reason_is_not_submitted(
    proposals: Proposals, editor: Account
) -> None:
    for change, reason in ((PONS, "  "), (Change("1", frozenset(), frozenset()), "why")):
        draft = proposals.draft(editor, change, reason)
        with pytest.raises(UnfitProposal):
            proposals.submit(draft.id, editor, draft.revision)


def test_the_author_never_agrees_to_their_own_proposal(proposals: Proposals, accounts: Accounts) -> None:
    author = accounts.add("alma", PASSWORD, Role.ADMINISTRATOR)
    found = submitted(proposals, author)
    with pytest.raises(NotAllowed, match="second person"):
        proposals.approve(found.id, author, found.revision)


def test_an_editor_does_not_review(proposals: Proposals, editor: Account, accounts: Accounts) -> None:
    found = submitted(proposals, editor)
    other = accounts.add("otto", PASSWORD, Role.EDITOR)
    for review in (proposals.approve, proposals.reject, proposals.ask_for_changes):
        with pytest.raises(NotAllowed, match="reviewer"):
            review(found.id, other, found.revision, "words")


def test_a_reviewer_agrees_and_is_remembered(proposals: Proposals, editor: Account, reviewer: Account) -> None:
    found = submitted(proposals, editor)
    approved = proposals.approve(found.id, reviewer, found.revision)
    assert (approved.status, approved.reviewer, approved.reviewer_name) == (
        Status.APPROVED,
        reviewer.id,
        "Rita Reviewer",
    )


def test_a_proposal_given_back_is_corrected_and_submitted_again(
    proposals: Proposals, editor: Account, reviewer: Account
) -> None:
    found = submitted(proposals, editor)
    found = proposals.ask_for_changes(found.id, reviewer, found.revision, "Which table?")
    found = proposals.save(found.id, editor, found.revision, MIDBRAIN)
    found = proposals.submit(found.id, editor, found.revision)
    assert found.status is Status.SUBMITTED
    assert [(note.act, note.text) for note in found.notes] == [
        (Act.SUBMIT, ""),
        (Act.ASK, "Which table?"),
        (Act.SAVE, ""),
        (Act.SUBMIT, ""),
    ]


def test_whoever_refuses_or_asks_says_why(proposals: Proposals, editor: Account, reviewer: Account) -> None:
    found = submitted(proposals, editor)
    for review in (proposals.reject, proposals.ask_for_changes):
        with pytest.raises(UnfitProposal):
            review(found.id, reviewer, found.revision, " ")


def test_what_changed_meanwhile_is_not_written_over(proposals: Proposals, editor: Account, reviewer: Account) -> None:
    found = submitted(proposals, editor)
    proposals.save(found.id, editor, found.revision, MIDBRAIN)
    with pytest.raises(StaleRevision) as refused:
        proposals.approve(found.id, reviewer, found.revision)
    assert refused.value.extra == {"proposal": found.id, "seen": 2, "current": 3}


def test_what_was_refused_or_withdrawn_stays_so(proposals: Proposals, editor: Account, reviewer: Account) -> None:
    one, two = submitted(proposals, editor), submitted(proposals, editor)
    refused = proposals.reject(one.id, reviewer, one.revision, "not in the paper")
    withdrawn = proposals.withdraw(two.id, editor, two.revision)
    for each in (refused, withdrawn):
        with pytest.raises(Conflict, match=str(each.status)):
            proposals.approve(each.id, reviewer, each.revision)


def test_nobody_touches_the_proposal_of_another(proposals: Proposals, editor: Account, reviewer: Account) -> None:
    draft = proposals.draft(editor, PONS, "why")
    with pytest.raises(NotAllowed):
        proposals.save(draft.id, reviewer, draft.revision, MIDBRAIN)
    with pytest.raises(NotAllowed):
        proposals.submit(draft.id, reviewer, draft.revision)
    with pytest.raises(NotAllowed):
        proposals.withdraw(draft.id, reviewer, draft.revision)
    with pytest.raises(NotAllowed):
        proposals.comment(draft.id, reviewer, "seen you")
    assert proposals.get(draft.id).revision == draft.revision


def test_a_comment_is_no_new_revision(proposals: Proposals, editor: Account, reviewer: Account) -> None:
    found = submitted(proposals, editor)
    commented = proposals.comment(found.id, reviewer, "The table says 12 of 40.")
    assert commented.revision == found.revision
    assert [(note.name, note.text) for note in commented.comments] == [("Rita Reviewer", "The table says 12 of 40.")]


def test_the_second_on_one_term_is_told_of_the_first(proposals: Proposals, editor: Account, reviewer: Account) -> None:
    first, elsewhere = submitted(proposals, editor), submitted(proposals, editor, MIDBRAIN)
    draft = proposals.draft(reviewer, relabelled("Pons", "Pons"))
    assert [each.id for each in proposals.overlapping(draft.change, but=draft.id)] == [first.id]
    proposals.withdraw(first.id, editor, first.revision)
    assert proposals.overlapping(draft.change) == ()
    assert elsewhere.status is Status.SUBMITTED


def test_a_list_goes_on_where_it_ended(proposals: Proposals, editor: Account, reviewer: Account) -> None:
    made = [submitted(proposals, editor).id for _ in range(3)]
    proposals.draft(reviewer, PONS)
    first = proposals.list(statuses={Status.SUBMITTED}, most=2)
    rest = proposals.list(statuses={Status.SUBMITTED}, before=first[-1].id)
    assert [each.id for each in (*first, *rest)] == made[::-1]
    assert [each.author for each in proposals.list(author=reviewer.id)] == [reviewer.id]


def test_what_is_not_there_is_not_found(proposals: Proposals) -> None:
    with pytest.raises(NotFound):
        proposals.get(7)
