"""Publishing: the log first, then the files, then the version that answers.

One transaction of the database agrees to a proposal and writes it to the log; once it is on the disk, the change is
published. Files and version are made from it; a process that is killed in between leaves that to :meth:`follow`, which
``miliary load`` and ``miliary serve`` begin with. Readers are moved to the new version whole, as after any load.
"""

import hashlib
import logging
from collections.abc import Callable, Mapping
from dataclasses import replace

from pyoxigraph import Literal

from miliary.composition import answering_version, further, load, version_with
from miliary.curation import moments
from miliary.curation import proposal_rows as rows
from miliary.curation.accounts import Account
from miliary.curation.bookkeeping import Stamp, stamped
from miliary.curation.change import Change, triples_of
from miliary.curation.database import FILE, Database
from miliary.curation.filing import with_declarations
from miliary.curation.following import behind, between, differences, edited
from miliary.curation.graph import Graphs
from miliary.curation.log import Entry, Kind, Log, append
from miliary.curation.moments import Clock
from miliary.curation.proposal import Act, Proposal
from miliary.curation.proposals import only_reviewer
from miliary.curation.refusals import FilesMoved, InvalidChange, MustRebase
from miliary.curation.turns import turn
from miliary.curation.validation import Validator
from miliary.curation.workspace import Files, Workspace, lines_in
from miliary.errors import MiliaryError
from miliary.settings import Settings

_LOG = logging.getLogger(__name__)
Progress = Callable[[str], None]
_DECLARED = ("mil:ontology", "owl:versionInfo")


def silent(_message: str) -> None:
    """Tell nobody how far publishing has come."""


class Publication:
    """The one way to a new version for whoever edits: the knowledge of ``settings``, with the log of ``database``."""

    def __init__(
        self, settings: Settings, database: Database, graphs: Graphs | None = None, clock: Clock = moments.now
    ) -> None:
        self._settings = settings
        self._database = database
        self._graphs = graphs or Graphs(settings.knowledge)
        self.validator = Validator(self._graphs, further(settings))
        self._clock = clock
        self.log = Log(database)

    def follow(self, progress: Progress = silent, *, keep_files: bool = False) -> str:
        """Have files, log and the version that answers agree again; returns the version.

        What the log has published and a kill kept from the files is written. What was edited in the files by hand is
        validated and published, and written to the log.

        :param keep_files: where log and files have both moved, take the files as they are, as an edit by hand
        :raises FilesMoved: log and files have both moved; nothing was written
        :raises BrokenTurtle: a file cannot be read; what was published stays
        :raises KnowledgeInvalid: an edit by hand is not valid; what was published stays
        """
        with turn(self._settings.data):
            self._catch_up(keep_files=keep_files)
            workspace = self.workspace()
            head = self.log.head()
            version = version_with(self._settings, _declared(workspace))
            version = load(self._settings, progress, known_valid=head is not None and head.version == version)
            self._note_files(workspace, head, version)
            return version

    def publish(
        self, number: int, reviewer: Account, revision: int, text: str = "", progress: Progress = silent
    ) -> Entry:
        """Agree to a submitted proposal and publish it; returns the entry of the log.

        :param revision: of the proposal, as the reviewer saw it
        :raises NotAllowed: by its author, or by somebody who does not review
        :raises StaleRevision: it was changed since
        :raises Conflict: it is not submitted
        :raises MustRebase: what it changes was changed by a later entry than its author had read
        :raises NoLongerStands: a line that it takes away is gone, or one that it adds is there
        :raises InvalidChange: the knowledge would not be valid
        :raises FilesMoved: files were edited by hand and have not been loaded
        :raises Busy: somebody else is publishing
        """
        with turn(self._settings.data):
            head = self._settled(progress)
            with self._database.reading() as connection:
                found = rows.read_for(connection, number, revision, Act.APPROVE)
            only_reviewer(found, reviewer)
            workspace = self._graphs.current().workspace
            entry, contents = self._prepared(found, reviewer, head, workspace)
            self._commit(found, reviewer, entry, text, workspace, contents)
            self._write(workspace, contents, entry.number)
            load(self._settings, progress, known_valid=True, inferred=self._graphs.held)
            return entry

    def _settled(self, progress: Progress) -> Entry:
        """The last entry, once files and version are known to be what it left."""
        head = self.log.head()
        if head is None:
            self._note_files(self.workspace(), None, load(self._settings, progress))
        self._catch_up()
        workspace = self.workspace()
        head = self.log.head()
        assert head is not None, "the log has begun above"
        if head.after != digest_of(workspace.contents) and (moved := differences(self.log.files(), workspace.lines)):
            detail = "Files were edited by hand and are not published: run miliary load first, or put them back."
            raise FilesMoved(detail, moved)
        load(self._settings, progress, known_valid=head.version == version_with(self._settings, _declared(workspace)))
        return head

    def _prepared(
        self, found: Proposal, reviewer: Account, head: Entry, workspace: Workspace
    ) -> tuple[Entry, Mapping[str, bytes]]:
        seen = self.log.number_of(found.base)
        if since := self.log.about(found.change.subjects, after=-1 if seen is None else seen):
            subjects = found.change.subjects.intersection(*(each.change.subjects for each in since))
            raise MustRebase(found.id, [each.number for each in since], sorted(subjects))
        now = self._clock()
        change = stamped(found.change, workspace, Stamp(found.author_name, now, reviewed=True))
        change = with_declarations(workspace, change)
        contents = workspace.apply(change)
        verdict = self.validator.judge(change)
        if not verdict.acceptable:
            raise InvalidChange(verdict.violations)
        entry = Entry(
            number=head.number + 1,
            kind=Kind.PROPOSAL,
            at=now,
            change=change,
            before=digest_of(workspace.contents),
            after=digest_of({**workspace.contents, **contents}),
            version=version_with(self._settings, _declared(workspace, change), contents),
            proposal=found.id,
            author=found.author,
            author_name=found.author_name,
            reviewer=reviewer.id,
            reviewer_name=reviewer.display,
            reason=found.reason,
        )
        return entry, contents

    def _commit(  # what the one transaction writes
        self,
        found: Proposal,
        reviewer: Account,
        entry: Entry,
        text: str,
        workspace: Workspace,
        contents: Mapping[str, bytes],
    ) -> None:
        before: Files = {name: workspace.lines.get(name, frozenset()) for name in contents}
        after: Files = {name: lines_in(name, content) for name, content in contents.items()}
        with self._database.writing() as connection:
            again = rows.read_for(connection, found.id, found.revision, Act.APPROVE)
            reviewed = replace(again, reviewer=reviewer.id, reviewer_name=reviewer.display, entry=entry.number)
            rows.write(connection, reviewed, rows.Deed(Act.APPROVE, reviewer, entry.at, text))
            approved = rows.read(connection, found.id)
            rows.write(connection, approved, rows.Deed(Act.PUBLISH, reviewer, entry.at))
            append(connection, entry, before, after)

    def _catch_up(self, *, keep_files: bool = False) -> None:
        """Write what the last entry left to be written."""
        head = self.log.head()
        if head is None or self.log.followed() >= head.number:
            return
        if not keep_files:
            workspace = self.workspace()
            late = behind(self.log, workspace)
            self._write(workspace, {name: workspace.written(name, lines) for name, lines in late.items()}, head.number)
        self.log.note_followed(head.number)

    def _write(self, workspace: Workspace, contents: Mapping[str, bytes], number: int) -> None:
        for rewriting in workspace.rewritings(contents):
            rewriting.target.parent.mkdir(parents=True, exist_ok=True)
            rewriting.write()
        self.log.note_followed(number)

    def _note_files(self, workspace: Workspace, head: Entry | None, version: str) -> None:
        """Write to the log what was changed by hand, or with what it begins."""
        logged: Files = {} if head is None else self.log.files()
        change = between(logged, workspace.lines) if head is None else edited(self.log, workspace)
        after = digest_of(workspace.contents)
        if head is not None and head.version == version and head.after == after:
            return
        entry = Entry(
            number=0 if head is None else head.number + 1,
            kind=Kind.BEGINNING if head is None else Kind.FILES,
            at=self._clock(),
            change=Change(version, frozenset(), frozenset()) if head is None else replace(change, base=head.version),
            before="" if head is None else head.after,
            after=after,
            version=version,
        )
        with self._database.writing() as connection:
            append(connection, entry, logged, workspace.lines)
        self.log.note_followed(entry.number)

    def workspace(self) -> Workspace:
        """Return the files as they are now."""
        return Workspace.open(self._settings.knowledge)


