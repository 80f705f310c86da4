"""The history of the knowledge: each term's revisions, what it was at a version, and what takes a change back.

All of it is read from the log: what the files hold now, and each published change undone from the last backwards.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Triple

from miliary.curation import moments
from miliary.curation.change import Change, Line, iri_of
from miliary.curation.log import Entry, Kind, Log
from miliary.errors import NotFound
from miliary.vocabulary import PREFIXES, RDF, XSD, iri

_PROV, _DCTERMS = PREFIXES["prov"], PREFIXES["dcterms"]
_EVIDENCE = "mil:evidence"


@dataclass(frozen=True, slots=True)
class Revision:
    """What one published change did to one term.

    :param added: the lines that it brought, ``removed`` those that it took away
    """

    subject: str
    entry: Entry
    added: frozenset[Line]
    removed: frozenset[Line]

    @property
    def iri(self) -> str:
        """The IRI of the term as this change left it."""
        return revision_iri(self.subject, self.entry.number)


class History:
    """What a log tells of the past."""

    def __init__(self, log: Log) -> None:
        self._log = log

    def revisions(self, subject: str) -> tuple[Revision, ...]:
        """Return the published changes of a term, a CURIE, and of the passages it rests on, oldest first."""
        terms = {subject} | {line.value for line in self._now(subject) if line.predicate == _EVIDENCE}
        return tuple(
            Revision(
                subject,
                entry,
                frozenset(line for line in entry.change.additions if line.subject in terms),
                frozenset(line for line in entry.change.deletions if line.subject in terms),
            )
            for entry in self._log.about(terms)
        )

    def at(self, subject: str, version: str) -> frozenset[Line]:
        """Return what was said of a term, a CURIE, in a published version.

        :raises NotFound: the log does not know that version
        """
        number = self._log.number_of(version)
        if number is None:
            raise NotFound(f"The version {version} is not in the history.", version=version)
        return self.after(subject, number)

    def after(self, subject: str, number: int) -> frozenset[Line]:
        """Return what was said of a term, a CURIE, after the entry of that number and before the next."""
        lines = self._now(subject)
        for entry in reversed(self._log.about({subject}, after=number)):
            added = {line for line in entry.change.additions if line.subject == subject}
            removed = {line for line in entry.change.deletions if line.subject == subject}
            lines = (lines - added) | removed
        return lines

    def undoing(self, number: int) -> Change:
        """Return the change that takes an entry of the log back, as far as it concerns what editors write.

        Who entered a statement and when it was modified is not taken back but written anew. It stands on the last
        entry: whether its lines are still there is for whoever proposes it to see.

        :raises NotFound: there is no such entry, or nothing that it changed
        """
        entry, head = self._log.entry(number), self._log.head()
        if entry is None or head is None or entry.kind is Kind.BEGINNING:
            raise NotFound(f"There is no published change {number}.", change=number)
        back = entry.change.inverse
        new = {line.subject for line in back.additions if line.predicate == "rdf:type"}
        gone = {line.subject for line in back.deletions if line.predicate == "rdf:type"}
        kept = new | gone

        def matters(line: Line) -> bool:
            return line.predicate not in _KEPT_BESIDE or line.subject in kept

        additions, deletions = (frozenset(filter(matters, each)) for each in (back.additions, back.deletions))
        return Change(head.version, additions, deletions)

    def provenance(self, subject: str) -> Iterator[Triple]:
        """Yield the revisions of a term in PROV-O: what each was made from, when, by whom, on whose agreement."""
        before = ""
        for revision in self.revisions(subject):
            yield from _provenance(revision, before)
            before = revision.iri

    def _now(self, subject: str) -> frozenset[Line]:
        return self._log.said_of(subject)


_KEPT_BESIDE = frozenset({"dcterms:modified", "dcterms:creator", "dcterms:created", "mil:curationStatus"})


def revision_iri(subject: str, number: int) -> str:
    """Return the IRI of a term as an entry of the log left it."""
    return f"{iri_of(subject)}?change={number}"


def _provenance(revision: Revision, before: str) -> Iterator[Triple]:
    entry = revision.entry
    made, term = NamedNode(revision.iri), NamedNode(iri_of(revision.subject))
    activity = NamedNode(iri(f"change/{entry.number}"))
    yield Triple(made, NamedNode(RDF + "type"), NamedNode(_PROV + "Entity"))
    yield Triple(made, NamedNode(_PROV + "specializationOf"), term)
    yield Triple(made, NamedNode(_PROV + "wasGeneratedBy"), activity)
    if before:
        yield Triple(made, NamedNode(_PROV + "wasRevisionOf"), NamedNode(before))
    yield Triple(activity, NamedNode(RDF + "type"), NamedNode(_PROV + "Activity"))
    at = Literal(moments.written(entry.at), datatype=NamedNode(XSD + "dateTime"))
    yield Triple(activity, NamedNode(_PROV + "endedAtTime"), at)
    for predicate, text in (
        (_DCTERMS + "creator", entry.author_name),
        (_DCTERMS + "contributor", entry.reviewer_name),
        (_DCTERMS + "description", entry.reason),
        (_DCTERMS + "identifier", entry.version),
    ):
        if text:
            yield Triple(activity, NamedNode(predicate), Literal(text))
