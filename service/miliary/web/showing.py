"""What a proposal would change, put together for its page: in words, in the files, and what would be wrong with it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from miliary.curation.change import Change, Line
from miliary.curation.desk import Desk
from miliary.curation.differences import FileDiff, file_diffs
from miliary.curation.kinds import KINDS, Kind
from miliary.curation.labels import with_labels
from miliary.curation.onward import in_common
from miliary.curation.proposal import OPEN, Proposal, Status
from miliary.curation.refusals import NoLongerStands, UnfitProposal
from miliary.curation.validation import Verdict
from miliary.curation.words import Words, in_words
from miliary.curation.workspace import Workspace
from miliary.errors import MiliaryError, NotFound
from miliary.vocabulary import expand
from miliary.web.editing_room import desk, editing_room
from miliary.web.opened import opened

_MOST_SAID = 3
_STILL_TO_COME = OPEN | {Status.DRAFT}


@dataclass(frozen=True, slots=True)
class Since:
    """A change that was published after a proposal's author had read the terms that it changes."""

    entry: int
    author: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """A proposal as its page shows it.

    :param words: what it changes, term by term
    :param forms: the local names of the terms whose form it can be changed in
    :param files: what it makes of the files; empty where it no longer fits them, and once it is published
    :param misfit: why it no longer fits
    :param verdict: what would be wrong with the knowledge, while it is still to come
    :param onward: what a further statement from the same place begins with, by control
    :param since: what was published on the same terms meanwhile
    """

    words: tuple[Words, ...]
    forms: frozenset[str]
    files: tuple[FileDiff, ...] = ()
    misfit: MiliaryError | None = None
    verdict: Verdict | None = None
    since: tuple[Since, ...] = ()
    onward: Mapping[str, str] = field(default_factory=dict)

    @property
    def kinds(self) -> Iterable[Kind]:
        """What else can be added to it."""
        return KINDS.values()

    @property
    def source(self) -> str:
        """What was read, and where, as far as its statements tell: a reason to begin with."""
        said = dict.fromkeys(each.summary for each in self.words if ": " in each.heading and each.summary)
        return "; ".join(list(said)[:_MOST_SAID])


def show(proposal: Proposal) -> Shown:
    """Look at a proposal as the knowledge is now."""
    place = desk(proposal.change)
    words = _words(proposal.change, place.workspace)
    forms = frozenset(each.subject for each in words if _has_form(place, each.subject))
    if proposal.status not in _STILL_TO_COME:
        return Shown(words, forms)
    try:
        files = file_diffs(place.workspace, proposal.change)
    except (NoLongerStands, UnfitProposal) as error:
        return Shown(words, forms, misfit=error, since=_since(proposal))
    verdict = with_labels(editing_room().press.validator.judge(proposal.change), place.forms.choices.label)
    return Shown(words, forms, files, None, verdict, _since(proposal), in_common(proposal.change))


def _since(proposal: Proposal) -> tuple[Since, ...]:
    """What was published on the same terms after its author had read them."""
    log = editing_room().press.publication.log
    seen = log.number_of(proposal.base)
    found = log.about(proposal.change.subjects, after=-1 if seen is None else seen)
    return tuple(Since(each.number, each.author_name, tuple(sentences(each.change))) for each in found)


def sentences(change: Change) -> list[str]:
    """Return what a change does, a sentence a term."""
    return [str(each) for each in _words(change, editing_room().workspace())]


def _words(change: Change, workspace: Workspace) -> tuple[Words, ...]:
    """A change in words, also where it has been made already: what it took away stood there before."""

    def before(subject: str) -> frozenset[Line]:
        taken = {each for each in change.deletions if each.subject == subject}
        return (workspace.about(subject) - change.additions) | taken

    return in_words(change, before, _label, editing_room().properties)


def _label(term: str) -> str:
    try:
        return opened().terms.label(expand(term))
    except ValueError:
        return term


def _has_form(place: Desk, subject: str) -> bool:
    try:
        place.kind_of(subject)
    except NotFound:
        return False
    return True
