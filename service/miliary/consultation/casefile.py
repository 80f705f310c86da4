"""Cases with a known diagnosis, from files: our own YAML, or GA4GH Phenopackets v2 as JSON (docs/cases.md).

Files are untrusted. What cannot be read is refused with its place; what can be read but is not in the vocabulary is
for :mod:`~miliary.consultation.evaluation` to count.
"""

from collections.abc import Iterator
from pathlib import Path

from miliary.consultation.document import Spot, read_document
from miliary.consultation.entry import MOST_TERMS, CaseEntry, Term
from miliary.consultation.phenopacket import read_packet
from miliary.errors import MalformedInput, TooLarge

MOST_CASES = 10_000

_READ = frozenset({"id", "disease", "age", "sex", "figures", "present", "absent", "not_assessed", "context"})
_NOTED = frozenset({"captions", "label", "notes", "proven_by"})
_ENDINGS = frozenset({".json", ".yaml", ".yml"})


def read_cases(path: Path) -> list[CaseEntry]:
    """Read the cases of a file, or of every YAML and JSON file of a folder, in the order of their names.

    :raises MalformedInput: a file cannot be read, or an entry lacks what it needs; the place is named
    :raises TooLarge: there is more than is accepted
    """
    entries: list[CaseEntry] = []
    for file in _files(path):
        entries += _entries(read_document(file))
        if len(entries) > MOST_CASES:
            raise TooLarge(str(path), MOST_CASES, "cases")
    if not entries:
        raise MalformedInput(f"{path} holds no case.")
    return entries


def _files(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    found = sorted(each for each in path.iterdir() if each.suffix.casefold() in _ENDINGS and each.name[0] != ".")
    if not found:
        raise MalformedInput(f"{path} holds no file of cases; their names end in {', '.join(sorted(_ENDINGS))}.")
    return found


def _entries(document: Spot) -> Iterator[CaseEntry]:
    if document.file.suffix.casefold() == ".json":
        packets = document.items(MOST_CASES) if isinstance(document.value, list) else [document]
        yield from map(read_packet, packets)
        return
    if isinstance(document.value, dict):
        document = document.fields(frozenset({"cases"})).get("cases") or document
    if not isinstance(document.value, list):
        document.refuse("a list of cases is expected, or an object with such a list under “cases”.")
    yield from map(_entry, document.items(MOST_CASES))


def _entry(spot: Spot) -> CaseEntry:
    """One case in our own format."""
    fields = spot.fields(_READ | _NOTED)
    if missing := [name for name in ("id", "disease") if name not in fields]:
        spot.refuse(f"every case needs an id and a disease; this one has no {missing[0]}.")
    sex = fields["sex"].text() if "sex" in fields else None
    by_word = sex is None or sex.casefold() in ("female", "male")
    factors = _terms(fields.get("context")) + (() if by_word else (Term(sex or ""),))
    return CaseEntry(
        id=fields["id"].text(),
        where=f"{spot.file}, {spot.path}",
        diseases=(Term(fields["disease"].text()),),
        present=_terms(fields.get("present")) + factors,
        absent=_terms(fields.get("absent")),
        not_assessed=_terms(fields.get("not_assessed")),
        age=_years(fields["age"]) if "age" in fields else None,
        sex=sex if by_word else None,
        figures=tuple(each.name for each in _terms(fields.get("figures"))),
    )


def _terms(spot: Spot | None) -> tuple[Term, ...]:
    return tuple(Term(each.text()) for each in spot.items(MOST_TERMS)) if spot else ()


def _years(spot: Spot) -> float:
    try:
        return float(spot.text())
    except ValueError:
        spot.refuse(f"the age is a number of years, not {spot.shown()}.")
