"""Giving the new things of a form their names, once what the names are made of has been read."""

from collections.abc import Sequence
from dataclasses import replace

from miliary.curation import names
from miliary.curation.change import Line
from miliary.curation.entry import Fault, Texts, tidy
from miliary.curation.kinds import ASSERTION, CONFLICT, DOCUMENT, DOCUMENT_PART, EVIDENCE, REFERENCE
from miliary.curation.sheet import About, Part, Reading

_DISEASE, _SUBJECT, _DOCUMENT, _CONCERNS = "mil:aboutDisease", "mil:hasSubject", "mil:sourceDocument", "mil:concerns"


def name_parts(readings: Sequence[Reading], texts: Texts, about: About) -> tuple[list[Reading], list[Fault]]:
    """Return ``readings`` with names for what had none yet, and what is wrong with names that cannot be.

    :param about: what is said of a term; a name that something is said of is taken
    """
    found: list[Reading] = []
    faults: list[Fault] = []
    for reading in readings:
        if reading.part.subject:
            found.append(reading)
            continue
        name, fault = _name(reading, found, texts, about)
        faults += [fault] if fault else []
        found.append(replace(reading, subject=name, lines=_renamed(reading.lines, name)))
    return found, faults


def _renamed(lines: frozenset[Line], name: str) -> frozenset[Line]:
    return frozenset(replace(each, subject=name) for each in lines)


def _name(reading: Reading, before: Sequence[Reading], texts: Texts, about: About) -> tuple[str, Fault | None]:
    kind, part = reading.part.kind, reading.part

    def taken(name: str) -> bool:
        return bool(about(name)) or any(each.subject == name for each in before)

    if kind is ASSERTION:
        locator = _text(texts, "evidence.locator")
        return names.statement_name(_value(reading, _DISEASE), _value(reading, _SUBJECT), locator, taken), None
    if kind is EVIDENCE:
        return names.free(f"{before[0].subject}-evidence", taken), None
    if kind is REFERENCE:
        name = f"{_value(reading, _DOCUMENT)}-Reference{_value(reading, 'mil:referenceNumber')}"
        return name, _doubled(part, "referenceNumber", name) if taken(name) else None
    if kind is CONFLICT:
        return names.free(f"{_value(reading, _CONCERNS)}-conflict", taken), None
    label = _text(texts, _control(part, "label"))
    if kind is DOCUMENT:
        name = names.document_name(label, taken)
    elif kind is DOCUMENT_PART:
        name = names.part_name(_value(reading, _DOCUMENT), label)
    else:
        name = names.term_name(label)
    if not name:
        message = f"“{label}” makes no name: begin it with a letter."
        return "mil:new", Fault(_control(part, "label"), message, label)
    return name, _doubled(part, "label", name) if taken(name) else None


def _doubled(part: Part, field: str, name: str) -> Fault:
    message = f"There is one already: {name}. Change that one, or tell the two apart by what they are called."
    return Fault(_control(part, field), message, nearest=(name,))


def _control(part: Part, field: str) -> str:
    return f"{part.prefix}.{field}" if part.prefix else field


def _text(texts: Texts, control: str) -> str:
    return tidy(next(iter(texts.get(control, ())), ""))


def _value(reading: Reading, predicate: str) -> str:
    return min(each.value for each in reading.lines if each.predicate == predicate)