def load_followed(settings: Settings, progress: Progress = silent, *, keep_files: bool = False) -> str:
    """Publish the knowledge if it or the program changed, and where editors work here, keep their log in step.

    :raises FilesMoved: log and files have both moved; nothing was written
    :raises BrokenTurtle: a file cannot be read; what was published stays
    :raises KnowledgeInvalid: the knowledge has violations; what was published stays
    """
    if not (settings.editable and (settings.data / FILE).is_file()):
        return load(settings, progress)
    return Publication(settings, Database(settings.data / FILE)).follow(progress, keep_files=keep_files)


def is_cut_off(settings: Settings) -> bool:
    """Tell whether somebody was killed while publishing, or is publishing now: the log is ahead of files or version."""
    if not (settings.editable and (settings.data / FILE).is_file()):
        return False
    log = Log(Database(settings.data / FILE))
    head = log.head()
    return head is not None and (log.followed() < head.number or head.version != answering_version(settings))


def finish(settings: Settings) -> None:
    """Publish what was cut off, if anything was; what hinders it is told in the program's log, and nothing is lost."""
    try:
        if is_cut_off(settings):
            load_followed(settings)
    except (MiliaryError, OSError) as error:
        _LOG.error("what was agreed to last is in the log, and cannot be published: %s", error)


def digest_of(contents: Mapping[str, bytes]) -> str:
    """Return the SHA-256 of the files of the knowledge."""
    summary = hashlib.sha256()
    for name in sorted(contents):
        summary.update(name.encode() + b"\0" + contents[name] + b"\0")
    return summary.hexdigest()


def _declared(workspace: Workspace, change: Change | None = None) -> list[str]:
    """The version that the ontology gives itself."""
    stated = workspace.about(_DECLARED[0])
    if change is not None:
        stated = (stated - change.deletions) | {line for line in change.additions if line.subject == _DECLARED[0]}
    said = triples_of(line for line in stated if line.predicate == _DECLARED[1])
    return [triple.object.value for triple in said if isinstance(triple.object, Literal)]
