"""Where an editor stands: the files as they are, the proposal that is being written, and forms opened on both."""

from collections.abc import Iterator

from miliary.curation.change import Change, Line
from miliary.curation.choices import Choices
from miliary.curation.entry import Fault
from miliary.curation.fields import FieldReader
from miliary.curation.forms import Forms, definition
from miliary.curation.kinds import KINDS, Kind
from miliary.curation.sheet import Filled, Sheet
from miliary.curation.validation import Verdict
from miliary.curation.workspace import Workspace
from miliary.errors import AmbiguousTerm, NotFound, UnknownTerm
from miliary.queries import Catalogue
from miliary.store import Store
from miliary.terms import TermIndex
from miliary.vocabulary import expand

NOTHING = frozenset[Line]()
_GONE = "Somebody has changed the file meanwhile: “{}” is no longer as it was. Begin the change anew."


class Desk:
    """One editor's view of the knowledge.

    :param workspace: the editors' files
    :param base: the published version that is read beside it
    :param draft: what the proposal that is being written changes already
    """

    def __init__(
        self,
        workspace: Workspace,
        reader: FieldReader,
        published: tuple[Store, Catalogue, TermIndex],
        base: str,
        draft: Change | None = None,
    ) -> None:
        self.workspace = workspace
        self.draft = draft or Change(base, NOTHING, NOTHING)
        self._terms = published[2]
        self.forms = Forms(reader, self.about, Choices(*published, beside=self.draft.additions))

    def about(self, subject: str) -> frozenset[Line]:
        """Return what is said of a term, a CURIE, with the proposal's changes."""
        added = {each for each in self.draft.additions if each.subject == subject}
        return (self.workspace.about(subject) - self.draft.deletions) | added

    def kind_of(self, subject: str) -> Kind:
        """Return what sort of thing a term, a CURIE, is: which form it has.

        :raises NotFound: nothing is said of it, or it is of a sort that has no form
        """
        lines = self.about(subject)
        types = {each.value for each in lines if each.predicate == "rdf:type"}
        for kind in KINDS.values():
            if kind.type in types and (not kind.root or self._below(subject, kind, lines)):
                return kind
        if not lines:
            raise NotFound(f"There is no term “{subject}” to change.", term=subject)
        raise NotFound(f"“{subject}” has no form: change it in its file (docs/editing.md).", term=subject)

    def change(self, filled: Filled) -> Change:
        """Return the proposal's change with what a form changes besides."""
        return then(self.draft, filled.additions, filled.deletions)

    def _below(self, subject: str, kind: Kind, lines: frozenset[Line]) -> bool:
        """Whether a class is of a kind: as published or, where it is new, by a parent or a genus that is."""
        root = expand(kind.root)
        for name in (subject, *self._parents(subject, lines)):
            try:
                self._terms.take(name, {root})
            except (UnknownTerm, AmbiguousTerm):
                continue
            return True
        return False

    def _parents(self, subject: str, lines: frozenset[Line]) -> Iterator[str]:
        for line in lines:
            if line.predicate == "rdfs:subClassOf" and not line.value.startswith("["):
                yield line.value
        yield from (term for term in definition(lines) if term != subject)


def then(first: Change, additions: frozenset[Line], deletions: frozenset[Line]) -> Change:
    """Return ``first`` followed by another change of what it leads to, without what the two take back of each other."""
    return Change(
        first.base,
        (first.additions - deletions) | (additions - first.deletions),
        (first.deletions - additions) | (deletions - first.additions),
    )


def rebased(change: Change, workspace: Workspace, base: str) -> Change:
    """Return ``change`` as it is to be made of the files as they are now.

    What it adds and somebody else has added, and what it takes away and is gone, is left out. Where it put one value
    in the place of another, and a third stands there now, it takes that away: the author sees it, and decides.
    """
    gone, _ = workspace.blocked(change)
    added = {(each.subject, each.predicate) for each in change.additions}
    replaced = {(each.subject, each.predicate) for each in gone} & added
    instead = {
        line
        for subject, predicate in replaced
        for line in workspace.about(subject)
        if line.predicate == predicate and line not in change.additions
    }
    return Change(base, change.additions - workspace.stated, (change.deletions - gone) | instead)


def told(filled: Filled, verdict: Verdict) -> Sheet:
    """Return the form with what validation found, each result at the control that can put it right.

    What is at fault elsewhere, in a term that no part of the form is about, is told for the form as a whole.
    """
    subjects = filled.subjects
    controls = {
        (subjects[part.prefix], field.predicate): part.control(field)
        for part in filled.sheet.parts
        if part.prefix in subjects
        for field in part.fields
    }
    faults = [Fault("", _GONE.format(line)) for line in sorted(verdict.gone | verdict.there)]
    for (term, predicate), results in verdict.by_field().items():
        control = controls.get((term, predicate), "")
        where = "" if control or term in subjects.values() else f"{term}: "
        faults += [Fault(control, where + each.message) for each in results if each in verdict.violations]
    return filled.sheet.with_faults(dict.fromkeys(faults))
