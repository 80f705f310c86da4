"""A form as somebody filled it in, read into the lines that its subjects should have, or into what is wrong with it.

Nothing is half read: while there is one fault there are no lines.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from pyoxigraph import NamedNode

from miliary.curation.change import Line
from miliary.curation.entry import Fault, Texts, line_of, literal, read, stated, tidy
from miliary.curation.expression import EQUIVALENT, genus_and_site, located
from miliary.curation.forms import EVIDENCE_OF, GENUS, SITE, Forms
from miliary.curation.kinds import ASSERTION, DOCUMENT, EVIDENCE, FINDING, Kind
from miliary.curation.naming import name_parts
from miliary.curation.sheet import NEW_DOCUMENT, Filled, Part, Reading
from miliary.errors import AmbiguousTerm, UnknownTerm
from miliary.vocabulary import XSD, expand

_MODIFIED = "dcterms:modified"


@dataclass(frozen=True, slots=True)
class Signature:
    """Who writes, and when: what a new statement carries.

    :param name: as ``dcterms:creator`` has it
    """

    name: str
    at: datetime

    @property
    def moment(self) -> str:
        """The time as ``xsd:dateTime`` writes it, in UTC."""
        return self.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def fill(forms: Forms, kind: Kind, subject: str, texts: Texts, by: Signature) -> Filled:
    """Read what somebody wrote into the form of ``subject``, or of something new where it is empty.

    :param texts: control -> what stands in it; controls that the form does not have are ignored
    """
    sheet = forms.again(kind, subject, texts)
    parts = sheet.parts
    document = _document(forms, parts, texts)
    if document:
        forms, texts = forms.beside(document.lines), _pointing_at(document, texts)
    readings = [read_part(forms, part, texts) for part in parts if _written(part, texts)]
    faults = [fault for each in readings for fault in each.faults]
    if document and document.faults:
        faults = [each for each in faults if not each.control.endswith(".sourceDocument")] + list(document.faults)
    if not faults:
        readings, faults = name_parts(readings, texts, forms.about)
    if faults:
        return Filled(sheet.with_faults(faults))
    before = frozenset(line for part in parts if part.subject for line in forms.about(part.subject))
    after = frozenset(line for each in readings for line in _lines(forms, each, by)) | _links(readings)
    after -= {each for part in parts if _removed(part, texts) for each in forms.about(subject) if _leads_to(part, each)}
    after |= document.lines if document else frozenset()
    subjects = {each.part.prefix: each.subject for each in (*readings, *([document] if document else []))}
    return Filled(sheet, before, after if after == before else _modified(after, readings[0], by), subjects)


def _written(part: Part, texts: Texts) -> bool:
    """Whether a part is one of what the form writes: not a new document, nor what is left out or taken away."""
    if part.kind is DOCUMENT and part.optional:
        return False
    empty = part.optional and not any(tidy(text) for each in part.fields for text in texts.get(part.control(each), ()))
    return not empty and not _removed(part, texts)


def _removed(part: Part, texts: Texts) -> bool:
    return bool(part.removal) and any(tidy(text) for text in texts.get(part.removal, ()))


def _leads_to(part: Part, line: Line) -> bool:
    return (line.predicate, line.value) == (EVIDENCE_OF, part.subject)


def _document(forms: Forms, parts: Iterable[Part], texts: Texts) -> Reading | None:
    """The source document that is described in the form of a statement, if one is; with its name and its type."""
    wanted = any(NEW_DOCUMENT in texts.get(f"{each.prefix}.sourceDocument", ()) for each in parts)
    part = next((each for each in parts if each.kind is DOCUMENT and each.prefix), None)
    if not wanted or part is None:
        return None
    found = read_part(forms, part, texts)
    if found.faults:
        return replace(found, lines=frozenset())
    (named,), faults = name_parts([found], texts, forms.about)
    typed = line_of(named.subject, "rdf:type", NamedNode(expand(DOCUMENT.type)))
    return replace(named, lines=named.lines | {typed}, faults=tuple(faults))


def _pointing_at(document: Reading, texts: Texts) -> Texts:
    return {
        control: [document.subject if text == NEW_DOCUMENT else text for text in each]
        if control.endswith(".sourceDocument")
        else each
        for control, each in texts.items()
    }


def read_part(forms: Forms, part: Part, texts: Texts) -> Reading:
    """Return the lines of the fields of one part; of something new they are about a name that is given later."""
    before = forms.about(part.subject) if part.subject else frozenset[Line]()
    subject = part.subject or f"mil:new{part.prefix}"
    found: set[Line] = set()
    faults: list[Fault] = []
    for field in part.fields:
        if field.composed:
            continue
        control = part.control(field)
        written = [each for each in texts.get(control, ()) if tidy(each)]
        if not written and not part.subject and field.default:
            written = [field.default]
        lines, wrong = read(field, control, subject, written, before, forms.choices)
        found |= lines
        faults += wrong
    if part.kind is FINDING:
        defined, unfit = _definition(forms, part, subject, texts)
        found |= defined
        faults += unfit
    return Reading(part, subject, frozenset(found), tuple(faults))


def _definition(forms: Forms, part: Part, subject: str, texts: Texts) -> tuple[frozenset[Line], list[Fault]]:
    """The line that defines a finding by genus and site, if both are given; one alone is a fault."""
    terms: list[str] = []
    faults: list[Fault] = []
    for field in (GENUS, SITE):
        control = part.control(field)
        text = tidy(next(iter(texts.get(control, ())), ""))
        try:
            terms.append(forms.choices.take(field, text) if text else "")
        except (UnknownTerm, AmbiguousTerm) as error:
            nearest = error.extra.get("nearest") or error.extra.get("candidates")
            faults.append(Fault(control, error.detail, text, tuple(nearest) if isinstance(nearest, list) else ()))
    if faults or not any(terms):
        return frozenset(), faults
    if not all(terms):
        lacking = GENUS if not terms[0] else SITE
        return frozenset(), [Fault(part.control(lacking), f"{lacking.message} What is seen and its site go together.")]
    return frozenset({located(subject, *terms)}), []


def _lines(forms: Forms, reading: Reading, by: Signature) -> Iterator[Line]:
    """All lines of one subject: what its form does not show as it was, what it shows as it was filled in."""
    part, subject = reading.part, reading.subject
    if part.subject:
        lines = forms.about(subject)
        shown = {line for field in part.fields for line in stated(field, subject, lines)}
        yield from lines - shown - {each for each in lines if _is_definition(part, each)}
    else:
        yield from _of_something_new(part.kind, subject, by)
    yield from reading.lines


def _is_definition(part: Part, line: Line) -> bool:
    return part.kind is FINDING and line.predicate == EQUIVALENT and genus_and_site(line) is not None


def _of_something_new(kind: Kind, subject: str, by: Signature) -> Iterator[Line]:
    yield line_of(subject, "rdf:type", NamedNode(expand(kind.type)))
    if kind.root:
        yield line_of(subject, "rdfs:isDefinedBy", NamedNode(expand("mil:ontology")))
    if kind is ASSERTION:
        yield line_of(subject, "dcterms:creator", literal(by.name))
        yield line_of(subject, "dcterms:created", literal(by.moment, XSD + "dateTime"))


def _links(readings: Iterable[Reading]) -> frozenset[Line]:
    """What leads from a statement to its new passages."""
    first, *others = readings
    return frozenset(
        line_of(first.subject, EVIDENCE_OF, NamedNode(expand(each.subject)))
        for each in others
        if each.part.kind is EVIDENCE and not each.part.subject
    )


def _modified(after: frozenset[Line], first: Reading, by: Signature) -> frozenset[Line]:
    """``after`` with the moment, where a statement that was there has changed."""
    if first.part.kind is not ASSERTION or not first.part.subject:
        return after
    kept = {each for each in after if (each.subject, each.predicate) != (first.subject, _MODIFIED)}
    return frozenset(kept | {line_of(first.subject, _MODIFIED, literal(by.moment, XSD + "dateTime"))})
