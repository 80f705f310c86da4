"""Taking over an article's own reference list: what would change, and the file as it would be then.

The list must be the whole list of the document, each number once. A work that the list names is *verified*: its fields
become those of the list, whatever stood there before is kept as a note, and where it was seen is written down.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Triple

from miliary.errors import KnowledgeError, UnfitReferences
from miliary.knowledge.article import fold
from miliary.knowledge.bibliography import FIELDS, Bibliography, Work
from miliary.knowledge.format import Rewriting
from miliary.knowledge.load import read
from miliary.knowledge.sources import Document, Sources
from miliary.knowledge.turtle import canonical
from miliary.vocabulary import DCTERMS, RDFS, XSD, iri

_PREDICATES = {
    "creator": NamedNode(DCTERMS + "creator"),
    "title": NamedNode(DCTERMS + "title"),
    "citation": NamedNode(DCTERMS + "bibliographicCitation"),
    **{name: NamedNode(iri(name)) for name in ("journal", "year", "volume", "pages", "doi", "pmid")},
}
_NOTED = {
    "source seen": NamedNode(iri("sourceSeen")),
    "confidence": NamedNode(iri("confidence")),
    "fields not seen": NamedNode(iri("fieldsNotSeen")),
}
_STATUS = NamedNode(iri("referenceStatus"))
_VERIFIED = NamedNode(iri("Verified"))
_MODIFIED = NamedNode(DCTERMS + "modified")
_COMMENT = NamedNode(RDFS + "comment")
_REPLACED = frozenset({*_PREDICATES.values(), *_NOTED.values(), _STATUS, _MODIFIED})

Properties = Mapping[NamedNode, Sequence[str]]


class Effect(StrEnum):
    """What the list does to a reference."""

    NEW = "new"
    CONFIRMED = "confirmed"
    REPLACED = "replaced"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class Change:
    """What becomes of one reference.

    :param number: its number in the document
    :param status: how surely it is identified now, in words
    :param effect: whether the list names it for the first time, agrees with what was thought, or not
    :param fields: the names of the fields that would change
    :param work: the work as the list gives it
    """

    number: int
    status: str
    effect: Effect
    fields: tuple[str, ...]
    work: Work


@dataclass(frozen=True, slots=True)
class Plan:
    """What the list would change, and the file as it would be then."""

    changes: tuple[Change, ...]
    rewriting: Rewriting


@dataclass(frozen=True, slots=True)
class _Reference:
    """A reference of the document as the knowledge has it."""

    node: NamedNode
    number: int
    status: str


def plan_import(folder: Path, sources: Sources, document: Document, found: Bibliography, now: datetime) -> Plan:
    """Say what ``found``, the list of ``document``, changes in the knowledge in ``folder``; nothing is written.

    :raises UnfitReferences: it is another document's list, or not each of the document's numbers once
    :raises KnowledgeError: the document's references are not all in one file
    """
    references = [
        _Reference(NamedNode(row["reference"]), int(row["number"]), row.get("status", ""))
        for row in sources.rows("references", document)
    ]
    faults = list(_faults(document, [each.number for each in references], found))
    if faults:
        raise UnfitReferences(faults)
    path = folder / _only_file(sources, references)
    triples, works = set(read(path)), dict(found.works)
    seen = f"reference list of {document.doi or document.label}, {found.kind}"
    changes = []
    for reference in references:
        before = {triple for triple in triples if triple.subject == reference.node}
        change, after = _changed(reference, before, works[reference.number], seen, now)
        triples = triples - before | after
        changes.append(change)
    return Plan(tuple(changes), Rewriting(path, path.with_suffix(".ttl"), canonical(triples).encode()))


def _faults(document: Document, numbers: Sequence[int], found: Bibliography) -> Iterator[str]:
    if found.doi and document.doi and found.doi.casefold() != document.doi.casefold():
        yield f"It is the list of {found.doi}, not of {document.label} ({document.doi})."
    if len(found.works) != len(numbers):
        yield f"It has {len(found.works)} references; {document.label} has {len(numbers)}."
    outside = sorted({number for number, _ in found.works} - set(numbers))
    if outside:
        yield f"{document.label} has no reference {', '.join(map(str, outside))}."
    yield from _duplicates(found)


def _duplicates(found: Bibliography) -> Iterator[str]:
    """Numbers that come twice, and works that stand under two numbers: of one DOI or, without, of one title."""
    times = Counter(number for number, _ in found.works)
    yield from (f"Number {number} is given {count} times." for number, count in sorted(times.items()) if count > 1)
    alike: dict[str, dict[int, Work]] = defaultdict(dict)
    for number, work in found.works:
        alike[work.doi.casefold() or fold(str(work)).casefold()][number] = work
    for works in alike.values():
        if len(works) > 1:
            numbers, one = ", ".join(map(str, works)), next(iter(works.values()))
            yield f"One work stands under the numbers {numbers}: {one.doi or one}."


def _only_file(sources: Sources, references: Iterable[_Reference]) -> str:
    files = sorted({name for each in references for name in sources.knowledge.files[each.node]})
    if len(files) != 1:
        raise KnowledgeError(f"The references are to be in one file, but are in {', '.join(files) or 'none'}.")
    return files[0]


def _changed(
    reference: _Reference, before: set[Triple], work: Work, seen: str, now: datetime
) -> tuple[Change, set[Triple]]:
    """What becomes of one reference, and its triples then."""
    properties = _properties(before)
    old = Work(**{name: "; ".join(properties.get(predicate, ())) for name, predicate in _PREDICATES.items()})
    fields = tuple(name for name in FIELDS if getattr(old, name) != getattr(_recorded(work), name))
    verified = _VERIFIED.value in properties.get(_STATUS, ())
    effect = Effect.UNCHANGED if verified and not fields else _effect(old, work)
    change = Change(reference.number, reference.status, effect, fields, work)
    if effect is Effect.UNCHANGED:
        return change, before
    after = {triple for triple in before if triple.predicate not in _REPLACED}
    values = [(_PREDICATES[name], _literal(name, value)) for name, value in _recorded(work).given.items()]
    note = _note(reference.status, old, properties)
    notes = [(_COMMENT, Literal(note, language="en"))] if note else []
    modified = Literal(now.strftime("%Y-%m-%dT%H:%M:%SZ"), datatype=NamedNode(XSD + "dateTime"))
    values += [(_NOTED["source seen"], Literal(seen)), (_MODIFIED, modified), *notes]
    after |= {Triple(reference.node, predicate, value) for predicate, value in values}
    return change, after | {Triple(reference.node, _STATUS, _VERIFIED)}


def _recorded(work: Work) -> Work:
    """The work with, where the list gives no title, a citation of what it does give: a reader needs one of the two."""
    return work if work.title or work.citation else Work(**{**work.given, "citation": str(work)})


def _properties(triples: Iterable[Triple]) -> Properties:
    found: dict[NamedNode, list[str]] = defaultdict(list)
    for triple in triples:
        if isinstance(triple.object, Literal | NamedNode):
            found[triple.predicate].append(triple.object.value)
    return {predicate: sorted(values) for predicate, values in found.items()}


def _effect(old: Work, new: Work) -> Effect:
    """Whether the list agrees with what was thought to be the work: by DOI where both have one, else by title."""
    if not old.given:
        return Effect.NEW
    if old.doi and new.doi:
        return Effect.CONFIRMED if old.doi.casefold() == new.doi.casefold() else Effect.REPLACED
    title, words = fold(old.title).casefold(), fold(new.title or new.citation).casefold()
    return Effect.CONFIRMED if title and title in words else Effect.REPLACED


def _note(status: str, old: Work, properties: Properties) -> str:
    """What stood there before, in one line; empty when nothing did."""
    facts = [f"{name}: {value}" for name, value in old.given.items()]
    facts += [f"{name}: {'; '.join(properties[each])}" for name, each in _NOTED.items() if each in properties]
    return f"Before the reference list was seen ({status or 'no status'}): {' | '.join(facts)}" if facts else ""


def _literal(name: str, value: str) -> Literal:
    return Literal(value, datatype=NamedNode(XSD + "integer")) if name == "year" else Literal(value)
