"""A proposal on knowledge that has moved on: it is set on what the files say now, if it still fits."""

from miliary.curation.accounts import Account
from miliary.curation.change import Change
from miliary.curation.press import Press
from miliary.curation.proposal import Proposal
from miliary.curation.refusals import NoLongerStands


def rebased(press: Press, number: int, author: Account, revision: int) -> Proposal:
    """Set a proposal on the last published change; what others have added already is left out of it.

    :raises NoLongerStands: a line that it takes away is gone: its author has to decide anew
    """
    found = press.proposals.seen_by(number, author)
    gone, there = press.graphs.current().workspace.blocked(found.change)
    if gone:
        raise NoLongerStands(sorted(map(str, gone)), sorted(map(str, there)))
    head = press.publication.log.head()
    base = found.base if head is None else head.version
    change = Change(base, found.change.additions - there, found.change.deletions)
    return press.proposals.rebase(number, author, revision, change)
